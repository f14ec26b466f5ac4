"""Pictures of image data for a terminal: two pixels a cell, one above the other.

A cell of a terminal is about twice as high as it is wide, so an upper half block with a
foreground colour (the pixel above) and a background colour (the pixel below) shows two square
pixels. NumPy is imported when a file is read, never before: a screen shows first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

HALF_BLOCK = "▀"

Rgb = tuple[int, int, int]
"""A colour as red, green and blue, each 0 to 255."""


@dataclass(frozen=True)
class Picture:
    """Grey values 0 to 255, row by row; the number of rows is even."""

    rows: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Cells across."""
        return len(self.rows[0])

    @property
    def height(self) -> int:
        """Cells down: half as many as pixels."""
        return len(self.rows) // 2


@dataclass(frozen=True)
class Gallery:
    """What an image file holds: its sizes, and pictures of each class by the class's number."""

    image_rows: int
    image_columns: int
    train_counts: tuple[int, ...]
    test_counts: tuple[int, ...]
    file_bytes: int
    pictures: tuple[tuple[Picture, ...], ...]

    @property
    def train(self) -> int:
        """Number of training images."""
        return sum(self.train_counts)

    @property
    def test(self) -> int:
        """Number of test images."""
        return sum(self.test_counts)

    @property
    def chance(self) -> float:
        """Accuracy of always naming the most frequent class, on the test images."""
        return max(self.test_counts) / self.test if self.test else 0.0


@lru_cache(maxsize=8)
def gallery(file: Path, side: int, per_class: int = 1) -> Gallery:
    """Read an .npz with x_train, y_train, x_test, y_test; pictures are `side` pixels wide.

    Images are (n, rows, columns) or (n, rows, columns, 1) grey values, the first `per_class`
    training images of each class are taken. Raises OSError or ValueError where the file is none.
    """
    import numpy as np

    with np.load(file, allow_pickle=False) as arrays:
        try:
            images, labels = arrays["x_train"], arrays["y_train"]
            test_labels = arrays["y_test"]
        except KeyError as error:
            raise ValueError(f"{file} has no array {error}") from None
    if not len(labels):
        raise ValueError(f"{file} holds no training images")
    classes = int(max(labels.max(), test_labels.max(initial=0))) + 1
    images = images.reshape(images.shape[:3])
    shrink = _Resize(images.shape[1:], side)
    pictures = tuple(
        tuple(shrink(images[i]) for i in np.flatnonzero(labels == number)[:per_class])
        for number in range(classes)
    )
    return Gallery(
        image_rows=int(images.shape[1]),
        image_columns=int(images.shape[2]),
        train_counts=tuple(np.bincount(labels, minlength=classes).tolist()),
        test_counts=tuple(np.bincount(test_labels, minlength=classes).tolist()),
        file_bytes=file.stat().st_size,
        pictures=pictures,
    )


class _Resize:
    """Resizes images of one shape to a width of `side` pixels, by the share of area covered."""

    def __init__(self, shape: tuple[int, int], side: int) -> None:
        rows, columns = shape
        high = max(2, round(side * rows / columns / 2) * 2)
        self._down = _coverage(rows, high)
        self._across = _coverage(columns, side)

    def __call__(self, image: Any) -> Picture:
        import numpy as np

        small = self._down @ image.astype(np.float64) @ self._across.T
        grey = np.clip(np.rint(small), 0, 255).astype(int)
        return Picture(tuple(tuple(row) for row in grey.tolist()))


def _coverage(size: int, new_size: int) -> Any:
    """Weights (new_size, size): how much of each old pixel lies in each new one; rows sum to 1."""
    import numpy as np

    edges = np.linspace(0, size, new_size + 1)
    old = np.arange(size)
    low = np.maximum(edges[:-1, None], old[None, :])
    high = np.minimum(edges[1:, None], old[None, :] + 1)
    covered = np.maximum(0.0, high - low)
    return covered / covered.sum(axis=1, keepdims=True)


def blend(low: Rgb, high: Rgb, grey: int) -> Rgb:
    """The colour of a grey value between the colours of 0 and of 255."""
    red, green, blue = (round(a + (b - a) * grey / 255) for a, b in zip(low, high, strict=True))
    return red, green, blue


def cells(picture: Picture, low: Rgb, high: Rgb) -> list[list[tuple[Rgb, Rgb]]]:
    """For each row of cells the colours (above, below) of each cell."""
    colours = [blend(low, high, grey) for grey in range(256)]
    pairs = zip(picture.rows[::2], picture.rows[1::2], strict=True)
    return [
        [(colours[above], colours[below]) for above, below in zip(upper, lower, strict=True)]
        for upper, lower in pairs
    ]


def half_blocks(pictures: Sequence[Picture], low: Rgb, high: Rgb, gap: int = 2) -> Text:
    """Pictures of one height side by side, as text of half blocks with `gap` cells between."""
    from rich.color import Color
    from rich.style import Style
    from rich.text import Text

    text = Text(no_wrap=True, end="")
    drawn = [cells(picture, low, high) for picture in pictures]
    for row in range(max((len(rows) for rows in drawn), default=0)):
        if row:
            text.append("\n")
        for index, rows in enumerate(drawn):
            if index:
                text.append(" " * gap)
            for above, below in rows[row] if row < len(rows) else ():
                style = Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below))
                text.append(HALF_BLOCK, style)
    return text
