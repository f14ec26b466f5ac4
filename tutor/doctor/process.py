"""The process in which a script is examined: started, stopped in time, and its end written down."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from tutor import events as ev
from tutor.runs.folder import EVENTS
from tutor.runs.follow import Tail

MODULE = "tutor.trainer.doctor"
STOP_MARK = "stop-requested"
"""As in `tutor.trainer.doctor.ending`, which is not imported here."""

KIND_SECONDS = 10.0
"""A batch may take so long to end after the first, kind signal."""

FIRM_SECONDS = 3.0
"""A script may take so long to end after the second signal; then it is killed."""

SLACK_SECONDS = 15.0
"""The experiments may exceed their budget by so much: their last training is let end."""

POLL_SECONDS = 0.05

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


@dataclass(frozen=True)
class Progress:
    """How far an examination is.

    Attributes:
        phase: `script` while it runs, `experiments` after it.
        seconds: since the beginning of the examination.
    """

    phase: str
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """How a script ended.

    Attributes:
        folder: with the events of the examination.
        exit_status: the script's own; 128 + the signal's number where one killed it.
        status: `finished`, `crashed` or `stopped`.
        seconds: of the whole examination.
        interrupted: True where Ctrl-C ended the script, not only the experiments behind it.
    """

    folder: Path
    exit_status: int
    status: str
    seconds: float
    interrupted: bool = False


def examine(
    script: Path,
    arguments: Sequence[str],
    *,
    folder: Path,
    max_seconds: float | None = None,
    budget: float = 30.0,
    stdout: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Run a script under observation and wait for its end.

    Its output passes through unread: the script writes to our own streams. Ctrl-C ends it kindly,
    a second one at once.

    Args:
        script: the file.
        arguments: behind the script's name on its command line.
        folder: takes the events; made if need be.
        max_seconds: the script is stopped kindly after this time; None for no limit.
        budget: seconds that the experiments after the script may take.
        stdout: descriptor for the script's standard output; None for our own.
        on_progress: called several times a second.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    script = script.resolve()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed by whoever started us
            stream.flush()
    started = time.monotonic()
    process = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", MODULE),
            *(str(folder), str(budget), str(script), *arguments),
        ],
        cwd=script.parent,
        stdout=stdout,
        start_new_session=True,
    )
    watch = _Watch(process, folder, started, max_seconds, budget)
    with _leaving_with_care():
        try:
            while process.poll() is None:
                watch.step(on_progress)
        finally:
            watch.end()
    return watch.outcome()


@contextlib.contextmanager
def _leaving_with_care() -> Iterator[None]:
    """Within, SIGTERM and a closed terminal end us by an exception, so that the script ends too."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Watch:
    """Follows one process, and ends it step by step where it must be ended."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        folder: Path,
        started: float,
        max_seconds: float | None,
        budget: float,
    ) -> None:
        self._process = process
        self._folder = folder
        self._started = started
        self._max_seconds = max_seconds
        self._budget = budget
        self._tail = Tail(folder / EVENTS)
        self._end: dict[str, Any] | None = None
        self._next: float | None = None if max_seconds is None else started + max_seconds
        self._signals = 0
        self._interrupts = 0

    def step(self, on_progress: Callable[[Progress], None] | None) -> None:
        """Wait a moment; do what is due."""
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(POLL_SECONDS)
            self._read()
            now = time.monotonic()
            if on_progress is not None:
                phase = "experiments" if self._end else "script"
                on_progress(Progress(phase, now - self._started))
            if self._next is not None and now >= self._next:
                self._press()
        except KeyboardInterrupt:
            self._interrupt()

    def _interrupt(self) -> None:
        """Ctrl-C: the script is to end, kindly at first; after its end, the experiments are."""
        if self._end is None:
            self._interrupts += 1
            if self._interrupts > 1:
                self._signals = 2
        self._press()

    def end(self) -> None:
        """Leave no script running, and its end written down."""
        # What a script that has ended by itself has started is left alone, as Python leaves it.
        if self._process.poll() is None or self._signals > 2:
            self._signal(KILL)
        self._process.wait()
        self._read()
        if self._end is None:
            with contextlib.suppress(OSError):
                self._write_end()

    def outcome(self) -> Outcome:
        """How it ended."""
        end = self._end or {}
        return Outcome(
            folder=self._folder,
            exit_status=int(end.get("exit_status", 1)),
            status=str(end.get("status", "crashed")),
            seconds=time.monotonic() - self._started,
            interrupted=self._interrupts > 0,
        )

    def _read(self) -> None:
        for event in self._tail.new_events():
            if event["event"] == ev.SCRIPT_FINISHED and self._end is None:
                self._end = event
                # From here on only the experiments' own time counts.
                self._next = time.monotonic() + self._budget + SLACK_SECONDS
                self._signals = max(self._signals, 1)

    @property
    def _reason(self) -> str:
        """Why the script is asked to end."""
        if self._interrupts:
            return "Stopped by Ctrl-C."
        return f"Stopped at the limit of {self._max_seconds:g} s."

    def _press(self) -> None:
        """Ask the script to end, each time more firmly."""
        self._signals += 1
        if self._signals == 1:
            with contextlib.suppress(OSError):
                (self._folder / STOP_MARK).write_text(self._reason, encoding="utf-8")
        self._signal(signal.SIGTERM if self._signals <= 2 else KILL)
        wait = KIND_SECONDS if self._signals == 1 else FIRM_SECONDS
        self._next = time.monotonic() + wait

    def _signal(self, number: int) -> None:
        """To the script alone where it is asked to end, to all its processes where it is killed."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if number == KILL and hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)

    def _write_end(self) -> None:
        """What the script could not write any more."""
        code = self._process.returncode
        stopped = self._signals > 0
        status = "stopped" if stopped else "finished" if code == 0 else "crashed"
        reason = _how_it_died(code, self._reason if stopped else "")
        exit_status = 0 if stopped else code if code >= 0 else 128 - code
        seconds = round(time.monotonic() - self._started, 3)
        trainings = sorted(path for path in self._folder.iterdir() if (path / EVENTS).is_file())
        for training in trainings:
            _end_training(training, "stopped" if stopped else "killed", reason, code, seconds)
        self._end = {
            "event": ev.SCRIPT_FINISHED,
            "time": seconds,
            "status": status,
            "exit_status": exit_status,
            "reason": reason,
            "seconds": seconds,
            "error": None,
            "trainings": len(trainings),
        }
        _append(self._folder / EVENTS, self._end)


