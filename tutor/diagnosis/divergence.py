"""Rules on a loss that runs away or jumps about: the learning rate is too large."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from itertools import pairwise

from tutor.diagnosis import facts, mending, standing
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
    if history.metric.kept == "score":
        # An agent's loss grows with the values that it learns.
        return
    if reference is None or now is None or not history.epochs:
        return
    if standing.underperforms(history) is False or facts.updates(history) < facts.ENOUGH_UPDATES:
        return
    if now > TIMES_START * reference:
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
    if history.data is None or history.data.validation < 1:
        return
    accuracies = facts.finite(e.val_accuracy for e in history.epochs[SETTLING:])
    if len(history.epochs) < FEWEST_EPOCHS or len(accuracies) < 4:
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
        line=mending.optimizer_line(history),
        edit={"learning_rate.value": smaller} if smaller else {},
        mend=mending.rate_mend(history, smaller),
    )


def _diverged(history: History, epoch: int, title: str, evidence: str) -> Finding:
    rate = history.model.learning_rate if history.model else None
    smaller = facts.smaller_rate(history)
    optimizer = history.model.optimizer if history.model else "the optimizer"
    at = f" ({optimizer}, learning rate {rate:g})" if rate else ""
    if _never_finite(history):
        return _no_number(evidence + at)
    if _starts_exploded(history):
        return _exploded(history, epoch, evidence)
    return Finding(
        rule="diverged",
        level="problem",
        step="learning-rate",
        title=title,
        evidence=evidence + at,
        cause="The steps are too large: each overshoots the valley and lands higher on its other "
        "side, until the numbers overflow.",
        advice=f"Lower the learning rate{_from_to(rate, smaller)}.",
        line=mending.optimizer_line(history),
        epoch=epoch,
        edit={"learning_rate.value": smaller} if smaller else {},
        mend=mending.rate_mend(history, smaller),
    )


def _never_finite(history: History) -> bool:
    """Whether not even the first batch, before any step, had a loss."""
    return bool(history.batch_losses) and not math.isfinite(history.batch_losses[0])


def _no_number(evidence: str) -> Finding:
    """A first loss of NaN: no step was taken yet, so no rate is to blame."""
    return Finding(
        rule="diverged",
        level="problem",
        step="data",
        title="The very first loss is no number",
        evidence=evidence,
        cause="No step was taken before it: an input or target is NaN or infinite, or the loss "
        "takes the logarithm or root of a number outside its range.",
        advice="Look for NaN in inputs and targets with numpy.isnan, and keep the arguments of a "
        "logarithm above 0 (keras.ops.clip).",
        epoch=1,
    )


SUPERVISED = frozenset({"binary", "multiclass", "multilabel", "regression", "autoencoder"}) | {
    "tagging"
}


EXPLODED = 1e6
"""Times what a loss of scaled data may be at first: no step has been made then, so none was too
large."""


def _starts_exploded(history: History) -> bool:
    """Whether the very first batch already had an astronomical loss, on inputs of usual size."""
    first = history.batch_losses[0] if history.batch_losses else None
    sizes = [abs(x) for i in history.inputs for x in (i.minimum, i.maximum) if x is not None]
    spread = max((t.std or 0.0 for t in history.targets), default=0.0)
    mean = max((abs(t.mean or 0.0) for t in history.targets), default=0.0)
    usual = max(1.0, spread**2, mean**2)
    small = bool(sizes) and max(sizes) < 1e3
    return first is not None and math.isfinite(first) and small and first > EXPLODED * usual


def _exploded(history: History, epoch: int, evidence: str) -> Finding:
    return Finding(
        rule="exploding-gradient",
        level="problem",
        step="init",
        title=f"The untrained network's answers explode: its first loss is "
        f"{number(history.batch_losses[0])}",
        evidence=evidence,
        cause="Before any step the signal grows from layer to layer, or from time step to time "
        "step, as the weights start too wide; the gradient grows the same way back.",
        advice="Leave the initializers at their defaults (glorot_uniform; orthogonal for the "
        "recurrent kernel), and give the optimizer clipnorm=1.0.",
        line=mending.fit_line(history),
        epoch=epoch,
        edit={"initialization.weights": "glorot_uniform"},
    )


def _reference(history: History) -> float | None:
    """The highest loss that may count as a start, of a supervised training; None for others.

    The losses of a reinforcement-learning agent or of two opponents may rise and be healthy. A loss
    in which classes are weighted is compared with its own first epoch only.
    """
    if history.data is None and history.task not in SUPERVISED:
        return None
    if not facts.has_loss(history, "crossentropy", "error", "squared"):
        return None
    call = history.call
    if call is not None and (call.class_weight or call.sample_weight):
        return history.epochs[0].loss if history.epochs else None
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
