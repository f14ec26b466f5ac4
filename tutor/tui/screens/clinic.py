"""The clinic: the exercises by level, each with its symptom and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.clinic.exercise import LEVELS, Exercise, exercises
from tutor.clinic.progress import Progress, all_progress
from tutor.tui import rows
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import padded
from tutor.tui.widgets.key_line import KeyLine
from tutor.tui.widgets.title_bar import TitleBar

MARKS = {"mended": ("✓", "$ok"), "named": ("!", "$best"), "begun": ("▸", "$primary")}
"""What stands before an exercise, beside the word at its end."""

TITLE_WIDTH = 42


class ExerciseList(OptionList):
    """The list of exercises; says in the last row what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Open", id="clinic.open")]


class ClinicScreen(TutorScreen[None]):
    """The list on the left or above, the symptom beside or beneath it."""

    HELP = """
Each exercise is a small project that trains badly, for **one** reason. Train it, read its curve and
its figures, and name the fault; then mend it with your editor and have the mend checked by another
training. The easy ones come first.

`▸` begun, `!` the fault is named, `✓` mended.
"""

    CSS = """
    ClinicScreen {
        #body { layout: vertical; height: 1fr; }
        #list { height: 1fr; margin: 0 2; }
        #detail { height: 8; margin: 0 2; border-top: solid $border-blurred; }
        #text { height: auto; }
    }
    ClinicScreen.-wide {
        #body { layout: horizontal; }
        #list { width: 58; height: 1fr; margin: 0 0 0 2; }
        #detail { width: 1fr; height: 1fr; border-top: none; border-left: solid $border-blurred;
                  padding: 0 2; margin: 0; }
    }
    ClinicScreen.-low TitleBar { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", tooltip="Back to the projects"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._exercises = {one.name: one for one in exercises()}
        self._progress: Mapping[str, Progress] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar("Clinic")
        with Container(id="body"):
            yield ExerciseList(id="list", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="text", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#list").focus()

    def on_screen_resume(self) -> None:
        self._fill()

    @property
    def chosen(self) -> Exercise | None:
        """The exercise under the cursor."""
        option = self.query_one("#list", OptionList).highlighted_option
        return self._exercises.get(option.id or "") if option else None

    def _fill(self) -> None:
        """The rows anew, with the same row chosen; at first the first that is not mended."""
        before = self.chosen
        self._progress = all_progress()
        options: list[Option] = []
        for level, words in LEVELS.items():
            options.append(Option(rows.heading(words.upper()), disabled=True))
            options.extend(
                Option(_row(one, self._of(one)), id=one.name)
                for one in self._exercises.values()
                if one.level == level
            )
        wanted = before or next(
            (one for one in self._exercises.values() if not self._of(one).mended), None
        )
        listing = self.query_one("#list", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            listing.clear_options()
            listing.add_options(options)
            listing.highlighted = next(
                (i for i, o in enumerate(options) if wanted and o.id == wanted.name), 1
            )
        mended = sum(bool(self._of(one).mended) for one in self._exercises.values())
        self.query_one(TitleBar).note = f"{mended} of {len(self._exercises)} mended"
        self._show_detail()

    def _of(self, one: Exercise) -> Progress:
        return self._progress.get(one.name, Progress())

    @on(OptionList.OptionHighlighted)
    def _show_detail(self) -> None:
        one = self.chosen
        if one is not None:
            self.query_one("#text", Static).update(_detail(one, self._of(one)))

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the exercise under the cursor."""
        from tutor.tui.screens.exercise import ExerciseScreen

        if self.chosen is not None:
            self.app.push_screen(ExerciseScreen(self.chosen))

    def action_leave(self) -> None:
        """Back to the projects."""
        self.app.pop_screen()


def _row(one: Exercise, state: Progress) -> Content:
    mark, style = MARKS.get(state.words, (" ", ""))
    word = "" if state.words == "new" else state.words
    return Content.assemble(
        (f"{mark} ", style), padded(one.title, TITLE_WIDTH), (f"  {word}", "$foreground-muted")
    )


def _detail(one: Exercise, state: Progress) -> Content:
    facts = [f"{one.level_name}, on {one.idea}"]
    if state.guesses:
        facts.append(f"{len(state.guesses)} named so far")
    if state.hints:
        facts.append(f"{state.hints} of {len(one.hints)} hints read")
    return Content.assemble(
        (one.title, "bold $primary"),
        (f"\n{', '.join(facts)}\n\n", "$foreground-muted"),
        one.symptom,
    )
