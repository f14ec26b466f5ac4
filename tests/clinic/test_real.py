"""Every exercise with real training: its start must fail its check, its solution must pass it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tutor.clinic import planting
from tutor.clinic.checking import Checked, check
from tutor.clinic.exercise import Edit, Exercise, Replace, exercise, exercises
from tutor.engine import TrialProgress, Tutor
from tutor.history import History
from tutor.project import Project
from tutor.runs.client import Trainer

pytestmark = pytest.mark.slow

OTHER_MENDS = {
    "odd-first-loss": Edit(
        replace=(
            Replace(
                "train.py",
                '"sparse_categorical_crossentropy",  # labels are class numbers',
                "keras.losses.SparseCategoricalCrossentropy(from_logits=True),",
            ),
        )
    ),
    "eight-storeys": Edit({"layers.widths": [64, 64]}),
    "late-dawn": Edit(
        replace=(Replace("model.py", "layers.Rescaling(1 / 255, ", "layers.Rescaling(1.0, "),)
    ),
    "switched-off": Edit({"initialization.biases": "zeros"}),
    "nothing-gained": Edit({"layers.activation": "elu"}),
    "needles-eye": Edit({"layers.widths": [64, 16, 64]}),
    "few-steps": Edit({"batch.size": 64}),
    "snail": Edit({"learning_rate.value": 0.003}),
}
"""Mends that are as good as the solution."""

WAYS_AROUND = {
    "few-steps": Edit({"training.epochs": 120}),
    "too-good": Edit(
        replace=(
            Replace("data.py", "return Data(train, validation, test)",
                    "return Data(train, test, test)"),
        )
    ),
    "worse-in-training": Edit({"training.epochs": 60}),
}  # fmt: skip
"""Changes that make the curve nicer and leave the fault, or the purpose, behind."""


@pytest.fixture
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    await trainer.start()
    yield trainer
    await trainer.close()


async def trained(trainer: Trainer, project: Project) -> History:
    async for happening in Tutor(project, trainer).train():
        if isinstance(happening, TrialProgress) and happening.history.ended:
            return happening.history
    raise AssertionError("the run ended without an end")


async def judged(trainer: Trainer, one: Exercise, project: Project) -> Checked:
    seen = await trained(trainer, project)
    return check(one, planting.found_spec(project), project.spec(), seen)


@pytest.mark.parametrize("one", exercises(), ids=lambda one: one.name)
async def test_the_start_fails_and_the_solution_passes(
    trainer: Trainer, tmp_path: Path, one: Exercise
) -> None:
    project = Project.open(planting.start(one, tmp_path))
    assert not (await judged(trainer, one, project)).passed
    planting.apply(one.solution, project.path)
    checked = await judged(trainer, one, project)
    assert checked.passed, checked.open


@pytest.mark.parametrize("name", OTHER_MENDS)
async def test_another_good_mend_passes_too(trainer: Trainer, tmp_path: Path, name: str) -> None:
    one = exercise(name)
    project = Project.open(planting.start(one, tmp_path))
    planting.apply(OTHER_MENDS[name], project.path)
    checked = await judged(trainer, one, project)
    assert checked.passed, checked.open


@pytest.mark.parametrize("name", WAYS_AROUND)
async def test_a_way_around_does_not_pass(trainer: Trainer, tmp_path: Path, name: str) -> None:
    one = exercise(name)
    project = Project.open(planting.start(one, tmp_path))
    planting.apply(WAYS_AROUND[name], project.path)
    assert not (await judged(trainer, one, project)).passed
