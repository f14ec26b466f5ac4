"""Rules on the values of the targets: not finite, all the same, of a size far from the outputs."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import given, standing, whatif
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Level
from tutor.diagnosis.given import CLASS_TASKS, said_range
from tutor.diagnosis.gravity import names_the_cause, tried_in_words
from tutor.history import History
from tutor.observed import Targets

LARGE = 10.0
HUGE = 100.0
"""Outputs start at about 1. Adam at its default rate moves each weight by at most .001 a step, so
that an output that has to come to 100 needs thousands of steps."""


def targets_not_finite(history: History) -> Iterable[Finding]:
    """A target that is NaN makes the loss NaN, unless the learner's own loss leaves it out."""
    for part in history.targets:
        if not part.nonfinite:
            continue
        whole = part.seen * max(1, math.prod(part.shape))
        yield Finding(
            rule="targets-not-finite",
            level="watch" if given.survives(history) else "problem",
            step="data",
            title=f"{part.nonfinite} targets are not finite numbers",
            evidence=f"{part.nonfinite} of {whole} target values looked at are NaN or infinite",
            cause="One NaN in a batch of targets turns the loss into NaN and, with the next "
            "update, every weight.",
            advice="keep = np.isfinite(y_train); x_train, y_train = x_train[keep], y_train[keep]",
            line=given.line(history),
        )


def constant_targets(history: History) -> Iterable[Finding]:
    """One and the same target for every sample: nothing to tell apart.

    Batches of a hand-made loop often have one label (a GAN's), and a loss of the learner's own may
    take a dummy: both are left alone.
    """
    if not history.targets or history.task in standing.UNJUDGED or _has_own_loss(history):
        return
    if history.call is not None and history.call.api != "fit":
        return
    for part in history.targets:
        constant = part.kind == "constant" or (part.distinct == 1 and part.kind != "none")
        if not constant or part.seen < 4:
            continue
        value = f", {number(part.minimum)}" if part.minimum is not None else ""
        name = f" of {part.name}" if part.name and len(history.targets) > 1 else ""
        yield Finding(
            rule="constant-targets",
            level="problem" if len(history.targets) == 1 else "watch",
            step="data",
            title=f"All targets{name} are the same{value}",
            evidence=f"{part.seen} targets looked at, one distinct value",
            cause="The best answer is the same for every input: the training has nothing to learn. "
            "A filter that kept one class, a wrong column or a cast to whole numbers does this.",
            advice="Look at np.unique(y_train, return_counts=True) where the labels are made.",
            line=given.line(history),
        )
        return


def targets_not_scaled(history: History) -> Iterable[Finding]:
    """Regression targets of a size that the outputs start far from, in a training that fails.

    Many a training gets there in spite of it and is left alone.
    """
    if len(history.targets) != 1 or history.model is None or history.task in standing.UNJUDGED:
        return
    part = history.targets[0]
    if part.kind not in ("continuous", "integer", "inputs") or part.std is None:
        return
    if history.task in CLASS_TASKS or history.task == "tagging":
        return
    level = _targets_level(history, part)
    if level is None:
        return
    yield Finding(
        rule="targets-not-scaled",
        level=level,
        step="data",
        title=f"The targets run {said_range(part)}, the outputs start near 0",
        evidence=f"mean {number(part.mean or 0)}, standard deviation {number(part.std)}"
        f"{_columns(part)}{_reached(history)}" + tried_in_words(history, "scaled-targets"),
        cause="The error and its gradients have the size of the targets, so that the updates are "
        "far too large, or the outputs need thousands of steps to get there.",
        advice="mean, std = y_train.mean(axis=0), y_train.std(axis=0); train on (y_train - mean) / "
        "std and turn predictions back with * std + mean.",
        line=given.line(history),
    )


def _targets_level(history: History, part: Targets) -> Level | None:
    """None where the size does no harm that anybody could see."""
    size = max(part.std or 0.0, abs(part.mean or 0.0))
    squashed = history.model is not None and history.model.output_activation in ("sigmoid", "tanh")
    if part.kind == "inputs":  # an autoencoder's squashing output never reaches raw grey values
        return "problem" if squashed and (part.maximum or 0.0) > 2 else None
    if names_the_cause(history, "scaled-targets"):
        return "problem"
    if size <= LARGE or whatif.failed(history, "scaled-targets"):
        return None
    worse = standing.underperforms(history)
    if not worse or size <= HUGE:
        return "watch" if standing.fails(history) else None
    return "problem" if standing.fails(history) and whatif.best(history) is None else "watch"


def _has_own_loss(history: History) -> bool:
    """A function of the learner's own, or none at all (a model that adds its own losses)."""
    loss = history.compiled.loss if history.compiled else ""
    loss = loss or (history.model.loss if history.model else "")
    return not loss or "custom" in loss


def _reached(history: History) -> str:
    card = history.score_card
    if card is None or card.metric != "r2":
        return ""
    own = card.validation if card.validation is not None else card.train
    return f"; the model's R² is {number(own)}" if own is not None else ""


def _columns(part: Targets) -> str:
    low, high = part.column_std_low, part.column_std_high
    if not low or not high or high < 2 * low:
        return ""
    return f", by column {number(low)} to {number(high)}"


RULES = (targets_not_finite, constant_targets)
LATE_RULES = (targets_not_scaled,)
"""What is only a fault where the training fails."""
