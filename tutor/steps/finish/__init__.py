"""The end of the process: one full training, one look at the test set."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.finish.experiments import plan
from tutor.steps.finish.lesson import hints, lesson, prediction
from tutor.steps.finish.verdict import judge

STEP = Step(
    name="finish",
    number=8,
    title="Train in full, test once",
    summary="One full training as the project stands, and the one look at the test set.",
    sections=("training",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
)

CHECK = Check(start={"learning_rate.value": 1e-9}, solution={"learning_rate.value": 0.001})
