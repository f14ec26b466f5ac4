"""Step 1: where the weights start."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.init.experiments import plan
from tutor.steps.init.figure import preview
from tutor.steps.init.lesson import hints, lesson, prediction
from tutor.steps.init.verdict import judge

STEP = Step(
    name="init",
    number=1,
    title="Parameter initialization",
    summary="Where the weights start decides whether a signal gets through the network.",
    sections=("initialization",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    preview=preview,
)

CHECK = Check(
    start={"initialization.weights": "zeros"},
    solution={"initialization.weights": "glorot_uniform"},
)
