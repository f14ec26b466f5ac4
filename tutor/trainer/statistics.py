"""Statistics of one layer's activations, gradients and weights: their definitions.

The thresholds that make a finding of them stand in `tutor.diagnosis`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

VALUES_LIMIT = 2**20
"""Activations of one layer that are looked at; of more, only the first samples are taken."""

HISTOGRAM_VALUES = 2**14
HISTOGRAM_BINS = 24

SATURATION = 5.0
"""A tanh or sigmoid unit is saturated where its input lies beyond +-5 (DeepDiagnosis, Wardat et
al. 2022): the slope there is under 2e-4 for tanh and 7e-3 for sigmoid."""


def activation_statistics(values: Array, activation: str, axis: int = -1) -> dict[str, Any]:
    """Statistics of a layer's activations on a sample of data.

    Args:
        values: the layer's output behind its nonlinearity, samples first, shape (n, ..., units).
        activation: the nonlinearity's name.
        axis: the axis of the units (channels).

    Returns:
        `activation_mean`, `activation_std`: over all values.
        `zero_fraction`: the share of values that are exactly 0.
        `dead_fraction`: the share of units that are 0 for every sample and at every position
            (a dead ReLU unit gets no gradient from any of them; Lu et al. 2019, arXiv:1903.06733).
        `saturated_fraction`: the share of values in the flat part of tanh or sigmoid (see
            `SATURATION`); None for other nonlinearities, which have no two flat ends.
        `histogram`: counts of a regular selection of the values in equal bins.
    """
    # NumPy throughout: its calls take microseconds, where those of TensorFlow, one by one, take
    # a good part of a small model's epoch.
    values = _limited(values).astype("float32", copy=False)
    others = tuple(a for a in range(values.ndim) if a != axis % values.ndim)
    nonzero = values != 0
    return {
        "activation_mean": float(values.mean()),
        "activation_std": float(values.std()),
        "zero_fraction": 1 - float(nonzero.mean()),
        "dead_fraction": 1 - float(nonzero.any(axis=others).mean()),
        "saturated_fraction": _saturated(values, activation),
        "histogram": _histogram(values),
    }


def norm(arrays: list[Array]) -> float:
    """The Euclidean norm of several arrays taken as one vector."""
    # Single precision would overflow on the way for weights that are about to explode.
    return math.sqrt(sum(float(np.vdot(a, a)) for a in (a.astype("float64") for a in arrays)))


def _limited(values: Array) -> Array:
    per_sample = max(1, math.prod(values.shape[1:]))
    return values[: max(1, VALUES_LIMIT // per_sample)]


def _saturated(values: Array, activation: str) -> float | None:
    if activation == "tanh":
        flat = np.abs(values) > math.tanh(SATURATION)
    elif activation == "sigmoid":
        flat = np.abs(values - 0.5) > 1 / (1 + math.exp(-SATURATION)) - 0.5
    else:
        return None
    return float(flat.mean())


def _histogram(values: Array) -> dict[str, Any] | None:
    flat = values.ravel()
    # An odd step does not fall into step with the channels.
    step = max(1, math.ceil(flat.size / HISTOGRAM_VALUES)) | 1
    chosen = flat[::step]
    if not np.isfinite(chosen).all():
        return None
    counts, edges = np.histogram(chosen, bins=HISTOGRAM_BINS)
    return {"low": float(edges[0]), "high": float(edges[-1]), "counts": counts.tolist()}
