"""Rules on what the labels have to do with the inputs, and on how often each of them occurs."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import encoding, facts, given, standing, targets
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.diagnosis.given import CLASS_TASKS
from tutor.history import History
from tutor.noise import above_chance_limit, binomial_error
from tutor.observed import Inputs

ENOUGH = 200
"""Samples from which agreement at chance is evidence: a real link of .1 above an even chance is
then three standard errors off."""

IMBALANCE = 10.0
IMBALANCE_SAMPLES = 500
"""SageMaker Debugger, ClassImbalance: 10 to 1, on at least 500 samples."""

ONE_SIDED = 0.75
"""Share of the most frequent class beyond which agreement with neighbours tells next to nothing."""

MOVED = 2.0
"""Deviations, or times the deviation, by which the validation inputs are of another kind."""

NOISE = 0.01
"""How closely independent uniform numbers follow their law: deviation / range is .2887."""


def labels_shifted(history: History) -> Iterable[Finding]:
    """The labels fit the inputs one or a few rows further on."""
    figures = history.experiment("neighbours") or {}
    own, shifted = figures.get("agreement"), figures.get("shifted_agreement")
    expected, shift = figures.get("expected"), figures.get("shift")
    if own is None or shifted is None or expected is None or not shift or not _tells(history):
        return
    samples = history.targets[0].seen
    noise = 5 * math.hypot(binomial_error(own, samples), binomial_error(shifted, samples))
    if samples < 50 or shifted - own < max(0.1, noise) or own - expected > (shifted - expected) / 2:
        return
    rows = "row" if abs(shift) == 1 else "rows"
    yield Finding(
        rule="labels-shifted",
        level="problem",
        step="data",
        title=f"The labels are {abs(shift)} {rows} out of step with the inputs",
        evidence=f"samples that lie close together have the same label in {percent(own)} of cases "
        f"({percent(expected)} by chance), with the labels moved by {shift} {rows} in "
        f"{percent(shifted)}",
        cause="Inputs and labels were cut or shuffled differently (a header row, a dropped row, an "
        "off-by-one slice), so that each sample has its neighbour's label.",
        advice="Keep inputs and labels in one table until they are split, and drop and shuffle "
        "rows of both together.",
        line=given.line(history),
    )


def labels_unrelated(history: History) -> Iterable[Finding]:
    """Neither neighbours nor a linear model nor the network find a link of labels and inputs.

    Only where every one of them stays at chance on enough samples; independent random numbers, as
    demonstrations use them, are watched and no more.
    """
    card = history.score_card
    figures = history.experiment("neighbours") or {}
    own, expected = figures.get("agreement"), figures.get("expected")
    if card is None or own is None or expected is None or not _tells(history):
        return
    samples = history.targets[0].seen
    if samples < ENOUGH or card.constant is None or card.metric != "accuracy":
        return
    if max(expected, card.constant) > ONE_SIDED:
        return
    held = card.validation_samples >= ENOUGH // 2
    limit = standing.chance_limit(card, card.validation_samples)
    at_chance = [v is not None and v <= limit for v in (card.linear, card.neighbours)]
    if own <= above_chance_limit(expected, samples):
        if not held or not all(at_chance) or (card.validation or 0.0) > limit:
            return
        part, of = "", "training"
    elif held and all(at_chance) and standing.memorizes(history) and not _differs(history):
        part, of = "validation ", "validation"
    else:
        return
    yield Finding(
        rule="labels-unrelated",
        level="watch" if any(map(_is_noise, history.inputs)) else "problem",
        step="data",
        title=f"The {part}labels have nothing to do with the {part}inputs",
        evidence=f"training samples that lie close together have the same label in {percent(own)} "
        f"of cases ({percent(expected)} by chance); on {card.validation_samples} validation "
        f"samples the network scores {percent(card.validation or 0.0)}, a linear model "
        f"{percent(card.linear or 0.0)}, nearest neighbours {percent(card.neighbours or 0.0)}, "
        f"a constant answer {percent(card.constant)}",
        cause=f"The {of} inputs and labels were shuffled, sorted or filtered apart, or the labels "
        "come from the wrong column or file.",
        advice="Shuffle both with one permutation: order = rng.permutation(len(x)); "
        "x, y = x[order], y[order]. Then look at ten samples beside their labels.",
        line=given.line(history),
    )


def imbalance(history: History) -> Iterable[Finding]:
    """One class far more frequent than another, and an accuracy that is no more than its share."""
    if len(history.targets) != 1 or history.task not in CLASS_TASKS:
        return
    labels, call, card = history.targets[0], history.call, history.score_card
    present = [count for count in labels.counts if count > 0]
    if len(present) < 2 or (call is not None and (call.class_weight or call.sample_weight)):
        return
    fewest, most, total = min(present), max(present), sum(present)
    one_answer = card is not None and card.answers == 1
    if most < IMBALANCE * fewest or (total < IMBALANCE_SAMPLES and not one_answer):
        return
    if standing.above_constant(history):  # it names the rare class, too
        return
    worse = standing.underperforms(history)
    rare, common = labels.counts.index(fewest), labels.counts.index(most)
    said = "" if card is None or card.train is None else (
        f"; the model scores {percent(card.train)} and names {card.answers or 'some'} of "
        f"{len(present)} classes"
    )  # fmt: skip
    yield Finding(
        rule="imbalance",
        level="problem" if one_answer and worse and facts.learns(history) is True else "watch",
        step="data",
        title=f"The classes are unequal: {most} of class {common}, {fewest} of class {rare}",
        evidence=f"{number(most / fewest)} to 1; always naming class {common} is right in "
        f"{percent(most / total)} of cases" + said,
        cause="The loss is a mean over samples, so that a rare class hardly counts, and accuracy "
        "looks good without it.",
        advice="fit(..., class_weight={"
        + ", ".join(f"{i}: {total / len(present) / labels.counts[i]:.3g}" for i in (common, rare))
        + "}), and look at recall and precision of the rare class beside the accuracy.",
        line=given.line(history),
    )


def _tells(history: History) -> bool:
    """Whether close inputs can be expected to have the same class: images, tables, sequences."""
    if history.task not in CLASS_TASKS or len(history.targets) != 1 or not history.inputs:
        return False
    return all(part.kind in ("image", "table", "sequence") for part in history.inputs)


def _is_noise(part: Inputs) -> bool:
    """Whether the values follow a uniform or a normal law in every column alike."""
    low, high, mean, std = part.minimum, part.maximum, part.mean, part.std
    if low is None or high is None or mean is None or not std or high <= low:
        return False
    width = high - low
    uniform = abs(std / width - 1 / math.sqrt(12)) < NOISE and abs(mean - low - width / 2) < (
        2 * NOISE * width
    )
    narrow, wide = part.feature_std_low, part.feature_std_high
    alike = narrow is not None and wide is not None and 1.002 * narrow < wide < 1.3 * narrow
    normal = alike and abs(mean) < 0.1 * std and 5 * std < width < 13 * std and low < 0 < high
    return uniform or (normal and abs(high + low) < 0.25 * width)


def _differs(history: History) -> bool:
    """Whether the validation part is another kind of data altogether."""
    split = history.split
    if split is None:
        return False
    ratio, shift = split.scale_ratio or 1.0, split.mean_shift or 0.0
    moved = not 1 / MOVED < ratio < MOVED or shift > MOVED
    return moved or bool(split.missing_in_training or split.missing_in_validation)


RULES = (
    *targets.RULES,
    *encoding.RULES,
    labels_shifted,
    labels_unrelated,
    *targets.LATE_RULES,
    imbalance,
)
