"""What several rules ask of a history, answered once.

A question that the history cannot answer yet is answered with None, and a rule then stays silent.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from tutor.diagnosis.once import once
from tutor.diagnosis.signals import (
    NONLINEAR_TYPES,
    PASSING_TYPES,
    activation_of,
    hidden,
    update_ratio,
    weighted,
)
from tutor.history import Epoch, History
from tutor.noise import above_constant_limit, auc_limit, binomial_error

__all__ = [
    "NONLINEAR_TYPES", "PASSING_TYPES", "above_chance", "activation_of", "best_scored",
    "chance_limit", "classifies", "constant_answers_loss", "default_rate", "diverged_at", "falls",
    "finite", "has_loss", "hidden", "larger_rate", "learns", "losses", "number", "once", "percent",
    "ranks_beyond_luck", "recent_loss", "roughness", "smaller_rate", "start_loss", "tidy",
    "trained_enough", "update_ratio", "updates", "val_losses", "weighted",
]  # fmt: skip

ENOUGH_EPOCHS = 2
ENOUGH_UPDATES = 50
LONG_EPOCH = 200
"""Less training than this proves nothing. Every healthy recorded run is above chance after its
first epoch, of 8 to 40 updates. One epoch alone is enough if it is long."""

BARELY = 0.9
"""A loss above this part of its start has barely moved. Of the healthy recorded runs, when training
counts as enough, SGD at .01 has come to .76 of its start, and only the convolutional network that
averages its filters still stands at .90 (its accuracy speaks for it); the others are below .65."""

SURE = 3.0
"""Standard errors by which the mean loss of the last quarter must lie under that of the first."""

SMALL_STEP = 1e-4
LARGE_STEP = 1e-1
"""Relative size of one update. Ideal is about 1e-3; TheDeepChecker's range is 1e-4 to 1e-1,
DeepDiagnosis's 1e-5 to 1e-1. Both misjudge trainings with a healthy loss, so a step counts as small
or large only where nothing is learnt."""

SGD_RATE = 0.01
ADAPTIVE_RATE = 0.001
"""Keras's own default learning rates: .01 for SGD, .001 for Adam and its relatives."""


def classifies(history: History) -> bool:
    """True where the data have classes, so that accuracy and chance mean something."""
    return history.data is not None and history.data.classes >= 2


def has_loss(history: History, *words: str) -> bool:
    """True where the loss's name holds one of these words."""
    return history.model is not None and any(word in history.model.loss for word in words)


@once
def losses(history: History) -> tuple[float, ...]:
    """The finite training losses of the epochs."""
    return tuple(finite([epoch.loss for epoch in history.epochs]))


@once
def val_losses(history: History) -> tuple[float, ...]:
    """The finite validation losses of the epochs."""
    return tuple(finite([epoch.val_loss for epoch in history.epochs]))


@once
def updates(history: History) -> int:
    """Number of weight updates so far, from the epochs where batches were not recorded."""
    steps = history.model.steps_per_epoch if history.model else 0
    return max(history.batches_done, steps * len(history.epochs))


def trained_enough(history: History) -> bool:
    """True once silence of the curve is evidence.

    While a run goes on, half of its planned epochs must be over: a plateau may still end.
    """
    done = len(history.epochs)
    if updates(history) < ENOUGH_UPDATES:
        return False
    if done < ENOUGH_EPOCHS and not (history.ended and updates(history) >= LONG_EPOCH):
        return False
    return history.ended or 2 * done >= history.planned_epochs


def start_loss(history: History) -> float | None:
    """The loss that knowing nothing costs: the lowest of what the untrained model has, what equal
    probabilities cost and what the best constant answer costs.

    A start far above it (weights too wide, targets far from 0) would make any later loss look
    learnt. Without any of them, the mean of the first batches.
    """
    known = finite(
        (history.initial_loss, history.expected_initial_loss, constant_answers_loss(history))
    )
    if known:
        return min(known)
    first = [loss for loss in history.batch_losses[:5] if math.isfinite(loss)]
    return statistics.fmean(first) if first else None


