"""Home: my projects, the latest first, and the ideas to start one from."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static

from tutor import catalog, state
from tutor.catalog import Idea
from tutor.tui import idea_words, rows
from tutor.tui.digest import ProjectDigest
from tutor.tui.idea_reading import read_idea
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import plain
from tutor.tui.widgets.home_list import OWN, HomeList
from tutor.tui.widgets.pictures import PictureGrid
from tutor.tui.widgets.title_bar import TitleBar

LIST_WIDTH = 58
"""Width of the list where the detail stands beside it."""

REFRESH_SECONDS = 2.0
"""Pause between looks at projects in which something trains."""

OWN_DATA = """\
A CSV file whose columns are numbers, categories or texts; or a folder with a folder of images or
texts for each class. You name its path, dltutor looks at it and says what it found and what it
would make of it. Nothing is made before you agree, and your data stay where they are.\
""".replace("\n", " ")
"""What can be done with data of one's own."""


class HomeScreen(TutorScreen[None]):
    """The list on the left or above, what is chosen beside or beneath it."""

    HELP = """
Choose a **project** to go on with it, or an **idea** to start a new one from. The mark before a
project's step says how its last verdict went: `✓` the project stands as that step wants it, `!` it
does not, `▶` something is training now.

*Beat* is the score that others reached on the same data, on a part the model never saw. `↓` marks
data that have to be fetched first, and how large they are.

The left and right arrows go from group to group, `/` finds ideas and projects by any word, a family
or a difficulty too, and `escape` shows all again. `tab` goes to the text of the chosen row, where
the arrows scroll. `o` begins with a table or a folder of your own.
"""

    AUTO_FOCUS = "HomeList"
    CSS = """
    HomeScreen {
        #body { layout: vertical; }
        #left { height: auto; }
        #list { height: auto; max-height: 11; margin: 0 2; }
        #find { display: none; margin: 0 2; }
        &.-finding #find { display: block; }
        #detail { height: 1fr; margin: 0 2; border-top: solid $border-blurred; }
        #detail:focus { border-top: solid $primary; }
        #text { height: auto; }
        #sample, #more { height: auto; margin-top: 1; }
        PictureGrid { margin-top: 1; }
    }
    HomeScreen.-high #list { max-height: 50vh; }
    HomeScreen.-wide {
        #body { layout: horizontal; }
        #left { width: 60; height: 1fr; }
        #list { height: 1fr; max-height: 100%; margin: 0 0 0 2; }
        #detail { border-top: none; border-left: solid $border-blurred; padding: 0 2; margin: 0; }
        #detail:focus { border-top: none; border-left: solid $primary; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New project", tooltip="Start a project from an idea", id="home.new"),
        Binding("o", "own", "Own data", tooltip="Start from a table or folder", id="home.own"),
        Binding("slash", "find", "Find", key_display="/", tooltip="Find by a word"),
        Binding("escape", "all", "Show all", tooltip="Forget the word that is sought"),
        Binding("enter", "open", "Open", show=False),
        Binding("j", "journal", "Journal", tooltip="All runs of the project", id="home.journal"),
        Binding("c", "clinic", "Clinic", tooltip="Find the fault of a training", id="home.clinic"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._ideas = {f"idea:{idea.name}": idea for idea in catalog.ideas()}
        self._projects: dict[str, ProjectDigest] = {}
        self._details_read = False

    def compose(self) -> ComposeResult:
        yield TitleBar(note="deep learning, step by step, on a project of your own")
        with Container(id="body"):
            with Vertical(id="left"):
                yield Input(id="find", placeholder="a word of the idea, a family, a difficulty")
                yield HomeList(id="list")
            with VerticalScroll(id="detail"):
                yield Static(id="text", markup=False)
                yield PictureGrid()
                yield Static(id="sample", markup=False)
                yield Static(id="more", markup=False)
        yield Footer(show_command_palette=False)

    @property
    def _wide(self) -> bool:
        return self.has_class("-wide")

    @property
    def _row_width(self) -> int:
        """Cells of a row, beside the margins and the scrollbar."""
        return LIST_WIDTH - 1 if self._wide else self.app.size.width - 5

    @property
    def _detail_width(self) -> int:
        return self.query_one("#detail").content_size.width - 1

    # --- filling --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        # What is on disk of each project is read after the first paint.
        self._projects = {
            f"project:{path}": ProjectDigest(path, path.name) for path in state.known_projects()
        }
        self._fill()
        self.call_after_refresh(self.reread)
        self.set_interval(REFRESH_SECONDS, self._reread_running)

    def on_screen_resume(self) -> None:
        if self._details_read:
            self.reread()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def reread(self) -> None:
        """Read all projects again, beside the screen."""
        self.beside(self._read_projects, "projects")

    def _reread_running(self) -> None:
        if self.is_current and any(digest.running for digest in self._projects.values()):
            self.reread()

    async def _read_projects(self) -> None:
        digests = await asyncio.to_thread(_read_known_projects)
        self._projects = {f"project:{digest.path}": digest for digest in digests}
        self._details_read = True
        self._fill()

    def _fill(self) -> None:
        """The rows anew, with the same row chosen."""
        sought = self.query_one("#find", Input).value
        self.query_one(HomeList).fill(self._projects, self._ideas, sought, self._row_width)
        self._show_detail()

    # --- the chosen row -------------------------------------------------------------------------

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        return self.query_one(HomeList).chosen

    @property
    def chosen_project(self) -> ProjectDigest | None:
        """The project under the cursor."""
        return self._projects.get(self.chosen or "")

    @property
    def chosen_idea(self) -> Idea | None:
        """The idea under the cursor."""
        return self._ideas.get(self.chosen or "")

    @on(OptionList.OptionHighlighted)
    def _show_detail(self) -> None:
        digest, idea = self.chosen_project, self.chosen_idea
        text = self.query_one("#text", Static)
        if digest is not None:
            text.update(self._project_text(digest))
            idea = self._ideas.get(f"idea:{digest.idea}") if self._wide else None
        elif idea is not None:
            text.update(self._idea_text(idea))
        else:
            text.update(Content(OWN_DATA if self.chosen == OWN else ""))
        self.query_one("#detail").scroll_home(animate=False)
        # Files are read for it, images with NumPy: the rows are painted first.
        self.call_after_refresh(self.beside, partial(self._draw, idea), "pictures")
        self.refresh_bindings()

    def _idea_text(self, idea: Idea) -> Content:
        summary = Content(plain(idea.summary, 600))
        if not self._wide:
            return summary
        title = Content.styled(plain(idea.title), "bold $primary")
        facts = idea_words.idea_facts(idea, self._detail_width)
        return Content("\n\n").join([title, summary, facts])

    def _project_text(self, digest: ProjectDigest) -> Content:
        facts = rows.project_facts(digest)
        if digest.problem:
            return facts
        goes_on = (
            f"Enter goes on with the step {digest.next_step}."
            if digest.next_step
            else "All steps have passed; Enter opens it."
        )
        if self._wide:
            title = Content.styled(plain(digest.title), "bold $primary")
            return Content("\n\n").join(
                [title, facts, rows.step_table(digest, self._detail_width), Content(goes_on)]
            )
        last = digest.last_verdict
        headline = plain(last.get("headline", ""), 300) if last else goes_on
        return Content("\n\n").join([facts, rows.step_strip(digest), Content(headline)])

    async def _draw(self, idea: Idea | None) -> None:
        """What the idea's data look like, and the figures that others reached."""
        grid, rows_of = self.query_one(PictureGrid), self.query_one("#sample", Static)
        more = self.query_one("#more", Static)
        width = max(40, self._detail_width)
        pictures, sample, notes = (
            await asyncio.to_thread(read_idea, idea, width, self.has_class("-high"))
            if idea is not None
            else ((), None, "")
        )
        grid.max_rows = 2 if self._wide else 1
        grid.show(idea.class_names or [""] * len(pictures) if idea else (), pictures)
        grid.display, rows_of.display = bool(pictures), sample is not None
        rows_of.update(sample or Content())
        more.display = idea is not None and self.chosen_project is None
        if idea is not None:
            facts = [] if self._wide else [idea_words.idea_facts(idea, width)]
            ladder = idea_words.ladder(idea, notes, width)
            more.update(Content("\n\n").join([*facts, *([ladder] if ladder else [])]))

    # --- actions --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The journal is a project's; all is shown where nothing is sought."""
        if action == "all":
            return self.has_class("-finding")
        return self.chosen_project is not None if action == "journal" else True

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Go on with the project, or start one from the idea or from data of one's own."""
        if self.chosen == OWN:
            self.action_own()
            return
        if self.chosen_project is not None:
            self.tutor_app.open_project(self.chosen_project.path)
        elif self.chosen_idea is not None:
            self.tutor_app.open_new_project(self.chosen_idea)

    def action_new(self) -> None:
        """A new project, from the idea under the cursor or else the first."""
        idea = self.chosen_idea or next(iter(self._ideas.values()), None)
        if idea is not None:
            self.tutor_app.open_new_project(idea)

    def action_own(self) -> None:
        """A new project from a table or a folder of one's own."""
        self.tutor_app.open_own_data()

    def action_find(self) -> None:
        """Ask for a word, and list only what has it."""
        self.add_class("-finding")
        self.query_one("#find", Input).focus()
        self.refresh_bindings()

    @on(Input.Changed, "#find")
    def _find(self) -> None:
        self._fill()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.query_one(HomeList).focus()

    def on_key(self, event: events.Key) -> None:
        """From the word that is sought, the arrow leads into the list below it."""
        if event.key == "down" and self.query_one("#find").has_focus:
            self.query_one(HomeList).focus()
            event.stop()

    def action_all(self) -> None:
        """List everything again."""
        self.query_one("#find", Input).value = ""
        self.remove_class("-finding")
        self.refresh_bindings()
        self.query_one(HomeList).focus()

    def action_clinic(self) -> None:
        """The exercises with a planted fault."""
        self.tutor_app.open_clinic()

    def action_journal(self) -> None:
        """The journal of the project under the cursor."""
        from tutor.errors import DltutorError
        from tutor.project import Project

        if self.chosen_project is None:
            return
        try:
            project = Project.open(Path(self.chosen_project.path))
        except (DltutorError, OSError) as error:
            self.tutor_app.tell_problem(error)
            return
        self.tutor_app.open_journal(project)


def _read_known_projects() -> list[ProjectDigest]:
    # Imported here, in the thread: it costs as much as the first paint.
    from tutor.tui.reading import digest_project

    return [digest_project(path) for path in state.known_projects()]
