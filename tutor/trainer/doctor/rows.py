"""Equal rows: which samples occur again, within one part or in two."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.trainer.doctor import arrays
from tutor.trainer.doctor.arrays import Array

ROWS = 200_000
"""Rows that are compared at most; it bounds the time to about 0.3 s."""

WORDS = 64
"""8-byte words of a row that its hash is made of; rows that agree in it are compared whole."""

COMPARED = 2000
"""Pairs of rows that are compared whole; of more, the share that agrees stands for all."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


def hashes(parts: list[Array]) -> Array:
    """A 64-bit number for each row of all inputs together; equal rows have equal numbers.

    Shape (n,), n at most `ROWS`. Of rows longer than `WORDS` words, evenly chosen words count.
    """
    rows = min((len(part) for part in parts), default=0)
    total = np.zeros(min(rows, ROWS), dtype="uint64")
    for part in parts:
        total = total * np.uint64(31) + _hashes(part[:ROWS][: len(total)])
    return total


def comparable(one: list[Array], other: list[Array]) -> tuple[list[Array], list[Array]] | None:
    """Both sides in the same dtypes; None where their rows are of different shapes."""
    if len(one) != len(other) or not one:
        return None
    if any(a.shape[1:] != b.shape[1:] for a, b in zip(one, other, strict=True)):
        return None
    if all(a.dtype == b.dtype for a, b in zip(one, other, strict=True)):
        return one, other
    if any(arrays.is_text(part) for part in (*one, *other)):
        return None
    # Single precision, which the other side may have been rounded to.
    return [a[:ROWS].astype("float32") for a in one], [b[:ROWS].astype("float32") for b in other]


def repeated(numbers: Array) -> float | None:
    """Share of the rows of these `hashes` that occur more than once; None for no rows."""
    if not len(numbers):
        return None
    _, counts = np.unique(numbers, return_counts=True)
    return float(counts[counts > 1].sum() / counts.sum())


def shared(
    held_out: list[Array], trained_on: list[Array], known: Array | None = None
) -> tuple[int, int]:
    """How many of the held out rows are training rows too, and how many were looked at.

    `known` are the `hashes` of the training rows where these were taken already.
    """
    known = hashes(trained_on) if known is None else known
    asked = hashes(held_out)
    order = np.argsort(known)
    places = np.searchsorted(known, asked, sorter=order).clip(max=len(known) - 1)
    partners = order[places]
    found = np.flatnonzero(known[partners] == asked)
    if not len(found):
        return 0, len(asked)
    few = found[:: max(1, len(found) // COMPARED)]
    same = np.ones(len(few), dtype=bool)
    for a, b in zip(held_out, trained_on, strict=True):
        same &= _equal_rows(a[few], b[partners[few]])
    return round(len(found) * float(same.mean())), len(asked)


def _equal_rows(one: Array, other: Array) -> Array:
    if one.dtype.kind == "f":
        one, other = np.nan_to_num(one), np.nan_to_num(other)
    equal: Array = np.asarray(one == other).reshape(len(one), -1)
    return np.asarray(equal.all(axis=1))


def _hashes(part: Array) -> Array:
    if arrays.is_text(part):
        flat = part.reshape(len(part), -1)
        return np.array([hash(tuple(row)) & (2**64 - 1) for row in flat.tolist()], dtype="uint64")
    words = _words(part)
    # High bits are folded down first: the low ones of whole numbers as floats are all zero.
    words = (words ^ (words >> np.uint64(32))) * _MIX
    words ^= words >> np.uint64(29)
    factors = np.random.default_rng(0).integers(1, 2**63, words.shape[1], dtype="uint64") | 1
    with np.errstate(over="ignore"):
        return np.asarray((words * factors).sum(axis=1, dtype="uint64"))


def _words(part: Array) -> Array:
    """Rows as 8-byte words, shape (n, at most WORDS)."""
    flat = part.reshape(len(part), -1)
    if not flat.shape[1]:
        return np.zeros((len(part), 1), dtype="uint64")
    per_word = max(1, 8 // flat.dtype.itemsize)
    if flat.shape[1] > WORDS * per_word:
        flat = flat[:, :: -(-flat.shape[1] // (WORDS * per_word)) | 1]
    # Adding 0 turns the negative zero into the positive one, which equals it.
    flat = np.ascontiguousarray(flat + 0.0 if flat.dtype.kind == "f" else flat)
    raw: Any = flat.view("uint8").reshape(len(flat), -1)
    missing = -raw.shape[1] % 8
    if missing:
        raw = np.pad(raw, [(0, 0), (0, missing)])
    return np.asarray(np.ascontiguousarray(raw).view("uint64"))