def _end_training(folder: Path, status: str, reason: str, code: int, seconds: float) -> None:
    events = Tail(folder / EVENTS).new_events()
    if any(event["event"] == ev.RUN_FINISHED for event in events):
        return
    last = {
        "event": ev.RUN_FINISHED,
        "time": float(events[-1].get("time") or 0) if events else seconds,
        "status": status,
        "reason": reason,
        "seconds": float(events[-1].get("time") or 0) if events else seconds,
        "error": None,
        "signal": -code if code < 0 else None,
    }
    _append(folder / EVENTS, last)


def _append(file: Path, event: dict[str, Any]) -> None:
    """Append an event, after cutting off a line that the script's death has torn."""
    with open(file, "ab+") as stream:
        stream.seek(0)
        content = stream.read()
        stream.truncate(content.rfind(b"\n") + 1)
        stream.write((ev.encode(event) + "\n").encode(errors="replace"))


def _how_it_died(code: int, wish: str) -> str:
    """The end of a process that left no word, in a sentence.

    Args:
        code: as `Popen.returncode`.
        wish: why it was asked to end; "" where it was not.
    """
    if wish:
        return f"{wish} It did not end by itself and was killed." if code == -KILL else wish
    if code >= 0:
        return f"The script's process ended with exit status {code} and left no word."
    name = next((known.name for known in signal.Signals if known == -code), "unknown")
    reason = f"The script was ended by signal {-code} ({name})"
    if name == "SIGKILL":
        return f"{reason}: probably out of memory; a smaller batch or model needs less."
    if name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE"):
        return f"{reason}: a fault in a library's compiled code."
    if name == "SIGILL":
        return f"{reason}: this TensorFlow was built for another processor."
    return f"{reason}."
