"""First paint of the session against a bare Textual app, and `--help` against a bare Python.

Both are started in a real terminal (a pty) and timed from the start of the process until their
first text is on the screen.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

PAIRS = 9

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Bare(App):
    def compose(self):
        yield Header()
        yield Static("first paint")
        yield Footer()
Bare().run()
"""


def seconds_to_text(command: list[str], text: bytes, environment: dict[str, str]) -> float:
    """Seconds from starting the command until the text appears on its terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,  # Textual draws on standard error
        env=environment,
        start_new_session=True,
    )
    os.close(slave)
    seen = b""
    try:
        while text not in seen:
            if time.perf_counter() - started > 60:
                raise TimeoutError(f"{text!r} did not appear")
            if select.select([master], [], [], 0.5)[0]:
                seen += os.read(master, 65536)
        return time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)


def first_paint() -> tuple[float, float]:
    """Median ratio of the session's first paint to a bare app's, and the session's seconds."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DLTUTOR_HOME": home, "HOME": home, "TERM": "xterm-256color"}
        ours = [sys.executable, "-m", "tutor"]
        bare = [sys.executable, "-c", BARE]
        pairs = []
        for _ in range(PAIRS + 1):
            session = seconds_to_text(ours, b"Fashion", environment)
            pairs.append((session, seconds_to_text(bare, b"first paint", environment)))
        # The first pair pays for reading the files from disk.
        pairs = pairs[1:]
        ratios = [session / plain for session, plain in pairs]
        return statistics.median(ratios), statistics.median(session for session, _ in pairs)


def rows() -> list[tuple[str, str, str]]:
    """What is measured, the figure, its bar."""
    ratio, seconds = first_paint()
    return [
        (
            "first paint against a bare Textual app",
            f"{ratio:.2f}x ({seconds:.2f} s)",
            "at most 1.6x",
        )
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  ")
