"""Run folders: creating, listing, reading and following them, and the line to the trainer."""
