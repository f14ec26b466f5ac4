"""The curve of a range test: loss against learning rate, smoothed, and the rate it suggests."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.history import History

SMOOTHING = 0.9
"""Weight of the past in the smoothed loss: about ten batches, as in fastai."""

BELOW_LOWEST = 10.0
"""A tenth of the rate with the lowest loss, fastai's rule: at the lowest itself the loss is about
to run away. Smith 2017 (arXiv:1506.01186) reads the same region off the accuracy."""


def smoothed(losses: Sequence[float]) -> tuple[float, ...]:
    """Exponential moving average, divided by the weight it has so far so as not to start at 0."""
    average, values = 0.0, []
    for number, loss in enumerate(losses, start=1):
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        values.append(average / (1 - SMOOTHING**number))
    return tuple(values)


def points(history: History) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Learning rates and smoothed losses of the batches up to the first that is not finite."""
    rates, losses = [], []
    for rate, loss in zip(history.batch_learning_rates, history.batch_losses, strict=False):
        if not math.isfinite(loss):
            break
        rates.append(rate)
        losses.append(loss)
    return tuple(rates), smoothed(losses)


def lowest(history: History) -> int | None:
    """Index of the lowest smoothed loss; None where the test was too short to tell."""
    rates, losses = points(history)
    if len(rates) < round(1 / (1 - SMOOTHING)):
        return None
    return losses.index(min(losses))


def suggested(history: History) -> float | None:
    """A learning rate to try, to one figure: 0.003, not 0.00283."""
    index = lowest(history)
    if index is None:
        return None
    return one_figure(points(history)[0][index] / BELOW_LOWEST)


def one_figure(rate: float) -> float:
    """The rate rounded to its first figure."""
    return float(f"{rate:.0e}")
