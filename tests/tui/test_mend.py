"""A finding mended by a key: the edit, the same training again, before and after."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.tui.fakes import FakeTrainer, workbench
from tutor.tui.screens.compare import CompareScreen
from tutor.tui.screens.mend import MendScreen


async def test_mend_edits_runs_again_and_shows_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.run_step()
        runs = len(bench.desk.project.runs())
        await bench.press("e")
        await bench.until(lambda: isinstance(bench.app.screen, MendScreen))
        await bench.until_read("learning_rate.value = 0.0001")
        await bench.press("enter")
        await bench.until(lambda: isinstance(bench.app.screen, CompareScreen))
        await bench.until_read("The finding is")
        await bench.until_read("validation accuracy")
        assert bench.desk.project.spec()["learning_rate"]["value"] == 0.0001
        again = bench.desk.project.runs()[-1]
        assert len(bench.desk.project.runs()) == runs + 1
        assert again.request["changes"] == {"initialization.weights": "wide_normal"}
        await bench.press("escape", "u")
        await bench.until(lambda: bench.desk.state.edits == 0)
        assert bench.desk.project.spec()["learning_rate"]["value"] == 0.001


async def test_mend_can_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.run_step()
        before = bench.desk.project.experiment_path.read_bytes()
        await bench.press("e", "escape")
        await bench.pilot.pause()
        assert bench.app.screen is bench.screen
        assert bench.desk.project.experiment_path.read_bytes() == before


async def test_no_mend_while_runs_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = FakeTrainer()
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        trainer.gate = asyncio.Event()
        await bench.press("enter", "enter")
        await bench.until(lambda: bench.desk.state.running == "init")
        assert bench.screen.check_action("mend", ()) is False
        trainer.gate.set()
        await bench.until(lambda: bench.desk.state.session("init").verdict)
        await bench.until(lambda: bench.screen.check_action("mend", ()))


async def test_stopped_mend_judges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = FakeTrainer()
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        await bench.run_step()
        trainer.pace = 0.2
        await bench.press("e")
        await bench.until(lambda: isinstance(bench.app.screen, MendScreen))
        await bench.press("enter")
        await bench.until(lambda: bench.desk.state.trials("init")[-1].history.batches_done)
        await bench.press("s")
        await bench.until_told("You stopped the repeated run")
        assert bench.app.screen is bench.screen
