"""The clinic in the session: the list, an exercise from its first training to the mend."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.clinic.runs import history
from tests.tui.conftest import settled
from tests.tui.fakes import FakeTrainer
from tutor.clinic import progress
from tutor.clinic.checking import Checked, Point
from tutor.clinic.exercise import exercise, exercises
from tutor.clinic.figures import quoted
from tutor.runs import client
from tutor.tui.app import DltutorApp
from tutor.tui.screens.clinic import ClinicScreen
from tutor.tui.screens.exercise import ExerciseScreen
from tutor.tui.screens.workbench import WorkbenchScreen

MakeApp = Callable[..., DltutorApp]
SIZES = [(80, 24), (140, 45)]
NAME = "one-big-jump"


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> FakeTrainer:
    trainer = FakeTrainer()
    monkeypatch.setattr(client, "stop", trainer.halt)
    monkeypatch.setattr(client, "kill", trainer.halt)
    return trainer


def with_trainer(app: DltutorApp, trainer: FakeTrainer) -> DltutorApp:
    app._clinic_trainer = trainer  # type: ignore[assignment]
    return app


def text(app: DltutorApp) -> str:
    """All that can be read on the screen."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text for strip in strips)


def keys(app: DltutorApp) -> str:
    """The last row."""
    return text(app).splitlines()[-1]


async def until(pilot: Pilot[Any], holds: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain; the screen shows\n{text(pilot.app)}")  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
    await pilot.pause()


async def opened(pilot: Pilot[Any], name: str = NAME) -> ExerciseScreen:
    screen = ExerciseScreen(exercise(name))
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


async def begun(pilot: Pilot[Any], name: str = NAME) -> ExerciseScreen:
    screen = await opened(pilot, name)
    await pilot.press("r")
    await until(pilot, lambda: screen.case.found is not None and not screen.busy)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_leads_from_home_to_the_list(make_app: MakeApp, size: Any) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert "Clinic" in keys(app)
        await pilot.press("c")
        await settled(pilot)
        assert isinstance(app.screen, ClinicScreen)
        assert f"0 of {len(exercises())} mended" in text(app)
        assert app.screen.chosen is exercises()[0]
        assert exercises()[0].symptom.split(".")[0][:30] in text(app)
        assert "Open" in keys(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ExerciseScreen)
        assert app.screen.exercise is exercises()[1]
        await pilot.press("escape", "escape")
        assert len(app.screen_stack) == 1


async def test_the_list_says_how_far_each_is(make_app: MakeApp, tmp_path: Path) -> None:
    progress.note_mended(exercises()[0].name)
    progress.note_start(exercises()[1].name, tmp_path)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        await settled(pilot)
        lines = text(app).splitlines()
        assert any(exercises()[0].title in line and "mended" in line for line in lines)
        assert any(exercises()[1].title in line and "begun" in line for line in lines)
        assert isinstance(app.screen, ClinicScreen)
        assert app.screen.chosen is exercises()[1]


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_first_training_to_the_named_fault(
    make_app: MakeApp, trainer: FakeTrainer, size: Any, folder_of_projects: Path
) -> None:
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        assert "Train it" in keys(app)
        assert "Hint" not in keys(app)
        await pilot.press("r")
        await until(pilot, lambda: screen.case.found is not None and not screen.busy)
        assert (folder_of_projects / "dltutor-clinic" / NAME / "model.py").is_file()
        assert "as found" in text(app)
        assert "Findings" not in text(app)
        if size[0] < 120:
            assert "Name the fault" in keys(app)
            await pilot.press("enter")
            await pilot.pause()
        for choice in screen.exercise.choices:
            assert choice.text in text(app)
        await pilot.press("1")
        await pilot.pause()
        assert "No. " in text(app)
        await pilot.press("h")
        await pilot.pause()
        assert "Hint 1 of 3" in text(app)
        right = screen.exercise.choices.index(screen.exercise.right) + 1
        await pilot.press(str(right))
        await pilot.pause()
        assert "Yes. " in text(app)
        assert progress.progress(NAME).words == "named"
        assert progress.progress(NAME).hints == 1


async def test_enter_on_a_line_names_the_fault(make_app: MakeApp, trainer: FakeTrainer) -> None:
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await begun(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert screen.case.feedback is not None
        assert screen.case.feedback.choice is screen.exercise.choices[1]
        await pilot.click("#choices", offset=(8, 2))
        await pilot.pause()
        assert screen.case.feedback.choice is screen.exercise.choices[2]


@pytest.mark.parametrize("size", SIZES)
async def test_a_check_says_what_is_still_amiss_and_then_mended(
    make_app: MakeApp, trainer: FakeTrainer, monkeypatch: pytest.MonkeyPatch, size: Any
) -> None:
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=size) as pilot:
        screen = await begun(pilot)
        await pilot.press("c")
        await until(pilot, lambda: screen.case.checked is not None)
        # The made-up run is of other data than the exercise's.
        assert "NOT YET" in text(app)
        assert "training images: 5,100 (wanted: 1,222)" in text(app)
        assert not progress.progress(NAME).mended
        passed = Checked(True, (Point(True, "the training ran to its end"),))
        monkeypatch.setattr("tutor.clinic.checking.check", lambda *_: passed)
        await pilot.press("c")
        await until(pilot, lambda: screen.case.checked is passed)
        assert "Mended." in text(app)
        assert progress.progress(NAME).words == "mended"
        await pilot.press("escape")
        await settled(pilot)


async def test_a_begun_exercise_is_taken_up_again(make_app: MakeApp, trainer: FakeTrainer) -> None:
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=(140, 45)) as pilot:
        await begun(pilot)
        await pilot.press("1", "escape")
        screen = await opened(pilot)
        await until(pilot, lambda: screen.case.found is not None)
        assert "✗ " + screen.exercise.choices[0].text in text(app)
        assert "as found" in text(app)
        assert "Train it" not in keys(app)


