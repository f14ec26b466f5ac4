"""The terms of a task: how a model's outputs and its targets are read, and what counts as right.

A score in these terms stays comparable when an experiment changes the loss, the coding of the
labels or the number of output units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

MOST_CLASSES = 1000
"""More distinct whole numbers than this are taken for numbers, not for classes."""

CLASS_TASKS = ("binary", "multiclass", "multilabel", "tagging")
NUMBER_TASKS = ("regression", "autoencoder")


@dataclass(frozen=True)
class Terms:
    """How answers are read.

    Attributes:
        task: one of `CLASS_TASKS` or `NUMBER_TASKS`.
        classes: number of classes, 0 for numbers; of a multi-label task, the labels.
        signs: True where the two classes are coded -1 and +1.
        threshold: an output of one unit above it means the second class (or the label).
        logits: True where outputs become probabilities only by a softmax or sigmoid.
    """

    task: str
    classes: int = 0
    signs: bool = False
    threshold: float = 0.5
    logits: bool = False

    @property
    def metric(self) -> str:
        """`accuracy` of classes, `r2` of numbers."""
        return "accuracy" if self.task in CLASS_TASKS else "r2"

    def truth(self, targets: Array) -> Array:
        """The right answers: class numbers (n, ...), labels (n, labels) or numbers (n, columns)."""
        if self.task == "binary":
            return _column(_argmax(targets) if _columns(targets) > 1 else self._second(targets))
        if self.task == "multiclass":
            return _column(_argmax(targets) if _columns(targets) > 1 else np.rint(targets))
        if self.task == "multilabel":
            return _rows(np.rint(targets)).astype(np.int64)
        if self.task == "tagging":
            return self._positions(targets)
        return _rows(np.asarray(targets, np.float64))

    def answers(self, outputs: Array) -> Array:
        """What the model answers, in the form of `truth`; outputs that are no number answer -1."""
        broken = ~np.isfinite(_rows(outputs)).all(axis=1)
        read = self._read(np.nan_to_num(np.asarray(outputs, np.float64)))
        if broken.any() and self.metric == "accuracy":
            read[broken] = -1
        return read

    def score(self, outputs: Array, targets: Array) -> float | None:
        """Accuracy, or r2 as the mean over the columns.

        r2 is 1 - squared error / variance of the targets; columns that never change are left out.
        None where the outputs cannot be compared with the targets, NaN for outputs that are no
        finite numbers.
        """
        truth = self.truth(targets)
        if self.metric == "accuracy":
            answers = self.answers(outputs)
            return _share(answers.reshape(len(answers), -1), truth.reshape(len(truth), -1))
        given = _rows(np.asarray(outputs, np.float64))
        if not np.isfinite(given).all():
            return math.nan
        return r2(given, truth, pooled=self.task == "autoencoder")

    def probabilities(self, outputs: Array) -> Array:
        """Outputs as probabilities (rows of classes or labels), or as they are for numbers."""
        given = _rows(np.asarray(outputs, np.float64))
        if not self.logits:
            return given
        if given.shape[1] > 1 and self.task != "multilabel":
            shifted = np.exp(given - given.max(axis=1, keepdims=True))
            return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
        return np.asarray(1 / (1 + np.exp(-np.clip(given, -50, 50))))

    def _second(self, targets: Array) -> Array:
        values = np.asarray(targets, np.float64)
        return values > (0.0 if self.signs else 0.5)

    def _positions(self, values: Array) -> Array:
        if values.ndim > 2 and values.shape[-1] == 1:
            values = values[..., 0]
            return (values > 0.5).astype(np.int64) if self.classes <= 2 else _whole(values)
        if values.ndim > 2 and values.shape[-1] == self.classes and values.max() <= 1:
            return _argmax(values)
        return _whole(values)

    def _read(self, outputs: Array) -> Array:
        columns = _columns(outputs)
        if self.task == "multilabel":
            return (_rows(outputs) > self.threshold).astype(np.int64)
        if self.task == "tagging":
            if columns > 1 and outputs.ndim > 2:
                return _argmax(outputs)
            squeezed = outputs[..., 0] if outputs.ndim > 2 else outputs
            return (squeezed > self.threshold).astype(np.int64)
        if self.task not in CLASS_TASKS:
            return _rows(outputs)
        flat = _middle(outputs)
        if flat.shape[1] > 1:
            return _argmax(flat)
        if self.task == "binary":
            return (flat[:, 0] > self.threshold).astype(np.int64)
        # A single unit for several classes is a fault; the nearest class is what it can mean.
        return np.clip(np.rint(flat[:, 0]), 0, max(self.classes - 1, 1)).astype(np.int64)


def terms_of(
    task: str | None,
    targets: Array,
    outputs: Array,
    *,
    loss: str = "",
    activation: str = "linear",
    from_logits: bool | None = None,
) -> Terms | None:
    """The terms of a model with one output, None where they cannot be told.

    Args:
        task: as `History.task` names it; None to infer it.
        targets: a sample, shape (n, ...).
        outputs: the model's outputs for the same sample, shape (n, ...).
        loss: snake_case name.
        activation: of the output.
        from_logits: of the loss.
    """
    if not np.issubdtype(targets.dtype, np.number) and targets.dtype != np.bool_:
        return None
    if task in (None, "unknown"):
        task = _inferred(targets, outputs, loss)
    if task not in CLASS_TASKS + NUMBER_TASKS:
        return None
    finite = targets[np.isfinite(targets)] if targets.dtype.kind == "f" else targets
    if finite.size == 0:
        return None
    signs = task == "binary" and float(finite.min()) < 0
    logits = activation == "linear" and bool(from_logits)
    centred = signs or logits or "hinge" in loss
    return Terms(
        task=task,
        classes=_classes(task, targets, finite, outputs),
        signs=signs,
        threshold=0.0 if centred else 0.5,
        logits=logits,
    )


def r2(given: Array, truth: Array, *, pooled: bool = False) -> float | None:
    """1 - squared error / variance, the mean over the columns that vary; None if none does.

    `pooled` takes both sums over all columns first: some pixels of an image hardly ever vary.
    """
    if given.shape != truth.shape:
        if given.size != truth.size and given.shape[1] != 1:
            return None
        given = np.broadcast_to(given, truth.shape) if given.shape[1] == 1 else given
        given = given.reshape(truth.shape)
    variance = truth.var(axis=0)
    varies = variance > 1e-12 * np.maximum(1e-12, np.square(truth).mean(axis=0))
    if not varies.any():
        return None
    error = np.square(np.clip(given, -1e150, 1e150) - truth).mean(axis=0)
    if pooled:
        return float(1 - error.sum() / variance.sum())
    return float(np.mean(1 - error[varies] / variance[varies]))


def _share(answers: Array, truth: Array) -> float | None:
    if answers.shape != truth.shape:
        return None
    return float(np.mean(answers == truth))


def _classes(task: str, targets: Array, finite: Array, outputs: Array) -> int:
    if task in NUMBER_TASKS:
        return 0
    if task == "binary":
        return 2
    if task == "multilabel":
        return _columns(targets)
    if task == "tagging":
        if targets.ndim > 2 and targets.shape[-1] > 1 and float(finite.max()) <= 1:
            return int(targets.shape[-1])
        return max(int(finite.max()) + 1, 2)
    if _columns(targets) > 1:
        return _columns(targets)
    return max(int(np.rint(finite.max())) + 1, _columns(outputs), 2)


def _inferred(targets: Array, outputs: Array, loss: str) -> str | None:
    """The task as targets, outputs and loss show it."""
    values = np.asarray(targets, np.float64)
    if not np.isfinite(values).all() or np.any(values != np.rint(values)):
        return "autoencoder" if values.ndim > 2 else "regression"
    if values.ndim > 2:
        return "tagging" if outputs.ndim > 2 else None
    if values.ndim == 2 and outputs.ndim == 3 and outputs.shape[1] == values.shape[1] > 1:
        return "tagging"
    distinct = np.unique(values)
    zeros_and_ones = set(distinct) <= {0.0, 1.0}
    if _columns(values) > 1:
        if not zeros_and_ones:
            return "regression"
        return "multiclass" if np.all(values.sum(axis=1) == 1) else "multilabel"
    if len(distinct) == 2 and (zeros_and_ones or set(distinct) == {-1.0, 1.0}):
        return "binary"
    if "crossentropy" in loss or (distinct.min() >= 0 and _columns(outputs) > 1):
        return "multiclass" if distinct.max() < MOST_CLASSES else None
    return "regression"


def _columns(values: Array) -> int:
    return int(values.shape[-1]) if values.ndim > 1 else 1


def _rows(values: Array) -> Array:
    return values.reshape(len(values), -1)


def _column(values: Array) -> Array:
    return values.reshape(len(values), -1)[:, 0].astype(np.int64)


def _whole(values: Array) -> Array:
    return np.rint(values).astype(np.int64)


def _argmax(values: Array) -> Array:
    return np.asarray(values.argmax(-1))


def _middle(outputs: Array) -> Array:
    """Outputs as (n, columns); positions that should have been flattened away are averaged."""
    if outputs.ndim == 1:
        return outputs[:, None]
    while outputs.ndim > 2:
        outputs = outputs.mean(axis=1)
    return outputs
