"""Following a run while it is written: the same for one just started and one found running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from tutor import events
from tutor.events import Event
from tutor.history import History, fold
from tutor.runs.folder import EVENTS, RunFolder

POLL_SECONDS = 0.05
"""Pause between looks at a run's file: half of what a person notices as a delay."""

LIVENESS_SECONDS = 1.0
"""Silence after which the process table is asked whether the trainer still lives."""

LAST_WORDS_SECONDS = 0.3
"""Pause between a trainer's death and the last look, in which its host writes how it ended."""


class Tail:
    """The whole lines that have been added to an events file since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def new_events(self) -> list[Event]:
        """The events added since the last call; a line still being written waits."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                added = file.read()
        except FileNotFoundError:
            return []
        self._offset += len(added)
        *lines, self._rest = (self._rest + added).split(b"\n")
        return list(events.decode_lines(line.decode("utf-8", "replace") for line in lines))


async def follow(run: RunFolder, poll: float = POLL_SECONDS) -> AsyncIterator[History]:
    """The run's history whenever it has changed, until it has ended."""
    tail = Tail(run.path / EVENTS)
    seen = History()
    silence = 0.0
    while not seen.ended:
        added = tail.new_events()
        if added:
            silence = 0.0
            seen = fold(added, seen)
            yield seen
            continue
        silence += poll
        if silence >= LIVENESS_SECONDS:
            silence = 0.0
            if not run.alive:
                # The host writes a dead child's end within moments: one more look takes it.
                await asyncio.sleep(LAST_WORDS_SECONDS)
                seen = run.judged(fold(tail.new_events(), seen))
                yield seen
                continue
        await asyncio.sleep(poll)