def constant_answers_loss(history: History) -> float | None:
    """What the best constant answer costs, of somebody's own script; None where it is not known.

    The variance of the targets for the squared error, and for cross-entropy the entropy of the
    classes' shares unless they are weighted.
    """
    if history.task == "regression" and len(history.targets) == 1:
        target = history.targets[0]
        columns = math.prod(target.shape)
        if has_loss(history, "mean_squared_error", "mse") and target.std and columns == 1:
            return target.std**2
    counts = history.data.train_counts if history.data else ()
    weighted = history.call is not None and (
        history.call.class_weight or history.call.sample_weight
    )
    if history.task not in ("binary", "multiclass") or weighted or sum(counts) == 0:
        return None
    if not has_loss(history, "crossentropy"):
        return None
    shares = [count / sum(counts) for count in counts if count]
    return -sum(share * math.log(share) for share in shares)


def recent_loss(history: History) -> float | None:
    """Training loss at the end: median of the last quarter of the last epoch's batches."""
    steps = history.model.steps_per_epoch if history.model else 0
    tail = history.batch_losses[-max(1, steps // 4) :]
    if len(tail) >= 3:
        return statistics.median(tail)
    return history.epochs[-1].loss if history.epochs else None


@once
def best_scored(history: History) -> Epoch | None:
    """The epoch with the highest validation score in its metric, the first of several."""
    scored = [e for e in history.epochs if finite([e.score(history.metric)])]
    return max(scored, key=lambda e: e.metrics[history.metric.val_name], default=None)


def chance_limit(history: History) -> float | None:
    """Validation score that luck does not reach (`noise.above_constant_limit`).

    Where the project measures chance and its own score, as an agent's over episodes, 3.09 standard
    errors of the difference above chance.
    """
    chance, data = history.chance, history.data
    if chance is None or data is None:
        return None
    if not history.metric.unit_interval:
        return chance + 3.09 * math.hypot(data.chance_error or 0.0, history.score_error or 0.0)
    if data.validation < 1:
        return None
    return above_constant_limit(history.metric.name, chance, data.validation)


def above_chance(history: History) -> bool | None:
    """Whether the best epoch's validation score is above chance beyond luck."""
    best, limit = best_scored(history), chance_limit(history)
    score = best.score(history.metric) if best else None
    if score is None or limit is None:
        return None
    return score > limit or ranks_beyond_luck(history)


def ranks_beyond_luck(history: History) -> bool:
    """Whether two classes are ranked better than luck does, whatever the accuracy.

    Where nearly all samples are of one class, naming it always is hard to beat by accuracy, and a
    model may still have learnt which samples the other class is among.
    """
    best = history.best_epoch
    area = best.metrics.get("val_auc") if best is not None else None
    limit = auc_limit(history.data.validation_counts) if history.data is not None else None
    return area is not None and limit is not None and area > limit


@once
def learns(history: History) -> bool | None:
    """Whether the training has taught the model anything yet; None while it is too early to say.

    Either the training loss has left its start, or the accuracy is above chance and above the
    untrained model's: random weights alone often reach .15 on ten classes, which is no luck of the
    sample and yet no learning.
    """
    if not trained_enough(history):
        return None
    if history.metric.kept == "score":
        # Losses of adversaries and agents move with what they are measured against.
        return above_chance(history)
    start, now = start_loss(history), recent_loss(history)
    if start is not None and now is not None and _left(history, start, now):
        return True
    if _scores_above_constant(history):
        return True
    best = best_scored(history)
    score = best.score(history.metric) if best else None
    if score is None:
        return None if start is None else False
    if not above_chance(history):
        return False
    before = history.initial_accuracy
    if before is None:
        return True
    return score > before + 3 * binomial_error(before, history.initial_samples)


def _left(history: History, start: float, now: float) -> bool:
    """Whether the loss has left its start by more than a tenth.

    A loss below 0 (a similarity, a log-likelihood) has no floor to measure the way to: there any
    fall beyond the noise counts.
    """
    return now < BARELY * start if start > 0 else now < start and falls(history)


def _scores_above_constant(history: History) -> bool:
    """Whether the trained model's score on its training sample says that it learnt something."""
    card = history.score_card
    if card is None or card.train is None or card.constant is None:
        return False
    before = history.initial_accuracy if card.metric == "accuracy" else None
    margin = 0.0 if before is None else 3 * binomial_error(before, history.initial_samples)
    limit = above_constant_limit(card.metric, card.constant, card.samples)
    return card.train > max(limit, (before or 0.0) + margin)


@once
def falls(history: History) -> bool:
    """Whether the last quarter of the batches costs less than the first, beyond their noise."""
    losses = [loss for loss in history.batch_losses if math.isfinite(loss)]
    quarter = len(losses) // 4
    if quarter < 5:
        epochs = [epoch.loss for epoch in history.epochs]
        return len(epochs) > 1 and epochs[-1] < BARELY * epochs[0]
    first, last = losses[:quarter], losses[-quarter:]
    error = math.hypot(_error(first), _error(last))
    return statistics.fmean(first) - statistics.fmean(last) > SURE * error


def _error(values: Sequence[float]) -> float:
    """Standard error of a mean."""
    return statistics.stdev(values) / math.sqrt(len(values))


@once
def diverged_at(history: History) -> tuple[int, int] | None:
    """Epoch and batch, both from 1, of the first loss that is no finite number."""
    steps = history.model.steps_per_epoch if history.model else 0
    steps = steps or max(1, history.batches_done // max(1, len(history.epochs)))
    if all(map(math.isfinite, history.batch_losses)):
        return _first_bad_epoch(history, steps)
    for index, loss in enumerate(history.batch_losses):
        if not math.isfinite(loss):
            return (index // steps + 1, index % steps + 1)
    return None


def _first_bad_epoch(history: History, steps: int) -> tuple[int, int] | None:
    for epoch in history.epochs:
        if not math.isfinite(epoch.loss):
            return (epoch.number, steps)
    return None


ENOUGH_POINTS = 2000
"""Values from which a noise is estimated well enough; the last so many of more are taken."""


def roughness(values: Sequence[float]) -> float:
    """Standard deviation of the noise on a smooth curve, from its second differences.

    For independent noise the second difference has a variance of 6 sigma^2; the median of its
    absolute value, times 1.4826, is its deviation whatever a few jumps do. 0 for under 5 values.
    """
    if len(values) < 5:
        return 0.0
    values = values[-ENOUGH_POINTS:]
    second = [abs(a - 2 * b + c) for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return 1.4826 * statistics.median(second) / math.sqrt(6)


def smaller_rate(history: History) -> float | None:
    """A learning rate to try where the present one is too large.

    Keras's default for the optimizer where that is smaller, otherwise a tenth.
    """
    if history.model is None or not history.model.learning_rate:
        return None
    rate = history.model.learning_rate
    default = default_rate(history.model.optimizer)
    return default if rate > default else tidy(rate / 10)


def larger_rate(history: History) -> float | None:
    """A learning rate to try where the present one is too small: the default, or ten times."""
    if history.model is None or not history.model.learning_rate:
        return None
    rate = history.model.learning_rate
    default = default_rate(history.model.optimizer)
    return default if rate < default else tidy(rate * 10)


def default_rate(optimizer: str) -> float:
    """Keras's default learning rate of an optimizer."""
    name = optimizer.lower()
    return SGD_RATE if "sgd" in name or "momentum" in name else ADAPTIVE_RATE


def tidy(value: float) -> float:
    """A number of one significant digit, as a person would write it."""
    return float(f"{value:.0e}")


def percent(value: float) -> str:
    """A share as `87.1 %`."""
    return f"{100 * value:.1f} %"


def number(value: float) -> str:
    """A number of three significant digits."""
    return f"{value:.3g}"


def finite(values: Iterable[float | None]) -> list[float]:
    """The values that are there and finite."""
    return [value for value in values if value is not None and math.isfinite(value)]
