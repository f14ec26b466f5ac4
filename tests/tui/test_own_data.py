"""A project from one's own data: the path, what is found, the questions, and the project."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.conftest import settled
from tutor.project import Project
from tutor.tui.app import DltutorApp
from tutor.tui.screens import own_data
from tutor.tui.screens.home import HomeScreen
from tutor.tui.screens.new_project import NewProjectScreen
from tutor.tui.screens.own_data import OwnDataScreen
from tutor.tui.widgets.choice import Choice
from tutor.tui.widgets.path_field import completed

MakeApp = Callable[..., DltutorApp]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data, "DELAY", 0.01)


@pytest.fixture
def flats(tmp_path: Path) -> Path:
    """A table of rents, with a column that names the row."""
    path = tmp_path / "flats.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "rooms", "size", "district", "rent"])
        for n in range(120):
            size = 20 + n * 7 % 90
            district = ("north", "south", "west")[n % 3]
            writer.writerow([n, 1 + n % 5, size, district, size * 11 + n % 13 + 0.5])
    return path


async def looked_at(pilot: Pilot[Any], path: Path) -> OwnDataScreen:
    """The form, with the path typed and looked at."""
    await settled(pilot)
    await pilot.press("o")
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, OwnDataScreen)
    screen.query_one("#path", Input).value = str(path)
    await pilot.press("enter")
    await thought(pilot)
    return screen


async def thought(pilot: Pilot[Any]) -> None:
    """Wait for the typist's pause and for what follows it."""
    await pilot.pause(0.05)
    await settled(pilot)


def text(screen: OwnDataScreen, name: str) -> str:
    """What a part of the form says, its lines joined."""
    return " ".join(str(screen.query_one(f"#{name}", Static).render()).split())


async def test_a_table_is_looked_at_and_nothing_is_made(
    make_app: MakeApp, flats: Path, folder_of_projects: Path
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await looked_at(pilot, flats)
        report = text(screen, "found")
        assert "flats.csv: 120 rows, 5 columns" in report
        assert "id identifier 120 ignored" in report
        assert "--target" not in report
        assert screen.query_one("#target", Input).value == "rent"
        assert screen.query_one("#target").has_focus
        assert "of the family regression" in text(screen, "said")
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
    assert not list(folder_of_projects.iterdir())


async def test_another_target_is_another_family(make_app: MakeApp, flats: Path) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await looked_at(pilot, flats)
        screen.query_one("#target", Input).value = "district"
        await thought(pilot)
        assert screen.proposal is not None
        assert screen.proposal.family == "tabular"
        screen.query_one("#target", Input).value = "nowhere"
        await thought(pilot)
        assert screen.proposal is None
        assert "nowhere" in text(screen, "said")
        assert "--" not in text(screen, "said")


async def test_columns_that_are_left_out_can_be_kept(make_app: MakeApp, flats: Path) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await looked_at(pilot, flats)
        assert screen.query_one("#columns-row").display
        screen.query_one("#columns", Choice).focus()
        await pilot.press("right")
        await thought(pilot)
        assert screen.proposal is not None
        assert "id" in screen.proposal.data["numbers"]


async def test_it_leads_to_a_project_that_reads_the_data_in_place(
    make_app: MakeApp,
    flats: Path,
    folder_of_projects: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(DltutorApp, "open_project", lambda self, path: opened.append(path))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await looked_at(pilot, flats)
        await pilot.press("enter")
        await thought(pilot)
        assert isinstance(pilot.app.screen, NewProjectScreen)
        await pilot.press("enter")
        await thought(pilot)
    assert opened == [folder_of_projects / "flats"]
    made = Project.open(opened[0])
    assert made.family == "regression"
    assert made.spec()["data"]["source"] == "own"
    assert not list(made.path.rglob("flats.csv"))


async def test_a_folder_of_images_asks_about_mirrors(make_app: MakeApp, tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for n in range(12):
            shade = 8 * n + (100 if name == "dogs" else 0)
            Image.new("L", (16, 16), shade).save(tmp_path / "pets" / name / f"{n}.png")
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await looked_at(pilot, tmp_path / "pets")
        assert screen.query_one("#mirror-row").display
        assert not screen.query_one("#target-row").display
        assert screen.proposal is not None
        assert screen.proposal.family == "image"


@pytest.mark.parametrize("name", ["missing.csv", "empty"])
async def test_what_is_of_no_use_is_said_in_place(
    make_app: MakeApp, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await looked_at(pilot, tmp_path / name)
        assert screen.proposal is None
        assert name in text(screen, "said")
        await pilot.press("enter")
        await settled(pilot)
        assert pilot.app.screen is screen


def test_a_path_is_completed(tmp_path: Path) -> None:
    (tmp_path / "flats.csv").touch()
    (tmp_path / "pets").mkdir()
    (tmp_path / ".hidden").touch()
    assert completed(f"{tmp_path}/fl") == f"{tmp_path}/flats.csv"
    assert completed(f"{tmp_path}/p") == f"{tmp_path}/pets/"
    assert completed(f"{tmp_path}/") is None
    assert completed(f"{tmp_path}/x") is None
    assert completed("/nowhere/at/all") is None
