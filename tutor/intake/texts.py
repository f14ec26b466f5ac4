"""A look at a folder of texts by class."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import UsageError
from tutor.intake import folders, reading, source
from tutor.intake.folders import File, Listing

LONGEST = 1_000_000
"""Bytes of a text; what is longer is looked at up to here."""

MOST_COMPARED = 20_000
"""Files that are compared with one another."""


@dataclass(frozen=True)
class Texts:
    """A folder of texts.

    Attributes:
        listing: the files.
        encoding: that in which all of them can be read.
        looked: how many were opened.
        damaged: files that are no texts, or have no words, and why.
        repeated: files that are copies of others, `contradicting` of them in another class.
        long: files of more than `LONGEST` bytes.
        words: the median of their numbers of words.
    """

    listing: Listing
    encoding: str
    looked: int
    damaged: tuple[tuple[File, str], ...]
    repeated: tuple[File, ...]
    contradicting: int
    long: tuple[File, ...]
    words: int

    @property
    def usable(self) -> list[File]:
        """The files that will be trained with."""
        out = {file.path for file, _ in self.damaged} | {file.path for file in self.repeated}
        return [file for file in self.listing.files if file.path not in out]


def look(root: Path) -> Texts:
    """Look at a folder. Raises UsageError where it cannot be used, with the reason."""
    listing = folders.listed(root, source.TEXTS)
    files = listing.files
    if len(files) > MOST_COMPARED:
        files = folders.spread(files)
    damaged: list[tuple[File, str]] = []
    encodings: set[str] = set()
    long, words = [], []
    for file in files:
        why, encoding, count, is_long = _examined(file.path)
        if why:
            damaged.append((file, why))
            continue
        encodings.add(encoding)
        words.append(count)
        if is_long:
            long.append(file)
    folders.refuse_damaged(listing, damaged, len(files), "texts")
    encoding = _common(encodings, listing)
    broken = {file.path for file, _ in damaged}
    whole = [file for file in listing.files if file.path not in broken]
    repeated, contradicting = folders.duplicates(whole) if len(whole) <= MOST_COMPARED else ([], 0)
    _refuse_identical(listing, whole, repeated)
    found = Texts(
        listing,
        encoding,
        len(files),
        tuple(damaged),
        tuple(repeated),
        contradicting,
        tuple(long),
        round(statistics.median(words)),
    )
    folders.check_counts(listing, found.usable)
    return found


def _examined(path: Path) -> tuple[str, str, int, bool]:
    """What is wrong with a text, its encoding, its words, and whether it is a long one."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        return error.strerror or "unreadable", "", 0, False
    is_long = len(data) > LONGEST
    if is_long:
        # A character may be cut in two at the end.
        data = data[: LONGEST - 4]
        while data and data[-1] & 0x80:
            data = data[:-1]
    try:
        text, encoding = reading.decode(data)
    except (ValueError, UnicodeDecodeError) as error:
        return source.cut(str(error), 60), "", 0, False
    if text.isascii() and encoding == "utf-8":
        encoding = "ascii"
    if not text.strip():
        return "no words", "", 0, False
    return "", encoding, len(text.split()), is_long


def _common(encodings: set[str], listing: Listing) -> str:
    """The one encoding that reads all texts. Raises UsageError where there is none."""
    real = {name.removesuffix("-sig") for name in encodings} - {"ascii"}
    if len(real) > 1:
        raise UsageError(
            f"{listing.shown} has texts in {' and in '.join(sorted(real))}; save all of them as "
            "UTF-8"
        )
    if "utf-16" in real and "ascii" in encodings:
        raise UsageError(
            f"{listing.shown} has texts in utf-16 and in ascii; save all of them as UTF-8"
        )
    if "utf-8-sig" in encodings:
        return "utf-8-sig"
    return next(iter(real), "utf-8")


def _refuse_identical(listing: Listing, whole: list[File], repeated: list[File]) -> None:
    if len(repeated) > len(whole) / 2:
        raise UsageError(
            f"{listing.shown}: {len(repeated):,} of {len(whole):,} texts are copies of others, so "
            "training and test would be the same; remove the copies"
        )
