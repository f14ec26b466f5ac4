"""How targets are encoded: the fields of `tutor.observed.Targets`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.observed import TargetKind
from tutor.trainer.doctor import arrays
from tutor.trainer.doctor.arrays import Array
from tutor.trainer.doctor.capture import Captured

CLASSES = 100
"""Distinct whole numbers that still pass for class numbers without a word from the model: the
largest of the usual data sets (CIFAR-100) has as many."""

DISTINCT = 1000
"""Distinct values are counted up to this, and so many classes at most are listed."""

WHOLE = 2**22
"""Targets up to so many numbers are described from all of them, 50 ms; larger ones are pictures."""

DENOISING = 0.5
"""Correlation between inputs and targets from which on the targets are the inputs made better.
Noise of the inputs' own deviation, as the tutorials add, leaves 0.7; a mask leaves less."""

SCALED = 0.9999
"""Correlation from which on targets are the inputs on another scale."""

Shape = Sequence[int | None]


def describe(
    captured: Captured, output_shapes: list[Shape] | None = None, sparse: bool = False
) -> list[dict[str, Any]]:
    """One description for each target; one of kind `none` where there is no target.

    Args:
        captured: the data.
        output_shapes: of the model's outputs for one sample, in the order of the targets.
        sparse: the loss takes class numbers.
    """
    if not captured.y:
        return [{"kind": "none"}]
    several = len(captured.y) > 1
    told = []
    for number, values in enumerate(captured.y):
        shapes = output_shapes or []
        shape = shapes[number] if number < len(shapes) else None
        whole = captured.full_y[number] if number < len(captured.full_y) else values
        if whole.shape[1:] != values.shape[1:] or whole.size > WHOLE:
            whole = values
        kind: TargetKind = "inputs"
        if not any(are_inputs(values, given, shape) for given in captured.x):
            # Of all of them: a rare class may have been missed by the sample.
            kind = kind_of(whole, shape, sparse)
        told.append(
            {
                "name": captured.target_names[number] if several and captured.target_names else "",
                "kind": kind,
                "shape": [int(size) for size in values.shape[1:]],
                "dtype": str(values.dtype) if values.dtype.kind not in "US" else "str",
                "seen": len(values),
                **_figures(values, whole, kind),
                "runs": runs(captured.order, kind) if number == 0 else None,
            }
        )
    return told


def kind_of(values: Array, output_shape: Shape | None = None, sparse: bool = False) -> TargetKind:
    """The encoding of one array of targets, samples first.

    The model's output decides only what the numbers leave open: whether whole numbers are classes.
    """
    if arrays.is_text(values):
        return "text"
    if not values.size:
        return "none"
    if not np.isfinite(values).any():
        return "continuous"
    known = values[np.isfinite(values)]
    low, high = known.min(), known.max()
    if low == high and len(values) > 1:
        return "constant"
    columns = values.shape[-1] if values.ndim > 1 else 1
    if columns > 1 and not _has_positions(values, output_shape):
        return _kind_of_rows(values, low, high)
    return _kind_of_numbers(known, low, high, len(values), output_shape, sparse)


