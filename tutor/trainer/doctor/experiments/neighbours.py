"""Do the labels belong to the inputs? The nearest other sample is asked for each one's label."""

from __future__ import annotations

import numpy as np

from tutor.trainer.doctor.experiments import baseline
from tutor.trainer.doctor.experiments.material import SAMPLE, Material
from tutor.trainer.doctor.experiments.terms import Array

FEWEST = 40
"""Samples; with fewer, agreement says nothing."""

SHIFTS = (-3, -2, -1, 1, 2, 3)
"""Places by which the labels may have slipped against the inputs."""


def run(material: Material) -> None:
    """Write `neighbours`: leave-one-out agreement of each sample with its nearest neighbour.

    Of classes, agreement is the share of equal labels, and the expected one the sum of the squared
    shares of the classes. Of numbers it is their correlation, with 0 expected. A shift of k pairs
    every input with the label k places behind it.
    """
    terms = material.terms
    if terms.task not in ("binary", "multiclass", "regression") or not material.numeric:
        return
    rows = material.train.take(slice(SAMPLE))  # an unbroken stretch: shifts need the order
    if len(rows) < FEWEST:
        return
    tokens = baseline.reads_tokens(material)
    table = baseline.features(rows.x, [part[:1] for part in rows.x], tokens=tokens)
    if table is None:
        return
    nearest = _nearest(table[0])
    truth = terms.truth(rows.y).reshape(len(rows), -1)[:, 0]
    numbers = terms.task == "regression"
    shifted = {k: _agreement(np.roll(truth, -k), nearest, numbers) for k in SHIFTS}
    best = max(shifted, key=lambda k: shifted[k])
    _, counts = np.unique(truth, return_counts=True)
    figures = {
        "agreement": _agreement(truth, nearest, numbers),
        "expected": 0.0 if numbers else float(np.square(counts / len(truth)).sum()),
        "shifted_agreement": shifted[best],
        "shift": best,
        "samples": len(rows),
        "of": "numbers" if numbers else "classes",
    }
    material.training.log.write("experiment", name="neighbours", figures=figures)


def _nearest(columns: Array) -> Array:
    """The number of each row's nearest other row."""
    squares = np.square(columns).sum(axis=1)
    distance = squares[:, None] + squares[None, :] - 2 * columns @ columns.T
    np.fill_diagonal(distance, np.inf)
    return np.asarray(distance.argmin(axis=1))


def _agreement(labels: Array, nearest: Array, numbers: bool) -> float:
    theirs = labels[nearest]
    if not numbers:
        return float(np.mean(labels == theirs))
    if labels.std() == 0 or theirs.std() == 0:
        return 0.0
    return float(np.corrcoef(labels, theirs)[0, 1])
