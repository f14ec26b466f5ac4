"""The experiment of step 2: the same network trained with either cost."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import pace
from tutor.steps.base import Context, Result, Trial
from tutor.steps.trials import over_seeds

CROSSENTROPY = "crossentropy"
SQUARED_ERROR = "mean_squared_error"

EPOCHS = 5


def label_of(context: Context, function: str) -> str:
    """A cost as it is spoken of."""
    found = (cost.label for cost in context.kind.costs if cost.value == function)
    return next(found, function.replace("_", " "))


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """The family's costs over two seeds, at once."""
    if results:
        return ()
    short = pace.short_run(context, EPOCHS)
    return tuple(
        trial
        for cost in context.kind.costs
        for trial in over_seeds(
            context, cost.value, cost.label, {"cost.function": cost.value}, short
        )
    )
