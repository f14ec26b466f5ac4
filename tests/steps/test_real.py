"""Every step's start must fail and its solution must pass, with real training on the digits."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tutor import catalog, steps
from tutor.engine import StepJudged, Tutor
from tutor.experiment.schema import Changes
from tutor.project import Project
from tutor.runs.client import Trainer
from tutor.scaffold import Choices, create
from tutor.steps.base import Check, Verdict

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", steps.NAMES)]


@pytest.fixture
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    await trainer.start()
    yield trainer
    await trainer.close()


async def verdict(trainer: Trainer, folder: Path, name: str, changes: Changes) -> Verdict:
    project = create(catalog.idea("digits"), Choices("taught"), folder, changes)
    tutor = Tutor(Project.open(project), trainer)
    async for happening in tutor.run_step(steps.step(name)):
        if isinstance(happening, StepJudged):
            return happening.verdict
    raise AssertionError(f"{name} ended without a verdict")


def check_of(name: str) -> Check:
    check: Check = importlib.import_module(f"tutor.steps.{name.replace('-', '_')}").CHECK
    return check


async def test_start_fails(trainer: Trainer, tmp_path: Path, name: str) -> None:
    judged = await verdict(trainer, tmp_path, name, check_of(name).start)
    assert not judged.passed, judged.text


async def test_solution_passes(trainer: Trainer, tmp_path: Path, name: str) -> None:
    check = check_of(name)
    judged = await verdict(trainer, tmp_path, name, check.start | check.solution)
    assert judged.passed, judged.text
