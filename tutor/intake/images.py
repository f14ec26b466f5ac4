"""A look at a folder of images by class, through Pillow and with its guards on."""

from __future__ import annotations

import statistics
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.intake import folders, source
from tutor.intake.folders import File, Listing

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
"""Formats that Pillow may try: the fewer decoders, the less can be made of a hostile file."""

MOST_PIXELS = 50_000_000
"""Larger images are left out: a few bytes of PNG can hold gigabytes of one colour."""

LARGEST_SIDE = 128
"""Rows and columns of the network's images; twice as many take four times the work."""

MOST_CHECKED, SECONDS = 20_000, 20.0
"""Files that are decoded to see whether they are whole, and the time for it."""


@dataclass(frozen=True)
class Images:
    """A folder of images.

    Attributes:
        listing: the files, damaged ones and repeated ones included.
        sizes: how often (columns, rows) were seen.
        colour: whether any image has colours.
        looked: how many were opened.
        damaged: files that cannot be read, and why.
        repeated: files that are copies of others, `contradicting` of them in another class.
    """

    listing: Listing
    sizes: Counter[tuple[int, int]]
    colour: bool
    looked: int
    damaged: tuple[tuple[File, str], ...]
    repeated: tuple[File, ...]
    contradicting: int

    @property
    def usable(self) -> list[File]:
        """The files that will be trained with."""
        out = {file.path for file, _ in self.damaged} | {file.path for file in self.repeated}
        return [file for file in self.listing.files if file.path not in out]


def look(root: Path) -> Images:
    """Look at a folder. Raises UsageError where it cannot be used, with the reason."""
    listing = folders.listed(root, source.IMAGES)
    files = _chosen(listing.files)
    sizes: Counter[tuple[int, int]] = Counter()
    damaged: list[tuple[File, str]] = []
    colour, looked, started = False, 0, time.monotonic()
    with guarded():
        for file in files:
            # Files come in the order of their class: only whole looks are fair to all.
            if looked >= folders.MOST_LOOKED_AT and time.monotonic() - started > SECONDS:
                break
            looked += 1
            why, size, is_colour = examined(file.path, look_for_colour=not colour)
            colour = colour or is_colour
            if why:
                damaged.append((file, why))
            else:
                sizes[size] += 1
    folders.refuse_damaged(listing, damaged, looked, "images")
    broken = {file.path for file, _ in damaged}
    whole = [file for file in listing.files if file.path not in broken]
    repeated, contradicting = folders.duplicates(whole) if len(whole) <= MOST_CHECKED else ([], 0)
    found = Images(listing, sizes, colour, looked, tuple(damaged), tuple(repeated), contradicting)
    folders.check_counts(listing, found.usable)
    return found


def size_of(found: Images) -> tuple[int, int, str]:
    """Rows, columns and the reason: their own size if all have it, else a power of two."""
    (columns, rows), count = found.sizes.most_common(1)[0]
    if count == found.sizes.total() and max(rows, columns) <= LARGEST_SIDE:
        return rows, columns, "all the images that were opened have this size"
    middle = statistics.median(min(size) for size in found.sizes.elements())
    side = 8
    while side * 2 <= min(middle, LARGEST_SIDE):
        side *= 2
    return side, side, f"a power of two up to {LARGEST_SIDE}; the median side is {middle:.0f}"


@contextmanager
def guarded() -> Iterator[None]:
    """Pillow's limit of pixels lowered, its warning an error and its other warnings silent."""
    from PIL import Image

    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def examined(path: Path, look_for_colour: bool) -> tuple[str, tuple[int, int], bool]:
    """What is wrong with an image, its upright (columns, rows), and whether it has colours."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        if path.stat().st_size == 0:
            return "0 bytes", (0, 0), False
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return f"{image.width} x {image.height} pixels are too many", (0, 0), False
            full = image.size
            # Smaller copies of a JPEG are decoded in a fraction of the time.
            image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
            image.load()
            turned = ImageOps.exif_transpose(image)
            if (turned.width > turned.height) != (image.width > image.height):
                full = full[1], full[0]
            return "", full, look_for_colour and _has_colour(turned)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return f"more than {MOST_PIXELS:,} pixels", (0, 0), False
    except UnidentifiedImageError:
        return "no image of the kinds " + ", ".join(FORMATS), (0, 0), False
    except MemoryError:
        return "too large for the memory", (0, 0), False
    except Exception as error:
        # A decoder may raise anything over a damaged file: SyntaxError, struct.error, ValueError.
        return source.cut(str(error) or type(error).__name__, 60), (0, 0), False


def _has_colour(image: Image.Image) -> bool:
    if image.mode in ("1", "L", "LA", "I", "F") or image.mode.startswith("I;"):
        return False
    import numpy as np

    small: Any = np.asarray(image.convert("RGB").resize((32, 32)), dtype="int16")
    # JPEG turns equal channels into nearly equal ones.
    return bool((small.max(axis=2) - small.min(axis=2)).max() > 12)


def _chosen(files: list[File]) -> list[File]:
    """All files where they are not too many, spread ones first: time may be short."""
    if len(files) > MOST_CHECKED:
        return folders.spread(files)
    first = folders.spread(files)
    seen = {file.path for file in first}
    return first + [file for file in files if file.path not in seen]
