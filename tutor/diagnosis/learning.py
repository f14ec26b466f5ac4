"""Rules on a training that does not learn, or hardly, and on the size and sign of its steps."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from tutor.diagnosis import curve, facts, mending, standing
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import History

CRAWL = 0.25
CRAWL_EPOCHS = 5
STEADY = 0.8
"""A training loss that fell in four of five epochs and yet by less than a quarter in all."""

BOLD = 10.0
"""Multiple of Keras's default learning rate that is suspicious where nothing is learnt. Healthy
trainings at 30 times the default exist, so by itself it means nothing."""


def no_learning(history: History) -> Iterable[Finding]:
    """The training loss does not fall beyond the noise of its batches."""
    if standing.learns(history) is not False or facts.diverged_at(history):
        return
    ratio = facts.update_ratio(history)
    if facts.falls(history) or (ratio is not None and ratio < facts.SMALL_STEP):
        return
    start, now = _first_loss(history), facts.recent_loss(history)
    if start is None or now is None or not history.epochs:
        return
    large = ratio is not None and ratio > facts.LARGE_STEP
    new = facts.smaller_rate(history) if large else None
    yield Finding(
        rule="no-learning",
        level="problem",
        step="learning-rate" if large else "above-chance",
        title=_standing_still(history, start, now),
        evidence=f"over {facts.updates(history)} updates the loss of a batch changed by no more "
        "than batches differ among themselves" + _accuracy(history) + _step(ratio),
        cause="Each update changes the weights by more than a tenth of their size, so nothing that "
        "is found is kept."
        if large
        else "The gradient does not reach the weights, or the labels do not belong to the inputs.",
        advice=f"Lower the learning rate to {new:g}."
        if new
        else "Take hidden layers away until it learns, look at ten samples with their labels, and "
        "try another learning rate.",
        line=mending.optimizer_line(history) if new else mending.fit_line(history),
        epoch=history.epochs[-1].number,
        edit={"learning_rate.value": new} if new else {},
        mend=mending.rate_mend(history, new),
    )


def slow_learning_rate(history: History) -> Iterable[Finding]:
    """The loss falls, or would fall, but the steps are far too small."""
    learns = standing.learns(history)
    if learns is None or facts.diverged_at(history):
        return
    ratio = facts.update_ratio(history)
    tiny = ratio is not None and ratio < facts.SMALL_STEP and learns is False
    crawls = _crawls(history) and standing.underperforms(history) is not False
    if not tiny and not crawls:
        return
    start, now = _first_loss(history), facts.recent_loss(history)
    rate = history.model.learning_rate if history.model else None
    if start is None or now is None or not rate:
        return
    new = facts.larger_rate(history)
    yield Finding(
        rule="slow-learning-rate",
        level="problem" if tiny and not standing.above_constant(history) else "watch",
        step="learning-rate",
        title=f"The learning rate of {rate:g} is too small: {len(history.epochs)} epochs took the "
        f"loss from {number(start)} to {number(now)}",
        evidence=f"{facts.updates(history)} updates{_step(ratio)}{_accuracy(history)}",
        cause="Every step goes the right way and is so short that the training gets nowhere in "
        "its time.",
        advice=f"Raise the learning rate from {rate:g} to {new:g}; a range test finds where it "
        "becomes too large."
        if new
        else "Raise the learning rate tenfold.",
        line=mending.optimizer_line(history),
        epoch=history.epochs[-1].number,
        edit={"learning_rate.value": new} if new else {},
        mend=mending.rate_mend(history, new),
    )


def learning_rate_too_large(history: History) -> Iterable[Finding]:
    """Nothing is learnt, and the steps are larger than anything found could survive."""
    if history.task is None or standing.learns(history) is not False or history.model is None:
        return
    rate, ratio = history.model.learning_rate, facts.update_ratio(history)
    default = facts.default_rate(history.model.optimizer)
    bold = bool(rate) and rate is not None and rate >= BOLD * default
    large = ratio is not None and ratio > facts.LARGE_STEP
    if facts.diverged_at(history) or not (bold or large) or not rate:
        return
    new = facts.smaller_rate(history)
    yield Finding(
        rule="learning-rate-too-large",
        level="problem" if bold and large else "watch",
        step="learning-rate",
        title=f"The learning rate of {rate:g} is too large for {history.model.optimizer}: nothing "
        "that is found is kept",
        evidence=f"Keras's default is {default:g}{_step(ratio)}; after {facts.updates(history)} "
        f"updates nothing has been learnt{_accuracy(history)}",
        cause="The steps jump over every valley of the loss. They may also have killed relus or "
        "saturated the output, which no later step mends.",
        advice=f"Lower the learning rate from {rate:g} to {new:g}." if new else "Lower it tenfold.",
        line=mending.optimizer_line(history),
        mend=mending.rate_mend(history, new),
    )


def wrong_sign(history: History) -> Iterable[Finding]:
    """Every step goes up the loss: a negative rate, or a sign lost in a loop of one's own.

    fit() with a loss of Keras's own cannot climb by small steps, so elsewhere a steady rise from
    the first update on is asked for, by steps too small for an overshoot.
    """
    rate = history.model.learning_rate if history.model else None
    if rate is not None and rate < 0:
        evidence = f"the learning rate is {rate:g}"
    elif _falls_without_end(history):
        lowest = min(_losses(history))
        evidence = f"the loss went from {number(history.batch_losses[0])} down to {number(lowest)}"
    elif _climbs(history):
        first, *_, last = curve.quarters(history) or (0.0, 0.0)
        evidence = (
            f"the loss rose in every quarter of the training, from {number(first)} to "
            f"{number(last)}{_step(facts.update_ratio(history))}: an overshoot is no steady climb"
        )
    else:
        return
    yield Finding(
        rule="wrong-sign",
        level="problem",
        step="learning-rate",
        title="The training climbs the loss instead of descending it",
        evidence=evidence,
        cause="The gradient points to where the loss grows. Weights that are moved along it, not "
        "against it, get worse with every step.",
        advice=f"Make the learning rate positive: {-rate:g}."
        if rate is not None and rate < 0
        else "Subtract the gradient: weight.assign_sub(rate * gradient), or leave the step to an "
        "optimizer; a loss to be minimized must be small where answers are good.",
        line=mending.optimizer_line(history) or mending.fit_line(history),
        mend=mending.rate_mend(history, -rate if rate is not None and rate < 0 else None),
    )


def unsteady_loss(history: History) -> Iterable[Finding]:
    """The training loss goes back up all the time, and the model is worse for it."""
    if history.task is None or not standing.underperforms(history):
        return
    unrest = curve.shakes(history)
    if unrest <= curve.RESTLESS or facts.diverged_at(history):
        return
    rate = history.model.learning_rate if history.model else None
    smaller = facts.tidy(rate / 3) if rate else None
    yield Finding(
        rule="unsteady",
        level="watch",
        step="learning-rate",
        title="The training loss is restless",
        evidence=f"from one point of the curve to the next it rises by {percent(unrest)} of its "
        "level on average, falls not counted",
        cause="The steps are too large, or the batches too small, for the loss to settle.",
        advice=f"Lower the learning rate from {rate:g} to {smaller:g}, or use larger batches."
        if rate and smaller
        else "Lower the learning rate, or use larger batches.",
        line=mending.optimizer_line(history),
        mend=mending.rate_mend(history, smaller),
    )


BOTTOMLESS = 1e6
"""Times its start below 0: likelihoods may be negative, and no density is as sharp."""


def _losses(history: History) -> list[float]:
    """All finite losses, of batches and of epochs."""
    return facts.finite((*history.batch_losses, *(epoch.loss for epoch in history.epochs)))


def _falls_without_end(history: History) -> bool:
    """Whether the loss has no lowest value: a sign is lost in a loss of the learner's own."""
    losses = _losses(history)
    if not losses or not history.batch_losses or not math.isfinite(history.batch_losses[0]):
        return False
    return min(losses) < -BOTTOMLESS * max(1.0, abs(history.batch_losses[0]))


