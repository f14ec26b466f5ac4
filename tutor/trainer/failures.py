"""Turning whatever a project's code raised into a reason, and the learner's own line."""

from __future__ import annotations

import errno
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tutor.errors import DltutorError

MESSAGE_LIMIT = 2_000
"""Characters of an error's message that are kept; TensorFlow's can fill pages."""

TRACEBACK_LIMIT = 12_000
"""Characters of a traceback that are kept, counted from its end."""

REASON_LIMIT = 240
"""Characters of a message that go into the one-sentence reason."""


@dataclass(frozen=True)
class Place:
    """A line of the project: file relative to its folder, line number from 1, its text."""

    file: str
    line: int
    code: str | None


def describe(error: BaseException, project: Path) -> tuple[str, dict[str, Any]]:
    """The reason in a sentence, and the `error` field of a run's last event."""
    place = _place(error, project)
    message = _cut(_said(error), MESSAGE_LIMIT)
    details = {
        "type": type(error).__name__,
        "message": message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "code": place.code if place else None,
        "traceback": "".join(traceback.format_exception(error))[-TRACEBACK_LIMIT:],
    }
    return _reason(error, message, place), details


def _reason(error: BaseException, message: str, place: Place | None) -> str:
    if isinstance(error, DltutorError):
        return message
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return "There was not enough memory: a smaller batch or a smaller model needs less."
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({error.filename or 'while writing'}): make room, run again."
    where = f"{place.file}, line {place.line}: " if place else ""
    if isinstance(error, SystemExit):
        return f"{where}the project's code ended the run itself (sys.exit({error.code!r}))."
    first = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return f"{where}{type(error).__name__}: {_cut(first, REASON_LIMIT)}".rstrip(": ")


def _place(error: BaseException, project: Path) -> Place | None:
    """The deepest line of the project on the way to the error, None where there is none."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        file = _inside(error.filename, project)
        if file:
            return Place(file, error.lineno, (error.text or "").strip() or None)
    places = [place for link in _chain(error) for place in _places(link.__traceback__, project)]
    return places[-1] if places else _place_in_message(error, project)


def _places(trace: TracebackType | None, project: Path) -> Iterator[Place]:
    for frame in traceback.extract_tb(trace):
        file = _inside(frame.filename, project)
        if file:
            yield Place(file, frame.lineno or 0, frame.line or None)


def _place_in_message(error: BaseException, project: Path) -> Place | None:
    """TensorFlow names the line that made a failing graph node in the message alone."""
    for name, line in reversed(re.findall(r'File "([^"]+)", line (\d+)', _said(error))):
        file = _inside(name, project)
        if file:
            return Place(file, int(line), None)
    return None


def _chain(error: BaseException) -> list[BaseException]:
    """The error's causes, the first cause first."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__
    # The raised error itself comes last: its own deepest line is what the learner sees.
    return chain[::-1]


def _inside(filename: str, project: Path) -> str | None:
    if filename.startswith("<"):  # Python's own frozen modules, and code out of strings
        return None
    try:
        relative = Path(filename).resolve().relative_to(project.resolve())
    except (OSError, ValueError):
        return None
    # A virtual environment inside the project holds other people's code.
    return None if "site-packages" in relative.parts else relative.as_posix()


def _said(error: BaseException) -> str:
    """The error's message; a script's own error may fail to tell one."""
    try:
        return str(error)
    except Exception:
        return ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 4] + " ..."
