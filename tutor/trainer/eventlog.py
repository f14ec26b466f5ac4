"""Writing a run's events: whole lines, each by one call, so a crash tears at most the last one."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
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
        self._file = os.open(folder / EVENTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def elapsed(self) -> float:
        """Seconds since the run started, on a clock that never jumps back."""
        return time.perf_counter() - self.started

    def write(self, event: str, *, durable: bool = False, **fields: Any) -> None:
        """Append one event; a `durable` one has reached the disk when this returns.

        Raises OSError (for one, on a full disk), leaving no half line.
        """
        stamped = {"event": event, "time": round(self.elapsed(), 4), **fields}
        line = (events.encode(stamped) + "\n").encode()
        size = os.fstat(self._file).st_size
        written = os.write(self._file, line)
        if written != len(line):
            os.ftruncate(self._file, size)
            raise OSError(errno.ENOSPC, "no room for the events of the run")
        if durable:
            os.fsync(self._file)

    def close(self) -> None:
        """Close the file; nothing can be written afterwards."""
        os.close(self._file)


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
