"""Writing a run's events: whole lines, each by one call, so a crash tears at most the last one."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

from tutor import events

EVENTS = "events.jsonl"


class EventLog:
    """Appends the events of one run, each stamped with the seconds since the run started.

    Args:
        folder: the run's folder.
        started: `time.perf_counter()` at the run's start.
    """

    def __init__(self, folder: Path, started: float) -> None:
        self.started = started
        self._path = folder / EVENTS
        self._open()

    def elapsed(self) -> float:
        """Seconds since the run started, on a clock that never jumps back."""
        return perf_counter() - self.started

    def write(self, event: str, *, durable: bool = False, **fields: Any) -> None:
        """Append one event; a `durable` one has reached the disk when this returns.

        Raises OSError (for one, on a full disk), leaving no half line.
        """
        stamped = {"event": event, "time": round(self.elapsed(), 4), **fields}
        line = encoded(stamped)
        size = self._size()
        written = os.write(self._file, line)
        if written != len(line):
            os.ftruncate(self._file, size)
            raise OSError(errno.ENOSPC, "no room for the events of the run")
        if durable:
            os.fsync(self._file)

    def _open(self) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._file = _above_the_standard_streams(file)
        status = os.fstat(self._file)
        self._identity = status.st_dev, status.st_ino

    def _size(self) -> int:
        """Size of the file; a script may have closed it, as daemons close all they inherit."""
        with suppress(OSError):
            status = os.fstat(self._file)
            if (status.st_dev, status.st_ino) == self._identity:
                return status.st_size
        self._open()
        return os.fstat(self._file).st_size

    def close(self) -> None:
        """Close the file; nothing can be written afterwards."""
        os.close(self._file)


def encoded(event: Mapping[str, Any]) -> bytes:
    """An event's line; half characters, as in a file's name that is no UTF-8, become marks."""
    return (events.encode(event) + "\n").encode(errors="replace")


def _above_the_standard_streams(file: int) -> int:
    """The file under a number that nobody prints to, although he may have closed his output."""
    low = []
    while file <= 2:
        low.append(file)
        file = os.dup(file)
    for number in low:
        os.close(number)
    return file


def last_event(folder: Path) -> events.Event | None:
    """The last whole event of a run, None where there is none."""
    try:
        lines = (folder / EVENTS).read_bytes().splitlines()
    except FileNotFoundError:
        return None
    for line in reversed(lines):
        for event in events.decode_lines([line.decode("utf-8", "replace")]):
            return event
    return None


def mend_tail(folder: Path) -> None:
    """Cut off a torn last line, which the next append would otherwise join and spoil too."""
    try:
        file = os.open(folder / EVENTS, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        content = (folder / EVENTS).read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):
            os.ftruncate(file, whole)
    finally:
        os.close(file)
