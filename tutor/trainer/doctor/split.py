"""What was held out of a training: the fields of `tutor.observed.Split`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.trainer.doctor import arrays, rows, targets
from tutor.trainer.doctor.arrays import Array
from tutor.trainer.doctor.capture import Captured


def describe(captured: Captured, kind: str) -> dict[str, Any]:
    """The held out part beside the training part.

    Args:
        captured: the data.
        kind: how the first target is encoded.
    """
    if captured.split_source == "none":
        return {"source": "none"}
    return {
        "source": captured.split_source,
        "samples": captured.validation_samples,
        "fraction": _fraction(captured),
        **_overlap(captured),
        **_shift(captured),
        **_classes(captured, kind),
    }


def _fraction(captured: Captured) -> float | None:
    if captured.fraction is not None:
        return captured.fraction
    held_out, trained_on = captured.validation_samples, captured.samples
    if not held_out or not trained_on:
        return None
    return held_out / trained_on if captured.same_object else held_out / (held_out + trained_on)


def _overlap(captured: Captured) -> dict[str, Any]:
    """Rows of the held out part that are training rows too."""
    held_out, trained_on = _sides(captured)
    samples = captured.validation_samples
    if captured.same_object:
        return {"same_data": True, "overlap": samples, "checked": samples or 0}
    if captured.mixed_split and samples and captured.samples:
        # Each epoch draws the training part anew from both; so many of the samples fall into it.
        share = captured.samples / (captured.samples + samples)
        return {"same_data": False, "overlap": round(samples * share), "checked": samples}
    pair = rows.comparable(held_out, trained_on)
    if pair is None:
        return {"same_data": False, "overlap": None, "checked": 0}
    known = captured.row_numbers() if pair[1] is captured.full_x else None
    overlap, checked = rows.shared(*pair, known)
    same = overlap == checked == len(trained_on[0]) and _same_rows(*pair)
    return {"same_data": bool(same), "overlap": overlap, "checked": checked}


def _sides(captured: Captured) -> tuple[list[Array], list[Array]]:
    """The whole parts where both are at hand, else the samples of what is."""
    if captured.full_x and captured.full_validation_x:
        return captured.full_validation_x, captured.full_x
    return captured.validation_x, captured.x


def _same_rows(held_out: list[Array], trained_on: list[Array]) -> bool:
    """True where both parts hold the same rows equally often, in whatever order."""
    if len(held_out[0]) != len(trained_on[0]):
        return False
    return np.array_equal(np.sort(rows.hashes(held_out)), np.sort(rows.hashes(trained_on)))


def _shift(captured: Captured) -> dict[str, Any]:
    """How far mean and deviation of the inputs are from those of the training part."""
    pairs = [
        _moments(own, other)
        for own, other in zip(captured.validation_x, captured.x, strict=False)
        if not arrays.is_text(own) and not arrays.is_text(other) and own.size and other.size
    ]
    known = [pair for pair in pairs if pair is not None]
    if not known:
        return {"mean_shift": None, "scale_ratio": None}
    # The input that differs most, by its scale or else by its mean.
    shift, ratio = max(known, key=lambda pair: (abs(np.log(max(pair[1], 1e-12))), pair[0]))
    return {"mean_shift": shift, "scale_ratio": ratio}


def _moments(own: Array, other: Array) -> tuple[float, float] | None:
    (mean, std), (mean_trained, std_trained) = (_mean_and_std(side) for side in (own, other))
    if not std_trained or not np.isfinite([mean, std, mean_trained, std_trained]).all():
        return None
    return abs(mean - mean_trained) / std_trained, std / std_trained


def _mean_and_std(values: Array) -> tuple[float, float]:
    flat = values.ravel()
    flat = flat[:: max(1, flat.size // 2**20) | 1].astype("float64")
    flat = flat[np.isfinite(flat)]
    return (float(flat.mean()), float(flat.std())) if flat.size else (float("nan"), float("nan"))


def _classes(captured: Captured, kind: str) -> dict[str, Any]:
    """Samples of each class that were held out, and the classes that only one part has."""
    if not captured.validation_y or not captured.y:
        return {}
    held_out = (captured.full_validation_y or captured.validation_y)[0]
    trained_on = (captured.full_y or captured.y)[0]
    if held_out.shape[1:] != trained_on.shape[1:] or arrays.is_text(held_out):
        return {}
    counts = targets.counts_of(held_out, kind)
    told: dict[str, Any] = {"counts": counts}
    # Of a mere sample, a class that is missing may only be rare.
    if captured.complete or captured.full_y:
        known = targets.counts_of(trained_on, kind)
        size = max(len(counts), len(known))
        held, trained = (np.pad(c, (0, size - len(c))) for c in (counts, known))
        told["missing_in_training"] = _places((held > 0) & (trained == 0))
        told["missing_in_validation"] = _places((trained > 0) & (held == 0))
    return told


def _places(found: Array) -> list[int]:
    return [int(place) for place in np.flatnonzero(found)]
