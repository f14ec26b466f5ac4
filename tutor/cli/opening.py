"""Bare `dltutor`, or `dltutor PROJECT`: the session, or without a terminal the headless walk."""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.cli.output import is_terminal, narrate
from tutor.errors import UsageError


def open_session(project: Path | None) -> int:
    """Open the interactive session; the exit code. Raises UsageError."""
    if project is None and (Path.cwd() / "project.toml").is_file():
        project = Path.cwd()
    if project is not None:
        from tutor.project import Project

        Project.open(project)
    # Textual reads from standard input and draws on standard error.
    if not is_terminal(sys.stdin, sys.stdout, sys.stderr):
        from tutor.cli.walk import walk_headless

        narrate("no terminal is attached, so the walk is made headless; `dltutor walk --help`")
        return walk_headless(str(project) if project else None)
    try:
        from tutor.tui import run_session
    except ImportError as error:
        raise UsageError(
            f"the session needs Textual ({error}); install dltutor again: pip install dltutor"
        ) from None
    return run_session(project)
