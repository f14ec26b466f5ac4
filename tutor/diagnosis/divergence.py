"""Rules on a loss that runs away or jumps about: the learning rate is too large."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from itertools import pairwise

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import History
from tutor.noise import binomial_error

TIMES_START = 2.0
"""TheDeepChecker calls a loss of twice its minimum diverging, which noise reaches once the minimum
is small; so it is twice what the untrained model had. AutoTrainer's absolute 1e3 depends on the
units of a regression."""

DROP = 0.03
DROPS_SHARE = 0.2
SETTLING = 2
"""AutoTrainer calls a training unstable when the accuracy swings by .03 in a fifth of the epochs.
Here only falls count (a rise is learning), they must exceed what a validation set of this size
allows by luck, and the first two epochs are left out: batch normalization settles there."""

FEWEST_EPOCHS = 6


def diverged(history: History) -> Iterable[Finding]:
    """The loss became NaN or infinite, or stands far above that of the untrained model."""
    where = facts.diverged_at(history)
    if where is not None:
        epoch, batch = where
        yield _diverged(
            history,
            epoch,
            title=f"The loss is no number any more from epoch {epoch}, batch {batch} on",
            evidence=_road(history),
        )
        return
    if history.status == "diverged":
        epoch = max(1, len(history.epochs))
        yield _diverged(history, epoch, "The training diverged", history.reason or _road(history))
        return
    reference = _reference(history)
    now = facts.recent_loss(history)
    if reference is None or now is None or not history.epochs:
        return
    if facts.updates(history) >= facts.ENOUGH_UPDATES and now > TIMES_START * reference:
        epoch = history.epochs[-1].number
        yield _diverged(
            history,
            epoch,
            title=f"The loss has risen to {number(now)}; the untrained model had "
            f"{number(reference)}",
            evidence=f"the last batches of epoch {epoch} cost {number(now)}, "
            f"{number(now / reference)} times as much as before training",
        )


def unsteady(history: History) -> Iterable[Finding]:
    """The validation accuracy falls back again and again by more than its noise."""
    accuracies = facts.finite(e.val_accuracy for e in history.epochs[SETTLING:])
    if history.data is None or len(history.epochs) < FEWEST_EPOCHS or len(accuracies) < 4:
        return
    typical = statistics.median(accuracies)
    limit = max(DROP, 3 * binomial_error(typical, history.data.validation))
    drops = [a - b for a, b in pairwise(accuracies) if a - b > limit]
    if len(drops) < 2 or len(drops) < DROPS_SHARE * len(accuracies):
        return
    rate = history.model.learning_rate if history.model else None
    smaller = facts.tidy(rate / 3) if rate else None
    yield Finding(
        rule="unsteady",
        level="watch",
        step="learning-rate",
        title=f"The validation accuracy fell back in {len(drops)} of {len(accuracies) - 1} epochs, "
        f"by up to {percent(max(drops))}",
        evidence=f"falls of more than {percent(limit)}, the larger of 3 % and three standard "
        f"errors on {history.data.validation} samples, from epoch {SETTLING + 1} on",
        cause="The steps are so large that an epoch can undo what the one before found.",
        advice=f"Lower the learning rate{_from_to(rate, smaller)}, or let a schedule lower it "
        "towards the end.",
        edit={"learning_rate.value": smaller} if smaller else {},
    )


def _diverged(history: History, epoch: int, title: str, evidence: str) -> Finding:
    rate = history.model.learning_rate if history.model else None
    smaller = facts.smaller_rate(history)
    optimizer = history.model.optimizer if history.model else "the optimizer"
    at = f" ({optimizer}, learning rate {rate:g})" if rate else ""
    return Finding(
        rule="diverged",
        level="problem",
        step="learning-rate",
        title=title,
        evidence=evidence + at,
        cause="The steps are too large: each overshoots the valley and lands higher on its other "
        "side, until the numbers overflow.",
        advice=f"Lower the learning rate{_from_to(rate, smaller)}.",
        epoch=epoch,
        edit={"learning_rate.value": smaller} if smaller else {},
    )


def _reference(history: History) -> float | None:
    """The highest loss that may count as a start, of a supervised training; None for others.

    The losses of a reinforcement-learning agent or of two opponents may rise and be healthy.
    """
    if history.data is None or not facts.has_loss(history, "crossentropy", "error", "squared"):
        return None
    starts = facts.finite(
        (history.initial_loss, history.expected_initial_loss, *history.batch_losses[:1])
    )
    return max(starts, default=None)


def _road(history: History) -> str:
    """How the loss went there: its first and its largest finite value."""
    losses = [loss for loss in history.batch_losses if math.isfinite(loss)]
    if not losses:
        return "no batch had a finite loss"
    return f"the loss of a batch went from {number(losses[0])} to {number(max(losses))} before it"


def _from_to(rate: float | None, new: float | None) -> str:
    return f" from {rate:g} to {new:g}" if rate and new else ""


RULES = (diverged,)
LATE_RULES = (unsteady,)
