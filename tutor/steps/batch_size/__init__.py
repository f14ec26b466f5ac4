"""Step 7: the batch size, which matters least."""

from __future__ import annotations

from tutor.steps.base import Check, Step
from tutor.steps.batch_size.experiments import plan
from tutor.steps.batch_size.lesson import hints, lesson, prediction
from tutor.steps.batch_size.verdict import judge, preview

STEP = Step(
    name="batch-size",
    number=7,
    title="Batch size",
    summary="How many samples one update averages over: mostly a matter of seconds.",
    sections=("batch",),
    lesson=lesson,
    prediction=prediction,
    plan=plan,
    judge=judge,
    hints=hints,
    preview=preview,
    timed=True,
)

CHECK = Check(start={"batch.size": 65536}, solution={"batch.size": 128})
