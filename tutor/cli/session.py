"""`dltutor PROJECT`: the session in a project."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.opening import open_session


@click.command(hidden=True)
@click.argument("project", required=False, type=click.Path(path_type=Path))
def session(project: Path | None) -> int:
    """Open the interactive session, in PROJECT if it is given."""
    return open_session(project)
