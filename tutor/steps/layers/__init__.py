"""Step 4: how many layers, of which kind, how wide."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.layers.experiments import options, plan
from tutor.steps.layers.lesson import hints, lesson, prediction
from tutor.steps.layers.verdict import judge, preview

STEP = Step(
    name="layers",
    number=4,
    title="Layers",
    summary="Depth, width and kind of the network, one at a time, beside what you have.",
    sections=("layers",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    options=options,
    preview=preview,
)

CHECK = Check(
    # Hidden layers that start at zero stay at chance, whatever their number: the linear model wins.
    start={"initialization.weights": "zeros"},
    solution={"initialization.weights": "glorot_uniform"},
)