async def test_a_run_can_be_stopped(make_app: MakeApp, trainer: FakeTrainer) -> None:
    trainer.gate = asyncio.Event()
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        await until(pilot, lambda: any(t.live for t in screen._trials()))
        assert "Stop" in keys(app)
        await pilot.press("s")
        await until(pilot, lambda: not screen.busy)
        assert screen.case.found is not None
        assert screen.case.found.status == "stopped"


async def test_keras_that_cannot_be_had_is_said(make_app: MakeApp, trainer: FakeTrainer) -> None:
    trainer.problem = "Keras cannot be imported: install it"
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "Keras cannot be imported" in text(app))
        assert "Train it" in keys(app)
        assert not screen.busy


async def test_it_opens_as_any_project(
    make_app: MakeApp, trainer: FakeTrainer, folder_of_projects: Path
) -> None:
    app = with_trainer(make_app(), trainer)
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot)
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(app.screen, WorkbenchScreen)
        assert app.screen.project.path == folder_of_projects / "dltutor-clinic" / NAME
        # One Keras for all exercises.
        assert app.screen.desk.trainer is trainer  # type: ignore[comparison-overlap]


async def test_no_text_of_any_exercise_is_cut(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for one in exercises():
            screen = await opened(pilot, one.name)
            assert one.title in text(app).splitlines()[0]
            assert one.symptom in flowing(app)
            screen.case.found = history(first=2.3, last=0.2, score=0.95)
            screen._show()
            await pilot.pause()
            assert all(choice.text in flowing(app) for choice in one.choices)
            for number, choice in enumerate(one.choices, start=1):
                await pilot.press(str(number))
                await pilot.pause()
                why = quoted(choice.why, screen.case.found)
                assert " ".join(why.split()[-4:]) in flowing(app)
            for hint in one.hints:
                await pilot.press("h")
                await pilot.pause()
                last = quoted(hint, screen.case.found).replace("`", "").split()[-3:]
                assert " ".join(last) in flowing(app)
            app.pop_screen()


def flowing(app: DltutorApp) -> str:
    """All that can be read on a narrow screen, as if it were one line."""
    return " ".join(text(app).split())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_list_looks_as_it_did(make_app: MakeApp, snap_compare: Any, size: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        progress.note_mended("snail")
        await pilot.press("c")
        await settled(pilot)

    assert snap_compare(make_app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_an_exercise_looks_as_it_did(
    make_app: MakeApp, trainer: FakeTrainer, snap_compare: Any, size: Any
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await begun(pilot)
        await pilot.press("1", "h")
        await settled(pilot)
        await pilot.pause(0.3)

    app = with_trainer(make_app(), trainer)
    assert snap_compare(app, terminal_size=size, run_before=before)
