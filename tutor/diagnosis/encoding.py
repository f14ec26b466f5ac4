"""Rules on how labels are written: what the loss reads wrongly, numbers without an output.

The output layer and the loss themselves are judged in `cost`; here stands what has to be mended in
the labels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from tutor.diagnosis import given
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.given import said_range
from tutor.diagnosis.head import BINARY, CATEGORICAL, DISTANCE, HINGE, SPARSE, Head, head
from tutor.history import History
from tutor.observed import Targets


class Told(NamedTuple):
    """What a finding on an encoding says."""

    title: str
    evidence: str
    cause: str
    advice: str
    mend: Mend | None = None


def label_encoding(history: History) -> Iterable[Finding]:
    """Labels written in another way than the loss reads them."""
    end = head(history)
    if end is None or end.targets is None:
        return
    for wrong in _ENCODINGS:
        told = wrong(end, end.targets)
        if told is not None:
            yield Finding(
                rule="label-encoding",
                level="problem",
                step="data",
                title=told.title,
                evidence=told.evidence,
                cause=told.cause,
                advice=told.advice,
                line=given.line(history),
                mend=told.mend,
            )
            return


def _text(_: Head, labels: Targets) -> Told | None:
    if labels.kind != "text":
        return None
    return Told(
        "The labels are text",
        f"targets of dtype {labels.dtype or 'object'}",
        "A loss compares numbers; Keras cannot train on strings or objects.",
        "names, y_train = np.unique(y_train, return_inverse=True)",
    )


def _one_hot_into_sparse(end: Head, labels: Targets) -> Told | None:
    if labels.kind != "one-hot" or end.loss not in SPARSE or len(labels.shape) != 1:
        return None
    if labels.shape[0] < 2:
        return None
    return Told(
        f"One-hot labels are given to {end.loss}",
        f"the labels are rows of {labels.shape[0]} with a single 1",
        "A sparse loss wants the number of the class, not a row for it.",
        'Use loss="categorical_crossentropy", or y_train = y_train.argmax(axis=1).',
        end.loss_mend("categorical_crossentropy"),
    )


def _numbers_into_rows(end: Head, labels: Targets) -> Told | None:
    if not _are_numbers(labels) or end.loss not in CATEGORICAL or (end.units or 0) < 2:
        return None
    return Told(
        f"Class numbers are given to {end.loss}",
        f"the labels are whole numbers {said_range(labels)}, one for each sample; the output has "
        f"{end.units} units",
        "This loss wants a row for each sample: 1 in the place of its class and 0 elsewhere.",
        'Use loss="sparse_categorical_crossentropy", or y_train = '
        f"keras.utils.to_categorical(y_train, {end.units}).",
        end.loss_mend("sparse_categorical_crossentropy"),
    )


def _spread(end: Head, labels: Targets) -> Told | None:
    """One column of class numbers, which numpy's rules stretch over all outputs of the row.

    With several outputs and one target nothing else can be meant than classes, except where the
    outputs are no row (a sequence, an image).
    """
    if not _are_numbers(labels) or end.loss not in DISTANCE or (end.units or 0) < 2:
        return None
    if len(end.shape) != 1 or end.activation not in ("softmax", "sigmoid"):
        return None
    return Told(
        f"One class number is compared with each of the {end.units} outputs",
        f"labels {said_range(labels)}, one for each sample, against {end.units} outputs by "
        f"{end.loss}",
        "The loss pulls every output towards the number of the class; no output stands for one.",
        'Use loss="sparse_categorical_crossentropy" behind a softmax of one unit a class.',
        end.loss_mend("sparse_categorical_crossentropy"),
    )


def _signs(end: Head, labels: Targets) -> Told | None:
    if labels.kind != "signs" or not end.loss or end.loss in HINGE:
        return None
    if end.loss not in BINARY and end.activation != "sigmoid":
        return None
    what = end.loss if end.loss in BINARY else "a sigmoid"
    return Told(
        f"The labels are -1 and 1, and {what} knows 0 and 1",
        f"labels {said_range(labels)}; loss {end.loss}, output {end.activation or 'linear'}",
        "A cross-entropy of -1 has no lowest value, and a sigmoid never answers below 0.",
        'y_train = (y_train + 1) / 2. Or keep the signs with loss="hinge" and a tanh output.',
    )


def _two_numbers(end: Head, labels: Targets) -> Told | None:
    """Two classes called 1 and 2, or 0 and 255, before one unit that answers from 0 to 1."""
    if labels.kind not in ("integer", "continuous") or labels.distinct != 2 or not labels.whole:
        return None
    if end.units != 1 or end.loss not in BINARY:
        return None
    low, high = labels.minimum or 0.0, labels.maximum or 0.0
    if low >= 0 and high <= 1:
        return None
    return Told(
        f"The two labels are {number(low)} and {number(high)}, binary_crossentropy knows 0 and 1",
        f"labels {said_range(labels)}, two distinct ones",
        "A cross-entropy of numbers beyond 0 and 1 has no lowest value.",
        f"y_train = (y_train == {number(high)}).astype(int)",
    )


def _scaled(end: Head, labels: Targets) -> Told | None:
    """Class numbers that were scaled along with the inputs: a few values, and not whole."""
    few = 2 <= labels.distinct <= MANY_CLASSES and 10 * labels.distinct <= labels.seen
    if labels.kind != "continuous" or labels.whole or end.loss not in SPARSE or not few:
        return None
    return Told(
        f"The class numbers are not whole: {labels.distinct} values {said_range(labels)}",
        f"labels {said_range(labels)}, {labels.distinct} distinct ones of {labels.seen}; "
        f"{end.loss} reads them as whole numbers",
        "The labels were scaled, as if they were inputs: cut to whole numbers most of them are "
        "class 0.",
        "Scale the inputs only: x = x / 255, and leave y as it is.",
    )


MANY_CLASSES = 1000
"""ImageNet's number of classes; more values than that are measurements."""

