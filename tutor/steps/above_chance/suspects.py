"""What, besides its layers, may hold a model at chance: values far from any that work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.diagnosis.facts import default_rate, number
from tutor.experiment.schema import Changes
from tutor.families.base import is_classifier
from tutor.steps.base import Context

FAR = 10.0
"""A learning rate this many times its optimizer's default, or that part of it, is a suspect."""


OPPONENT = "learning_rate.generator_value"


@dataclass(frozen=True)
class Suspect:
    """One value put right: the changes, the label of the run and the culprit in words."""

    name: str
    label: str
    culprit: str
    changes: Changes


def suspects(context: Context) -> tuple[Suspect, ...]:
    """The suspects of this project, the likeliest first."""
    return tuple(_found(context))


def _found(context: Context) -> Iterable[Suspect]:
    rate = float(context.spec["learning_rate"]["value"])
    default = default_rate(str(context.value("learning_rate.optimizer")))
    if not default / FAR < rate < default * FAR:
        yield Suspect(
            "rate",
            f"a learning rate of {default:g}",
            f"the learning rate of {rate:g}",
            {"learning_rate.value": default},
        )
    if context.has(OPPONENT):
        other = float(context.spec["learning_rate"]["generator_value"])
        if not default / FAR < other < default * FAR:
            yield Suspect(
                "opponent",
                f"a learning rate of {default:g} for the generator",
                f"the generator's learning rate of {other:g}",
                {OPPONENT: default},
            )
    start = context.value("initialization.weights")
    if start in ("zeros", "wide_normal"):
        yield Suspect(
            "start",
            "Glorot's start",
            f'the start "{start}"',
            {"initialization.weights": "glorot_uniform"},
        )
    if is_classifier(context.kind) and context.value("cost.function") == "mean_squared_error":
        yield Suspect(
            "cost", "cross-entropy", "the squared error", {"cost.function": "crossentropy"}
        )
    if not context.has("regularization.dropout"):
        return
    dropout = float(context.spec["regularization"]["dropout"])
    if dropout > 0.5:
        yield Suspect(
            "dropout",
            "no dropout",
            f"a dropout of {number(dropout)}",
            {"regularization.dropout": 0.0},
        )
