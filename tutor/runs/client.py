"""The session's line to the trainer host, a child process that has imported Keras once.

The host is started by its module's name, never imported: what shows or decides stays free of
Keras. It lives in a session of its own, so a terminal that closes does not end a training.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tutor.errors import WorkError
from tutor.history import History
from tutor.runs.folder import RunFolder
from tutor.runs.follow import follow

HOST = "tutor.trainer.host"
STOP_MARK = "stop-requested"
KILL_MARK = "kill-requested"
LINE_LIMIT = 2**20
"""Longest protocol line in bytes; asyncio's own limit of 64 KiB would raise on a long traceback."""
KILL_SECONDS = 1.0
"""How long to wait for a killed host, which is gone within milliseconds unless the disk hangs."""


class Trainer:
    """One trainer host. `start()` returns at once; the first run waits until Keras is imported."""

    def __init__(self, backend: str = "tensorflow") -> None:
        self._backend = os.environ.get("KERAS_BACKEND") or backend
        # Not asyncio's subprocess: its transport kills the child when the event loop ends, and a
        # run that is to go on needs its host to write down how it ended.
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None] | None = None

    @property
    def ready(self) -> bool:
        """True once Keras is imported and runs start at once."""
        future = self._ready
        return bool(future and future.done() and not future.cancelled() and not future.exception())

    async def start(self) -> None:
        """Start the host if it is not running."""
        if self._process is not None and self._process.poll() is None:
            return
        self._ready = asyncio.get_running_loop().create_future()
        # Nobody may be waiting when the host says that Keras is missing.
        self._ready.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._process = subprocess.Popen(
            # -P: a json.py or keras.py in the current folder must not stand in for the real one.
            [sys.executable, "-P", "-m", HOST],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "KERAS_BACKEND": self._backend},
            start_new_session=True,
            bufsize=0,
        )
        self._reader = asyncio.create_task(self._read(self._process, self._ready))

    async def wait_ready(self) -> None:
        """Wait until Keras is imported. Raises WorkError with the mend where it cannot be."""
        await self.start()
        assert self._ready is not None
        await asyncio.shield(self._ready)

    async def run(self, project: Path, run: RunFolder) -> AsyncIterator[History]:
        """Start a run and follow it to its end. Raises WorkError where no trainer can be had."""
        await self.wait_ready()
        self._send({"command": "run", "project": str(project), "run": str(run.path)})
        async for history in follow(run):
            yield history

    async def close(self) -> None:
        """Leave the host, which ends when its runs have ended; a running one goes on without us.

        A host that is not ready has no runs, and its import may hang: it is killed.
        """
        if self._process is not None and not self.ready:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(KILL_SECONDS)
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process = None

    def _send(self, message: dict[str, Any]) -> None:
        if self._process is None or self._process.stdin is None:
            raise WorkError("the trainer is not running")
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise WorkError(f"the trainer has ended ({error}); start the run again") from None

    async def _read(self, process: subprocess.Popen[bytes], ready: asyncio.Future[None]) -> None:
        reader = asyncio.StreamReader(limit=LINE_LIMIT)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), process.stdout
        )
        try:
            async for line in reader:
                with contextlib.suppress(ValueError, KeyError):
                    message = json.loads(line)
                    if message["event"] == "ready" and not ready.done():
                        ready.set_result(None)
                    elif message["event"] == "unavailable" and not ready.done():
                        ready.set_exception(WorkError(message["reason"]))
            if not ready.done():
                ready.set_exception(WorkError(_died(await asyncio.to_thread(process.wait))))
        finally:
            transport.close()


def stop(run: RunFolder) -> bool:
    """Ask a run to stop at the end of its batch; False where no process of it can be told now.

    One that is just being started finds the mark and stops before it trains.
    """
    _mark(run, STOP_MARK)
    return _signal(run, signal.SIGTERM)


def kill(run: RunFolder) -> bool:
    """End a run at once; its finished epochs stay. False as for `stop`."""
    # By this the host tells our kill from the kernel's, which means that memory ran out.
    _mark(run, KILL_MARK)
    return _signal(run, signal.SIGKILL)


def _mark(run: RunFolder, name: str) -> None:
    with contextlib.suppress(OSError):
        (run.path / name).touch()


def _signal(run: RunFolder, number: signal.Signals) -> bool:
    trainer = run.trainer
    if trainer is None or not trainer.alive:
        return False
    try:
        os.kill(trainer.pid, number)
    except ProcessLookupError:
        return False
    return True


def _died(code: int) -> str:
    if code == -signal.SIGILL:
        return (
            "TensorFlow stopped with an illegal instruction: this processor lacks what the "
            "installed build needs; install a build of TensorFlow for it"
        )
    how = f"signal {-code}" if code < 0 else f"exit status {code}"
    return (
        f"the trainer ended before it was ready ({how}); "
        "`python -c 'import keras'` in the same environment shows why"
    )
