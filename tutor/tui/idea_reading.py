"""What is read of an idea's files to show it: pictures or rows of its data, and its notes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.catalog import Idea

if TYPE_CHECKING:
    from tutor.pictures import Picture

PICTURE_SIDE = 14
"""Width of a picture in cells: five stand side by side in 80 columns, and a shirt is a shirt."""

ROWS_LOW, ROWS_HIGH = 4, 8
"""Rows of a table that are shown of an idea's data, on a low and on a high screen."""


def read_idea(idea: Idea, width: int, high: bool) -> tuple[list[Picture], Content | None, str]:
    """One picture of each class, or some rows of the table; and the notes."""
    from tutor import pictures
    from tutor.tui import samples

    found: list[Picture] = []
    sample, notes = None, ""
    # The row says what the idea is; the trainer says what is wrong with its data.
    with contextlib.suppress(OSError, ValueError):
        notes = idea.notes()
    with contextlib.suppress(OSError, ValueError):
        file = idea.data_file
        if file is not None and file.suffix == ".npz":
            gallery = pictures.gallery(file, PICTURE_SIDE)
            found = [first[0] for first in gallery.pictures if first]
        else:
            sample = samples.content(idea, width, ROWS_HIGH if high else ROWS_LOW)
    return found, sample, notes
