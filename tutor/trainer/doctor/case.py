"""One script under examination: what the hooks share."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tutor.trainer.doctor.ending import Ending
from tutor.trainer.doctor.trainings import Trainings
from tutor.trainer.eventlog import EventLog

NOTE = "script_note"
FAULTS = "faults.log"
"""Takes the tracebacks of dltutor's own faults; a bug report wants them."""


class Case:
    """The script, its trainings, and whether it is still being observed.

    Args:
        folder: takes the events.
        home: the script's folder.
        log: of the script itself.

    Attributes:
        active: False once the script has ended, and in its forked children.
        trainings: begun so far.
        ending: says when the script is to end.
        closing: called when the script has ended, before the ends of its trainings are written.
    """

    def __init__(self, folder: Path, home: Path, log: EventLog) -> None:
        self.folder = folder
        self.home = home
        self.log = log
        self.active = True
        self.trainings = Trainings(folder)
        self.ending = Ending(folder)
        self.closing: Callable[[], None] = lambda: None
        self._notes: set[str] = set()
        self._local = threading.local()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._leave_alone)

    @property
    def watching(self) -> bool:
        """True where a call of Keras's is the script's own, not one within another."""
        return self.active and not getattr(self._local, "depth", 0)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Within, calls of Keras's are parts of one that is observed already."""
        self._local.depth = getattr(self._local, "depth", 0) + 1
        try:
            yield
        finally:
            self._local.depth -= 1

    @contextmanager
    def unbroken(self, what: str) -> Iterator[None]:
        """A fault of dltutor's own in here is noted once, and the script goes on.

        Args:
            what: could not be observed, in words that follow "dltutor could not".
        """
        try:
            # What dltutor calls itself is nothing that the script has done.
            with self.inside():
                yield
        except Exception as fault:
            self.fault(what, fault)

    def fault(self, what: str, fault: Exception) -> None:
        """Note a fault of dltutor's own."""
        with suppress(Exception):
            trace = "".join(traceback.format_exception(fault))
            file = os.open(self.folder / FAULTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(file, f"could not {what}\n{trace}\n".encode())
            finally:
                os.close(file)
        self.note(f"dltutor could not {what} ({type(fault).__name__}: {str(fault)[:200]}).")

    def note(self, text: str, **fields: Any) -> None:
        """Say something about the examination, once."""
        if text in self._notes or len(self._notes) > 50:
            return
        self._notes.add(text)
        with suppress(Exception):
            self.log.write(NOTE, text=text, **fields)

    def _leave_alone(self) -> None:
        self.active = False