ASCENT_EPOCHS = 8
ASCENT_UPDATES = 100


def _ascends_slowly(history: History) -> bool:
    """Whether the loss grew in every epoch from the first on and is a number still.

    Steps that are too large overflow within tens of updates, or kill the units and stand still;
    going up the gradient is a long and steady climb.
    """
    losses = [epoch.loss for epoch in history.epochs]
    if len(losses) < ASCENT_EPOCHS or facts.updates(history) < ASCENT_UPDATES:
        return False
    grew = all(math.isfinite(b) and b > a for a, b in pairwise(losses))
    return grew and losses[-1] > 10 * abs(losses[0])


def _climbs(history: History) -> bool:
    """Whether a loop or a loss of the learner's own goes up by small steps and ends up worse."""
    own = (history.call is not None and history.call.api == "tape") or facts.has_loss(
        history, "custom"
    )
    if _ascends_slowly(history):
        return True
    ratio = facts.update_ratio(history)
    small = ratio is None or ratio < facts.LARGE_STEP
    if not own or not small or facts.updates(history) < facts.ENOUGH_UPDATES:
        return False
    return curve.rises(history) is True and standing.underperforms(history) is not False


def _standing_still(history: History, start: float, now: float) -> str:
    epochs, expected = len(history.epochs), history.expected_initial_loss
    if expected is None:
        return (
            f"The training loss does not fall: {number(start)} at the start, {number(now)} after "
            f"{epochs} epochs"
        )
    return (
        f"After {epochs} epochs the training loss is {number(now)}; knowing nothing costs "
        f"{number(expected)}"
    )


def _first_loss(history: History) -> float | None:
    """The untrained model's own loss, as it is told to the learner."""
    return history.initial_loss if history.initial_loss is not None else facts.start_loss(history)


def _crawls(history: History) -> bool:
    """Whether a run that has ended fell steadily and yet by little, most of the way still to go."""
    losses = curve.thinned(facts.losses(history))
    start = facts.start_loss(history)
    if not history.ended or len(losses) < CRAWL_EPOCHS or start is None or start <= 0:
        return False
    falls = [before - after for before, after in pairwise(losses)]
    steady = sum(fall > 0 for fall in falls) >= STEADY * len(falls)
    # As fast in the second half as in the first: a loss near its floor would slow down.
    half = len(falls) // 2
    unbent = sum(falls[half:]) > 0.5 * sum(falls[:half])
    return steady and unbent and losses[-1] > (1 - CRAWL) * min(start, losses[0])


def _accuracy(history: History) -> str:
    best, limit, chance = facts.best_scored(history), facts.chance_limit(history), history.chance
    if best is not None and best.val_accuracy is not None and limit is not None and chance:
        return f"; best validation accuracy {percent(best.val_accuracy)}, chance {percent(chance)}"
    return standing.in_words(history)


def _step(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"; one update changes the weights by {number(ratio)} of their size"


RULES = (wrong_sign, learning_rate_too_large, no_learning, slow_learning_rate, unsteady_loss)
