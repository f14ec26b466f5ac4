"""What becomes of an error nobody foresaw: a traceback in a log, one sentence for the user."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tutor.errors import DltutorError
from tutor.paths import state_dir
from tutor.tui.text import plain

LOG = "crash.log"


def write_log(error: BaseException) -> Path | None:
    """Add the traceback to the log in the state folder; None where it cannot be written."""
    text = "".join(traceback.format_exception(error))
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / LOG
        with open(file, "a", encoding="utf-8") as log:
            log.write(f"--- {moment}\n{text}\n")
    except OSError:
        return None
    return file


def report(error: BaseException | None) -> None:
    """Say on stderr, in one sentence, what ended the session; nothing where nothing did."""
    if error is None:
        return
    if isinstance(error, DltutorError):
        print(f"dltutor: {plain(error, 1000)}", file=sys.stderr)
        return
    file = write_log(error)
    where = f"the traceback is in {file}" if file else "its traceback could not be written down"
    print(
        f"dltutor: the session ended with a fault of its own "
        f"({type(error).__name__}: {plain(error)}); {where}. Your project and its runs are kept.",
        file=sys.stderr,
    )
