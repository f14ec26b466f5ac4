"""A trainer host as its clients see it: a process, lines of JSON, and run folders."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tutor import events

TIMEOUT = 120
"""Seconds after which a test gives up; a loaded machine takes its time."""


class Host:
    """A trainer host in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tutor.trainer.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "KERAS_BACKEND": "tensorflow", "KERAS_HOME": str(home)},
            start_new_session=True,
        )
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._early: list[dict[str, Any]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            # Anything but whole lines of JSON fails here, and the waiting test with it.
            self._messages.put(json.loads(line))

    def send(self, **message: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def message(self, event: str, run: Path | None = None) -> dict[str, Any]:
        """The next message of this name, and of this run if one is given."""

        def fits(message: dict[str, Any]) -> bool:
            return message["event"] == event and (run is None or message["run"] == str(run))

        for early in self._early:
            if fits(early):
                self._early.remove(early)
                return early
        while True:
            message = self._messages.get(timeout=TIMEOUT)
            if fits(message):
                return message
            self._early.append(message)

    def start(self, run: Path) -> int:
        """Start a run; its process."""
        self.send(command="run", project=str(run.parent.parent), run=str(run))
        return int(self.message("started", run)["pid"])

    def finish(self, run: Path) -> list[events.Event]:
        """Wait for a run's end; its events."""
        ended = self.message("ended", run)
        told = read(run)
        assert told[-1]["event"] == events.RUN_FINISHED
        assert told[-1]["status"] == ended["status"]
        return told

    def do(self, run: Path) -> list[events.Event]:
        """Do a run to its end; its events."""
        self.start(run)
        return self.finish(run)

    def close(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(TIMEOUT)


def read(run: Path) -> list[events.Event]:
    """A run's events; every line must be one."""
    lines = (run / "events.jsonl").read_text().splitlines()
    return [events.decode(line) for line in lines]


def named(told: list[events.Event], event: str) -> list[events.Event]:
    return [one for one in told if one["event"] == event]


def wait_for(run: Path, event: str, count: int = 1) -> None:
    """Wait until a run has told so many events of a name."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        file = run / "events.jsonl"
        text = file.read_text() if file.exists() else ""
        if text.count(f'"event": "{event}"') >= count:
            return
        time.sleep(0.02)
    raise AssertionError(f"{run.name} told no {event} within {TIMEOUT} s")


def edit(project: Path, file: str, old: str, new: str) -> int:
    """Replace a piece of a project's file; the number of its line."""
    text = (project / file).read_text()
    assert old in text
    (project / file).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1
