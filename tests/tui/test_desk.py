"""The desk: work that goes on without a screen, and work that is found when a project is opened."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from tests.tui.fakes import (
    FakeTrainer,
    claim,
    fake_steps,
    made_up_events,
    make_project,
    workbench,
    write_events,
)
from tutor import steps
from tutor.events import RUN_FINISHED
from tutor.runs.folder import Request, RunFolder, create
from tutor.tui.desk import Desk
from tutor.tui.messages import DeskChanged
from tutor.tui.sessions import (
    DeskState,
    TrialState,
    fraction_done,
    seconds_left,
    seen_findings,
)


def running_run(project: Any, done: int = 9) -> tuple[RunFolder, list[dict[str, Any]]]:
    """A run of step init that this process seems to train, and the events still to come."""
    spec = project.spec()
    run = create(project.path, Request("train", "He normal", spec, step="init"))
    events = list(made_up_events(run))
    write_events(run.path, events[:done])
    claim(run)
    return run, events[done:]


async def test_running_run_is_found_and_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "fashion")
    run, rest = running_run(project)
    async with workbench(tmp_path, monkeypatch, project=project) as bench:
        await bench.until(lambda: bench.desk.state.attached)
        assert bench.desk.busy
        await bench.until_read("a run of an earlier session goes on")
        write_events(run.path, rest)
        await bench.until(lambda: not bench.desk.busy)
        [trial] = bench.desk.state.attached
        assert len(trial.history.epochs) == 6
        assert trial.history.status == "finished"
        await bench.press("right", "right")
        await bench.until_read("He normal")


async def test_run_whose_trainer_is_gone_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "fashion")
    run, _ = running_run(project)
    (run.path / "trainer.json").write_text('{"pid": 4194303, "start": 1.0}', encoding="utf-8")
    async with workbench(tmp_path, monkeypatch, project=project) as bench:
        await bench.pilot.pause(0.1)
        assert not bench.desk.busy
        assert bench.desk.state.attached == ()


async def test_verdict_and_edit_of_an_earlier_session_are_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "fashion")
    async with workbench(tmp_path, monkeypatch, project=project) as bench:
        await bench.run_step()
        await bench.press("a")
        await bench.until(lambda: bench.desk.state.edits == 1)
    async with workbench(tmp_path, monkeypatch, project=project) as bench:
        assert bench.screen.step_name == "cost"
        await bench.press("comma")
        await bench.until(lambda: bench.screen.page)
        session = bench.desk.state.session("init")
        assert session.restored
        assert session.decision == "accepted"
        assert len(session.trials) == 5
        await bench.until_read("Accepted")
        await bench.press("u")
        await bench.until(lambda: bench.desk.state.edits == 0)
        assert project.spec()["initialization"]["weights"] == "glorot_uniform"


async def test_step_goes_on_without_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = fake_steps()
    monkeypatch.setattr(steps, "step", lambda name: table[name])
    app: App[None] = App()
    async with app.run_test():
        desk = Desk(make_project(tmp_path / "fashion"), FakeTrainer())  # type: ignore[arg-type]
        await desk.opened()
        desk.run("init")
        assert desk.busy
        while desk.busy:
            await asyncio.sleep(0.01)
        assert desk.state.session("init").verdict is not None
        await desk.close()


async def test_unreadable_journal_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path / "fashion")
    (project.path / ".dltutor" / "journal.jsonl").mkdir(parents=True)
    async with workbench(tmp_path, monkeypatch, project=project, paged=False) as bench:
        await bench.until_told("cannot be read")
        assert bench.app.is_running


def test_newer_state_replaces_a_waiting_one() -> None:
    first, second = DeskChanged(DeskState()), DeskChanged(DeskState(running="init"))
    assert first.can_replace(second)


def test_time_left_follows_the_share_that_is_done(tmp_path: Path) -> None:
    project = make_project(tmp_path / "fashion")
    run, rest = running_run(project, done=13)
    history = run.history()
    half = TrialState(_trial(), run.id, history)
    waiting = TrialState(_trial())
    assert fraction_done([half]) == pytest.approx(0.5, abs=0.1)
    assert fraction_done([half, waiting]) == pytest.approx(fraction_done([half]) / 2)
    assert seconds_left([half], 10.0) == pytest.approx(10.0, rel=0.5)
    assert seconds_left([waiting], 10.0) is None
    assert rest[-1]["event"] == RUN_FINISHED


def test_finding_is_named_once_with_all_its_trials() -> None:
    from tutor.diagnosis.finding import Finding

    problem = Finding("a", "problem", "init", "wrong", "e", "c", "a")
    watch = Finding("b", "watch", "init", "odd", "e", "c", "a")
    trials = [
        TrialState(_trial("one"), "1", findings=(watch, problem)),
        TrialState(_trial("two"), "2", findings=(problem,)),
    ]
    seen = seen_findings(trials)
    assert [(item.finding.rule, item.labels) for item in seen] == [
        ("a", ("one", "two")),
        ("b", ("one",)),
    ]


def _trial(label: str = "one") -> Any:
    from tutor.steps.base import Trial

    return Trial(label, label)
