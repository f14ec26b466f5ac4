"""The form for a project from one's own data: what lies there, and what to make of it.

Nothing is made here, and nothing is copied: the form leads on to the one for a new project.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Footer, Input, Label, Static

from tutor.errors import DltutorError
from tutor.tui import own_words
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import plain
from tutor.tui.widgets.choice import Choice
from tutor.tui.widgets.path_field import PathField
from tutor.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from tutor.intake.look import Found
    from tutor.intake.proposal import Proposal, Wishes

DELAY = 0.3
"""Seconds of quiet before what was typed is thought about: a typist's pause."""

COLUMNS = (("out", "leave out as marked"), ("keep", "keep them all"))
MIRROR = (("yes", "an image keeps its class"), ("no", "it does not"))


class Target(Input):
    """The column to predict; says in the footer what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Go on", id="own.target")]


class OwnDataScreen(TutorScreen[Path | None]):
    """Dismissed with the new project's folder, or with None."""

    HELP = """
A project can be made from a **table** (CSV) or from a **folder** with a folder of images or texts
for each class. dltutor looks at the data first and says what it found: what each column holds, what
is odd about it, and what it would make of it, with a reason each.

**Target** is the column to predict. **Family** says what kind of project it becomes. **Columns**
that would give the answer away, or that are different in every row, are marked *ignored*; they can
be kept. The data are read where they are and never changed; `dltutor new --data PATH --copy` copies
them into the project.

In the path, the right arrow takes what is suggested.
"""

    CSS = """
    OwnDataScreen {
        #body { margin: 0 2; }
        #form { height: auto; }
        .field { height: 1; }
        .field Label { width: 9; color: $foreground-muted; }
        .field Input { width: 1fr; }
        .field Choice { width: auto; }
        .choice { display: none; }
        #said { height: auto; margin: 0 0 0 9; }
        #report { height: 1fr; margin-top: 1; border-top: solid $border-blurred; }
        #report:focus { border-top: solid $primary; }
        #report Static { height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on", id="own.go_on"),
        Binding("escape", "leave", "Back", id="own.back"),
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Previous field", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.proposal: Proposal | None = None
        """What would be made of the data as the form stands; None where nothing can be."""
        self._found: Found | None = None
        self._looked_at = ""
        self._marked: tuple[str, ...] = ()
        self._family = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar("New project", "From your own data")
        with Container(id="body"):
            with Vertical(id="form"):
                with Horizontal(classes="field"):
                    yield Label("Data")
                    yield PathField(id="path")
                with Horizontal(classes="field choice", id="target-row"):
                    yield Label("Target")
                    yield Target(id="target", max_length=200)
                yield from self._choice("family", "Family", (("", ""),))
                yield from self._choice("columns", "Columns", COLUMNS)
                yield from self._choice("mirror", "Mirrored", MIRROR)
                yield Static(id="said", markup=False)
            with VerticalScroll(id="report"):
                yield Static(Content.from_markup(own_words.markup(own_words.INTRO)), id="found")
        yield Footer(show_command_palette=False)

    @staticmethod
    def _choice(name: str, label: str, options: tuple[tuple[str, str], ...]) -> ComposeResult:
        with Horizontal(classes="field choice", id=f"{name}-row"):
            yield Label(label)
            yield Choice(options, id=name)

    # --- looking --------------------------------------------------------------------------------

    @property
    def _path(self) -> str:
        return self.query_one("#path", Input).value.strip()

    @on(Input.Submitted, "#path")
    def _path_entered(self) -> None:
        if self.proposal is not None and self._path == self._looked_at:
            self.action_go_on()
        elif self._path:
            self.beside(partial(self._look, self._path), "look")

    @on(Input.Changed, "#path")
    def _path_changed(self) -> None:
        if self._path != self._looked_at and self._found is not None:
            self._forget()

    def _forget(self) -> None:
        """Another path: what was found at the last one is no longer true."""
        self._found, self.proposal, self._looked_at = None, None, ""
        for row in self.query(".choice"):
            row.display = False
        self._say("")
        self._report(Content())
        self.refresh_bindings()

    async def _look(self, path: str) -> None:
        from tutor.intake import look

        self._forget()
        self._say(f"Looking at {plain(path, 200)}…")
        try:
            self._found = await asyncio.to_thread(look.look, Path(path))
        except (DltutorError, OSError) as error:
            self._say(own_words.spoken(error), problem=True)
            return
        self._looked_at, self._family = path, ""
        with self.prevent(Input.Changed):
            self.query_one("#target", Input).value = ""
        await self._propose(fresh=True)
        # The questions that there are come first; without one, there is the report to read.
        for name in ("target", "family", "columns", "mirror"):
            if self.query_one(f"#{name}-row").display:
                self.query_one(f"#{name}").focus()
                return
        self.query_one("#report").focus()

    @on(Input.Changed, "#target")
    def _another_target(self) -> None:
        # Whether it is a number or a class decides about the family anew.
        self._family = ""
        self._wished()

    @on(Choice.Changed, "#family")
    def _another_family(self, event: Choice.Changed) -> None:
        self._family = event.value

    @on(Choice.Changed)
    def _wished(self) -> None:
        if self._found is None:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DELAY, lambda: self.beside(self._propose, "look"))

    async def _propose(self, fresh: bool = False) -> None:
        """Think about what to make of it, as the form stands."""
        from tutor.intake import look, report

        found = self._found
        if found is None:
            return
        wishes, flips = self._wishes(fresh)
        try:
            proposal = await asyncio.to_thread(look.propose, found, wishes, flips)
        except DltutorError as error:
            self.proposal = None
            self._say(own_words.spoken(error), problem=True)
            self._show_fields(None)
            return
        self.proposal = proposal
        if fresh:
            self._offer(proposal)
        self._show_fields(proposal)
        self._say(f"Enter goes on with a project of the family {proposal.family}.")
        width = max(40, self.query_one("#report").content_size.width - 1)
        lines = [line.replace("; --target names another", "") for line in report.lines(proposal)]
        self._report(own_words.wrapped(lines, width))
        self.refresh_bindings()

    def _wishes(self, fresh: bool) -> tuple[Wishes, bool | None]:
        from tutor.intake.proposal import Wishes

        if fresh:
            return Wishes(), None
        keep: tuple[str, ...] = ()
        if self.query_one("#columns", Choice).value == "keep":
            keep = self._marked
        wishes = Wishes(
            target=self.query_one("#target", Input).value.strip(),
            family=self._family,
            keep=keep,
        )
        mirror = self.query_one("#mirror-row")
        return wishes, self.query_one("#mirror", Choice).value == "yes" if mirror.display else None

    # --- the fields -----------------------------------------------------------------------------

    def _offer(self, proposal: Proposal) -> None:
        """What can be chosen of these data, with what is proposed."""
        self._marked = tuple(s.column for s in proposal.suspicions if s.ignore)
        family = self.query_one("#family", Choice)
        with self.prevent(Choice.Changed, Input.Changed):
            family.options = tuple((name, name) for name in proposal.families)
            family.index = 0
            family.refresh(layout=True)
            self.query_one("#columns", Choice).index = 0
            mirrored = "flip" in proposal.data.get("augmentations", ())
            self.query_one("#mirror", Choice).index = 0 if mirrored else 1
            target = self.query_one("#target", Input)
            target.value = str(proposal.data.get("target", ""))
        self.query_one("#target-row").display = "target" in proposal.data
        self.query_one("#family-row").display = len(proposal.families) > 1
        self.query_one("#columns-row").display = bool(self._marked)
        self.query_one("#mirror-row").display = "augmentations" in proposal.data

    def _show_fields(self, proposal: Proposal | None) -> None:
        """Another target may suit other families."""
        family = self.query_one("#family", Choice)
        names = sorted(proposal.families) if proposal else sorted(n for n, _ in family.options)
        if proposal and names != sorted(name for name, _ in family.options):
            with self.prevent(Choice.Changed):
                family.options = tuple((name, name) for name in proposal.families)
                family.index = 0
                family.refresh(layout=True)
            self.query_one("#family-row").display = len(names) > 1
        self.refresh_bindings()

    def _say(self, text: str, problem: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_classes("problem" if problem else "muted")
        said.update(Content(plain(text, 600)))

    def _report(self, content: Content) -> None:
        self.query_one("#found", Static).update(content)
        self.query_one("#report").scroll_home(animate=False)

    # --- going on -------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On to the next form only where something can be made of the data."""
        return self.proposal is not None if action == "go_on" else True

    @on(Input.Submitted, "#target")
    def action_go_on(self) -> None:
        """On to the form for a new project."""
        if self.proposal is None:
            return
        from tutor.tui.screens.new_project import NewProjectScreen

        form = NewProjectScreen(self.proposal.idea(), self.proposal.name())
        self.app.push_screen(form, self._made)

    def _made(self, path: Path | None) -> None:
        if path is not None:
            self.dismiss(path)

    def action_leave(self) -> None:
        """Back without a project."""
        self.dismiss(None)
