"""Share of key presses painted within 100 ms while a step trains, and the session's memory.

    python benchmarks/keys.py [--presses N] [--size 140x45]

Opens the session on a new project in a real pseudo terminal, starts step 1 with two trainings side
by side, and presses keys whose effect is known. A press is painted when the words that it brings
arrive at the terminal.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import psutil

WITHIN = 0.1
"""Seconds that a person does not notice (Nielsen 1993: 0.1 s feels immediate)."""

PATIENCE = 3.0
"""Seconds after which a press counts as lost."""

_ESCAPES = re.compile(rb"\x1b\[[0-9;?=>]*[A-Za-z]")


class Terminal:
    """A session in a pseudo terminal."""

    def __init__(self, command: list[str], columns: int, rows: int, env: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )
        os.close(slave)

    def wait_for(self, words: bytes, seconds: float) -> float | None:
        """Seconds until these words have been written; None where they were not."""
        started = time.perf_counter()
        seen = b""
        while (left := seconds - (time.perf_counter() - started)) > 0:
            if not select.select([self.master], [], [], left)[0]:
                return None
            seen += self._read()
            if words in _ESCAPES.sub(b"", seen):
                return time.perf_counter() - started
        return None

    def rest(self, seconds: float) -> None:
        """Read what comes for so long, as a terminal does."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                self._read()

    def _read(self) -> bytes:
        try:
            return os.read(self.master, 65536)
        except OSError:  # the other end is closed: the session has ended
            return b""

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)


CYCLE = (
    (b"m", b"Accuracy"),
    (b"m", b"Loss "),
    (b"\x1b[D", b"Experiments"),
    (b"\x1b[C", b"Experiments"),
    (b".", b"Lesson"),
    (b",", b"Experiments"),
)
"""Keys, each with words that its effect writes; at the end the screen is as at the start."""


def measure(count: int, columns: int, rows: int) -> tuple[list[float | None], float]:
    """Seconds of each press, None where nothing came, and the session's memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "DLTUTOR_HOME": f"{folder}/home",
            "COLORTERM": "truecolor",
            "TERM": "xterm-256color",
        }
        new = ["new", "fashion-mnist", "--name", "keys", "--output-dir", folder, "--no-input"]
        quiet = subprocess.DEVNULL
        python = [sys.executable, "-m", "tutor"]
        subprocess.run([*python, *new], check=True, env=env, stdout=quiet, stderr=quiet)
        terminal = Terminal([*python, str(Path(folder) / "keys")], columns, rows, env)
        try:
            times = _press_all(terminal, count)
            memory = psutil.Process(terminal.process.pid).memory_info().rss / 2**20
        finally:
            _end(terminal)
    return times, memory


def _press_all(terminal: Terminal, count: int) -> list[float | None]:
    if terminal.wait_for(b"Keras is ready", 120) is None:
        raise SystemExit("the session was not ready within two minutes")
    chance = random.Random(0)
    times: list[float | None] = []
    while len(times) < count:
        # Started once and again when it has ended: keys are pressed only while it trains.
        terminal.press(b"x")
        if terminal.wait_for(b"epoch 1 of", 60) is None:
            raise SystemExit("no training started within a minute")
        psutil.cpu_percent()
        deadline = time.perf_counter() + 12
        while len(times) < count and time.perf_counter() < deadline:
            for keys, words in CYCLE:
                terminal.rest(chance.uniform(0.05, 0.2))
                terminal.press(keys)
                times.append(terminal.wait_for(words, PATIENCE))
        print(f"processor use while pressing: {psutil.cpu_percent():.0f} %", file=sys.stderr)
        terminal.press(b"ss")
        terminal.wait_for(b"Keras is ready", 60)
    return times


def _end(terminal: Terminal) -> None:
    children = psutil.Process(terminal.process.pid).children(recursive=True)
    terminal.process.send_signal(signal.SIGTERM)
    for child in children:
        if child.is_running():
            child.kill()
    deadline = time.perf_counter() + 30
    while terminal.process.poll() is None and time.perf_counter() < deadline:
        # Unread output would keep the session from ending.
        terminal.rest(0.1)


def rows(count: int = 120, columns: int = 140, lines: int = 45) -> list[tuple[str, str, str]]:
    """What is measured, the figure, its bar."""
    times, memory = measure(count, columns, lines)
    painted = sorted(t for t in times if t is not None)
    quick = sum(t <= WITHIN for t in painted) / len(times)
    median = f"median {statistics.median(painted) * 1000:.0f} ms" if painted else "none painted"
    return [
        (
            f"key presses painted within {WITHIN * 1000:.0f} ms while a step trains",
            f"{quick:.0%} ({median})",
            "at least 95 %",
        ),
        ("memory of the session", f"{memory:.0f} MiB", "below 150 MiB"),
    ]


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=120)
    parser.add_argument("--size", default="140x45")
    options = parser.parse_args()
    columns, lines = (int(part) for part in options.size.split("x"))
    for row in rows(options.presses, columns, lines):
        print(*row, sep="  ")


if __name__ == "__main__":
    main()
