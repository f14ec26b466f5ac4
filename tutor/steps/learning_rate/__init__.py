"""Step 6: the learning rate and its schedule."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.learning_rate.experiments import plan
from tutor.steps.learning_rate.figure import preview
from tutor.steps.learning_rate.lesson import hints, lesson, prediction
from tutor.steps.learning_rate.verdict import judge

STEP = Step(
    name="learning-rate",
    number=6,
    title="Learning rate",
    summary="How far one update goes: short runs side by side, where it helps after a range test.",
    sections=("learning_rate",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    preview=preview,
)

CHECK = Check(
    start={"learning_rate.optimizer": "sgd", "learning_rate.value": 1000.0},
    solution={"learning_rate.optimizer": "adam", "learning_rate.value": 0.001},
)
