"""Rules on how data were split and ordered: parts that differ, sorted parts, sorted batches."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import given, leaks, network, standing, whatif
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Level
from tutor.diagnosis.given import CLASS_TASKS
from tutor.diagnosis.gravity import names_the_cause, tried_in_words
from tutor.history import History
from tutor.observed import Split, Targets

MADE_OTHERWISE = 10.0
PLAINLY = 100.0
SHIFTED = 5.0
"""Deviation (or its inverse) and mean of the validation inputs over the training inputs'. Parts of
one collection differ by a few tens of percent, a series that grows by 2 or 3; a forgotten division
by 255 by 255 and a forgotten standardization by the columns' own deviations."""

SORTED = 5.0
"""Stretches of equal labels this many times longer than in a shuffled order: beyond chance on any
number of samples worth training on."""

RARE = 0.2
"""Share of the validation samples whose classes training never saw, from which it is no accident.
"""

UNLIKELY = 1e-3
"""A class is missing by design and not by chance below this probability."""


def validation_differs(history: History) -> Iterable[Finding]:
    """The validation inputs were scaled otherwise than the training inputs, or not at all."""
    split = history.split
    if split is None or split.same_data or (split.samples or 0) < 10:
        return
    ratio, shift = split.scale_ratio, split.mean_shift
    known = ratio is not None and math.isfinite(ratio) and ratio > 0
    factor = max(ratio, 1 / ratio) if known and ratio is not None else 1.0
    moved = shift if shift is not None and math.isfinite(shift) else 0.0
    if factor < MADE_OTHERWISE and moved < SHIFTED:
        return
    plain = factor >= PLAINLY or moved >= PLAINLY
    yield Finding(
        rule="validation-differs",
        level="problem" if plain or _fails_there(history) else "watch",
        step="data",
        title="The validation inputs are on another scale than the training inputs",
        evidence=(f"their deviation is {number(ratio)} times that" if known and ratio else "")
        + (" and " if known and moved else "")
        + (f"their mean lies {number(moved)} deviations off that" if moved else "")
        + " of the training inputs"
        + _scores(history),
        cause="What was done to the training inputs (/ 255, standardizing) was not done to the "
        "validation inputs, or with other figures: the model meets numbers it never saw.",
        advice="Scale both alike, with the figures of the training part: x_val = (x_val - "
        "x_train_mean) / x_train_std. A layer in the model (Rescaling, Normalization) cannot "
        "forget one of them.",
        line=given.line(history),
    )


def sorted_split(history: History) -> Iterable[Finding]:
    """Classes that only one of both parts holds: sorted data, split without shuffling."""
    split = history.split
    if split is None or history.task not in CLASS_TASKS or len(history.targets) != 1:
        return
    unseen = sum(split.counts[c] for c in split.missing_in_training if c < len(split.counts))
    held = sum(split.counts)
    if held < 1:
        return
    absent = _absent(history.targets[0], split)
    if not split.missing_in_training and not absent:
        return
    share = unseen / held
    level: Level = "problem" if share >= RARE and held >= 10 else "watch"
    if len(absent) >= max(1, _present(history.targets[0]) - 1) and held >= 10:
        level = "problem"  # the validation part knows one class or none of training's
    if level == "watch" and unseen < leaks.LEAST and not absent:
        return
    by_tail = split.source == "validation_split"
    yield Finding(
        rule="sorted-split",
        level=level,
        step="data",
        title=_split_title(split, absent, unseen),
        evidence=f"validation samples by class: {_counts(split.counts)}; in training: "
        f"{_counts(history.targets[0].counts)}"
        + (f"; validation_split={split.fraction:g}" if by_tail and split.fraction else "")
        + _runs(history.targets[0]),
        cause="validation_split takes the last part of the arrays before it shuffles, and these "
        "are sorted by class."
        if by_tail
        else "The data were sorted by class when they were split.",
        advice="Shuffle once before: order = np.random.permutation(len(x)); x, y = x[order], "
        "y[order]. Or train_test_split(x, y, stratify=y).",
        line=given.line(history),
    )


