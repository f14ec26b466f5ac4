"""Cross-entropies and distances that do not fit their targets or their output."""

from __future__ import annotations

from typing import Any

from tutor.diagnosis import activation
from tutor.diagnosis import head as heads
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.diagnosis.gravity import Grade
from tutor.diagnosis.head import Case, Head, finding
from tutor.history import History

FEW_CLASSES = 20
"""Whole numbers of more distinct values are taken for a quantity and not for classes."""


def _one_unit(end: Head, history: History) -> Finding | None:
    """A categorical cross-entropy over one output: it divides by the sum, so it sees 1 always."""
    if end.units != 1 or end.loss not in heads.CATEGORICAL | heads.SPARSE:
        return None
    if end.targets is None or end.activation == "softmax":  # the output is at fault there
        return None
    if end.kind == "integer" and (end.targets.distinct or end.classes) > 2:
        return None  # units are missing
    if end.kind == "one-hot":
        return None
    return wrong(
        end,
        history,
        "always",
        title=f"{end.loss} over one output unit",
        cause="This loss compares units with each other: of one unit the share is always 1, so "
        "every answer counts as right and there is nothing to learn from.",
    )


def _crossentropy_of_numbers(end: Head, history: History) -> Finding | None:
    """A cross-entropy of targets that are no probabilities."""
    if end.loss not in heads.CROSSENTROPY | {"kl_divergence"} or not _are_numbers(end):
        return None
    binary = end.loss in heads.BINARY | {"kl_divergence"}
    if end.kind == "inputs" and not binary:
        return None  # tokens given back
    known = activation.limits(end, history)
    if binary and (known is None or activation.within(end, history, 0.0, 1.0)):
        return None
    return wrong(
        end,
        history,
        "unless-well" if end.kind == "inputs" else "always",
        title=f"{end.loss} for targets that are numbers",
        evidence=span(end, history),
        cause="A cross-entropy is made for probabilities between 0 and 1. With other targets its "
        "smallest value is not where answer and target agree.",
    )


def _are_numbers(end: Head) -> bool:
    if end.kind == "integer":
        return end.task == "regression" and end.units == 1
    return end.kind in ("continuous", "inputs")


def _crossentropy_of_signs(end: Head, history: History) -> Finding | None:
    if end.kind != "signs" or end.loss not in heads.CROSSENTROPY:
        return None
    return wrong(
        end,
        history,
        "unless-well",
        title=f"{end.loss} for labels of -1 and +1",
        cause="A cross-entropy takes 0 and 1. A label of -1 rewards answers without bound, and "
        "the loss goes below 0.",
        advice="Make the labels 0 and 1: y = (y + 1) / 2. Or use hinge behind a tanh.",
        mend=None,
    )


def _one_of_several_labels(end: Head, history: History) -> Finding | None:
    if end.kind != "multi-hot" or end.loss not in heads.CATEGORICAL:
        return None
    several = ((end.targets.mean or 0.0) * end.classes) if end.targets else 0.0
    return wrong(
        end,
        history,
        "unless-well" if several > 1.05 else "where-it-fails",
        title=f"{end.loss} for labels of which several may hold at once",
        evidence=f"a sample has {several:.1f} of {end.classes} labels on average; the output is "
        f"{end.named}",
        cause="It takes the outputs for one probability that is shared out, so that of several "
        "right labels at most one can be above one half; and a wrong 1 costs nothing by itself.",
        advice=f'Dense({end.units}, activation="sigmoid") and compile(loss="binary_crossentropy").',
    )


def _class_numbers(end: Head, history: History) -> Finding | None:
    """Class numbers as if they were quantities."""
    if end.kind != "integer" or end.targets is None or not end.is_column:
        return None
    distinct = end.targets.distinct or end.classes
    pointwise = end.loss in heads.DISTANCE | heads.HINGE | heads.BINARY
    if not pointwise or distinct <= 2:
        return None
    if (end.units or 0) > 1:
        return wrong(
            end,
            history,
            "always",
            title=f"{end.loss} compares each of {end.units} outputs with the class number",
            cause="The class number is repeated for every unit: all of them are to answer 7 for a "
            "sample of class 7, and none stands for a class.",
        )
    classlike = end.targets.minimum == 0 and distinct == end.classes <= FEW_CLASSES
    counted = "accuracy" in end.metrics or "acc" in end.metrics or end.task == "multiclass"
    if end.task == "regression" or not classlike or not counted or end.loss in heads.BINARY:
        return None
    return wrong(
        end,
        history,
        "where-it-fails",
        title=f"{end.loss} treats {end.classes} class numbers as quantities",
        cause="A class is no more or less than another: for this loss, class 2 is half of class 4. "
        "(Where the numbers are grades or counts, this is right and an accuracy is not.)",
        advice=f'Dense({end.classes}, activation="softmax") and compile(loss='
        '"sparse_categorical_crossentropy").',
        mend=end.output_mend("softmax", end.classes),
    )


def _two_outputs_for_a_binary_label(end: Head, history: History) -> Finding | None:
    if end.kind != "binary" or not end.is_column or end.activation != "softmax":
        return None
    if (end.units or 0) < 2 or end.loss not in heads.DISTANCE | heads.BINARY | heads.HINGE:
        return None
    return wrong(
        end,
        history,
        "always",
        title=f"{end.loss} compares each of {end.units} softmax outputs with the same label",
        cause="The label 0 or 1 is repeated for every unit, so both are to be 1, or both 0, and "
        "yet they sum to 1.",
    )


def _binary_behind_softmax(end: Head, history: History) -> Finding | None:
    """It trains (measured: .80 beside .87 of accuracy after the same time), only not as well."""
    if end.loss not in heads.BINARY or end.activation != "softmax" or end.kind != "one-hot":
        return None
    if (end.units or 0) <= 2:
        return None
    return wrong(
        end,
        history,
        "where-it-fails",
        title=f"{end.loss} for one class of {end.classes}",
        cause="It judges every unit by itself, as a yes or no of its own. The loss looks small, as "
        f"{end.classes - 1} of {end.classes} columns are 0, and the right class counts for little.",
    )


def span(end: Head, history: History) -> str:
    """The range of the targets, as evidence."""
    known = activation.limits(end, history)
    if known is None:
        return f"the targets are {end.labels}; the output is {end.named}"
    return (
        f"the targets run from {number(known[0])} to {number(known[1])}; the output is {end.named}"
    )


def wrong(
    end: Head,
    history: History,
    grade: Grade,
    *,
    title: str,
    cause: str,
    evidence: str | None = None,
    **more: Any,
) -> Finding:
    """The finding; by default its mend is the loss (and activation) that fit the targets."""
    right, function = end.right_loss, end.right_activation
    fits = end.activation == function
    more.setdefault(
        "advice",
        f'compile(loss="{right}")'
        + ("." if fits else f' behind Dense({end.units}, activation="{function}").'),
    )
    more.setdefault("mend", end.loss_mend(right))
    return finding(
        end,
        history,
        rule="loss-mismatch",
        grade=grade,
        title=title,
        evidence=evidence
        or f"loss {end.loss}; the output is {end.named}; the targets are {end.labels}",
        cause=cause,
        line=end.compile_line,
        **more,
    )


CASES: tuple[Case, ...] = (
    _one_unit,
    _crossentropy_of_numbers,
    _crossentropy_of_signs,
    _one_of_several_labels,
    _class_numbers,
    _two_outputs_for_a_binary_label,
    _binary_behind_softmax,
)
"""The surest first."""
