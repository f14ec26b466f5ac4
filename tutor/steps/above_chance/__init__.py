"""Step 3: is the model above chance, and if not, which simplification brings it there."""

from __future__ import annotations

from tutor.steps.above_chance.experiments import options, plan
from tutor.steps.above_chance.figure import preview
from tutor.steps.above_chance.lesson import hints, lesson, prediction
from tutor.steps.above_chance.verdict import judge
from tutor.steps.base import Check, Step

STEP = Step(
    name="above-chance",
    number=3,
    title="Get above chance",
    summary="A model that is no better than guessing is made simpler until it is.",
    sections=("data", "layers"),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    options=options,
    preview=preview,
)

CHECK = Check(
    start={"layers.widths": [64] * 12, "layers.activation": "sigmoid"},
    solution={"layers.widths": [64], "layers.activation": "sigmoid"},
)
