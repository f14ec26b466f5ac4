"""Standard output is data, standard error is narration; exit codes are given here and only here."""

from __future__ import annotations

import enum
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from tutor.errors import DltutorError


class ExitCode(enum.IntEnum):
    """What the command's status means."""

    DONE = 0
    WORK_FAILED = 1
    WRONG_USE = 2
    INTERRUPTED = 130


class Leave(Exception):
    """Ends the command with this code; everything has been said already."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code)
        self.code = code


def data(text: str) -> None:
    """Print a line that was asked for."""
    print(printable(text), flush=True)


def data_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False), flush=True)


def narrate(text: str) -> None:
    """Say how it goes, on standard error."""
    print(printable(text), file=sys.stderr, flush=True)


def fail(message: str) -> None:
    """Say what went wrong, in one line."""
    narrate(f"dltutor: {message}")


def is_terminal(*streams: TextIO | None) -> bool:
    """True where all of them are terminals; a closed stream is None."""
    return all(stream is not None and stream.isatty() for stream in streams)


def printable(text: str) -> str:
    """The text without control characters, which could rewrite the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)


def run_safely(work: Callable[[], Any]) -> int:
    """Do the work; a fault becomes one sentence and its exit code."""
    try:
        result = work()
        return int(result) if isinstance(result, int) else ExitCode.DONE
    except Leave as leave:
        return leave.code
    except DltutorError as error:
        fail(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        narrate("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; Python would complain once more at its own exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.WORK_FAILED
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return ExitCode.WORK_FAILED
    except Exception as error:
        if "click" in sys.modules and (code := _wrong_words(error)) is not None:
            return code
        fail(f"an error of dltutor itself ({type(error).__name__}: {error}); {_keep_trace()}")
        return ExitCode.WORK_FAILED


def _keep_trace() -> str:
    """Put the traceback where a bug report can find it; the sentence that says so."""
    import traceback

    from tutor.paths import state_dir

    path = state_dir() / "error.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return "its traceback could not be written down"
    return f"its traceback is in {path}"


def _wrong_words(error: Exception) -> ExitCode | None:
    """What click has to say of the command's words; None where it is no error of click's."""
    import click

    if isinstance(error, click.Abort):
        narrate("interrupted")
        return ExitCode.INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        narrate(error.format_message())
        return ExitCode.WRONG_USE
    if not isinstance(error, click.ClickException):
        return None
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = f" (see `{context.command_path} --help`)" if context else ""
    fail(error.format_message() + where)
    return ExitCode.WRONG_USE
