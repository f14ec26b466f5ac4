"""Step 5: overfitting, and what each remedy buys."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.overfitting.experiments import options, plan
from tutor.steps.overfitting.figure import preview
from tutor.steps.overfitting.lesson import hints, lesson, prediction
from tutor.steps.overfitting.verdict import judge

STEP = Step(
    name="overfitting",
    number=5,
    title="Overfitting",
    summary="Where the validation loss turns, and what dropout, normalization and more buy.",
    sections=("regularization", "training"),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    options=options,
    preview=preview,
)

CHECK = Check(
    # Every run diverges: there is no training loss to fall away from the validation loss.
    start={"learning_rate.optimizer": "sgd", "learning_rate.value": 1000.0},
    solution={"learning_rate.optimizer": "adam", "learning_rate.value": 0.001},
)
