"""Signals that end the session: the terminal is restored, and the exit code is 128 + the number."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

_ENDING = ("SIGTERM", "SIGQUIT", "SIGINT")

PATIENCE_SECONDS = 5.0
"""How long a session whose terminal is gone may take to close before it is ended."""

Leave = Callable[[int], None]


def on_end(leave: Leave) -> None:
    """Call `leave(exit_code)` when a signal asks the session to end.

    Python's default for these ends the process at once and leaves the terminal in the alternate
    screen, raw and with the mouse on. Must be called in the main thread, in a running event loop.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    try:
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, leave, 128 + number)
    except NotImplementedError:
        return  # Windows, where the terminal restores itself
    signal.signal(signal.SIGHUP, _hang_up(loop, leave))


def _hang_up(
    loop: asyncio.AbstractEventLoop, leave: Leave
) -> Callable[[int, FrameType | None], None]:
    """A handler for a terminal that has been closed, or a SIGHUP sent by hand.

    The kernel sends SIGCONT after it. Textual takes that for the end of a suspension and starts
    anew, so it must be ignored before it is handled: in the handler itself, not in the loop.
    """

    def handler(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGCONT, signal.SIG_IGN)
        code = 128 + number
        if not os.isatty(2):
            _write_to_nowhere()
            watchdog = threading.Timer(PATIENCE_SECONDS, os._exit, (code,))
            watchdog.daemon = True
            watchdog.start()
        loop.call_soon_threadsafe(leave, code)

    return handler


def _write_to_nowhere() -> None:
    """Let what is still written vanish: on a closed terminal each write fails, and Textual waits
    for ever for the thread that died of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
