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

from tutor.metric import ACCURACY, Metric

Z = 1.96
"""Two standard errors: the 95 % interval of a normal distribution."""


@dataclass(frozen=True)
class Spread:
    """Scores of one setting over seeds.

    `samples` is the number of validation samples behind each score, `error` the standard error of
    one score where the project measures it, as over the episodes of an agent.
    """

    values: tuple[float, ...]
    samples: int
    metric: Metric = ACCURACY
    error: float | None = None

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


def score_error(metric: Metric, score: float, samples: int) -> float:
    """Standard error of one score on so many samples, where nobody has measured it.

    A share's is binomial. It stands in for that of an R² and of a likeness too, which is
    2 sqrt(R²) (1 - R²) / sqrt(n) in large samples (Olkin and Finn 1995) and so of the same size.
    Below 0 such a score is 1 minus a ratio of squared errors larger than 1, whose own error grows
    with it: a mean of n squared normal errors is known to sqrt(2 / n) of itself.
    """
    if samples < 1:
        return math.inf
    # One success and one failure more (Agresti and Coull 1998, in spirit): a score of 1.000 on a
    # few samples is not free of noise, nor is one of 0.
    smoothed = (min(max(score, 0.0), 1.0) * samples + 1) / (samples + 2)
    error = max(metric.scatter, binomial_error(smoothed, samples))
    if metric.name == ACCURACY.name or score >= 0:
        return error
    return max(error, -score * math.sqrt(2 / samples))


def above_chance_limit(chance: float, samples: int) -> float:
    """Accuracy that pure luck at `chance` exceeds in fewer than one of 1,000 trials.

    3.09 standard errors of the binomial (one-sided normal approximation), so that looking at a
    few epochs of a few runs does not turn luck into a result.
    """
    return chance + 3.09 * binomial_error(chance, samples)


def above_constant_limit(metric: str, constant: float, samples: int) -> float:
    """The score that a constant answer does not exceed by luck on so many samples.

    Accuracy as in `above_chance_limit`. The standard error of an r2 near 0 is below 1 / sqrt(n),
    and so is that of a likeness, which is made the same way.
    """
    if metric in ("r2", "r2_score", "likeness"):
        return constant + max(0.05, 1 / math.sqrt(max(1, samples)))
    return above_chance_limit(constant, samples)


def margin(first: Spread, second: Spread) -> float:
    """Smallest difference of means that counts as real: two standard errors of the difference.

    The error of a mean over k seeds is s / sqrt(k), with s pooled over both settings. With few
    seeds the pooled spread is itself uncertain, so it is not taken below half the binomial error of
    one score: runs on the same validation data share the other part. A measured error of a score
    is taken whole: from the same start two agents play episodes that soon have nothing in common.
    """
    deviation = max(_pooled_deviation((first, second)), _floor(first, second))
    return Z * deviation * math.sqrt(1 / max(1, len(first.values)) + 1 / max(1, len(second.values)))


def differs(first: Spread, second: Spread) -> bool:
    """True where the difference of the means is larger than the noise."""
    return abs(first.mean - second.mean) > margin(first, second)


def _floor(first: Spread, second: Spread) -> float:
    """The error that one score has at least, however well few seeds happen to agree."""
    measured = [spread.error for spread in (first, second) if spread.error is not None]
    if measured:
        return math.sqrt(statistics.fmean(error**2 for error in measured))
    if not first.metric.unit_interval or first.metric.scatter:
        return first.metric.scatter
    samples = min(first.samples, second.samples)
    error = score_error(first.metric, _mean_of((first, second)), samples)
    if not math.isfinite(error):
        return 0.0
    # A share moves by whole samples: on 23 of them nothing less than .043 can be seen.
    step = 1 / samples if first.metric is ACCURACY else 0.0
    return max(0.5 * error, step)


def auc_limit(counts: Sequence[int]) -> float | None:
    """The area under the ROC curve that luck does not exceed; None unless there are two classes.

    3.09 standard errors above .5; without any skill the area has a variance of
    (n + m + 1) / (12 n m) for n and m samples of either class (Mann and Whitney 1947).
    """
    if len(counts) != 2 or min(counts) < 1:
        return None
    first, second = counts
    return 0.5 + 3.09 * math.sqrt((first + second + 1) / (12 * first * second))


def _pooled_deviation(spreads: Sequence[Spread]) -> float:
    degrees = sum(len(s.values) - 1 for s in spreads if s.values)
    if degrees < 1:
        return 0.0
    squares = sum(s.deviation**2 * (len(s.values) - 1) for s in spreads if s.values)
    return math.sqrt(squares / degrees)


def _mean_of(spreads: Sequence[Spread]) -> float:
    values = [value for spread in spreads for value in spread.values]
    return statistics.fmean(values) if values else 0.5
