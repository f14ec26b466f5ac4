"""What a script reads that asks its user something."""

from __future__ import annotations

import io
import os
import stat
import sys
from typing import Any

from tutor.trainer.doctor import limits
from tutor.trainer.doctor.case import Case

SENTENCE = (
    f"The script reads standard input, where nothing arrived for {limits.STDIN_SECONDS:.0f} s; "
    "type its answers into a terminal, or pipe them in."
)


def be_patient(case: Case) -> None:
    """Let a script that reads from a silent pipe get the end of the file after a while.

    A terminal stays as it is; so does a file, which ends by itself.
    """
    if sys.stdin is None or sys.platform == "win32":
        return
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        reader = io.BufferedReader(_Patient(case))
        sys.stdin = io.TextIOWrapper(reader, encoding=sys.stdin.encoding, errors=sys.stdin.errors)


class _Patient(io.RawIOBase):
    """Descriptor 0, which is waited for only so long. Raises EOFError after that."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._case = case

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        import select

        if not select.select([0], [], [], limits.STDIN_SECONDS)[0]:
            self._case.note(SENTENCE)
            raise EOFError(SENTENCE)
        data = os.read(0, len(buffer))
        buffer[: len(data)] = data
        return len(data)
