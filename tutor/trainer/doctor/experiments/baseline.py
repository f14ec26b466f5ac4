"""What a linear model and the nearest neighbours reach on the same rows as the network."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.trainer.doctor.experiments.material import Material, Rows
from tutor.trainer.doctor.experiments.terms import Array, Terms, r2

MOST_ROWS = 1024
MOST_FEATURES = 256
"""Bounds for a baseline. A score card with both took .12 s on the 8 x 8 digits (10 classes)."""

LONGEST = 2.0
"""Seconds; a baseline that took longer is dropped, and the next one is not begun."""

NEIGHBOURS = 5
FEWEST_ROWS = 16
"""Fewer rows than this have no quarter to be judged on."""

MOST_TOKENS = 2000
"""Columns of a bag of words."""


@dataclass(frozen=True)
class Baselines:
    """Scores in the terms of the task; None where one could not be had."""

    linear: float | None = None
    neighbours: float | None = None
    linear_train: float | None = None


def scores(material: Material, fitted: Rows, judged: Rows, deadline: float) -> Baselines:
    """Fit both on one part, score them on another.

    Args:
        material: tells the terms.
        fitted: rows to fit on.
        judged: rows to score on; where they are too few to mean anything, only `linear_train`
            is given.
        deadline: on `time.perf_counter()`.
    """
    terms = material.terms
    if terms.task not in ("binary", "multiclass", "multilabel", "regression"):
        return Baselines()
    fitted, judged = fitted.some(MOST_ROWS), judged.some(MOST_ROWS)
    table = features(fitted.x, judged.x, tokens=reads_tokens(material))
    if table is None or len(fitted) < 2:
        return Baselines()
    columns, asked = table
    truth, right = terms.truth(fitted.y), terms.truth(judged.y)
    enough = len(judged) and len(fitted) + len(judged) >= FEWEST_ROWS
    linear = _timed(lambda: _linear(terms, columns, truth), deadline)
    near = _timed(lambda: _neighbours(terms, columns, truth), deadline) if enough else None
    return Baselines(
        linear=_judged(terms, linear, asked, right) if enough else None,
        neighbours=_judged(terms, near, asked, right),
        linear_train=_judged(terms, linear, columns, truth),
    )


def features(
    fitted: list[Array], judged: list[Array], *, tokens: bool = False
) -> tuple[Array, Array] | None:
    """Standardized columns of both parts, at most `MOST_FEATURES`; None for text.

    Images are thinned out evenly, token numbers become a bag of words.
    """
    both = []
    for first, second in zip(fitted, judged, strict=True):
        if first.dtype.kind not in "fiub" or second.dtype.kind not in "fiub":
            return None
        pair = (_bag(first), _bag(second)) if tokens else (_thin(first), _thin(second))
        both.append(pair)
    columns = np.concatenate([pair[0] for pair in both], axis=1)
    asked = np.concatenate([pair[1] for pair in both], axis=1)
    chosen = np.linspace(0, columns.shape[1] - 1, min(columns.shape[1], MOST_FEATURES))
    columns, asked = columns[:, chosen.astype(int)], asked[:, chosen.astype(int)]
    columns, asked = np.nan_to_num(columns), np.nan_to_num(asked)
    mean, deviation = columns.mean(axis=0), columns.std(axis=0)
    deviation[deviation < 1e-12] = 1.0
    return (columns - mean) / deviation, np.clip((asked - mean) / deviation, -1e6, 1e6)


def reads_tokens(material: Material) -> bool:
    """True where the (only) input goes into an embedding: its numbers name things."""
    layers = getattr(material.training.model, "_flatten_layers", None)
    kinds = [type(layer).__name__ for layer in layers(include_self=False)] if layers else []
    return len(material.train.x) == 1 and "Embedding" in kinds and material.train.x[0].ndim == 2


def _bag(tokens: Array) -> Array:
    """Token numbers (n, length) as the presence of each (n, `MOST_TOKENS`), larger ones folded."""
    numbers = np.abs(np.nan_to_num(tokens)).astype(np.int64) % MOST_TOKENS
    found = np.zeros((len(tokens), MOST_TOKENS), np.float32)
    np.put_along_axis(found, numbers.reshape(len(tokens), -1), 1.0, axis=1)
    return found


def _thin(values: Array) -> Array:
    """Flat rows; of an image larger than `MOST_FEATURES` every second pixel, or third, ..."""
    if values.ndim in (3, 4):
        per_channel = values.shape[1] * values.shape[2]
        step = int(np.ceil(np.sqrt(max(1.0, per_channel / MOST_FEATURES))))
        values = values[:, ::step, ::step]
    return values.reshape(len(values), -1).astype(np.float64)


def _timed(fit: Callable[[], Any], deadline: float) -> Any:
    """What `fit` gives, None where there is no time for it or it fails."""
    started = time.perf_counter()
    if started > deadline:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = fit()
    except (ValueError, ArithmeticError, MemoryError, np.linalg.LinAlgError):
        return None
    return found if time.perf_counter() - started < LONGEST else None


def _linear(terms: Terms, columns: Array, truth: Array) -> Any:
    # A tenth of a second of import, which scripts without a readable task never pay.
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.multiclass import OneVsRestClassifier

    if terms.metric == "r2":
        return Ridge(alpha=1.0).fit(columns, truth)
    if terms.task == "multilabel":
        return OneVsRestClassifier(LogisticRegression(max_iter=100)).fit(columns, truth)
    return LogisticRegression(max_iter=200).fit(columns, truth)


def _neighbours(terms: Terms, columns: Array, truth: Array) -> Any:
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    kind = KNeighborsRegressor if terms.metric == "r2" else KNeighborsClassifier
    return kind(n_neighbors=min(NEIGHBOURS, len(columns))).fit(columns, truth)


def _judged(terms: Terms, fitted: Any, columns: Array, truth: Array) -> float | None:
    if fitted is None or not len(columns):
        return None
    given = np.asarray(fitted.predict(columns))
    if terms.metric == "r2":
        return r2(given.reshape(len(given), -1), truth)
    return float(np.mean(given.reshape(truth.shape) == truth))
