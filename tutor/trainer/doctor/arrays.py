"""Arrays of any make, by rows: how many there are, a choice of them, as NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras import tree

Array = np.ndarray[Any, Any]

SAMPLES = 4096
"""Rows of a sample: a share of 1 in 100 is then known to within 0.3 points (two deviations)."""

BYTES = 2**26
"""Size of a sample, 64 MB, beside the data that the script itself holds."""

FEWEST = 16
"""Rows that are taken however large one is."""


@dataclass
class Part:
    """A training or validation part: inputs, targets and weights, each a structure of arrays.

    Attributes:
        x, y, sample_weight: as the script gave them; None where it gave none.
    """

    x: Any = None
    y: Any = None
    sample_weight: Any = None

    @property
    def rows(self) -> int | None:
        """Number of samples; None where the arrays do not say so."""
        return next((n for n in map(row_count, leaves(self.x)) if n is not None), None)

    def chosen(self, indices: Array | slice) -> Part:
        """The samples of these indices, as NumPy."""
        return Part(*(_each(side, lambda leaf: taken(leaf, indices)) for side in self.sides))

    def copied(self) -> Part:
        """The same samples in arrays of their own."""
        return Part(*(_each(side, np.array) for side in self.sides))

    @property
    def sides(self) -> tuple[Any, Any, Any]:
        """Inputs, targets and weights."""
        return self.x, self.y, self.sample_weight


@dataclass
class Structure:
    """How a list of arrays is handed to the model: as one, a list, or by name."""

    nested: Any = None
    names: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, nested: Any) -> Structure:
        """The structure of these inputs, without the arrays."""
        if nested is None:
            return cls()
        paths = [path for path, _ in tree.flatten_with_path(nested)]
        names = [str(path[-1]) if path and isinstance(path[-1], str) else "" for path in paths]
        return cls(_each(nested, lambda _: 0), names)

    def pack(self, values: list[Any]) -> Any:
        """Arrays in the order of `leaves` in this structure."""
        return None if self.nested is None else tree.pack_sequence_as(self.nested, values)


def leaves(nested: Any) -> list[Any]:
    """The arrays of a structure, None left out."""
    return [] if nested is None else [leaf for leaf in tree.flatten(nested) if leaf is not None]


def row_count(leaf: Any) -> int | None:
    """Size of the first axis; None for a single number or what has no shape."""
    shape = getattr(leaf, "shape", None)
    try:
        return int(shape[0])  # type: ignore[index]
    except (TypeError, IndexError, ValueError):
        return None


def taken(leaf: Any, indices: Array | slice) -> Array:
    """Rows of an array of any make, as NumPy."""
    if hasattr(leaf, "tocsr"):
        return np.asarray(leaf.tocsr()[indices].toarray())
    if hasattr(leaf, "iloc"):
        return np.asarray(leaf.iloc[indices])
    if isinstance(indices, slice):
        return dense(leaf[indices] if not _is_sparse(leaf) else dense(leaf)[indices])
    if isinstance(leaf, np.ndarray):
        return leaf[indices]
    if hasattr(leaf, "to_tensor"):
        import tensorflow as tf

        return dense(tf.gather(leaf, indices))
    return dense(leaf)[indices]


def dense(leaf: Any) -> Array:
    """An array of any make as NumPy, without a copy where there can be one memory."""
    if isinstance(leaf, np.ndarray):
        return leaf
    if hasattr(leaf, "to_tensor"):  # ragged: filled up with zeros
        return np.asarray(leaf.to_tensor())
    if _is_sparse(leaf):
        import tensorflow as tf

        return np.asarray(tf.sparse.to_dense(leaf))
    if hasattr(leaf, "toarray"):
        return np.asarray(leaf.toarray())
    return np.asarray(leaf)


def whole(nested: Any) -> list[Array]:
    """The arrays of a structure as NumPy, where that costs next to nothing; else none of them."""
    found = leaves(nested)
    if any(hasattr(leaf, "tocsr") or hasattr(leaf, "to_tensor") for leaf in found):
        return []
    return [] if any(map(_is_sparse, found)) else [dense(leaf) for leaf in found]


def is_text(values: Array) -> bool:
    """True for strings and objects."""
    return values.dtype.kind in "OUSM"


def is_whole(values: Array) -> bool:
    """True where every finite value is a whole number (True and False are)."""
    if values.dtype.kind in "iub":
        return True
    if values.dtype.kind != "f":
        return False
    known = values[np.isfinite(values)]
    return bool(known.size) and bool((known == np.rint(known)).all())


def row_bytes(nested: Any) -> int:
    """Bytes of one sample over all arrays of a structure."""
    return max(1, sum(_leaf_row_bytes(leaf) for leaf in leaves(nested)))


def spread(rows: int, per_row: int) -> Array | slice:
    """Which rows make a sample: all, or one at random out of each of as many equal stretches.

    Every so-many-th would miss classes that take turns; chance is drawn from a generator of its
    own, so that the script's goes on undisturbed.
    """
    limit = min(SAMPLES, max(FEWEST, BYTES // per_row))
    if rows <= limit:
        return slice(0, rows)
    jitter = np.random.default_rng(0).random(limit)
    return np.asarray((np.arange(limit) + jitter) * (rows / limit)).astype("int64")


def stretch(rows: int, per_row: int) -> slice:
    """The longest unbroken stretch from the start that is no larger than a sample may be."""
    return slice(0, min(rows, max(FEWEST, BYTES // per_row)))


def _leaf_row_bytes(leaf: Any) -> int:
    shape = [size or 1 for size in tuple(getattr(leaf, "shape", ()))[1:]]
    dtype = getattr(leaf, "dtype", None)
    size = getattr(dtype, "itemsize", None) or getattr(dtype, "size", None) or 8
    return math.prod(int(side) for side in shape) * int(size)


def _each(nested: Any, function: Any) -> Any:
    if nested is None:
        return None
    return tree.map_structure(lambda leaf: None if leaf is None else function(leaf), nested)


def _is_sparse(leaf: Any) -> bool:
    return type(leaf).__name__ == "SparseTensor"
