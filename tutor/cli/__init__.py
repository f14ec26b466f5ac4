"""The command `dltutor`."""

from __future__ import annotations

import sys

from tutor.cli.output import run_safely


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run_safely(_run))


def _run() -> object:
    if len(sys.argv) == 1:
        # Nothing to parse: the first paint does not wait for click.
        from tutor.cli.opening import open_session

        return open_session(None)
    from tutor.cli.commands import cli

    return cli(standalone_mode=False, prog_name="dltutor")
