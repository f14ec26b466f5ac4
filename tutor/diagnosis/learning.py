"""Rules on a training that does not learn, or hardly."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import History

SMALL_STEP = 1e-4
LARGE_STEP = 1e-1
"""Relative size of one update. Ideal is about 1e-3; TheDeepChecker's range is 1e-4 to 1e-1,
DeepDiagnosis's 1e-5 to 1e-1. Both misjudge trainings with a healthy loss, so a step counts as small
or large only where nothing is learnt."""

CRAWL = 0.25
CRAWL_EPOCHS = 5
STEADY = 0.8
"""A training loss that fell in four of five epochs and yet by less than a quarter in all."""


def no_learning(history: History) -> Iterable[Finding]:
    """The training loss does not fall beyond the noise of its batches."""
    if facts.learns(history) is not False or facts.diverged_at(history):
        return
    ratio = facts.update_ratio(history)
    if facts.falls(history) or (ratio is not None and ratio < SMALL_STEP):
        return
    start, now = _first_loss(history), facts.recent_loss(history)
    if start is None or now is None:
        return
    large = ratio is not None and ratio > LARGE_STEP
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
        epoch=history.epochs[-1].number,
        edit={"learning_rate.value": new} if new else {},
    )


def slow_learning_rate(history: History) -> Iterable[Finding]:
    """The loss falls, or would fall, but the steps are far too small."""
    learns = facts.learns(history)
    if learns is None or facts.diverged_at(history):
        return
    ratio = facts.update_ratio(history)
    tiny = ratio is not None and ratio < SMALL_STEP and learns is False
    if not tiny and not _crawls(history):
        return
    start, now = _first_loss(history), facts.recent_loss(history)
    rate = history.model.learning_rate if history.model else None
    if start is None or now is None or not rate:
        return
    new = facts.larger_rate(history)
    yield Finding(
        rule="slow-learning-rate",
        level="problem" if tiny else "watch",
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
        epoch=history.epochs[-1].number,
        edit={"learning_rate.value": new} if new else {},
    )


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
    losses = facts.finite(epoch.loss for epoch in history.epochs)
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
    best, limit, chance = facts.best_accuracy(history), facts.chance_limit(history), history.chance
    if best is None or best.val_accuracy is None or limit is None or chance is None:
        return ""
    return f"; best validation accuracy {percent(best.val_accuracy)}, chance {percent(chance)}"


def _step(ratio: float | None) -> str:
    return (
        ""
        if ratio is None
        else f"; one update changes the weights by {number(ratio)} of " + ("their size")
    )


RULES = (no_learning, slow_learning_rate)
