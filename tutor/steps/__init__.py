"""The steps of the modelling process, one folder each, in their order."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.steps.sense import sensible

if TYPE_CHECKING:
    from tutor.steps.base import Step

NAMES = (
    "init",
    "cost",
    "above-chance",
    "layers",
    "overfitting",
    "learning-rate",
    "batch-size",
)
"""The seven steps' names in order; a step's folder is its name with underscores."""

FINISH = "finish"
"""What ends the process: one full training, one look at the test set. A walk always ends so."""

WITH_FINISH = (*NAMES, FINISH)
"""All that a session offers."""


def step(name: str) -> Step:
    """The step of this name. Raises UsageError naming the nearest one."""
    if name not in WITH_FINISH:
        raise unknown(name)
    module = import_module(f"tutor.steps.{name.replace('-', '_')}")
    return sensible(module.STEP)


def all_steps() -> tuple[Step, ...]:
    """The seven steps in order, and the finish."""
    return tuple(step(name) for name in WITH_FINISH)


def unknown(name: str) -> UsageError:
    """The error for a name that is no step's."""
    return UsageError(
        f'unknown step "{name[:60]}"{nearest(name, NAMES)} (the steps: {", ".join(NAMES)})'
    )
