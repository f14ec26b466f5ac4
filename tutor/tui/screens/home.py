"""Home: my projects, the latest first, and the ideas to start one from."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor import catalog, state
from tutor.catalog import Idea
from tutor.tui import rows
from tutor.tui.digest import ProjectDigest
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import plain
from tutor.tui.widgets.pictures import PictureGrid
from tutor.tui.widgets.title_bar import TitleBar

PICTURE_SIDE = 14
"""Width of a picture in cells: five stand side by side in 80 columns, and a shirt is a shirt."""

LIST_WIDTH = 58
"""Width of the list where the detail stands beside it."""

REFRESH_SECONDS = 2.0
"""Pause between looks at projects in which something trains."""

NOTHING_YET = "No project yet. Choose an idea below and press Enter."


class HomeList(OptionList):
    """The list of projects and ideas; says in the footer what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Open", id="home.open")]


class HomeScreen(TutorScreen[None]):
    """The list on the left or above, what is chosen beside or beneath it."""

    HELP = """
Choose a **project** to go on with it, or an **idea** to start a new one from. The mark before a
project's step says how its last verdict went: `✓` the project stands as that step wants it, `!` it
does not, `▶` something is training now.

*Beat* is the accuracy that others reached on the same data, on pictures the model never saw.
"""

    CSS = """
    HomeScreen {
        #body { layout: vertical; }
        #list { height: auto; max-height: 11; margin: 0 2; }
        #detail { height: 1fr; margin: 0 2; border-top: solid $border-blurred; }
        #text { height: auto; }
        #more { height: auto; display: none; }
        PictureGrid { margin-top: 1; }
    }
    HomeScreen.-high #list { max-height: 50%; }
    HomeScreen.-wide {
        #body { layout: horizontal; }
        #list { width: 58; height: 1fr; max-height: 100%; margin: 0 0 0 2; }
        #detail { border-top: none; border-left: solid $border-blurred; padding: 0 2; margin: 0; }
        #more { display: block; margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New project", tooltip="Start one from an idea", id="home.new"),
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
            yield HomeList(id="list", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="text", markup=False)
                yield PictureGrid()
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
        listing = self.query_one("#list", OptionList)
        chosen, width = self.chosen, self._row_width
        options: list[Option] = [Option(rows.heading("MY PROJECTS"), disabled=True)]
        if not self._projects:
            options.append(
                Option(Content.styled(f"  {NOTHING_YET}", "$foreground-muted"), disabled=True)
            )
        for index, (key, digest) in enumerate(self._projects.items()):
            options.append(Option(rows.project_row(digest, width, index == 0), id=key))
        options.append(Option("", disabled=True))
        options.append(Option(rows.heading("START FROM AN IDEA"), disabled=True))
        options.extend(
            Option(rows.idea_row(idea, width), id=key) for key, idea in self._ideas.items()
        )
        places = {option.id: index for index, option in enumerate(options) if option.id}
        with self.prevent(OptionList.OptionHighlighted):
            listing.clear_options()
            listing.add_options(options)
            listing.highlighted = next(
                (places[k] for k in (chosen, *self._projects, *self._ideas) if k in places),
                None,
            )
        self._show_detail()

    # --- the chosen row -------------------------------------------------------------------------

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        listing = self.query_one("#list", OptionList)
        option = listing.highlighted_option
        return option.id if option else None

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
        text, more = self.query_one("#text", Static), self.query_one("#more", Static)
        if digest is not None:
            text.update(self._project_text(digest))
            more.update("")
            idea = self._ideas.get(f"idea:{digest.idea}") if self._wide else None
        elif idea is not None:
            text.update(self._idea_text(idea))
            more.update(rows.ladder(idea, self._detail_width))
        # NumPy reads the pictures: the rows are painted first.
        self.call_after_refresh(self.beside, partial(self._draw, idea), "pictures")
        self.refresh_bindings()

    def _idea_text(self, idea: Idea) -> Content:
        summary = Content(plain(idea.summary, 600))
        if not self._wide:
            return summary
        title = Content.styled(plain(idea.title), "bold $primary")
        return Content("\n\n").join([title, summary, rows.idea_facts(idea)])

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
        grid = self.query_one(PictureGrid)
        if idea is None or idea.family != "image":
            grid.shown = ()
            return
        from tutor import pictures

        try:
            found = await asyncio.to_thread(pictures.gallery, idea.data_file, PICTURE_SIDE)
        except (OSError, ValueError):
            # The row says what the idea is; the trainer says what is wrong with its data.
            grid.shown = ()
            return
        grid.max_rows = 2 if self._wide else 1
        grid.show(idea.class_names, [first[0] for first in found.pictures if first])

    # --- actions --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The journal is a project's; an idea has none."""
        return self.chosen_project is not None if action == "journal" else True

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Go on with the project, or start one from the idea."""
        if self.chosen_project is not None:
            self.tutor_app.open_project(self.chosen_project.path)
        elif self.chosen_idea is not None:
            self.tutor_app.open_new_project(self.chosen_idea)

    def action_new(self) -> None:
        """A new project, from the idea under the cursor or else the first."""
        idea = self.chosen_idea or next(iter(self._ideas.values()), None)
        if idea is not None:
            self.tutor_app.open_new_project(idea)

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
