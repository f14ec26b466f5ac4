"""One of a few options in a single row: `● dense  ○ convolutional`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

GAP = 2


class Choice(Widget, can_focus=True):
    """Options as (value, label); left and right, a digit or a click choose one."""

    DEFAULT_CSS = """
    Choice {
        height: 1;
        width: 1fr;
        padding: 0 1;
        &:focus { background: $block-cursor-background; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right,space", "move(1)", "Next", show=False),
    ]

    index: reactive[int] = reactive(0)
    """Number of the chosen option."""

    @dataclass
    class Changed(Message):
        """Another option was chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """The widget."""
            return self.choice

    def __init__(self, options: tuple[tuple[str, str], ...], id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = options

    @property
    def value(self) -> str:
        """The chosen option's value."""
        return self.options[self.index][0]

    def render(self) -> RenderResult:
        parts = []
        for index, (_, label) in enumerate(self.options):
            if index == self.index:
                parts.append(Content.assemble(("● ", "$primary"), (label, "bold")))
            else:
                parts.append(Content.styled(f"○ {label}", "$foreground-muted"))
        return Content(" " * GAP).join(parts)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells of all options in a row."""
        return sum(len(label) + 2 for _, label in self.options) + GAP * (len(self.options) - 1)

    def watch_index(self) -> None:
        self.post_message(self.Changed(self, self.value))

    def action_move(self, by: int) -> None:
        """Choose the next or the previous option; stops at the ends."""
        self.index = min(len(self.options) - 1, max(0, self.index + by))

    def on_key(self, event: events.Key) -> None:
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self.options):
            self.index = int(event.key) - 1
            event.stop()

    def on_click(self, event: events.Click) -> None:
        position = event.get_content_offset(self)
        if position is None:
            return
        start = 0
        for index, (_, label) in enumerate(self.options):
            end = start + len(label) + 2
            if start <= position.x < end:
                self.index = index
            start = end + GAP
