"""What the inputs of a training are: the fields of `tutor.observed.Inputs`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.trainer.doctor import arrays, rows
from tutor.trainer.doctor.arrays import Array
from tutor.trainer.doctor.capture import Captured

VALUES = 2**21
"""Values that the moments of the features come from, whole samples spread over the data, 20 ms."""

WHOLE_BYTES = 2**28
"""Arrays up to this size are searched for their extremes and for NaN as a whole, 0.1 s."""

SMALLEST_IMAGE = 8
"""Rows and columns of the smallest images in use (scikit-learn's digits)."""

CHANNELS = (1, 2, 3, 4)


def describe(captured: Captured, reads: set[str] = frozenset()) -> list[dict[str, Any]]:  # type: ignore[assignment]
    """One description for each input, from the sample of the training part.

    Args:
        captured: the data.
        reads: what the model reads its inputs with: `tokens` where it has an embedding, `sequence`
            where its first layer goes along a sequence, `text` where it splits texts itself.
    """
    duplicates = rows.repeated(captured.row_numbers())
    whole = captured.full_x if _same_shapes(captured) else []
    several = len(captured.x) > 1
    return [
        {
            "name": captured.names[number] if several and captured.names else "",
            "kind": kind_of(values, reads),
            "samples": captured.samples,
            "duplicates": duplicates,
            **figures(values, whole[number] if whole else values),
        }
        for number, values in enumerate(captured.x)
    ]


def kind_of(values: Array, reads: set[str]) -> str:
    """`image`, `table`, `sequence`, `tokens`, `text` or `other`."""
    if arrays.is_text(values):
        return "text"
    rank = values.ndim
    if rank <= 2 and "tokens" in reads and arrays.is_whole(values):
        return "tokens"
    if rank <= 2:
        return "table"
    if rank == 3:
        return "image" if "sequence" not in reads and _looks_drawn(values) else "sequence"
    if rank == 4 and (values.shape[-1] in CHANNELS or values.shape[1] in CHANNELS):
        return "image"
    return "other"


def figures(values: Array, whole: Array) -> dict[str, Any]:
    """Scale and defects of one input.

    Args:
        values: a sample of it, samples first.
        whole: all of it, where that is at hand; extremes and defects are looked for there.
    """
    shape = [int(size) for size in values.shape[1:]]
    told: dict[str, Any] = {
        "seen": len(values),
        "shape": shape,
        "dtype": str(values.dtype) if values.dtype.kind not in "US" else "str",
        "features": shape[-1] if shape else 1,
    }
    if arrays.is_text(values) or not values.size:
        return told
    whole = whole if whole.nbytes <= WHOLE_BYTES else values
    return {**told, **_extremes(whole), **_moments(values)}


def _extremes(values: Array) -> dict[str, Any]:
    """Smallest and largest finite value, and how many are not finite."""
    low, high = values.min(), values.max()
    if np.isfinite(low) and np.isfinite(high):
        return {"minimum": float(low), "maximum": float(high), "nonfinite": 0}
    finite = np.isfinite(values)
    known = values[finite]
    return {
        "minimum": float(known.min()) if known.size else None,
        "maximum": float(known.max()) if known.size else None,
        "nonfinite": int(finite.size - finite.sum()),
        "nonfinite_samples": int((~finite.reshape(len(finite), -1).all(axis=1)).sum()),
    }


def _moments(values: Array) -> dict[str, Any]:
    """Mean and deviation over all values and of every feature (of the last axis)."""
    per_sample = max(1, values.size // len(values))
    step = max(1, len(values) * per_sample // VALUES)
    chosen = values[::step].astype("float64")
    columns = chosen.reshape(-1, chosen.shape[-1] if chosen.ndim > 1 else 1)
    finite = np.isfinite(columns)
    if not finite.any():
        return {}
    mean_of, std_of, highest, lowest = np.mean, np.std, np.max, np.min
    if not finite.all():
        columns = np.where(finite, columns, np.nan)[:, finite.any(axis=0)]
        mean_of, std_of, highest, lowest = np.nanmean, np.nanstd, np.nanmax, np.nanmin
    mean, std = mean_of(columns, axis=0), std_of(columns, axis=0)
    # Of equal values the deviation is 0 but for rounding.
    varies = highest(columns, axis=0) != lowest(columns, axis=0)
    varying = std[varies]
    return {
        "mean": float(mean_of(columns)),
        "std": float(std_of(columns)),
        "constant_features": int((~varies).sum()) if len(columns) > 1 else 0,
        "feature_std_low": float(varying.min()) if varying.size else None,
        "feature_std_high": float(varying.max()) if varying.size else None,
        "feature_mean_high": float(np.abs(mean).max()),
    }


def _same_shapes(captured: Captured) -> bool:
    """True where the whole arrays are those that the model is given, not what a pipeline reads."""
    return (
        len(captured.full_x) == len(captured.x)
        and all(
            whole.shape[1:] == part.shape[1:] and whole.dtype == part.dtype
            for whole, part in zip(captured.full_x, captured.x, strict=True)
        )
        and captured.source == "arrays"
    )


def _looks_drawn(values: Array) -> bool:
    """True for a stack of pictures without an axis for their channels."""
    height, width = values.shape[1:]
    large = min(height, width) >= SMALLEST_IMAGE and max(height, width) <= 4 * min(height, width)
    return large and (values.dtype == np.uint8 or not bool((values < 0).any()))
