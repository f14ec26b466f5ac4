"""`experiment.toml`: what its keys may hold, reading, and editing with comments kept."""
