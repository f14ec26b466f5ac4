"""Step 2: what training makes small."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.cost.experiments import plan
from tutor.steps.cost.figure import preview
from tutor.steps.cost.lesson import hints, lesson, prediction
from tutor.steps.cost.verdict import judge

STEP = Step(
    name="cost",
    number=2,
    title="Cost function",
    summary="The loss, the output layer and the labels have to speak of the same thing.",
    sections=("cost",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    preview=preview,
)

CHECK = Check(
    start={
        "cost.function": "mean_squared_error",
        "learning_rate.optimizer": "sgd",
        "learning_rate.value": 0.01,
    },
    solution={"cost.function": "crossentropy"},
)