def sorted_batches(history: History) -> Iterable[Finding]:
    """Batches of one class each: sorted labels that nobody shuffles."""
    call, model = history.call, history.model
    if call is None or model is None or network.shuffles(history):
        return
    if history.task not in CLASS_TASKS or len(history.targets) != 1:
        return
    labels = history.targets[0]
    stretch = _stretch(labels)
    if labels.runs is None or labels.runs < SORTED or stretch is None:
        return
    batch = call.batch_size or model.batch_size or 32
    level = _order_level(history, whole=stretch >= batch / 2)
    if level is None:
        return
    yield Finding(
        rule="sorted-batches",
        level=level,
        step="data",
        title="The data are sorted by class and are not shuffled",
        evidence=f"a class goes on for {stretch:.0f} samples on average, {number(labels.runs)} "
        f"times as long as in a shuffled order; batches of {batch}"
        + tried_in_words(history, "shuffled"),
        cause="Batches of one class pull the model towards naming that class alone; the next "
        "class's batches take it back again.",
        advice="dataset = dataset.shuffle(len(x_train)).batch(...)"
        if call.source == "tf.data"
        else "Leave shuffle=True in fit(), or shuffle what the generator reads from."
        if call.api == "fit"
        else "order = np.random.permutation(len(x)) before every epoch; x[order], y[order].",
        line=given.line(history),
    )


# --- what the rules ask ---------------------------------------------------------------------------


def _fails_there(history: History) -> bool:
    """Whether the model is poor on the validation part and not on the training part."""
    card = history.score_card
    if card is None or card.train is None or card.validation is None:
        return False
    return standing.fails(history) is True and card.train - card.validation > 0.2


def _scores(history: History) -> str:
    card = history.score_card
    if card is None or card.train is None or card.validation is None:
        return ""
    name = "accuracy" if card.metric == "accuracy" else "R²"
    return f"; {name} {number(card.train)} there, {number(card.validation)} on validation"


def _absent(labels: Targets, split: Split) -> tuple[int, ...]:
    """Classes of the training part that the validation part lacks beyond chance."""
    total, held = sum(labels.counts), sum(split.counts)
    if not total:
        return ()
    return tuple(
        c
        for c in split.missing_in_validation
        if c < len(labels.counts) and (1 - labels.counts[c] / total) ** held < UNLIKELY
    )


def _present(labels: Targets) -> int:
    return sum(count > 0 for count in labels.counts)


def _split_title(split: Split, absent: tuple[int, ...], unseen: int) -> str:
    if split.missing_in_training:
        return (
            f"Training never sees {_classes(split.missing_in_training)}: {unseen} of "
            f"{sum(split.counts)} validation samples"
        )
    return f"The validation data hold no sample of {_classes(absent)}"


def _classes(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (", ..." if len(numbers) > 5 else "")
    return f"class{'es' if len(numbers) > 1 else ''} {shown}"


def _counts(counts: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, counts[:10])) + (", ..." if len(counts) > 10 else "")
    return f"[{shown}]"


def _runs(labels: Targets) -> str:
    if labels.runs is None or labels.runs < SORTED:
        return ""
    return f"; equal labels stand together {number(labels.runs)} times as long as in a shuffle"


def _stretch(labels: Targets) -> float | None:
    """Mean length of a stretch of equal labels: `runs` times 1 / (1 - sum of squared shares)."""
    total = sum(labels.counts)
    if labels.runs is None or not total:
        return None
    change = 1 - sum((count / total) ** 2 for count in labels.counts)
    return labels.runs / change if change > 0 else None


def _order_level(history: History, whole: bool) -> Level | None:
    """A problem where shuffling helped, or where whole batches of one class end in failure.

    Series in their own order (stateful networks) have long stretches and are left alone where they
    learn.
    """
    if names_the_cause(history, "shuffled"):
        return "problem"
    if whatif.failed(history, "shuffled") or standing.underperforms(history) is False:
        return "watch" if whole else None
    if whole and standing.fails(history) and whatif.best(history) is None:
        return "problem"
    return "watch"


RULES = (
    *leaks.RULES,
    validation_differs,
    sorted_split,
    sorted_batches,
)
