"""The experiments of step 1: four starts looked at, then trained for a moment."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import pace
from tutor.steps.base import Context, Result, Trial
from tutor.steps.trials import over_seeds

LABELS = {
    "zeros": "zeros",
    "wide_normal": "wide normal",
    "glorot_uniform": "Glorot uniform",
    "glorot_normal": "Glorot normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
    "lecun_normal": "LeCun normal",
}
"""The starts as they are spoken of."""

SHOWN = ("zeros", "wide_normal", "glorot_uniform", "he_normal")
"""The starts that every learner sees side by side; the first two are there to be seen failing."""

SOUND = ("glorot_uniform", "he_normal")
"""Those of them that may be proposed."""

EPOCHS = 3


def starts(context: Context) -> tuple[str, ...]:
    """The starts to compare: the four, and the project's own where it is another."""
    return tuple(dict.fromkeys((*SHOWN, current(context))))


def current(context: Context) -> str:
    """The project's own start."""
    return str(context.value("initialization.weights"))


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """First each start measured without training, then each trained briefly over two seeds."""
    kinds = {result.trial.kind for result in results}
    if not kinds:
        return tuple(
            Trial(start, LABELS[start], _weights(start), kind="measure")
            for start in starts(context)
        )
    if "train" in kinds:
        return ()
    short = pace.short_run(context, EPOCHS)
    return tuple(
        trial
        for start in starts(context)
        for trial in over_seeds(context, start, LABELS[start], _weights(start), short)
    )


def _weights(start: str) -> dict[str, object]:
    return {"initialization.weights": start}
