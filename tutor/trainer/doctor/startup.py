"""TensorFlow's start: what it says of processors and drivers would bury the script's own lines."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LEVEL = "TF_CPP_MIN_LOG_LEVEL"
"""Where the user has set it, he gets what he asked for."""

_NOISE = re.compile(rb"[IW]\d{4} [^\n]*\.cc:\d+\] |WARNING: All log messages before absl::")
"""Lines that TensorFlow 2.21 prints whatever its level is: its log is not set up yet by then."""


def set_level() -> bool:
    """Let TensorFlow tell errors alone; False where the user has chosen a level."""
    if LEVEL in os.environ:
        return False
    os.environ[LEVEL] = "2"
    return True


@contextmanager
def hushed(folder: Path) -> Iterator[None]:
    """Within, standard error is held back, and told afterwards without the noise.

    Args:
        folder: takes what is held back, so that it outlives a crash.
    """
    try:
        kept = os.dup(2)
    except OSError:  # closed
        yield
        return
    file = os.open(folder / "tensorflow.log", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(file, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        with suppress(OSError):
            size = os.fstat(file).st_size
            for line in os.pread(file, size, 0).splitlines(keepends=True):
                if not _NOISE.match(line):
                    os.write(2, line)
        os.close(file)
