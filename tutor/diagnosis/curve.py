"""The course of the training loss, whatever its length: a few epochs of many batches or thousands
of epochs of one batch each."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

from tutor.diagnosis import facts
from tutor.history import History

POINTS = 400
"""A course is thinned to about so many points: enough for every quarter's noise."""

FEWEST = 8
"""Points that quarters are made of."""

STILL_FALLING = 0.05
"""Fall from the third to the fourth quarter of the training, over the third quarter's level."""

RESTLESS = 0.1
"""Mean rise from point to point, over the level: a curve that shakes."""

SETTLED = 0.1
"""Part of the course at its start that is no noise: the first descent."""


@facts.once
def course(history: History) -> tuple[float, ...]:
    """Training losses in equal distances: of epochs, or of stretches of batches if those are few.

    Values that are not finite are left out.
    """
    losses = facts.losses(history)
    if len(losses) >= FEWEST:
        return thinned(losses)
    batches = facts.finite(history.batch_losses)
    if len(batches) < FEWEST:
        return tuple(losses)
    width = max(1, len(batches) // 40)
    stretches = range(0, len(batches) - width + 1, width)
    return tuple(statistics.fmean(batches[at : at + width]) for at in stretches)


def thinned(values: Sequence[float]) -> tuple[float, ...]:
    """Every k-th value, the first and the last among them."""
    stride = max(1, len(values) // POINTS)
    kept = list(values[::stride])
    if (len(values) - 1) % stride:
        kept.append(values[-1])
    return tuple(kept)


@facts.once
def quarters(history: History) -> tuple[float, float, float, float] | None:
    """Mean loss of each quarter of the training, None where it is too short."""
    losses = course(history)
    if len(losses) < FEWEST:
        return None
    size = len(losses) // 4
    first, second, third = (statistics.fmean(losses[i * size : (i + 1) * size]) for i in range(3))
    return first, second, third, statistics.fmean(losses[3 * size :])


def margin(history: History) -> float:
    """Difference of two quarters that the noise of the course explains."""
    losses = course(history)
    size = max(1, len(losses) // 4)
    return facts.SURE * facts.roughness(losses) * math.sqrt(2 / size)


def falling(history: History) -> bool | None:
    """Whether the loss was still on its way down when the training was over."""
    means = quarters(history)
    if means is None:
        losses = course(history)
        if len(losses) < 2:
            return None
        return losses[-1] < (1 - STILL_FALLING) * losses[-2]
    fall = means[2] - means[3]
    return fall > STILL_FALLING * abs(means[2]) and fall > margin(history)


def fallen(history: History) -> float | None:
    """Part of the first quarter's loss that was gone in the last one; below 0 where it rose."""
    means = quarters(history)
    if means is None or means[0] == 0:
        return None
    return (means[0] - means[3]) / abs(means[0])


def stands(history: History) -> bool | None:
    """Whether the last quarter is no lower than the first, beyond noise and a hundredth."""
    means = quarters(history)
    if means is None:
        return None
    fall = means[0] - means[3]
    return fall < 0.01 * abs(means[0]) or fall < margin(history)


def rises(history: History) -> bool | None:
    """Whether every quarter lies above the one before, beyond noise, and most steps go up."""
    means = quarters(history)
    if means is None:
        return None
    losses = course(history)
    ups = sum(after > before for before, after in pairwise(losses))
    climbs = all(after > before for before, after in pairwise(means))
    clear = means[3] - means[0] > max(margin(history), 0.02 * abs(means[0]))
    return climbs and clear and ups > 0.6 * (len(losses) - 1)


def shakes(history: History) -> float:
    """How much the loss goes back up from point to point, over its level; 0 on a smooth curve."""
    losses = course(history)
    settled = losses[int(SETTLED * len(losses)) :]
    level = statistics.fmean(map(abs, settled)) if len(settled) >= FEWEST else 0.0
    if not level:
        return 0.0
    ups = [max(0.0, after - before) for before, after in pairwise(settled)]
    return statistics.fmean(ups) / level
