"""Rules on what the loss and the metrics ask of output and targets."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import facts, gravity, loss, special_loss, standing
from tutor.diagnosis import head as heads
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.head import Head, first, head
from tutor.history import History

ACCURACIES = frozenset(
    {"accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"}
)


def loss_mismatch(history: History) -> Iterable[Finding]:
    """A loss that is made for other targets, or for another output."""
    yield from first(history, (*loss.CASES, *special_loss.CASES))


def negative_loss(history: History) -> Iterable[Finding]:
    """A cross-entropy cannot be negative (AutoTrainer), unless the labels are no probabilities."""
    if not facts.has_loss(history, "crossentropy"):
        return
    low = min(facts.losses(history), default=0.0)
    if low >= -1e-6:
        return
    end = head(history)
    several = end is not None and end.classes > 2
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
        line=end.compile_line if end else None,
        mend=end.loss_mend("sparse_categorical_crossentropy") if end and several else None,
    )


def squared_error_on_classes(history: History) -> Iterable[Finding]:
    """The squared error on classes trains, but slower: its gradient dies with a sure output.

    Source: Golik, Doetsch, Ney 2013, "Cross-entropy vs. squared error training". A training that is
    slow and on its way is intended by many textbooks, so it is a problem only where the model has
    not gone half of the way to a simple one and the cross-entropy was seen to take it there.
    """
    end = head(history)
    if end is None or end.loss not in heads.SQUARED or end.classes < 2:
        return
    if end.activation not in heads.PROBABILITIES or (end.kind == "integer" and end.units == 1):
        return
    stuck = gravity.names_the_cause(history, heads.MENDED) and standing.fails(history) is True
    stuck = stuck and not _on_its_way(history)
    right = end.right_loss
    yield Finding(
        rule="squared-error-on-classes",
        level="problem" if stuck else "watch",
        step="cost",
        title=f"The loss is a squared error, the task is to tell {end.classes} classes apart",
        evidence=f"loss {end.loss} behind a {end.activation}"
        + gravity.tried_in_words(history, heads.MENDED),
        cause="Where the model is sure and wrong, a softmax or sigmoid is flat, and the gradient "
        "of the squared error is close to 0; that of the cross-entropy is largest there.",
        advice="Train with cross-entropy; keep the squared error for continuous targets."
        + (f' compile(loss="{right}")' if end.kind else ""),
        line=end.compile_line,
        edit={"cost.function": "crossentropy"},
        mend=end.loss_mend(right) if end.kind else None,
    )


def metric_mismatch(history: History) -> Iterable[Finding]:
    """An accuracy of numbers, or of one encoding for another. It misleads, and trains no worse."""
    end = head(history)
    if end is None or end.targets is None:
        return
    used = [name for name in end.metrics if name.lower() in ACCURACIES]
    if not used:
        return
    wrong = _wrong_accuracy(end, used)
    if wrong is None:
        return
    name, cause, right = wrong
    place = end.compiled_at
    yield Finding(
        rule="metric-mismatch",
        level="watch",
        step="cost",
        title=f"The metric {name} says nothing here",
        evidence=f"metrics {', '.join(end.metrics)}; the targets are {end.labels}",
        cause=cause,
        advice=f'compile(metrics=["{right}"]).',
        line=end.compile_line,
        mend=Mend(place.line, "compile", {"metrics": f'["{right}"]'}) if place else None,
    )


def _wrong_accuracy(end: Head, used: list[str]) -> tuple[str, str, str] | None:
    """The metric, why it misleads, and the right one."""
    if end.kind == "continuous" or (end.kind == "inputs" and end.loss not in heads.BINARY):
        # Keras counts an answer as right only where it equals the target to the last digit.
        return (
            used[0],
            "Accuracy counts answers that equal the target exactly, which numbers never do: it "
            "stays near 0 however good the model is.",
            "mae",
        )
    if "binary_accuracy" in used and end.kind == "one-hot" and end.classes > 2:
        return (
            "binary_accuracy",
            f"It compares every one of the {end.classes} columns, most of which are 0 anyway: "
            "naming no class at all scores "
            f"{facts.percent(1 - 1 / end.classes)}.",
            "accuracy",
        )
    alone = end.units == 1 and end.kind == "binary"
    for name in ("categorical_accuracy", "sparse_categorical_accuracy"):
        if name in used and alone:
            return name, "It asks which of the outputs is largest, and there is one.", "accuracy"
    return None


def _on_its_way(history: History) -> bool:
    """Whether the training loss still fell by a fiftieth over the last quarter of the epochs."""
    losses = facts.losses(history)
    if len(losses) < 2:
        return True
    before = losses[-1 - max(1, len(losses) // 4)]
    return losses[-1] < 0.98 * before


RULES = (loss_mismatch, negative_loss, squared_error_on_classes, metric_mismatch)
