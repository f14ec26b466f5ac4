"""Rules on the output layer: its units, and probabilities against logits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutor.diagnosis import activation
from tutor.diagnosis import head as heads
from tutor.diagnosis.finding import Finding
from tutor.diagnosis.head import Head, finding, first
from tutor.history import History

MANY_CLASSES = 50
"""Whole numbers with more distinct values than this behind one unit are a regression."""

FAR_TOO_MANY = 1.5
"""Output units for a class. One or two more than needed are harmless (labels from 1 to C); a
vocabulary is not judged, as a sample of the labels does not show all of its words."""


def output_mismatch(history: History) -> Iterable[Finding]:
    """Too few or far too many output units, or a softmax over one (AutoTrainer, NeuraLint)."""
    yield from first(history, (_softmax_over_one, _too_few, _columns, _one_number, _far_too_many))


def logits_mismatch(history: History) -> Iterable[Finding]:
    """Probabilities where the loss was told of logits, or the other way round (keras#17029)."""
    yield from first(history, (_probabilities_as_logits, _logits_as_probabilities))


# --- units ----------------------------------------------------------------------------------------


def _softmax_over_one(end: Head, history: History) -> Finding | None:
    axis = end.activator.settings.get("axis") if end.activator else None
    if end.units != 1 or end.activation != "softmax" or axis not in (None, -1):
        return None
    many = end.classes > 2
    mend = end.output_mend("softmax", end.classes) if many else end.output_mend(_alone(end))
    return _mismatch(
        end,
        "The output is a softmax over one unit",
        "A softmax over one number is always 1, whatever the model computes.",
        mend=mend,
    )


def _too_few(end: Head, history: History) -> Finding | None:
    """Fewer units than classes; labels with gaps or from 1 on are the data's fault, not this."""
    units = end.units or 0
    if end.kind not in ("integer", ""):
        return None
    if end.targets is not None:
        classes = min(end.classes, end.targets.distinct or end.classes)
        judged = heads.CROSSENTROPY | heads.HINGE | {"kl_divergence", "categorical_hinge"}
        of_numbers = units == 1 and (end.task == "regression" or classes > MANY_CLASSES)
        if end.loss not in judged or of_numbers:
            return None
    else:
        classes = end.classes
    if not ((units == 1 and classes > 2) or 1 < units < classes):
        return None
    return _mismatch(
        end,
        f"{units} output unit{'s' if units > 1 else ''} for {end.classes} classes",
        "A class without an output unit can never be named.",
        mend=end.output_mend("softmax", end.classes),
    )


def _columns(end: Head, history: History) -> Finding | None:
    """One-hot rows of another width than the output."""
    if end.targets is None or end.kind not in ("one-hot", "multi-hot", "probabilities"):
        return None
    columns = end.targets.shape[-1] if end.targets.shape else 0
    if columns < 2 or columns == end.units:
        return None
    return _mismatch(
        end,
        f"{end.units} output unit{'s' if end.units != 1 else ''} for labels of {columns} columns",
        "Every column of the labels needs an output unit of its own.",
        mend=end.output_mend(end.right_activation, columns),
    )


def _one_number(end: Head, history: History) -> Finding | None:
    """Several units for a target of one number: Keras trains every one of them on that number."""
    several = (end.units or 0) > 1 and end.is_column and end.loss in heads.DISTANCE
    if not several or end.kind not in ("continuous", "binary"):
        return None
    if end.kind == "binary" and end.activation == "softmax":
        return None  # the loss is wrong there, not the units
    return _mismatch(
        end,
        f"{end.units} output units for one number",
        "The target is repeated for every unit, so all of them learn the same, and a prediction "
        f"has {end.units} numbers where one is meant.",
        mend=end.output_mend(_alone(end), 1),
    )


def _far_too_many(end: Head, history: History) -> Finding | None:
    units, classes = end.units or 0, end.classes
    of_words = classes > MANY_CLASSES or any(
        layer.type == "Embedding" for layer in (history.model.layers if history.model else ())
    )
    if end.loss not in heads.SPARSE or classes < 2 or of_words:
        return None
    if units <= classes + 1 or units < FAR_TOO_MANY * classes:
        return None
    return finding(
        end,
        history,
        rule="output-mismatch",
        grade="where-mended",
        title=f"{units} output units for {classes} classes",
        evidence=f"the last layer has {units} units; the labels run from 0 to {classes - 1}",
        cause=f"{units - classes} units stand for classes that do not occur; training has to learn "
        "never to name them.",
        advice=f"One unit a class: Dense({classes}).",
        mend=end.output_mend("softmax", classes),
    )


def _alone(end: Head) -> str:
    """The activation of one unit: a sigmoid for two classes, none for a number."""
    return "linear" if end.kind in ("continuous", "inputs") else "sigmoid"


def _mismatch(end: Head, title: str, cause: str, **more: Any) -> Finding:
    labels = end.labels if end.targets is not None else f"{end.classes} classes"
    numbers = end.kind in ("continuous", "inputs")
    return Finding(
        rule="output-mismatch",
        level="problem",
        step="cost",
        title=title,
        evidence=f"the last layer is {end.named}; the labels are {labels}"
        if end.targets is not None
        else f"the last layer has {end.units} unit{'s' if end.units != 1 else ''} with the "
        f"activation {end.activation or 'linear'}; the labels have {labels}",
        cause=cause,
        advice="For numbers: one unit a column without an activation, and mean_squared_error."
        if numbers
        else "Two classes: one unit with a sigmoid and binary_crossentropy. More: one unit a "
        "class with a softmax and sparse_categorical_crossentropy (categorical_crossentropy for "
        "one-hot rows).",
        layer=end.layer.name if end.layer else None,
        line=end.output_line,
        **more,
    )


# --- logits ---------------------------------------------------------------------------------------


def _probabilities_as_logits(end: Head, history: History) -> Finding | None:
    """A softmax or sigmoid before a loss with from_logits=True.

    Measured on Keras 3.15 with TensorFlow: fit() warns, takes the logits from behind the
    activation, and trains as if all were well. A loop of the learner's own may not.
    """
    if not end.from_logits or end.activation not in heads.PROBABILITIES:
        return None
    if end.loss not in heads.CROSSENTROPY:
        return None
    own_loop = history.call is not None and history.call.api == "tape"
    return finding(
        end,
        history,
        rule="logits-mismatch",
        grade="unless-well" if own_loop else "where-it-fails",
        title=f"The {end.activation} is applied twice: in the output and, as from_logits=True, in "
        "the loss",
        evidence=f"{end.named} and {end.loss}(from_logits=True)",
        cause=f"from_logits=True says that the output is no probability yet, and the loss takes "
        f"the {end.activation} of it. Of numbers between 0 and 1 that is nearly even, so the loss "
        "stays high and the gradient small, wherever Keras does not see the doubling itself.",
        advice="Take the activation out of the output layer, or from_logits=True out of the loss.",
        mend=end.output_mend("linear"),
    )


def _logits_as_probabilities(end: Head, history: History) -> Finding | None:
    """A linear output before a cross-entropy that takes it for probabilities."""
    if end.from_logits or end.activation != "linear" or history.compiled is None:
        return None
    if end.loss not in heads.CROSSENTROPY or not _meant_as_probabilities(end, history):
        return None
    right = "sigmoid" if end.loss in heads.BINARY else "softmax"
    return finding(
        end,
        history,
        rule="logits-mismatch",
        grade="unless-well",
        title=f"The output is no probability, and {end.loss} takes it for one",
        evidence=f"{end.named} and {end.loss} with from_logits=False (Keras's default)",
        cause="A cross-entropy takes the logarithm of its input. Linear outputs are cut to the "
        "range of 0 to 1 first, and where they are cut there is no gradient.",
        advice=f'Dense({end.units}, activation="{right}"), or the loss with from_logits=True.',
        mend=end.output_mend(right),
    )


def _meant_as_probabilities(end: Head, history: History) -> bool:
    if end.loss in heads.BINARY:
        if end.kind in ("continuous", "inputs"):
            return activation.within(end, history, 0.0, 1.0)
        return end.kind in ("binary", "one-hot", "multi-hot", "probabilities")
    return (end.units or 0) > 1 and end.kind in ("binary", "integer", "one-hot", "probabilities")


RULES = (output_mismatch, activation.output_activation, logits_mismatch)