def are_inputs(values: Array, x: Array, output_shape: Shape | None = None) -> bool:
    """True where the targets are the inputs, or what the inputs would be without their noise."""
    width = int(np.prod(values.shape[1:]))
    if width < 2 or len(values) != len(x) or width != int(np.prod(x.shape[1:])):
        return False
    if values is x:
        return True
    if arrays.is_text(x) or arrays.is_text(values):
        return False
    rows = max(1, min(len(values), 2**20 // width))
    one, other = (side[:rows].reshape(rows, -1).astype("float64") for side in (values, x))
    if np.array_equal(one, other, equal_nan=True):
        return True
    if output_shape is not None and int(np.prod([s or 1 for s in output_shape])) != width:
        return False
    # A mask of zeros and ones resembles its picture.
    if width < 4 or len(np.unique(one[:64])) <= 2:
        return False
    one, other = one.ravel() - one.mean(), other.ravel() - other.mean()
    size = np.sqrt((one @ one) * (other @ other))
    # The next values of a series resemble the last ones, so it takes pictures to be made better.
    pictures = x.ndim == 4 or (x.ndim == 3 and min(x.shape[1:]) >= 8) or width >= 100
    return bool(size > 0 and (one @ other) / size > (DENOISING if pictures else SCALED))


def class_numbers(values: Array, kind: str) -> Array | None:
    """Targets as class numbers from 0 on, shape (n, ...); None where they are no classes.

    Signs become 0 and 1; rows become the place of their largest value.
    """
    if kind in ("one-hot", "probabilities"):
        return np.asarray(np.argmax(values, axis=-1))
    if kind in ("binary", "integer", "signs"):
        numbers = np.asarray(values)
        numbers = numbers[..., 0] if numbers.ndim > 1 and numbers.shape[-1] == 1 else numbers
        if numbers.dtype.kind == "f":
            numbers = np.where(np.isfinite(numbers), numbers, -1)
        classes: Array = np.asarray(numbers > 0 if kind == "signs" else numbers)
        return classes.astype("int64")
    return None


def counts_of(values: Array, kind: str, classes: int = 0) -> list[int]:
    """Samples (or positions) of each class; empty where they are no classes or too many."""
    if kind == "multi-hot":
        return [int(count) for count in np.asarray(values).reshape(-1, values.shape[-1]).sum(0)]
    numbers = class_numbers(values, kind)
    if numbers is None or not numbers.size:
        return []
    numbers = numbers[numbers >= 0]
    if not numbers.size or numbers.max() >= DISTINCT:
        return []
    return [int(count) for count in np.bincount(numbers.ravel(), minlength=classes)]


def runs(order: Array | None, kind: str) -> float | None:
    """How much longer than in a shuffled order the stretches of equal labels are, 1 for not at all.

    The expected number of stretches among n labels, n_k of each class, is 1 + n - sum(n_k^2) / n
    (Wald and Wolfowitz 1940, for any number of classes Barton and David 1957).
    """
    if order is None or kind not in ("one-hot", "probabilities", "binary", "integer", "signs"):
        return None
    # A pipeline may start from another encoding than it ends with.
    rows = kind in ("one-hot", "probabilities") and order.ndim > 1
    numbers = np.argmax(order, axis=-1) if rows else np.squeeze(order)
    if numbers.ndim != 1 or len(numbers) < 2:
        return None
    sizes = np.unique(numbers, return_counts=True)[1].astype("float64")
    n = len(numbers)
    expected = 1 + n - float((sizes**2).sum()) / n
    found = 1 + int((numbers[1:] != numbers[:-1]).sum())
    return expected / found


def _kind_of_rows(values: Array, low: Any, high: Any) -> TargetKind:
    finite = bool(np.isfinite(values).all())
    if low >= 0 and high <= 1 and finite:
        sums = values.sum(axis=-1, dtype="float64")
        if bool(((values == 0) | (values == 1)).all()):
            return "one-hot" if bool((sums == 1).all()) else "multi-hot"
        # Single precision leaves 1e-7 a value; rounded figures of four digits leave more.
        if bool((np.abs(sums - 1) < 1e-3).all()):
            return "probabilities"
    return "continuous"


def _kind_of_numbers(
    known: Array, low: Any, high: Any, rows: int, output_shape: Shape | None, sparse: bool
) -> TargetKind:
    if not arrays.is_whole(known):
        return "continuous"
    distinct = len(np.unique(known[: 2**20]))
    if low == 0 and high == 1:
        return "binary"
    if low == -1 and high == 1 and distinct == 2:
        return "signs"
    units = output_shape[-1] if output_shape else None
    # A class number has an output of its own; a loss for class numbers says the same.
    if sparse or (units is not None and units > 1 and high <= units and distinct <= units + 1):
        return "integer"
    if low < 0:
        return "continuous"
    few = distinct <= CLASSES and 2 * distinct <= max(known.size, rows)
    return "integer" if few else "continuous"


def _has_positions(values: Array, output_shape: Shape | None) -> bool:
    """True where each number belongs to a position: the outputs have one axis more."""
    if output_shape is None or arrays.is_text(values):
        return False
    own = values.shape[1:]
    same = all(b is None or a == b for a, b in zip(own, output_shape, strict=False))
    return len(output_shape) == len(own) + 1 and same


def _figures(values: Array, whole: Array, kind: str) -> dict[str, Any]:
    if arrays.is_text(values) or not values.size:
        flat = values.ravel().tolist()
        return {"distinct": min(DISTINCT, len({str(item) for item in flat}))}
    finite = np.isfinite(whole)
    known = whole if finite.all() else whole[finite]
    told: dict[str, Any] = {"nonfinite": int(finite.size - finite.sum())}
    if not known.size:
        return told
    classes = _classes(whole, kind)
    numbers = known.astype("float64") if known.dtype.kind != "f" else known
    return {
        **told,
        "minimum": float(known.min()),
        "maximum": float(known.max()),
        "mean": float(numbers.mean(dtype="float64")),
        "std": float(numbers.std(dtype="float64")),
        "classes": classes,
        "distinct": _distinct(known),
        "counts": counts_of(whole, kind, classes),
        "whole": arrays.is_whole(known),
        **_columns(values, kind),
    }


def _distinct(values: Array) -> int:
    flat = values.ravel()
    return min(DISTINCT, len(np.unique(flat[:: max(1, flat.size // 2**17)])))


def _classes(values: Array, kind: str) -> int:
    if kind in ("one-hot", "multi-hot", "probabilities"):
        return int(values.shape[-1])
    if kind in ("binary", "signs"):
        return 2
    return int(np.nanmax(values)) + 1 if kind == "integer" else 0


def _columns(values: Array, kind: str) -> dict[str, Any]:
    if kind != "continuous" or values.ndim < 2 or values.shape[-1] < 2:
        return {}
    stds = np.nanstd(values.reshape(-1, values.shape[-1]).astype("float64"), axis=0)
    return {"column_std_low": float(stds.min()), "column_std_high": float(stds.max())}
