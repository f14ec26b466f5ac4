"""The learning rate range test: the rate rises batch by batch until the loss runs away.

Leslie Smith 2017, "Cyclical learning rates for training neural networks" (arXiv:1506.01186); the
exponential rise, the smoothing and the end at four times the lowest loss follow fastai.
"""

from __future__ import annotations

import math

LOWEST_RATE = 1e-6
HIGHEST_RATE = 10.0
STEPS = 100
SMOOTHING = 0.9
"""Weight of the past in the smoothed loss."""

RUNAWAY = 4.0
"""The test ends when the smoothed loss exceeds this many times its minimum."""


class RangeTest:
    """Says which rate each batch gets, and when the test is over."""

    def __init__(
        self, lowest: float = LOWEST_RATE, highest: float = HIGHEST_RATE, steps: int = STEPS
    ) -> None:
        self._lowest = lowest
        self._growth = (highest / lowest) ** (1 / max(1, steps - 1))
        self._steps = steps
        self._seen = 0
        self._average = 0.0
        self._minimum = math.inf

    def rate(self, step: int) -> float:
        """The learning rate of a batch, counted from 0 over all epochs."""
        return float(self._lowest * self._growth**step)

    def is_last(self, step: int) -> bool:
        """True for the batch with the highest rate."""
        return step + 1 >= self._steps

    def runs_away(self, loss: float) -> bool:
        """Take the next batch's loss; True when the smoothed loss has left its minimum behind."""
        if not math.isfinite(loss):
            return True
        self._seen += 1
        self._average = SMOOTHING * self._average + (1 - SMOOTHING) * loss
        # Without this division the average would start from 0, not from the first loss.
        smoothed = self._average / (1 - SMOOTHING**self._seen)
        self._minimum = min(self._minimum, smoothed)
        return smoothed > RUNAWAY * self._minimum
