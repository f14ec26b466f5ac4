"""A line for a path; what is on the disk is suggested behind the cursor."""

from __future__ import annotations

import asyncio
import itertools
import os

from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input

MOST_ENTRIES = 2000
"""Entries of a folder among which a suggestion is looked for."""


class PathSuggester(Suggester):
    """Completes the last part of a path; hidden files only where a dot was typed."""

    def __init__(self) -> None:
        # Folders change, so nothing is kept.
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path with its last part completed, None where nothing begins so."""
        return await asyncio.to_thread(completed, value) if value else None


def completed(value: str) -> str | None:
    """The typed path with its last part completed; a folder ends with a slash."""
    folder, start = os.path.split(value)
    place = os.path.expanduser(folder or ".")
    if not start:
        return None
    try:
        with os.scandir(place) as entries:
            found = [
                (entry.name, entry.is_dir())
                for entry in itertools.islice(entries, MOST_ENTRIES)
                if entry.name.startswith(start) and entry.name.isprintable()
            ]
    except (OSError, ValueError):
        return None
    if not found:
        return None
    name, is_folder = min(found)
    return f"{os.path.join(folder, name)}{os.sep if is_folder else ''}"


class PathField(Input):
    """A path. The right arrow or `ctrl+e` takes the suggestion; Enter has it looked at."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("enter", "submit", "Look", id="own.look"),
        Binding("ctrl+e", "cursor_right", "Complete", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id,
            placeholder="a CSV file, or a folder with a folder for each class",
            suggester=PathSuggester(),
            max_length=1000,
        )
