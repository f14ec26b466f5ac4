"""Which finding to mend, and what that changes in experiment.toml."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.tui.mends import Mend
from tutor.tui.records import value_text
from tutor.tui.text import plain
from tutor.tui.widgets.findings_view import LEVELS


class MendScreen(ModalScreen[Mend | None]):
    """Gives the mend that was chosen; escape gives None."""

    DEFAULT_CSS = """
    MendScreen {
        align: center middle;
        VerticalScroll { height: auto; max-height: 90%; }
        OptionList { height: auto; max-height: 16; border: none; background: transparent; }
        #what { margin: 0 0 1 0; color: $foreground-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave as it is")]

    def __init__(self, mends: tuple[Mend, ...]) -> None:
        super().__init__()
        self._mends = mends

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Mend and run again"
            dialog.border_subtitle = "enter mends   escape leaves it"
            yield Static(
                "The edit is made in experiment.toml, and the same training runs again from the "
                "same seed. Key u takes it back.",
                id="what",
                markup=False,
            )
            yield OptionList(*(Option(_told(mend)) for mend in self._mends))

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._mends[event.option_index])


def _told(mend: Mend) -> Content:
    word, style = LEVELS[mend.finding.level]
    edits = "\n".join(f"  {path} = {value_text(value)}" for path, value in mend.changes.items())
    return Content.assemble(
        (f"{word}  ", style),
        (plain(mend.finding.title, 200), "bold"),
        "\n",
        (edits, "$primary"),
    )
