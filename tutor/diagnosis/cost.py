"""Rules on what the output layer and the loss promise each other."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.history import History


def output_mismatch(history: History) -> Iterable[Finding]:
    """Too few output units, or a softmax over one unit (AutoTrainer, UMLAUT, NeuraLint)."""
    model, data = history.model, history.data
    if model is None or data is None or data.classes < 2 or not model.output_units:
        return
    units, classes = model.output_units, data.classes
    if units == 1 and model.output_activation == "softmax":
        title, cause = (
            "The output is a softmax over one unit",
            "A softmax over one number is always 1, whatever the model computes.",
        )
    elif (units == 1 and classes > 2) or (1 < units < classes):
        title, cause = (
            f"{units} output unit{'s' if units > 1 else ''} for {classes} classes",
            "A class without an output unit can never be named.",
        )
    else:
        return
    yield Finding(
        rule="output-mismatch",
        level="problem",
        step="cost",
        title=title,
        evidence=f"the last layer has {units} unit{'s' if units > 1 else ''} with the activation "
        f"{model.output_activation or 'linear'}; the labels have {classes} classes",
        cause=cause,
        advice="Two classes: one unit with a sigmoid and binary_crossentropy. More: one unit a "
        "class with a softmax and sparse_categorical_crossentropy.",
    )


def negative_loss(history: History) -> Iterable[Finding]:
    """A cross-entropy cannot be negative (AutoTrainer), unless the labels are no probabilities."""
    if not facts.has_loss(history, "crossentropy"):
        return
    low = min(facts.finite(e.loss for e in history.epochs), default=0.0)
    if low >= -1e-6:
        return
    yield Finding(
        rule="negative-loss",
        level="problem",
        step="cost",
        title=f"The cross-entropy is negative: {number(low)}",
        evidence=f"training loss {number(low)}; the lowest possible is 0",
        cause="The labels are not between 0 and 1: class numbers given to binary_crossentropy, for "
        "example.",
        advice="For class numbers use sparse_categorical_crossentropy and one softmax unit a "
        "class.",
    )


def squared_error_on_classes(history: History) -> Iterable[Finding]:
    """The squared error on classes trains, but slower: its gradient dies with a sure output.

    Source: Golik, Doetsch, Ney 2013, "Cross-entropy vs. squared error training".
    """
    model, data = history.model, history.data
    if model is None or data is None or data.classes < 2:
        return
    if not facts.has_loss(history, "squared") or model.output_activation not in (
        "softmax",
        "sigmoid",
    ):
        return
    yield Finding(
        rule="squared-error-on-classes",
        level="watch",
        step="cost",
        title=f"The loss is a squared error, the task is to tell {data.classes} classes apart",
        evidence=f"loss {model.loss} behind a {model.output_activation}",
        cause="Where the model is sure and wrong, a softmax or sigmoid is flat, and the gradient "
        "of the squared error is close to 0; that of the cross-entropy is largest there.",
        advice="Train with cross-entropy; keep the squared error for continuous targets.",
        edit={"cost.function": "crossentropy"},
    )


RULES = (output_mismatch, negative_loss, squared_error_on_classes)
