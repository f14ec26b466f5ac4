"""A step walked by keys, from its lesson to an edit that is taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.fakes import FakeTrainer, make_project, workbench
from tutor.tui.screens.hunch import HunchScreen
from tutor.tui.screens.why import WhyScreen


async def test_step_is_walked_by_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.until_read("How parameter initialization decides")
        await bench.press("enter")
        await bench.until_read("Which start gives the highest validation accuracy")
        await bench.press("2", "enter")
        await bench.until(lambda: bench.screen.view == "verdict")
        assert "He normal starts your relu network better" in bench.text
        assert "Your prediction held" in bench.text
        assert '- weights = "glorot_uniform"' in bench.text
        assert '+ weights = "he_normal"' in bench.text

        await bench.press("a")
        await bench.until(lambda: bench.desk.state.edits == 1)
        spec = bench.desk.project.spec()
        assert spec["initialization"]["weights"] == "he_normal"
        await bench.until_read("Accepted")

        await bench.press("u")
        await bench.until(lambda: bench.desk.state.edits == 0)
        assert bench.desk.project.spec()["initialization"]["weights"] == "glorot_uniform"
        await bench.until_read("Proposed edit")


async def test_prediction_is_kept_in_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("enter", "1", "enter")
        await bench.until_read("Your prediction did not hold")
        [record] = bench.desk.project.journal.records("prediction")
        assert (record["answer"], record["right"]) == ("glorot", False)


async def test_prediction_can_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("enter", "3", "0", "enter")
        await bench.until_read("You made no prediction")
        assert bench.desk.project.journal.records("prediction") == []


async def test_refused_edit_leaves_the_file_and_can_still_be_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        before = bench.desk.project.experiment_path.read_bytes()
        await bench.run_step()
        await bench.press("r")
        await bench.until_read("Refused")
        assert bench.desk.project.experiment_path.read_bytes() == before
        await bench.press("a")
        await bench.until(lambda: bench.desk.state.edits == 1)


async def test_options_are_asked_before_the_prediction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("full_stop", "full_stop", "full_stop")
        await bench.until(lambda: bench.screen.page and bench.screen.page.step.name == "layers")
        ask = bench.screen.ask
        assert ask.answers == {"seeds": "two"}
        await bench.press("enter", "2", "enter", "1")
        assert ask.answers == {"seeds": "three", "prediction": "glorot"}
        await bench.press("enter")
        await bench.until(lambda: bench.desk.state.session("layers").verdict)
        assert bench.desk.state.session("layers").answers["seeds"] == "three"


async def test_any_step_can_be_entered_while_another_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = FakeTrainer()
    async with workbench(tmp_path, monkeypatch, trainer=trainer) as bench:
        trainer.gate = asyncio.Event()
        await bench.press("enter", "enter")
        await bench.until(lambda: bench.desk.state.running == "init")
        await bench.press("full_stop", "full_stop")
        await bench.until_read("How get above chance decides")
        await bench.press("enter", "enter")
        await bench.until_told("still running")
        assert bench.desk.state.running == "init"
        trainer.gate.set()
        await bench.until(lambda: bench.desk.state.session("init").verdict)
        await bench.until_told("Parameter initialization: He normal starts")
        assert bench.screen.step_name == "above-chance"


async def test_hints_come_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("h")
        await bench.until_read("Hint 1 of 2")
        assert "Hint 2 of 2" not in bench.text
        await bench.press("h", "h")
        await bench.until_read("Hint 2 of 2")
        assert bench.screen.hints_shown == 2


async def test_hunch_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.press("n")
        assert isinstance(bench.app.screen, HunchScreen)
        bench.app.screen.query_one(Input).value = "too deep [/bold]"
        await bench.press("enter")
        await bench.until(lambda: bench.desk.state.hunches == 1)
        [record] = bench.desk.project.journal.records("hunch")
        assert (record["step"], record["text"]) == ("init", "too deep [/bold]")


async def test_findings_start_with_a_word_and_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.run_step()
        await bench.press("left")
        await bench.until_read("PROBLEM")
        await bench.press("w")
        assert isinstance(bench.app.screen, WhyScreen)
        await bench.until_read("Cause")
        await bench.press("escape")
        assert bench.app.screen is bench.screen


async def test_loss_and_accuracy_and_runs_are_switched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch, size=(100, 40)) as bench:
        await bench.run_step()
        await bench.press("left", "m")
        await bench.until_read("chance .100")
        shown = bench.screen.panel.shown
        await bench.press("t")
        assert bench.screen.panel.shown != shown
        await bench.press("m", "l")
        await bench.until_read("Loss (log scale)")


async def test_rail_shows_what_a_step_has_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch, size=(140, 45)) as bench:
        await bench.run_step()
        await bench.until_read("1 of 7")
        entry = bench.screen.rail.entries[0]
        assert (entry.mark, entry.words) == (
            "✓",
            "He normal starts your relu network better than Glorot does.",
        )
        bench.screen.rail.focus()
        await bench.press("down")
        assert bench.screen.step_name == "cost"


async def test_mouse_reaches_steps_phases_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workbench(tmp_path, monkeypatch) as bench:
        await bench.pilot.click("PhaseStrip", offset=(20, 0))
        await bench.until(lambda: bench.screen.view == "predict")
        await bench.pilot.click("Questions", offset=(8, 1))
        assert bench.screen.ask.answers == {"prediction": "glorot"}
        await bench.pilot.click("StepRail", offset=(14, 0))
        await bench.until(lambda: bench.screen.step_name == "cost")


async def test_titles_are_shown_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "odd", title="[/bold] \x1b[2J odd [red]")
    async with workbench(tmp_path, monkeypatch, project=project) as bench:
        await bench.until_read("[/bold]")
        assert "[red]" in bench.text
        assert "\x1b" not in bench.text
