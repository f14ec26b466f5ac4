"""Is a difference real? The noise of a score, from the size of its data and from its seeds.

A validation accuracy p on n samples has a binomial standard error of sqrt(p (1 - p) / n): on 900
images an accuracy of .85 is known to .012. Runs on the same validation data share most of that
error, so two models are compared on the spread between seeds; where there is one seed only, the
binomial error stands in for it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.96
"""Two standard errors: the 95 % interval of a normal distribution."""


@dataclass(frozen=True)
class Spread:
    """Scores of one setting over seeds."""

    values: tuple[float, ...]
    samples: int

    @property
    def mean(self) -> float:
        """Mean over the seeds; NaN without any."""
        return statistics.fmean(self.values) if self.values else math.nan

    @property
    def deviation(self) -> float:
        """Standard deviation between seeds (n - 1); 0 for one seed."""
        return statistics.stdev(self.values) if len(self.values) > 1 else 0.0

    @property
    def low(self) -> float:
        """The worst seed."""
        return min(self.values, default=math.nan)

    @property
    def high(self) -> float:
        """The best seed."""
        return max(self.values, default=math.nan)


def binomial_error(proportion: float, samples: int) -> float:
    """Standard error of a proportion measured on `samples` samples; infinite for none."""
    if samples < 1:
        return math.inf
    clipped = min(max(proportion, 0.0), 1.0)
    return math.sqrt(clipped * (1 - clipped) / samples)


def above_chance_limit(chance: float, samples: int) -> float:
    """Accuracy that pure luck at `chance` exceeds in fewer than one of 1,000 trials.

    3.09 standard errors of the binomial (one-sided normal approximation), so that looking at a
    few epochs of a few runs does not turn luck into a result.
    """
    return chance + 3.09 * binomial_error(chance, samples)


def above_constant_limit(metric: str, constant: float, samples: int) -> float:
    """The score that a constant answer does not exceed by luck on so many samples.

    Accuracy as in `above_chance_limit`. The standard error of an r2 near 0 is below 1 / sqrt(n).
    """
    if metric == "r2":
        return constant + max(0.05, 1 / math.sqrt(max(1, samples)))
    return above_chance_limit(constant, samples)


def margin(first: Spread, second: Spread) -> float:
    """Smallest difference of means that counts as real: two standard errors of the difference.

    The error of a mean over k seeds is s / sqrt(k), with s pooled over both settings. With few
    seeds the pooled spread is itself uncertain, so it is not taken below half the binomial error of
    one score: runs on the same validation data share the other part.
    """
    pooled = _pooled_deviation((first, second))
    floor = 0.5 * binomial_error(_mean_of((first, second)), min(first.samples, second.samples))
    deviation = max(pooled, floor if math.isfinite(floor) else 0.0)
    return Z * deviation * math.sqrt(1 / max(1, len(first.values)) + 1 / max(1, len(second.values)))


def differs(first: Spread, second: Spread) -> bool:
    """True where the difference of the means is larger than the noise."""
    return abs(first.mean - second.mean) > margin(first, second)


def _pooled_deviation(spreads: Sequence[Spread]) -> float:
    degrees = sum(len(s.values) - 1 for s in spreads if s.values)
    if degrees < 1:
        return 0.0
    squares = sum(s.deviation**2 * (len(s.values) - 1) for s in spreads if s.values)
    return math.sqrt(squares / degrees)


def _mean_of(spreads: Sequence[Spread]) -> float:
    values = [value for spread in spreads for value in spread.values]
    return statistics.fmean(values) if values else 0.5
