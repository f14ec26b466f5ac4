"""How a run is asked to end: a signal or its time limit. It then ends after the current batch."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Literal

Phase = Literal["preparing", "training", "closing"]


class StopRequested(BaseException):
    """Raised by the first stop signal while there is no batch whose end could be waited for.

    Not an Exception, so that a project's `except Exception` does not swallow it.
    """


class Stopper:
    """Knows whether this run is to end, and why.

    Args:
        deadline: `time.perf_counter()` at which the run is to stop; None for no limit.
        at_once: called on the second stop signal; it must not return.
    """

    def __init__(self, deadline: float | None, at_once: Callable[[], None]) -> None:
        self.phase: Phase = "preparing"
        self._deadline = deadline
        self._at_once = at_once
        self._signals = 0
        self._timed_out = False

    def listen(self) -> None:
        """Take SIGTERM as the wish to stop; leave Ctrl-C to the terminal's own process."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    @property
    def status(self) -> str:
        """`stopped` or `time_limit` once the run is to end, else `finished`."""
        if self._signals:
            return "stopped"
        return "time_limit" if self._timed_out else "finished"

    def is_due(self, now: float | None = None) -> bool:
        """True when the run is to end after its current batch."""
        if self._deadline is not None and not self._timed_out:
            self._timed_out = (now or time.perf_counter()) >= self._deadline
        return self._signals > 0 or self._timed_out

    def check(self) -> None:
        """Raise StopRequested if the run is to end."""
        if self.is_due():
            raise StopRequested

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals > 1:
            self._at_once()
        if self.phase == "preparing":
            raise StopRequested
