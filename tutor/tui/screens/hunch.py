"""A hunch, noted while it is fresh."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.screen import ModalScreen
from textual.widgets import Input, Static

LONGEST = 500
"""Characters of a hunch."""


class HunchScreen(ModalScreen[str]):
    """Asks for a line; an empty one, or escape, notes nothing."""

    DEFAULT_CSS = """
    HunchScreen {
        align: center middle;
        Static { color: $muted; margin: 0 0 1 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Close")]

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_title = "Note a hunch"
            dialog.border_subtitle = "enter keeps it in the journal   escape closes"
            yield Static(
                "What do you suspect, perhaps about another step? You can come back to it later.",
                markup=False,
            )
            yield Input(placeholder="the network may be too deep", max_length=LONGEST)

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_cancel(self) -> None:
        """Note nothing."""
        self.dismiss("")
