"""What several rules ask of a history, answered once.

A question that the history cannot answer yet is answered with None, and a rule then stays silent.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from tutor.history import Epoch, History, LayerSample, LayerStats
from tutor.noise import above_chance_limit, binomial_error

ENOUGH_EPOCHS = 2
ENOUGH_UPDATES = 50
"""Less training than this proves nothing. Every healthy recorded run is above chance after its
first epoch, of 8 to 40 updates."""

BARELY = 0.9
"""A loss above this part of its start has barely moved. Of the healthy recorded runs, when training
counts as enough, SGD at .01 has come to .76 of its start, and only the convolutional network that
averages its filters still stands at .90 (its accuracy speaks for it); the others are below .65."""

SURE = 3.0
"""Standard errors by which the mean loss of the last quarter must lie under that of the first."""

SGD_RATE = 0.01
ADAPTIVE_RATE = 0.001
"""Keras's own default learning rates: .01 for SGD, .001 for Adam and its relatives."""


def classifies(history: History) -> bool:
    """True where the data have classes, so that accuracy and chance mean something."""
    return history.data is not None and history.data.classes >= 2


def has_loss(history: History, *words: str) -> bool:
    """True where the loss's name holds one of these words."""
    return history.model is not None and any(word in history.model.loss for word in words)


def updates(history: History) -> int:
    """Number of weight updates so far, from the epochs where batches were not recorded."""
    steps = history.model.steps_per_epoch if history.model else 0
    return max(history.batches_done, steps * len(history.epochs))


def trained_enough(history: History) -> bool:
    """True once silence of the curve is evidence.

    While a run goes on, half of its planned epochs must be over: a plateau may still end.
    """
    done = len(history.epochs)
    if done < ENOUGH_EPOCHS or updates(history) < ENOUGH_UPDATES:
        return False
    return history.ended or 2 * done >= history.planned_epochs


def start_loss(history: History) -> float | None:
    """The loss that knowing nothing costs: the untrained model's, or the expected one if lower.

    A start far above the expected loss (weights too wide) would make any later loss look learnt.
    Without either, the mean of the first batches.
    """
    known = [
        loss
        for loss in (history.initial_loss, history.expected_initial_loss)
        if loss is not None and math.isfinite(loss)
    ]
    if known:
        return min(known)
    first = [loss for loss in history.batch_losses[:5] if math.isfinite(loss)]
    return statistics.fmean(first) if first else None


def recent_loss(history: History) -> float | None:
    """Training loss at the end: median of the last quarter of the last epoch's batches."""
    steps = history.model.steps_per_epoch if history.model else 0
    tail = history.batch_losses[-max(1, steps // 4) :]
    if len(tail) >= 3:
        return statistics.median(tail)
    return history.epochs[-1].loss if history.epochs else None


def best_accuracy(history: History) -> Epoch | None:
    """The epoch with the highest validation accuracy."""
    scored = [e for e in history.epochs if e.val_accuracy is not None]
    return max(scored, key=lambda e: (e.val_accuracy, -e.number), default=None)


def chance_limit(history: History) -> float | None:
    """Validation accuracy that luck does not reach (`noise.above_chance_limit`)."""
    if history.chance is None or history.data is None or history.data.validation < 1:
        return None
    return above_chance_limit(history.chance, history.data.validation)


def above_chance(history: History) -> bool | None:
    """Whether the best epoch's validation accuracy is above chance beyond luck."""
    best, limit = best_accuracy(history), chance_limit(history)
    if best is None or best.val_accuracy is None or limit is None:
        return None
    return best.val_accuracy > limit


def learns(history: History) -> bool | None:
    """Whether the training has taught the model anything yet; None while it is too early to say.

    Either the training loss has left its start, or the validation accuracy is above chance and
    above the untrained model's: random weights alone often reach .15 on ten classes, which is no
    luck of the sample and yet no learning.
    """
    if not trained_enough(history):
        return None
    start, now = start_loss(history), recent_loss(history)
    if start is not None and now is not None and now < BARELY * start:
        return True
    best = best_accuracy(history)
    if best is None or best.val_accuracy is None:
        return None if start is None else False
    if not above_chance(history):
        return False
    before = history.initial_accuracy
    if before is None:
        return True
    return best.val_accuracy > before + 3 * binomial_error(before, history.initial_samples)


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


def diverged_at(history: History) -> tuple[int, int] | None:
    """Epoch and batch, both from 1, of the first loss that is no finite number."""
    steps = history.model.steps_per_epoch if history.model else 0
    steps = steps or max(1, history.batches_done // max(1, len(history.epochs)))
    for index, loss in enumerate(history.batch_losses):
        if not math.isfinite(loss):
            return (index // steps + 1, index % steps + 1)
    for epoch in history.epochs:
        if not math.isfinite(epoch.loss):
            return (epoch.number, steps)
    return None


def weighted(sample: LayerSample) -> tuple[LayerStats, ...]:
    """The layers whose gradient was measured, in the model's order, the output layer last."""
    return tuple(s for s in sample.layers if s.gradient_norm is not None)


def hidden(sample: LayerSample) -> tuple[LayerStats, ...]:
    """All measured layers but the last, which is the output."""
    return sample.layers[:-1]


def activation_of(history: History, name: str) -> str | None:
    """The nonlinearity of a layer by name: its own, or that of the activation layer behind it."""
    layers = history.model.layers if history.model else ()
    index = next((i for i, layer in enumerate(layers) if layer.name == name), None)
    if index is None:
        return None
    own = layers[index].activation
    if own not in (None, "linear"):
        return own
    for layer in layers[index + 1 :]:
        if layer.type in PASSING_TYPES:
            continue
        if layer.type == "Activation":
            return layer.activation
        return NONLINEAR_TYPES.get(layer.type, own)
    return own


PASSING_TYPES = frozenset(
    {
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "Dropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "Flatten",
        "Reshape",
        "AveragePooling1D",
        "AveragePooling2D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
    }
)
"""Layers that leave a linear map linear (normalization is one in inference)."""

NONLINEAR_TYPES: dict[str, str] = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Softmax": "softmax",
}
"""Layers that are a nonlinearity of their own, by the name of the function."""


def update_ratio(history: History) -> float | None:
    """The largest typical relative step: per sample the median of ||dw|| / ||w|| over the layers.

    The largest over the samples, as a schedule may end at 0.
    """
    medians = []
    for sample in history.samples:
        ratios = [s.update_ratio for s in sample.layers if s.update_ratio is not None]
        if ratios and all(map(math.isfinite, ratios)):
            medians.append(statistics.median(ratios))
    return max(medians, default=None)


def roughness(values: Sequence[float]) -> float:
    """Standard deviation of the noise on a smooth curve, from its second differences.

    For independent noise the second difference has a variance of 6 sigma^2; the median of its
    absolute value, times 1.4826, is its deviation whatever a few jumps do. 0 for under 5 values.
    """
    if len(values) < 5:
        return 0.0
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
