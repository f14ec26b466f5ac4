"""Elements of a dataset and batches of a generator, put together to a sample."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from keras import tree

from tutor.trainer.doctor import arrays
from tutor.trainer.doctor.arrays import Array, Part

SECONDS = 1.0
"""Time that reading a sample may take; what was read by then is the sample."""


def read(dataset: Any, batched: bool, limit: int = arrays.SAMPLES) -> tuple[Part, bool]:
    """The first samples of a dataset, as NumPy, and whether there were no more."""
    parts: list[Part] = []
    started, rows, size = time.perf_counter(), 0, 0
    iterator: Iterator[Any] = iter(dataset)
    for element in iterator:
        part = unpacked(tree.map_structure(arrays.dense, element))
        if not batched:
            part = Part(*(_as_batch(side) for side in part.sides))
        parts.append(part)
        rows += part.rows or 1
        size += arrays.row_bytes(part.x) * (part.rows or 1)
        if rows >= limit or size >= arrays.BYTES or time.perf_counter() - started > SECONDS:
            return joined(parts), next(iterator, None) is None
    return joined(parts), True


def unpacked(element: Any) -> Part:
    """What Keras makes of an element: (x,), (x, y), (x, y, weights), or x alone."""
    if isinstance(element, list):
        element = tuple(element)
    if isinstance(element, tuple) and 1 <= len(element) <= 3:
        return Part(*element)
    return Part(element)


def joined(parts: list[Part]) -> Part:
    """Batches one after the other."""
    if not parts:
        return Part()
    return Part(*(_joined(list(sides)) for sides in zip(*(p.sides for p in parts), strict=True)))


def _joined(sides: list[Any]) -> Any:
    if sides[0] is None:
        return None
    return tree.map_structure(lambda *leaves: _concatenated(list(leaves)), *sides)


def _concatenated(leaves: list[Any]) -> Array:
    """Arrays joined along the first axis, those of shorter sequences filled up with zeros."""
    found = [np.asarray(leaf) for leaf in leaves]
    if len({leaf.shape[1:] for leaf in found}) > 1:
        longest = [max(sizes) for sizes in zip(*(leaf.shape[1:] for leaf in found), strict=True)]
        found = [
            np.pad(f, [(0, 0), *((0, n - s) for s, n in zip(f.shape[1:], longest, strict=True))])
            for f in found
        ]
    return np.concatenate(found)


def _as_batch(side: Any) -> Any:
    return None if side is None else tree.map_structure(lambda leaf: np.asarray(leaf)[None], side)
