"""The journal: runs, comparing two, edits and their undoing, verdicts and notes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tests.tui.conftest import add_run, after, settled
from tutor.project import Project
from tutor.runs import folder
from tutor.tui.app import DltutorApp
from tutor.tui.screens.compare import CompareScreen
from tutor.tui.screens.journal import JournalScreen
from tutor.tui.widgets.loss_plot import CurvePlot
from tutor.tui.widgets.run_table import RunTable

MakeApp = Callable[..., DltutorApp]


async def open_journal(pilot: Pilot[Any]) -> JournalScreen:
    """The journal of the latest project."""
    await after("j")(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, JournalScreen)
    return screen


def table(screen: JournalScreen) -> list[list[str]]:
    """The runs as text."""
    runs = screen.query_one(RunTable)
    return [[cell.plain.strip() for cell in runs.get_row_at(i)] for i in range(runs.row_count)]


def listed(screen: JournalScreen, page: str) -> list[str]:
    """A page's rows as text."""
    return [str(o.prompt) for o in screen.query_one(f"#{page}", OptionList).options]


def detail(screen: JournalScreen) -> str:
    """What is told beneath."""
    return str(screen.query_one("#detail Static", Static).render())


async def test_every_empty_page_says_why(make_app: MakeApp, project: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        assert "No run yet" in detail(screen)
        for page in ("edits", "verdicts", "notes"):
            assert " yet" in listed(screen, page)[0]
        for key in ("space", "c", "u"):
            assert key not in screen.active_bindings


async def test_runs_stand_latest_first_with_their_figures(
    make_app: MakeApp, worked_on: Project
) -> None:
    async with make_app().run_test(size=(140, 45)) as pilot:
        screen = await open_journal(pilot)
        rows = table(screen)
        assert [row[1] for row in rows] == ["5", "4", "3", "2", "1"]
        assert rows[0][5] == "DIVERGED"
        assert rows[0][6:8] == ["", ""]
        assert rows[1][2] == "256 [bold]wide[/bold]"
        assert rows[4][6:9] == ["0.461", ".839", "55,050"]


async def test_the_run_under_the_cursor_is_told(make_app: MakeApp, worked_on: Project) -> None:
    async with make_app().run_test(size=(140, 45)) as pilot:
        screen = await open_journal(pilot)
        assert "learning_rate.value = 1000.0" in detail(screen)
        await after("down")(pilot)
        assert "layers.widths = [256]" in detail(screen)
        assert screen.query_one("#curve", CurvePlot).display


async def test_a_run_without_a_curve_says_why(make_app: MakeApp, worked_on: Project) -> None:
    spec, request = worked_on.spec(), folder.Request
    run = folder.create(worked_on.path, request("evaluate", "the test", spec, None, {}))
    events = [
        {"event": "run_started", "run": run.id, "kind": "evaluate", "label": "the test"},
        {"event": "evaluated", "of": "1", "samples": 9, "loss": None, "metrics": {"accuracy": 1}},
        {"event": "run_finished", "status": "finished", "seconds": 1},
    ]
    told = "".join(json.dumps(event | {"time": 0.1}) + "\n" for event in events)
    (run.path / "events.jsonl").write_text(told, encoding="utf-8")
    async with make_app().run_test(size=(140, 45)) as pilot:
        screen = await open_journal(pilot)
        await settled(pilot)
        assert "it has no curve" in detail(screen)
        assert not screen.query_one("#curve", CurvePlot).display
        assert "none" not in table(screen)[0]
        await after("down")(pilot)
        await settled(pilot)
        assert screen.query_one("#curve", CurvePlot).display


async def test_a_new_run_appears_and_the_cursor_stays(
    make_app: MakeApp, worked_on: Project
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        await pilot.press("down", "down")
        add_run(worked_on, "healthy-conv", "by hand")
        screen.reread()
        await settled(pilot)
        assert table(screen)[0][2] == "by hand"
        chosen = screen.query_one(RunTable).chosen
        assert chosen is not None
        assert chosen.number == 3


async def test_two_marked_runs_are_compared(make_app: MakeApp, worked_on: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await open_journal(pilot)
        await after("down", "space", "down", "space", "c")(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CompareScreen)
        said = str(screen.query_one("#table Static", Static).render())
        assert "layers.widths" in said
        assert "[256]" in said
        assert "learning_rate.value" not in said
        legend = str(screen.query_one("#legend", Static).render())
        assert "o 3 64-64 dense" in legend
        await after("m")(pilot)
        assert "accuracy" in str(screen.query_one("#legend", Static).render())
        await after("escape")(pilot)
        assert isinstance(pilot.app.screen, JournalScreen)


async def test_a_third_mark_pushes_the_first_out(make_app: MakeApp, worked_on: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        await pilot.press("space", "down", "space", "down", "space")
        marked = screen.query_one(RunTable).marked
        assert [digest.number for digest in marked] == [3, 4]
        await pilot.press("space")
        assert "c" not in screen.active_bindings


async def test_any_edit_can_be_undone(make_app: MakeApp, worked_on: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        await after("2")(pilot)
        assert "[128, 64]" in listed(screen, "edits")[0]
        # The older of the two, while the younger stays.
        await after("down", "u")(pilot)
        experiment = worked_on.spec()
        assert experiment["initialization"]["weights"] == "glorot_uniform"
        assert experiment["layers"]["widths"] == [128, 64]
        assert "undone" in listed(screen, "edits")[1]
        assert "u" not in screen.active_bindings


async def test_an_undo_that_the_file_does_not_take_is_said(
    make_app: MakeApp, worked_on: Project
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await open_journal(pilot)
        await after("2")(pilot)
        text = worked_on.experiment_path.read_text(encoding="utf-8")
        worked_on.experiment_path.write_text(text.replace("[cost]", "[coost]"), encoding="utf-8")
        await after("u")(pilot)
        messages = [notification.message for notification in pilot.app._notifications]
        assert any("coost" in message for message in messages)


async def test_verdicts_and_notes_are_listed(make_app: MakeApp, worked_on: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        await after("3")(pilot)
        assert listed(screen, "verdicts")[0].startswith("! layers")
        assert "Stays." in detail(screen)
        await after("4")(pilot)
        assert "[red]perhaps[/red]" in listed(screen, "notes")[0]
        assert listed(screen, "notes")[1].startswith("right")


async def test_a_hunch_is_kept(make_app: MakeApp, project: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await open_journal(pilot)
        await after("n", *"too deep", "enter")(pilot)
        assert screen.page == "notes"
        assert "too deep" in listed(screen, "notes")[0]
    assert project.journal.records("hunch")[0]["text"] == "too deep"


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
def test_it_looks_as_it_did(
    make_app: MakeApp, worked_on: Project, snap_compare: Any, size: tuple[int, int]
) -> None:
    keys = after("j", "space", "down", "space")
    assert snap_compare(make_app(), terminal_size=size, run_before=keys)


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
def test_comparing_looks_as_it_did(
    make_app: MakeApp, worked_on: Project, snap_compare: Any, size: tuple[int, int]
) -> None:
    keys = after("j", "down", "space", "down", "space", "c")
    assert snap_compare(make_app(), terminal_size=size, run_before=keys)
