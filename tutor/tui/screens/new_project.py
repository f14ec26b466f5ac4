"""The form for a new project, with a live preview of every file that will be made."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Footer, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from tutor import pictures, scaffold
from tutor.catalog import Idea
from tutor.errors import DltutorError, UsageError
from tutor.scaffold import Choices
from tutor.tui import samples
from tutor.tui.idea_words import idea_facts
from tutor.tui.project_options import options_of
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import plain, short_path
from tutor.tui.widgets.choice import Choice
from tutor.tui.widgets.class_rows import ClassRows, gallery_facts
from tutor.tui.widgets.code import CodeView, coloured, first_new_line
from tutor.tui.widgets.pictures import PictureGrid
from tutor.tui.widgets.title_bar import TitleBar

PICTURE_SIDE = 14
PER_CLASS = 8
"""Pictures of each class; as many as fit a wide screen."""

PREVIEW_DELAY = 0.15
"""Seconds of quiet before the preview is made anew: a typist's pause."""

FIRST_FILES = (
    "experiment.toml",
    "",
    "model.py",
    "train.py",
    "data.py",
    "evaluate.py",
    "predict.py",
)
"""The files in the order in which they are worth reading; "" is the data."""

SAMPLE_ROWS = 6
"""Rows of a table that are shown beside the form."""

HEAD = 40
"""Lines of a table that are shown of the data."""


class Field(Input):
    """A line of text; says in the footer what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Create", id="new.create")]


class FileList(OptionList):
    """The files of the project to be; Enter goes into the text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Read", id="new.read")]


