"""What goes wrong at the workbench is said in a sentence, and the session stays up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import fakes
from tests.tui.fakes import FakeTrainer, workbench
from tutor import steps
from tutor.tui.screens.quit import QuitScreen


async def test_project_that_raises_ends_the_step_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = FakeTrainer(outcome="failed")
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        await bench.press("enter", "enter")
        await bench.until_read("model.py, line 31: ValueError")
        session = bench.desk.state.session("init")
        assert session.phase == "broken"
        assert bench.screen.view == "run"
        trainer.outcome = "finished"
        await bench.press("x")
        await bench.until(lambda: bench.desk.state.session("init").verdict)


async def test_missing_keras_is_said_and_lessons_stay_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = FakeTrainer(problem="tensorflow is not installed; pip install tensorflow")
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        await bench.until_read("Keras cannot be used")
        assert "How parameter initialization decides" in bench.text
        await bench.press("right", "right")
        await bench.until_read("Nothing can be trained: tensorflow is not installed")


async def test_fault_of_a_step_does_not_end_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:

        def judge(*_: object) -> None:
            raise ZeroDivisionError("mean of nothing")

        table = {"init": replace(fakes.fake_step(), judge=judge)}
        others = steps.step
        monkeypatch.setattr(steps, "step", lambda name: table.get(name) or others(name))
        await bench.press("enter", "enter")
        await bench.until_read("dltutor itself failed in this step")
        assert bench.app.is_running


async def test_broken_experiment_is_named_and_read_again_after_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        path = bench.desk.project.experiment_path
        good = path.read_text(encoding="utf-8")
        path.write_text(good.replace('"relu"', '"relo"'), encoding="utf-8")
        await bench.press("full_stop")
        await bench.until_told('did you mean "relu"')
        path.write_text(good, encoding="utf-8")
        await bench.press("comma")
        await bench.until_read("How parameter initialization decides")


async def test_stop_ends_the_runs_and_judges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = FakeTrainer()
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        trainer.gate = asyncio.Event()
        await bench.press("enter", "enter")
        await bench.until(lambda: any(t.history.epochs for t in bench.desk.state.trials("init")))
        await bench.press("s")
        await bench.until_read("You stopped the runs, so nothing is judged")
        assert bench.desk.state.session("init").verdict is None
        assert not bench.desk.busy
        statuses = {t.history.status for t in bench.desk.state.trials("init")}
        assert "stopped" in statuses


@pytest.mark.parametrize(("key", "halted"), [("1", False), ("2", True)])
async def test_leaving_while_a_training_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, halted: bool
) -> None:
    trainer = FakeTrainer()
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        trainer.gate = asyncio.Event()
        await bench.press("enter", "enter")
        await bench.until(lambda: any(t.history.epochs for t in bench.desk.state.trials("init")))
        await bench.press("q")
        assert isinstance(bench.app.screen, QuitScreen)
        assert "planned and will not be started" in bench.text
        await bench.press("3")
        assert bench.app.screen is bench.screen
        await bench.press("q", key)
        await bench.until(lambda: bench.app._exit)
        assert bool(trainer.halted) is halted


async def test_leaving_an_idle_session_asks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("q")
        assert bench.app._exit
