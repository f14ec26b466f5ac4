"""The scores that runs are compared by: one a family, higher is better in all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Metric:
    """A score and how it is spoken of.

    Attributes:
        name: as Keras logs it for the training part; the validation part's has `val_` before it.
        noun: in a sentence, `accuracy`.
        kept: what chooses the epoch whose weights are kept: the lowest validation loss, or the
            highest validation score where no loss tells which model is better.
        decimals: shown behind the point.
        unit_interval: whether it is a share or at most 1, so that a binomial error bounds its
            noise; else whoever measures it says how far it can be trusted.
        scatter: deviation between seeds to count on at least, where few seeds happen to agree.
        chance: what the score of knowing nothing is, in words.
    """

    name: str
    noun: str
    chance: str
    kept: Literal["loss", "score"] = "loss"
    decimals: int = 3
    unit_interval: bool = True
    scatter: float = 0.0

    @property
    def val_name(self) -> str:
        """Its name in Keras's logs for the validation part."""
        return f"val_{self.name}"

    @property
    def error_name(self) -> str:
        """The standard error of one validation score, where the project's own code logs it."""
        return f"val_{self.name}_error"


ACCURACY = Metric("accuracy", "accuracy", "always naming the most frequent class")

R2 = Metric("r2_score", "R²", "always answering the mean")
"""The coefficient of determination: 1 - squared error / squared error of always answering the mean.
Keras's `R2Score` and scikit-learn's `r2_score`."""

LIKENESS = Metric(
    "likeness", "likeness", "drawing the mean image every time", kept="score", scatter=0.05
)
"""1 - d / d0: d is the Frechet distance (Heusel et al. 2017) between drawn and real images in the
features of a classifier that knows the real ones, d0 that of the mean image drawn every time. Short
trainings of the template scattered by .05 between seeds on Fashion-MNIST (root mean square of the
deviations of 11 settings over two seeds each)."""

RETURN = Metric(
    "mean_return",
    "mean return",
    "moving at random",
    kept="score",
    decimals=1,
    unit_interval=False,
)
"""Sum of the rewards of an episode, undiscounted, the mean over episodes without exploration."""


ALL = (ACCURACY, R2, LIKENESS, RETURN)


def spoken(value: float | None, metric: Metric = ACCURACY) -> str:
    """A score as the field writes it: `.873`, `1.000`, `-.210`; a return as `199.5` or `0.742`."""
    if value is None or value != value:
        return "none"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    # An environment may pay 500 for an episode or at most 1.
    decimals = metric.decimals if metric.unit_interval or abs(value) >= 10 else 3
    text = f"{value:.{decimals}f}"
    if not text.strip("-.0"):
        text = text.removeprefix("-")
    if not metric.unit_interval:
        return text
    for long, short in (("0.", "."), ("-0.", "-.")):
        if text.startswith(long):
            return short + text[len(long) :]
    return text


_OF_FAMILY = {"regression": R2, "gan": LIKENESS, "rl": RETURN}


def of(family: str) -> Metric:
    """What runs of a family are compared by."""
    return _OF_FAMILY.get(family, ACCURACY)
