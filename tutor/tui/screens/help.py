"""Help for whatever screen is beneath: what it is for, its keys, and its words explained."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Markdown, Static

from tutor.tui.commands import spoken_bindings
from tutor.tui.text import padded

KEY_WIDTH = 12
NAME_WIDTH = 16

GENERAL = """
### Anywhere

The keys that are possible now stand in the last row; everything can also be clicked. `:` or `^p`
lists all commands by name. A training goes on while you look elsewhere, and when you leave.
"""


class HelpScreen(ModalScreen[None]):
    """The help of one screen; any of its own keys closes it."""

    CSS = """
    HelpScreen {
        align: center middle;
        #help {
            width: 84;
            max-width: 100%;
            height: 100%;
            background: $surface;
            padding: 1 3;
        }
        .heading { margin-bottom: 1; }
        Markdown { background: transparent; padding: 0; margin: 0; }
        MarkdownH1 { content-align: left middle; color: $primary; margin: 0 0 1 0; }
        MarkdownH2 { color: $primary; margin: 1 0 1 0; text-style: bold; }
        MarkdownH3 { color: $primary; margin: 1 0 1 0; text-style: bold; }
        #keys { height: auto; margin-bottom: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close"),
        Binding("question_mark,f1,q", "dismiss(None)", "Close", show=False),
        Binding("down,j", "scroll(2)", "Down", show=False),
        Binding("up,k", "scroll(-2)", "Up", show=False),
        Binding("pagedown,space", "scroll(15)", "Page down", show=False),
        Binding("pageup", "scroll(-15)", "Page up", show=False),
    ]

    def __init__(self, subject: Screen[Any]) -> None:
        super().__init__()
        self._text = (subject.HELP or "").strip()
        self._keys = key_table(subject)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False):
            if self._text:
                yield Markdown(self._text, open_links=False)
            yield Markdown("### Keys")
            yield Static(self._keys, id="keys", markup=False)
            yield Markdown(GENERAL)
        yield Footer(show_command_palette=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=lines, animate=False)


def key_table(screen: Screen[Any]) -> Content:
    """The keys that do something now, a line for each action."""
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        shown = screen.app.get_key_display(active.binding)
        if shown not in keys.setdefault(active.binding.action, []):
            keys[active.binding.action].append(shown)
    lines = [
        Content.assemble(
            (padded(" ".join(keys[active.binding.action]), KEY_WIDTH), "bold $primary"),
            padded(active.binding.description, NAME_WIDTH),
            (active.tooltip or active.binding.tooltip, "$foreground-muted"),
        )
        for active in spoken_bindings(screen)
    ]
    return Content("\n").join(lines)
