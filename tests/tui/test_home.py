"""Home: what is listed, what the chosen row says, and where its keys lead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList, Static

from tests.tui.conftest import after, settled
from tutor.experiment.spec import FAMILIES
from tutor.project import Project
from tutor.runs import folder
from tutor.runs.folder import Process
from tutor.tui.app import DltutorApp
from tutor.tui.screens.home import HomeScreen
from tutor.tui.screens.new_project import NewProjectScreen
from tutor.tui.widgets.home_list import HomeList
from tutor.tui.widgets.pictures import PictureGrid

MakeApp = Callable[..., DltutorApp]


def rows(app: DltutorApp) -> list[str]:
    """The rows of the list as text."""
    return [str(option.prompt) for option in app.screen.query_one("#list", OptionList).options]


def detail(app: DltutorApp) -> str:
    """What is said of the chosen row."""
    return str(app.screen.query_one("#text", Static).render())


def choose(app: DltutorApp, key: str) -> None:
    """Put the cursor on the row of this id."""
    listing = app.screen.query_one(HomeList)
    listing.highlighted = listing.get_option_index(key)


async def test_without_a_project_it_says_why_and_what_to_press(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "  No project yet. Choose an idea below and press Enter." in rows(pilot.app)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert pilot.app.screen.chosen == "idea:fashion-mnist"


async def test_an_idea_is_told_with_its_figures_and_pictures(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        row = next(row for row in rows(pilot.app) if "Fashion-MNIST" in row)
        assert "6,000 images" in row
        assert "beat .922" in row
        assert "clothes" in detail(pilot.app)
        shown = pilot.app.screen.query_one(PictureGrid).shown
        assert [name for name, _ in shown][:2] == ["T-shirt/top", "trouser"]


async def test_the_latest_project_is_first_and_chosen(
    make_app: MakeApp, worked_on: Project
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        row = rows(pilot.app)[1]
        assert row.startswith("▸ Fashion-MNIST")
        assert "! layers" in row
        assert ".8" in row
        assert pilot.app.screen.chosen == f"project:{worked_on.path}"
        assert "It stays at chance." in detail(pilot.app)


async def test_a_running_training_is_marked_in_words(make_app: MakeApp, project: Project) -> None:
    run = folder.create(project.path, folder.Request("train", "long", project.spec()))
    this = Process.this()
    (run.path / "trainer.json").write_text(json.dumps({"pid": this.pid, "start": this.start}))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "▶ training" in rows(pilot.app)[1]


async def test_a_spoiled_project_is_listed_with_its_problem(
    make_app: MakeApp, project: Project
) -> None:
    (project.path / "project.toml").write_text("[project", encoding="utf-8")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "cannot be read" in rows(pilot.app)[1]
        assert "project.toml" in detail(pilot.app)


async def test_a_title_with_markup_and_escapes_is_shown_as_text(
    make_app: MakeApp, project: Project
) -> None:
    file = project.path / "project.toml"
    title = r'title = "[/bold]\u001b[2J[red]x"'
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text(
        "\n".join(title if line.startswith("title") else line for line in lines), encoding="utf-8"
    )
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "[/bold] [2J[red]x" in rows(pilot.app)[1]


async def test_enter_opens_what_is_chosen(
    make_app: MakeApp, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(DltutorApp, "open_project", lambda self, path: opened.append(path))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        assert opened == [project.path]
        # The next row is for data of one's own, the one after it the first idea.
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, NewProjectScreen)


async def test_the_journal_is_offered_for_projects_only(
    make_app: MakeApp, project: Project
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "j" in pilot.app.screen.active_bindings
        await pilot.press("down")
        assert "j" not in pilot.app.screen.active_bindings


async def test_a_click_chooses_and_opens(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click("#list", offset=(6, 7))
        await settled(pilot)
        assert isinstance(pilot.app.screen, NewProjectScreen)
        assert pilot.app.screen.idea.name == "mnist"


async def test_the_ideas_stand_by_family_and_the_first_is_in_sight(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = rows(pilot.app)
        headings = [row.split()[0] for row in shown if row[:1].isalpha() and "  " in row]
        assert headings == [name.upper() for name in FAMILIES]
        listing = pilot.app.screen.query_one(HomeList)
        assert listing.highlighted is not None
        assert listing.highlighted < listing.size.height
        assert all(len(row) <= 75 for row in shown)


async def test_the_arrows_go_from_group_to_group(make_app: MakeApp, project: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = []
        for _ in range(3):
            await pilot.press("right")
            seen.append(pilot.app.screen.chosen)
        assert seen == ["own", "idea:fashion-mnist", "idea:womens-reviews"]
        await pilot.press("left", "left", "left", "left")
        assert pilot.app.screen.chosen == f"project:{project.path}"


async def test_a_word_finds_ideas_and_escape_shows_all(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        every = len(rows(pilot.app))
        await pilot.press("slash", *"regression")
        await settled(pilot)
        assert [row for row in rows(pilot.app) if "California" in row]
        assert len(rows(pilot.app)) == 2
        await pilot.press("enter")
        assert pilot.app.screen.chosen == "idea:california-housing"
        await pilot.press("slash", *"qq")
        await settled(pilot)
        assert rows(pilot.app) == ['  Nothing matches "qq"; Escape shows all again.']
        await pilot.press("escape")
        await settled(pilot)
        assert len(rows(pilot.app)) == every


async def test_data_that_must_be_fetched_are_marked_and_it_says_how(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        row = next(row for row in rows(pilot.app) if "AG News" in row)
        assert "↓ 31 MB" in row
        choose(pilot.app, "idea:ag-news")
        await settled(pilot)
        said = str(pilot.app.screen.query_one("#more", Static).render())
        assert "dltutor data fetch ag-news" in " ".join(said.split())


SHOWN = {
    "adult": ("workclass", "<=50K"),
    "california-housing": ("MedInc", "MedHouseVal"),
    "womens-reviews": ("not recommended", "Festive cardigan"),
    "reviews-wide-deep": ("Review Text", "recommended"),
}
"""What is seen of an idea's table."""


@pytest.mark.parametrize(("name", "seen"), SHOWN.items())
async def test_of_a_table_some_rows_are_shown(
    make_app: MakeApp, name: str, seen: tuple[str, ...]
) -> None:
    async with make_app().run_test(size=(140, 45)) as pilot:
        await settled(pilot)
        choose(pilot.app, f"idea:{name}")
        await settled(pilot)
        assert not pilot.app.screen.query_one(PictureGrid).display
        said = str(pilot.app.screen.query_one("#sample", Static).render())
        assert all(word in said for word in seen)
        assert "part" not in said.split()


async def test_of_an_environment_its_words_and_figures_are_shown(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(140, 45)) as pilot:
        await settled(pilot)
        choose(pilot.app, "idea:cartpole")
        await settled(pilot)
        assert not pilot.app.screen.query_one("#sample").display
        assert "two actions" in " ".join(detail(pilot.app).split())
        figures = str(pilot.app.screen.query_one("#more", Static).render())
        assert "moving at random" in figures
        assert "to beat: DQN of SLM Lab" in figures


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
def test_it_looks_as_it_did(
    make_app: MakeApp, worked_on: Project, snap_compare: Any, size: tuple[int, int]
) -> None:
    assert snap_compare(make_app(), terminal_size=size, run_before=after("down", "down"))
