"""The host's children, one for each run: started, watched, and their end written down."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tutor import events as ev
from tutor.trainer.eventlog import EventLog, last_event, mend_tail

STOP_MARK = "stop-requested"
"""An empty file in a run's folder, made by whoever asks it to stop: a run that is only being
started has no process yet that a signal could reach."""

KILL_MARK = "kill-requested"
"""An empty file in a run's folder, made by whoever is about to kill its trainer: it tells that
end from one by the kernel."""


class Child:
    """A process that does one run.

    Args:
        folder: the run's folder.
        pid: the process.
        process: the same as an object, where it was not forked.
    """

    def __init__(
        self, folder: Path, pid: int, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self.folder = folder
        self.pid = pid
        self._process = process
        self._started = time.perf_counter()

    def signal(self, number: int) -> None:
        """Send a signal to the process; one that is gone is left alone."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def kill(self) -> None:
        """End the run at once, remembering that this was wanted."""
        (self.folder / KILL_MARK).touch()
        self.signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def status_if_ended(self) -> str | None:
        """The run's final status once the process is gone, else None.

        A process that died without a word gets its last event written here.
        """
        code = self._exit_code()
        if code is None:
            return None
        last = last_event(self.folder)
        if last is not None and last["event"] == ev.RUN_FINISHED:
            return str(last["status"])
        return self._write_end(code)

    def _exit_code(self) -> int | None:
        """Exit status, negative for a signal as in `subprocess`; None while it runs."""
        if self._process is not None:
            return self._process.poll()
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return 1
        return os.waitstatus_to_exitcode(status) if pid else None

    def _write_end(self, code: int) -> str:
        status, reason = how_it_died(code, self.folder)
        # On a full disk nothing can be written; the host goes on for its other runs.
        with contextlib.suppress(OSError):
            mend_tail(self.folder)
            log = EventLog(self.folder, self._started)
            with contextlib.closing(log):
                log.write(
                    ev.RUN_FINISHED,
                    durable=True,
                    status=status,
                    reason=reason,
                    seconds=round(log.elapsed(), 3),
                    error=None,
                    signal=-code if code < 0 else None,
                )
        return status


def asked_early(folder: Path) -> tuple[str, str] | None:
    """Status and reason where a run's end was asked for before it could be signalled."""
    if (folder / KILL_MARK).exists():
        return "killed", "Ended before it began, as asked."
    if (folder / STOP_MARK).exists():
        return "stopped", "Stopped before it began, as asked."
    return None


def write_trainer(folder: Path, pid: int) -> None:
    """Say which process trains; by its start time too, as numbers are used again."""
    process = {"pid": pid, "start": psutil.Process(pid).create_time()}
    unfinished = folder / f".trainer-{os.getpid()}.json"
    unfinished.write_text(json.dumps(process), encoding="utf-8")
    os.replace(unfinished, folder / "trainer.json")


def how_it_died(code: int, folder: Path) -> tuple[str, str]:
    """Status and reason for a process that left no last event in its run's folder."""
    if code >= 0:
        return "failed", f"The trainer ended with exit status {code} and left no word."
    if (folder / KILL_MARK).exists():
        return "killed", "Ended at once, as asked."
    if code == -signal.SIGTERM and (folder / STOP_MARK).exists():
        return "stopped", "Stopped before it began, as asked."
    name = next((known.name for known in signal.Signals if known == -code), "unknown")
    reason = f"The trainer was ended by signal {-code} ({name})"
    if name == "SIGKILL":
        return "killed", f"{reason}: probably out of memory; a smaller batch or model needs less."
    if name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE"):
        return "killed", f"{reason}: a fault in a library's compiled code."
    if name == "SIGILL":
        return "killed", f"{reason}: this TensorFlow was built for another processor."
    return "killed", f"{reason}."


def can_fork(backend: str) -> bool:
    """True where a child may take over Keras as this process has imported it.

    TensorFlow starts its threads with the first operation, so before one it may be forked; JAX
    and PyTorch make no such promise.
    """
    return backend == "tensorflow" and hasattr(os, "fork")


def fork(project: Path, folder: Path, leave: Callable[[], None]) -> Child:
    """A child that does the run at once. `leave` makes it let go of what is the host's."""
    pid = os.fork()
    if pid:
        return Child(folder, pid)
    status = 1
    try:
        os.setsid()
        leave()
        from tutor.trainer import child

        status = child.run(project, folder)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        # Past the interpreter's own end, which is the host's, and TensorFlow's, which takes long.
        os._exit(status)


def spawn(project: Path, folder: Path) -> Child:
    """A child that imports Keras itself, then does the run."""
    command = [sys.executable, "-P", "-m", "tutor.trainer.host", "--once", str(folder)]
    process = subprocess.Popen(
        [*command, "--project", str(project)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # It would do so itself only once Keras is imported, and must be stoppable before.
    write_trainer(folder, process.pid)
    return Child(folder, process.pid, process)
