"""The journal of a project: runs, edits, verdicts, and what was predicted and suspected."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, DataTable, Footer, OptionList, Static, Tab, Tabs
from textual.widgets.option_list import Option

from tutor.errors import DltutorError
from tutor.journal import Record
from tutor.project import Project
from tutor.tui import records
from tutor.tui.digest import RunDigest
from tutor.tui.reading import digest_run
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import plain
from tutor.tui.widgets.loss_plot import CurvePlot
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.run_chart import first_shown, run_chart
from tutor.tui.widgets.run_table import RunTable
from tutor.tui.widgets.title_bar import TitleBar

PAGES = ("runs", "edits", "verdicts", "notes")
TITLES = {"runs": "1 Runs", "edits": "2 Edits", "verdicts": "3 Verdicts", "notes": "4 Notes"}

REFRESH_SECONDS = 1.0
"""Pause between looks for new runs and at those that still train."""


class RecordList(OptionList):
    """Edits, verdicts or notes, the latest first."""

    def show(self, options: list[Option], empty: str) -> None:
        """Show these, the place kept; `empty` says why there is nothing."""
        place = self.highlighted
        self.clear_options()
        if not options:
            self.add_option(Option(Content.styled(empty, "$foreground-muted"), disabled=True))
            return
        self.add_options(options)
        self.highlighted = min(place or 0, len(options) - 1)


class JournalScreen(TutorScreen[None]):
    """Four pages; a run or a record under the cursor is told in full beneath."""

    HELP = """
**Runs** are all trainings of the project, the latest first; nothing is ever overwritten. Mark two
with `space` and compare them: their curves, their scores, and the settings in which they differ.

**Edits** are the changes that steps have made to `experiment.toml`. Any of them can be undone, not
only the last: its keys get back the values that they had before it.

**Verdicts** are what the steps have said. **Notes** are your predictions, right or wrong, and your
hunches.

### Words

- *Val. loss*: the lowest loss on the validation part; the weights of that epoch are kept. Where
  the score chooses the epoch there is none.
- *Score*: the accuracy, R², likeness or return in that same epoch; of a test, the test score.
- *Kind*: `train` is a training, `measure` looks at an untrained network, `range-test` raises the
  learning rate batch by batch, `evaluate` is the look at the test part.
