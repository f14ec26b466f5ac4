"""The trainer host: imports Keras once, then does every run in a child of its own.

    python -m tutor.trainer.host                             the protocol, on stdin and stdout
    python -m tutor.trainer.host --once RUN --project DIR    one run in this very process

One JSON object a line. In: `{"command": "run", "project": DIR, "run": DIR}`, `{"command": "stop",
"run": DIR}` (at the end of the batch), `{"command": "kill", "run": DIR}`, `{"command":
"shutdown"}`. Out: `ready`, `started`, `ended`, or `unavailable` where Keras cannot be imported.
At the end of its input the host waits for its children and ends.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import select
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tutor.trainer import children
from tutor.trainer.children import Child

BACKENDS = ("tensorflow", "torch", "jax")

OLDEST_KERAS = "3.15.1"
"""As in pyproject.toml: older ones load model files less safely."""

POLL_SECONDS = 0.2
"""Longest time until the end of a child is seen where no signal tells of it."""


class Host:
    """Serves the protocol.

    Args:
        backend: Keras's backend.
        output: the descriptor that takes the answers.
    """

    def __init__(self, backend: str, output: int) -> None:
        self._forks = children.can_fork(backend)
        self._output = output
        self._children: list[Child] = []
        self._open = True
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        self._input = _Input()

    def serve(self) -> None:
        """Take commands until the input ends, then wait for the children."""
        self._listen()
        while self._open or self._children:
            self._wait()
            for line in self._input.lines():
                self._obey(line)
            self._open = self._open and not self._input.ended
            self._reap()

    def _listen(self) -> None:
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: self._shut_down())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if hasattr(signal, "SIGCHLD"):
            signal.signal(signal.SIGCHLD, lambda *_: None)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _wait(self) -> None:
        sources: list[Any] = [self._woken, *([self._input] if self._open else [])]
        ready, _, _ = select.select(sources, [], [], POLL_SECONDS if self._children else None)
        if self._woken in ready:
            self._woken.recv(4096)
        if self._input in ready:
            self._input.read()

    def _obey(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            command = message["command"]
            if command == "run":
                self._run(Path(message["project"]), Path(message["run"]))
            elif command == "shutdown":
                self._shut_down()
            else:
                actions = {"stop": lambda c: c.signal(signal.SIGTERM), "kill": Child.kill}
                act = actions[command]
                for child in self._children:
                    if child.folder == Path(message["run"]):
                        act(child)
        except (ValueError, KeyError, TypeError) as error:
            print(f"not understood: {line!r} ({error})", file=sys.stderr)

    def _run(self, project: Path, folder: Path) -> None:
        if self._forks:
            child = children.fork(project, folder, self._leave)
        else:
            child = children.spawn(project, folder)
        self._children.append(child)
        self._say(event="started", run=str(folder), pid=child.pid)

    def _leave(self) -> None:
        """In a forked child: let go of the host's descriptors and signals."""
        signal.set_wakeup_fd(-1)
        for name in ("SIGTERM", "SIGCHLD"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        self._wake.close()
        self._woken.close()
        os.close(self._output)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def _reap(self) -> None:
        for child in list(self._children):
            status = child.status_if_ended()
            if status is not None:
                self._children.remove(child)
                self._say(event="ended", run=str(child.folder), status=status)

    def _shut_down(self) -> None:
        """Ask the children to stop at the end of their batch, and take no more commands."""
        self._open = False
        for child in self._children:
            child.signal(signal.SIGTERM)

    def _say(self, **message: Any) -> None:
        say(self._output, **message)


class _Input:
    """The lines that have come in so far, read without ever waiting for one."""

    def __init__(self) -> None:
        self.ended = False
        self._rest = b""
        self._lines: list[bytes] = []
        self._source: int | socket.socket = 0
        if os.name == "nt":
            # There, select knows sockets only.
            self._source, feed = socket.socketpair()
            threading.Thread(target=_pump, args=(feed,), daemon=True).start()

    def fileno(self) -> int:
        """For select."""
        return self._source if isinstance(self._source, int) else self._source.fileno()

    def read(self) -> None:
        """Take what is there."""
        source = self._source
        data = os.read(source, 65536) if isinstance(source, int) else source.recv(65536)
        self.ended = not data
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += lines

    def lines(self) -> list[bytes]:
        """The whole lines since the last call."""
        lines, self._lines = self._lines, []
        return [line for line in lines if line.strip()]


def _pump(feed: socket.socket) -> None:
    while data := os.read(0, 65536):
        feed.sendall(data)
    feed.close()


def say(output: int, **message: Any) -> None:
    """Write one line of the protocol; a client that is gone is no reason to stop a training."""
    try:
        os.write(output, json.dumps(message).encode() + b"\n")
    except OSError:
        return


def import_keras() -> tuple[str, str]:
    """The name of the backend, and why it cannot be had ("" when it can)."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    wanted = os.environ.get("KERAS_BACKEND", "tensorflow")
    try:
        import keras

        if _numbers(keras.__version__) < _numbers(OLDEST_KERAS):
            return wanted, (
                f"Keras {keras.__version__} is too old: `pip install 'keras>={OLDEST_KERAS}'`."
            )
        from tutor.trainer import child  # noqa: F401  imports Keras and all that a run needs

        return keras.backend.backend(), ""
    except Exception as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        mend = _mend(wanted, error)
        return wanted, f"Keras with the backend {wanted} cannot be imported ({first}); {mend}."


def _mend(wanted: str, error: Exception) -> str:
    """What to do where Keras cannot be imported with this backend."""
    if wanted not in BACKENDS:
        return f"set KERAS_BACKEND to {', '.join(BACKENDS[:-1])} or {BACKENDS[-1]}"
    if wanted in str(error) and wanted != "tensorflow":
        return f"`pip install {wanted}`, or set KERAS_BACKEND=tensorflow"
    name = "tensorflow" if "tensorflow" in str(error) else "dltutor"
    return f"`pip install --force-reinstall {name}` puts it right"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def serve() -> int:
    """Import Keras, say so, serve. The answers go to what was stdout; prints go to stderr."""
    output = os.dup(1)
    os.dup2(2, 1)
    started = time.perf_counter()
    backend, trouble = import_keras()
    if trouble:
        say(output, event="unavailable", reason=trouble)
        return 1
    # Objects that the collector passes over stay shared between the host and its children.
    gc.collect()
    gc.freeze()
    host = Host(backend, output)
    seconds = round(time.perf_counter() - started, 3)
    say(output, event="ready", backend=backend, seconds=seconds)
    host.serve()
    return 0


def once(folder: Path, project: Path) -> int:
    """Do one run in this process."""
    _, trouble = import_keras()
    if trouble:
        print(trouble, file=sys.stderr)
        return 1
    from tutor.trainer import child

    return child.run(project, folder)


def main() -> int:
    """The command line of `python -m tutor.trainer.host`."""
    parser = argparse.ArgumentParser(prog="python -m tutor.trainer.host", description=__doc__)
    parser.add_argument("--once", type=Path, metavar="RUN")
    parser.add_argument("--project", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    if arguments.once is None:
        return serve()
    folder = arguments.once.resolve()
    return once(folder, (arguments.project or folder.parent.parent).resolve())


if __name__ == "__main__":
    sys.exit(main())