class NewProjectScreen(TutorScreen[Path | None]):
    """Dismissed with the new project's folder, or with None."""

    HELP = """
Everything chosen here can be changed later in the project's own files. **Network** and **backend**
stand in `experiment.toml`; the **model style** decides how `model.py` is written and nothing else:
all three build the same network.

The preview shows each file as it will be made. Lines on a brighter ground are those that your last
choice has changed. *Chance level* is the accuracy of a program that always names the most frequent
class: a model below it has learned nothing.
"""

    CSS = """
    NewProjectScreen {
        #body { layout: vertical; margin: 0 2; }
        #left { height: auto; }
        .field { height: 1; }
        .field Label { width: 9; color: $foreground-muted; }
        .field Input { width: 1fr; max-width: 64; }
        .field Choice { width: auto; }
        .indent { padding-left: 10; }
        #check { height: auto; min-height: 1; }
        #hint { height: 1; color: $foreground-muted; }
        #create { width: auto; }
        #buttons { display: none; height: 2; margin-top: 1; padding-left: 10; }
        #about { display: none; height: 1fr; margin-top: 1; overflow: hidden; }
        #facts { margin: 1 0; color: $foreground-muted; }
        #preview { height: 1fr; border-top: solid $border-blurred; }
        #files { width: 24; height: 1fr; }
        #code, #classes { width: 1fr; height: 1fr; border-left: solid $border-blurred; }
        #code { scrollbar-size-horizontal: 0; }
        #classes { display: none; }
        #code:focus, #classes:focus { border-left: solid $primary; }
    }
    NewProjectScreen.-wide {
        #body { layout: horizontal; }
        #left { width: 62; height: 1fr; padding-right: 1; }
        #hint { height: 2; }
        #about, #buttons { display: block; }
        #preview { border-top: none; width: 1fr; }
        #network-row { margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "create", "Create", id="new.create"),
        Binding("escape", "leave", "Back", id="new.back"),
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Previous field", show=False),
    ]

    def __init__(self, idea: Idea, name: str = "") -> None:
        super().__init__()
        self.idea = idea
        self._project_name = name or idea.name
        self._options = options_of(idea)
        self.files: dict[str, str] = {}
        """The rendered text files by their path."""
        self._before: dict[str, str] = {}
        self._timer: Timer | None = None
        self._shown = ""
        self._creating = False

    def compose(self) -> ComposeResult:
        yield TitleBar("New project", self.idea.title)
        with Container(id="body"):
            with Vertical(id="left"):
                yield from self._form()
                with Vertical(id="about"):
                    yield Static(plain(self.idea.summary, 400), markup=False)
                    yield Static(id="facts", markup=False)
                    yield PictureGrid()
                    yield Static(id="sample", markup=False)
            with Horizontal(id="preview"):
                yield FileList(id="files", markup=False)
                yield CodeView(id="code")
                yield ClassRows(id="classes")
        yield Footer(show_command_palette=False)

    def _form(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label("Name")
            yield Field(_free_name(Path.cwd(), self._project_name), id="name", max_length=80)
        yield Static(id="check", classes="indent", markup=False)
        with Horizontal(classes="field"):
            yield Label("Title")
            yield Field(placeholder=plain(self.idea.title), id="title", max_length=120)
        with Horizontal(classes="field"):
            yield Label("Folder")
            yield Field(short_path(Path.cwd()), id="folder", max_length=1000)
        for name, label in (("network", "Network"), ("style", "Model"), ("backend", "Backend")):
            with Horizontal(classes="field", id=f"{name}-row"):
                yield Label(label)
                yield Choice(tuple(option[:2] for option in self._options[name]), id=name)
        yield Static(id="hint", classes="indent", markup=False)
        with Container(id="buttons"):
            yield Button("Create project", id="create")

    # --- what is chosen -------------------------------------------------------------------------

    @property
    def choices(self) -> Choices:
        """The form as it stands; the name may be wrong."""
        return Choices(
            name=self.query_one("#name", Input).value,
            network=self.query_one("#network", Choice).value,
            style=self.query_one("#style", Choice).value,
            backend=self.query_one("#backend", Choice).value,
            title=self.query_one("#title", Input).value,
        )

    @property
    def folder(self) -> Path:
        """The folder in which the project's own folder will be made."""
        return Path(self.query_one("#folder", Input).value.strip() or ".").expanduser()

    @property
    def problem(self) -> str:
        """Why the project cannot be made as the form stands, in a sentence; empty where it can."""
        try:
            choices = self.choices
            scaffold.check_name(choices.name)
            scaffold.check_choices(self.idea, choices)
            target = self.folder / choices.name
            if target.is_symlink() or target.is_file() or (target.is_dir() and _filled(target)):
                return f"{short_path(target, 60)} is there already; choose another name or folder"
        except UsageError as error:
            return str(error)
        except (OSError, RuntimeError) as error:
            return f"the folder cannot be used: {error}"
        return ""

    # --- keeping the screen true ----------------------------------------------------------------

    def on_mount(self) -> None:
        self._check()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._preview_now()
        self.beside(self._show_data, "data")

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        self._check()
        self._hint()
        self._preview_soon()

    def _check(self) -> None:
        """Say in place whether the project can be made, and where."""
        check = self.query_one("#check", Static)
        problem = self.problem
        check.set_class(bool(problem), "problem")
        check.set_class(not problem, "muted")
        target = short_path((self.folder / self.choices.name).absolute(), 100)
        check.update(Content(plain(problem, 300) if problem else f"will be made as {target}"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._hint()

    def _hint(self) -> None:
        """What the field with the cursor is about."""
        focused: Widget | None = self.focused
        hint = {
            "name": "Also the folder's name: a letter, then letters, digits, - or _.",
            "title": "For people; it stands in the README.",
            "folder": "Where the project's folder is made.",
        }.get((focused.id or "") if focused else "", "")
        if isinstance(focused, Choice):
            hint = self._options[focused.id or ""][focused.index][2]
        self.query_one("#hint", Static).update(Content(hint))

    # --- the preview ----------------------------------------------------------------------------

    def _preview_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_DELAY, self._preview_now)

    def _preview_now(self) -> None:
        self.beside(self._preview, "preview")

    async def _preview(self) -> None:
        choices = self.choices
        try:
            scaffold.check_name(choices.name)
            await asyncio.to_thread(import_module, "cookiecutter.generate")
            # Not in a thread: cookiecutter changes the working directory of the whole process while
            # it renders (for 90 ms), and two at once would leave it changed.
            files = scaffold.preview(self.idea, choices, {})
            if self._data_name and not self._has_pictures:
                files[self._data_name] = await asyncio.to_thread(
                    samples.first_lines, self.idea, HEAD
                )
        except (DltutorError, OSError) as error:
            # A wrong name is said beside the field; the files stay as they were.
            if not self.problem:
                self._say_problem(error)
            return
        self._before, self.files = self.files, files
        self._list_files()
        await self._show_file(self._shown or "experiment.toml", changed=True)

    def _list_files(self) -> None:
        names = [found for name in FIRST_FILES if (found := name or self._data_name)]
        names += sorted(name for name in self.files if name not in names)
        names = [name for name in names if name in self.files or name == self._data_name]
        listing = self.query_one("#files", FileList)
        if [option.id for option in listing.options] == names:
            return
        with self.prevent(OptionList.OptionHighlighted):
            listing.clear_options()
            listing.add_options([Option(_file_row(name), id=name) for name in names])
            listing.highlighted = names.index(self._shown) if self._shown in names else 0

    @property
    def _data_name(self) -> str:
        """The data's name in the list of files; empty where there are none yet."""
        file = self.idea.data_file
        if file is None or not file.suffix:
            return ""
        # The learner's own data stay where they are.
        return f"data/{file.name}" if self.idea.name else plain(file.name, 60)

    @property
    def _has_pictures(self) -> bool:
        return self._data_name.endswith(".npz")

    @on(OptionList.OptionHighlighted)
    def _file_chosen(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id:
            self.beside(partial(self._show_file, event.option_id), "file")

    @on(OptionList.OptionSelected)
    def _file_entered(self) -> None:
        is_data = self._has_pictures and self._shown == self._data_name
        self.query_one("#classes" if is_data else "#code").focus()

    async def _show_file(self, name: str, changed: bool = False) -> None:
        """Show one file; where its text has `changed`, the place is kept and new lines marked."""
        same = name == self._shown
        self._shown = name
        is_data = self._has_pictures and name == self._data_name
        self.query_one("#classes").display = is_data
        self.query_one("#code").display = not is_data
        if is_data or name not in self.files:
            return
        before = self._before.get(name) if changed else None
        text = self.files[name]
        content = await asyncio.to_thread(coloured, name, text, before)
        line = first_new_line(text, before) if before is not None else None
        self.query_one("#code", CodeView).show(content, line=line, keep_place=same)

    async def _show_data(self) -> None:
        if not self._has_pictures or self.idea.data_file is None:
            width = self.query_one("#about").content_size.width or 60
            self.query_one("#facts", Static).update(idea_facts(self.idea, width))
            with contextlib.suppress(OSError, ValueError, LookupError):
                rows = await asyncio.to_thread(samples.content, self.idea, width, SAMPLE_ROWS)
                self.query_one("#sample", Static).update(rows or Content())
            return
        try:
            gallery = await asyncio.to_thread(
                pictures.gallery, self.idea.data_file, PICTURE_SIDE, PER_CLASS
            )
        except (OSError, ValueError) as error:
            self._say_problem(error)
            return
        grid = self.query_one("#about PictureGrid", PictureGrid)
        grid.max_rows = 2
        grid.show(self.idea.class_names, [first[0] for first in gallery.pictures if first])
        licence = str(self.idea.data.get("licence", "not stated"))
        self.query_one("#facts", Static).update(gallery_facts(gallery, licence))
        await self.query_one(ClassRows).show(gallery, self.idea.class_names, licence)

    # --- leaving --------------------------------------------------------------------------------

    @on(Input.Submitted)
    @on(Button.Pressed, "#create")
    def action_create(self) -> None:
        """Make the project and open it."""
        if self.problem or self._creating:
            self._check()
            self.query_one("#name", Input).focus()
            return
        self._creating = True
        # After a paint, so that the key is seen to have been heard.
        self.call_after_refresh(self._create)

    def _create(self) -> None:
        try:
            path = scaffold.create(self.idea, self.choices, self.folder.absolute(), {})
        except (DltutorError, OSError) as error:
            self._say_problem(error)
        else:
            self.dismiss(path)
        finally:
            self._creating = False

    def _say_problem(self, error: Exception) -> None:
        check = self.query_one("#check", Static)
        check.set_classes("indent problem")
        check.update(Content(plain(error, 400)))

    def action_leave(self) -> None:
        """Back without a project."""
        self.dismiss(None)


def _file_row(name: str) -> Content:
    folder, slash, file = plain(name, 60).rpartition("/")
    return Content.assemble((folder + slash, "$foreground-muted"), file)


def _filled(folder: Path) -> bool:
    return any(folder.iterdir())


def _free_name(folder: Path, name: str) -> str:
    """The name, with a number behind it where the folder has one of that name already."""
    candidates = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next((c for c in candidates if not (folder / c).exists()), name)