"""

    CSS = """
    JournalScreen {
        Tabs { margin: 0 1; }
        #pages { height: 1fr; margin: 0 2; }
        RunTable, RecordList { height: 1fr; }
        #detail {
            height: auto;
            max-height: 7;
            margin: 0 2;
            padding: 0;
            border-top: solid $border-blurred;
        }
        #detail Static { height: auto; }
    }
    JournalScreen #curve { display: none; height: 16; margin: 1 2 0 2; }
    JournalScreen.-high.-curved #curve { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", tooltip="Mark a run to compare", id="journal.mark"),
        Binding("c", "compare", "Compare", tooltip="The two marked runs", id="journal.compare"),
        Binding("u", "undo", "Undo", tooltip="Take this edit back", id="journal.undo"),
        Binding("n", "hunch", "Hunch", tooltip="Note a hunch", id="journal.hunch"),
        Binding("left,right", "turn", "Page", show=False),
        *(Binding(str(i + 1), f"page('{page}')", show=False) for i, page in enumerate(PAGES)),
        Binding("escape", "leave", "Back", id="journal.back"),
    ]

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self._digests: dict[str, RunDigest] = {}
        self._edits: dict[str, Record] = {}
        self._verdicts: dict[str, Record] = {}
        self._notes: dict[str, Record] = {}
        self._open: set[int] = set()
        self._charted: tuple[str, int] = ("", 0)

    def compose(self) -> ComposeResult:
        yield TitleBar(self.project.title, "Journal")
        yield Tabs(*(Tab(TITLES[page], id=page) for page in PAGES))
        with ContentSwitcher(initial="runs", id="pages"):
            with Vertical(id="runs"):
                yield RunTable()
            for page in PAGES[1:]:
                yield RecordList(id=page, markup=False)
        with VerticalScroll(id="detail", can_focus=False):
            yield Static(markup=False)
        yield CurvePlot(id="curve")
        yield Footer(show_command_palette=False)

    @property
    def page(self) -> str:
        """The page that is shown."""
        return self.query_one("#pages", ContentSwitcher).current or "runs"

    # --- reading --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.query_one(RunTable).focus()
        self.call_after_refresh(self.reread)
        self.set_interval(REFRESH_SECONDS, self.reread)

    def on_screen_resume(self) -> None:
        self.reread()

    def reread(self) -> None:
        """Read what is new, beside the screen."""
        if self.is_current:
            self.beside(self._read, "read")

    async def _read(self) -> None:
        known = dict(self._digests)
        digests = await asyncio.to_thread(_fresh, self.project, known)
        entries = await asyncio.to_thread(self.project.journal.records)
        open_edits = {r["id"] for r in await asyncio.to_thread(self.project.journal.open_edits)}
        if digests != self._digests:
            self._digests = digests
            self.query_one(RunTable).show(list(digests.values()))
        self._show_records(entries, open_edits)
        self._show_detail()
        self._count()

    def _show_records(self, entries: list[Record], open_edits: set[int]) -> None:
        width = self.query_one("#pages").content_size.width - 1
        edits = {f"edit-{r['id']}": r for r in reversed(entries) if r["record"] == "edit"}
        verdicts = {f"verdict-{r['id']}": r for r in reversed(entries) if r["record"] == "verdict"}
        notes = {
            f"note-{r['id']}": r
            for r in reversed(entries)
            if r["record"] in ("hunch", "prediction")
        }
        if edits != self._edits or self._open != open_edits or not edits:
            self._edits, self._open = edits, open_edits
            self.query_one("#edits", RecordList).show(
                [
                    Option(records.edit_row(r, r["id"] in open_edits, width), id=key)
                    for key, r in edits.items()
                ],
                "No edit yet. A step proposes one with its verdict; accepting it is an edit.",
            )
        if verdicts != self._verdicts or not self._verdicts:
            self._verdicts = verdicts
            self.query_one("#verdicts", RecordList).show(
                [Option(records.verdict_row(r, width), id=k) for k, r in verdicts.items()],
                "No verdict yet. Each step gives one when its runs have ended.",
            )
        if notes != self._notes or not self._notes:
            self._notes = notes
            self.query_one("#notes", RecordList).show(
                [Option(records.note_row(r, width), id=key) for key, r in notes.items()],
                "Nothing noted yet. Press n for a hunch; predictions come with the steps.",
            )

    def _count(self) -> None:
        running = sum(d.history.status in ("queued", "running") for d in self._digests.values())
        note = f"{len(self._digests)} runs" + (f", ▶ {running} training" if running else "")
        self.query_one(TitleBar).note = (
            note if len(self._digests) != 1 else note.replace("s", "", 1)
        )

    # --- what is under the cursor ---------------------------------------------------------------

    @property
    def chosen(self) -> Record | None:
        """The edit, verdict or note under the cursor; None on the page of runs."""
        if self.page == "runs":
            return None
        option = self.query_one(f"#{self.page}", RecordList).highlighted_option
        found = {"edits": self._edits, "verdicts": self._verdicts, "notes": self._notes}
        return found[self.page].get(option.id or "") if option else None

    @on(DataTable.RowHighlighted)
    @on(OptionList.OptionHighlighted)
    def _show_detail(self) -> None:
        detail = self.query_one("#detail Static", Static)
        run = self.query_one(RunTable).chosen
        if self.page == "runs":
            text = records.run_detail(run) if run else records.NO_RUNS
        else:
            text = records.record_detail(self.chosen) if self.chosen else Content("")
        detail.update(text)
        self._chart_soon(run if self.page == "runs" else None)
        self.query_one("#detail").scroll_home(animate=False)
        self.refresh_bindings()

    def _chart_soon(self, digest: RunDigest | None) -> None:
        """Draw the curves of the run under the cursor where there is room for them."""
        self.set_class(digest is not None, "-curved")
        if digest is None or not self.has_class("-high"):
            return
        now = (digest.run.id, len(digest.history.epochs))
        if now != self._charted or not digest.history.epochs:
            self._charted = now
            self.beside(partial(self._chart, digest), "chart")

    async def _chart(self, digest: RunDigest) -> None:
        history = await asyncio.to_thread(digest.run.history)
        chart = run_chart(history, first_shown(history.metric), False, Palette.of(self.app))
        self.query_one("#curve", CurvePlot).show_chart(chart)
        run = self.query_one(RunTable).chosen
        if not chart.curves and self.page == "runs" and run and run.run.id == digest.run.id:
            # An empty frame would leave the reader to wonder.
            self.set_class(False, "-curved")
            why = Content.styled(chart.empty, "$foreground-muted")
            self.query_one("#detail Static", Static).update(
                Content("\n").join([records.run_detail(digest), why])
            )

    @on(Tabs.TabActivated)
    def _page_chosen(self, event: Tabs.TabActivated) -> None:
        self.query_one("#pages", ContentSwitcher).current = event.tab.id
        # Focus stays in the tabs where they were clicked or walked through.
        if not isinstance(self.focused, Tabs):
            self._focus_page()
        self._show_detail()

    def _focus_page(self) -> None:
        target = RunTable if self.page == "runs" else RecordList
        self.query_one(f"#{self.page}" if target is RecordList else RunTable).focus()

    # --- actions --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible on this page."""
        if action == "mark":
            return self.page == "runs" and bool(self._digests)
        if action == "compare":
            return self.page == "runs" and len(self.query_one(RunTable).marked) == 2
        if action == "undo":
            return self.page == "edits" and self._can_undo
        return True

    @property
    def _can_undo(self) -> bool:
        return self.chosen is not None and self.chosen["id"] in self._open

    def action_page(self, page: str) -> None:
        """Turn to a page."""
        self.query_one(Tabs).active = page
        self._focus_page()

    def action_turn(self) -> None:
        """The tabs turn by themselves where they have the focus."""

    def action_mark(self) -> None:
        """Mark the run under the cursor, or unmark it; two at most."""
        self.query_one(RunTable).mark()
        self.refresh_bindings()

    @on(DataTable.RowSelected)
    def _row_entered(self) -> None:
        self.action_mark()

    def action_compare(self) -> None:
        """Show the two marked runs side by side."""
        from tutor.tui.screens.compare import CompareScreen

        first, second = self.query_one(RunTable).marked
        self.app.push_screen(CompareScreen(self.project, first.run, second.run))

    def action_undo(self) -> None:
        """Take the edit under the cursor back."""
        if self._can_undo and self.chosen is not None:
            self.beside(partial(self._undo, self.chosen), "edit")

    async def _undo(self, record: Record) -> None:
        app = self.tutor_app
        try:
            # Through the desk, so that the workbench knows that the verdict's edit is open again.
            await app.desk_for(self.project).undo(record["id"])
        except (DltutorError, OSError, KeyError) as error:
            app.tell_problem(error)
            return
        said = records.changes_text(record.get("before", {}))
        app.notify(f"experiment.toml: {said}", title="Undone", markup=False)
        self.reread()

    def action_hunch(self) -> None:
        """Note a hunch."""
        from tutor.tui.screens.hunch import HunchScreen

        self.app.push_screen(HunchScreen(), self._keep_hunch)

    def _keep_hunch(self, text: str | None) -> None:
        if text:
            self.beside(partial(self._note_hunch, text), "note")

    async def _note_hunch(self, text: str) -> None:
        try:
            await self.tutor_app.desk_for(self.project).note(None, plain(text, 500))
        except OSError as error:
            self.tutor_app.tell_problem(error)
            return
        self.action_page("notes")
        self.reread()

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _fresh(project: Project, known: dict[str, RunDigest]) -> dict[str, RunDigest]:
    """The digests of all runs, the latest first; a run that has ended is not read again."""
    fresh: dict[str, RunDigest] = {}
    for run in reversed(project.runs()):
        old = known.get(run.id)
        fresh[run.id] = old if old is not None and old.history.ended else digest_run(run)
    return fresh