_ENCODINGS = (
    _text, _one_hot_into_sparse, _numbers_into_rows, _spread, _signs, _two_numbers, _scaled,
)  # fmt: skip


def label_range(history: History) -> Iterable[Finding]:
    """Class numbers without an output unit: 1 to C for C units, or negative ones.

    On a CPU TensorFlow stops with an error; on a GPU the loss is NaN. A training with finite losses
    tells the loss to pass over such a label (`ignore_class`).
    """
    end = head(history)
    if end is None or end.targets is None or end.loss not in SPARSE:
        return
    labels, units = end.targets, end.units or 0
    low, high = labels.minimum, labels.maximum
    if labels.kind not in ("integer", "binary", "signs") or units < 2 or low is None:
        return
    if high is None or (low >= 0 and high < units) or _trained(history):
        return
    yield Finding(
        rule="label-range",
        level="problem",
        step="data",
        title=f"The labels run {said_range(labels)}, the {units} outputs count from 0 to "
        f"{units - 1}",
        evidence=f"smallest label {number(low)}, largest {number(high)}, {labels.distinct} "
        f"distinct; {units} output units",
        cause="The loss looks up the output of the label's number; there is none for some labels. "
        "A CPU stops with an error, a GPU makes the loss NaN.",
        advice=_renumbering(low, high, units),
        line=given.line(history),
    )


def _renumbering(low: float, high: float, units: int) -> str:
    if low >= 1 and high == units:
        return "y_train = y_train - 1, and the same for the test labels."
    numbering = "names, y_train = np.unique(y_train, return_inverse=True)"
    if low < 0:
        return numbering
    return (
        f"Give the output layer {int(high) + 1} units, or number the classes from 0 without gaps: "
        + numbering
    )


def _are_numbers(labels: Targets) -> bool:
    """One whole number for each sample, and not always the same."""
    return (
        labels.kind in ("integer", "binary") and labels.shape in ((), (1,)) and labels.distinct >= 2
    )


def _trained(history: History) -> bool:
    """Whether an epoch ended with a finite loss."""
    return any(math.isfinite(epoch.loss) for epoch in history.epochs)


RULES = (label_encoding, label_range)
