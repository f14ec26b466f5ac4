"""How a script is asked to end: kindly at the end of a batch, then at once."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import FrameType

STOP_MARK = "stop-requested"
"""A file in the examination's folder, with the reason. It speaks to a script that took SIGTERM
for itself."""

STOPPED = "Stopped as asked."

LOOK_SECONDS = 0.25
"""The mark is looked for at most this often."""


class Ended(BaseException):
    """Raised in the script once it is to end and no batch can be waited for.

    Not an Exception, so that the script's own `except Exception` does not swallow it.
    """


class Ending:
    """Knows whether the script is to end; what `Stopper` is to a run of the tutor's own.

    Args:
        folder: of the examination.

    Attributes:
        phase: what the probe says it is at.
        requested: True once the script is to end.
    """

    def __init__(self, folder: Path) -> None:
        self.phase = "preparing"
        self.requested = False
        self._mark = folder / STOP_MARK
        self._next_look = 0.0
        self._trainings = 0
        self._lock = threading.Lock()
        self._signals = 0

    def listen(self) -> None:
        """Take SIGTERM as the wish to end; leave Ctrl-C to the terminal's own process.

        Nothing is being trained now. Raises ValueError outside the main thread.
        """
        self._trainings = 0
        signal.signal(signal.SIGTERM, self._on_signal)
        if hasattr(signal, "SIGBREAK"):
            signal.signal(signal.SIGBREAK, self._on_signal)

    def is_due(self, now: float | None = None) -> bool:
        """True when the training is to end after its current batch."""
        now = perf_counter() if now is None else now
        if not self.requested and now >= self._next_look:
            self._next_look = now + LOOK_SECONDS
            # Not by Path.exists, which a script may have replaced.
            self.requested = os.access(self._mark, os.F_OK)
        return self.requested

    @property
    def reason(self) -> str:
        """Why it was to end, in a sentence."""
        with suppress(OSError):
            file = os.open(self._mark, os.O_RDONLY)
            try:
                return os.read(file, 1000).decode(errors="replace").strip() or STOPPED
            finally:
                os.close(file)
        return STOPPED

    def check(self) -> None:
        """Raise Ended if the script is to end: called where a training is about to begin."""
        if self.is_due():
            raise Ended

    def __enter__(self) -> Ending:
        """Within, batches are trained whose end can be waited for."""
        with self._lock:
            self._trainings += 1
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._trainings -= 1

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
        self._signals += 1
        # Within a training the first wish waits for the end of the batch, the second does not.
        if self._signals > 1 or not self._trainings:
            raise Ended
