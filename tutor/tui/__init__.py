"""The session in the terminal; the only part that imports Textual.

`run_session` is all that the commands know of it. Importing this package imports nothing heavy.
"""

from __future__ import annotations

from pathlib import Path


def run_session(project: Path | None) -> int:
    """Run the interactive session, in this project where one is given; returns the exit code."""
    from tutor.tui.app import DltutorApp
    from tutor.tui.crash import report

    app = DltutorApp(project)
    app.run()
    if app.signal_code is not None:
        # What went wrong while a closed terminal was left is no fault.
        return app.signal_code
    report(app.crash)
    return app.return_code or 0
