"""The form for a new project: its checks, its live preview, and the project that it makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.conftest import after, settled
from tutor import catalog, scaffold
from tutor.errors import WorkError
from tutor.project import Project
from tutor.tui.app import DltutorApp
from tutor.tui.screens import new_project
from tutor.tui.screens.home import HomeScreen
from tutor.tui.screens.new_project import FileList, NewProjectScreen
from tutor.tui.widgets.choice import Choice
from tutor.tui.widgets.class_rows import ClassRows
from tutor.tui.widgets.code import CodeView

MakeApp = Callable[..., DltutorApp]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_project, "PREVIEW_DELAY", 0.01)


async def open_form(pilot: Pilot[Any]) -> NewProjectScreen:
    """The form for the first idea, with its preview made."""
    await settled(pilot)
    await pilot.press("n")
    await previewed(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, NewProjectScreen)
    return screen


async def previewed(pilot: Pilot[Any]) -> None:
    """Wait for the typist's pause and for what follows it."""
    await pilot.pause(0.05)
    await settled(pilot)


def check(screen: NewProjectScreen) -> str:
    """The sentence under the name."""
    return str(screen.query_one("#check", Static).render())


def code(screen: NewProjectScreen) -> str:
    """The text of the file that is shown."""
    return str(screen.query_one(CodeView).query_one(Static).render())


async def test_it_begins_with_a_free_name_and_says_where(
    make_app: MakeApp, project: Project, folder_of_projects: Path
) -> None:
    (folder_of_projects / "fashion-mnist").mkdir()
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        assert screen.choices.name == "fashion-mnist-2"
        assert check(screen) == "will be made as ~/projects/fashion-mnist-2"


WRONG_NAMES = {
    "": "starts with a letter",
    "../x": "starts with a letter",
    "a/b": "starts with a letter",
    "-rf": "starts with a letter",
    "[/bold]": '"[/bold]" cannot',
    "keras": "would hide the Python module",
    "class": "a word of Python",
    "closet": "~/projects/closet is there already",
}
"""What may not be a name, and what is said of it."""


async def test_a_wrong_name_is_said_in_place_and_makes_nothing(
    make_app: MakeApp, project: Project, folder_of_projects: Path
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        for name, said in WRONG_NAMES.items():
            screen.query_one("#name", Input).value = name
            await pilot.pause()
            assert said in check(screen)
            await pilot.press("enter")
            await pilot.pause()
            assert pilot.app.screen is screen
        assert [path.name for path in folder_of_projects.iterdir()] == ["closet"]


async def test_the_preview_follows_the_choices(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(140, 45)) as pilot:
        screen = await open_form(pilot)
        assert 'network = "dense"' in code(screen)
        screen.query_one("#network", Choice).focus()
        await pilot.press("right")
        await previewed(pilot)
        assert 'network = "convolutional"' in code(screen)
        before = screen.files["model.py"]
        await pilot.press("down", "3")
        await previewed(pilot)
        assert screen.choices.style == "subclassed"
        assert screen.files["model.py"] != before


async def test_the_experiment_is_the_first_file_and_the_data_the_second(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        files = screen.query_one(FileList)
        assert [option.id for option in files.options][:3] == [
            "experiment.toml",
            "data/fashion_mnist.npz",
            "model.py",
        ]
        files.focus()
        await pilot.press("down")
        await settled(pilot)
        rows = screen.query_one(ClassRows)
        assert rows.display
        said = " ".join(str(static.render()) for static in rows.query(Static))
        assert "600 to train on, 100 to test" in said
        assert "ankle boot" in said
        assert "licence MIT" in said
        assert "Chance level .100" in said


async def test_enter_makes_the_project_and_opens_it(
    make_app: MakeApp, folder_of_projects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(DltutorApp, "open_project", lambda self, path: opened.append(path))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        screen.query_one("#title", Input).value = 'My "closet" [/bold] {{7*7}}'
        screen.query_one("#network", Choice).index = 1
        await pilot.press("enter")
        await settled(pilot)
        assert opened == [folder_of_projects / "fashion-mnist"]
    made = Project.open(opened[0])
    assert made.title == 'My "closet" [/bold] {{7*7}}'
    assert made.spec()["layers"]["network"] == "convolutional"


async def test_a_failure_is_said_in_place(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise WorkError("/disk: no space left on device; nothing was made")

    monkeypatch.setattr(scaffold, "create", full)
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "no space left" in check(screen)


async def test_escape_goes_back_and_makes_nothing(
    make_app: MakeApp, folder_of_projects: Path
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await open_form(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert not list(folder_of_projects.iterdir())


async def test_a_click_chooses_an_option(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_form(pilot)
        await pilot.click("#backend", offset=(17, 0))
        assert screen.choices.backend == "torch"


OFFERED = {
    "womens-reviews": ("dense", "convolutional", "parallel", "recurrent"),
    "adult": ("dense",),
    "california-housing": ("dense",),
    "reviews-wide-deep": ("dense",),
    "fashion-gan": ("convolutional",),
    "cartpole": ("dqn", "actor-critic"),
}
"""The networks that are offered for an idea of each family."""


@pytest.mark.parametrize(("name", "networks"), OFFERED.items())
async def test_each_family_has_its_own_choices_and_files(
    make_app: MakeApp, name: str, networks: tuple[str, ...]
) -> None:
    app = make_app()
    async with app.run_test(size=(140, 45)) as pilot:
        await settled(pilot)
        app.open_new_project(catalog.idea(name))
        await previewed(pilot)
        screen = app.screen
        assert isinstance(screen, NewProjectScreen)
        assert tuple(value for value, _ in screen.query_one("#network", Choice).options) == networks
        assert "experiment.toml" in screen.files
        file = catalog.idea(name).data_file
        if file is not None and file.suffix == ".gz":
            assert "," in screen.files[f"data/{file.name}"]
            assert str(screen.query_one("#sample", Static).render())


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
def test_it_looks_as_it_did(make_app: MakeApp, snap_compare: Any, size: tuple[int, int]) -> None:
    async def choose(pilot: Pilot[Any]) -> None:
        screen = await open_form(pilot)
        screen.query_one("#network", Choice).focus()
        await after("right")(pilot)
        await previewed(pilot)

    assert snap_compare(make_app(), terminal_size=size, run_before=choose)
