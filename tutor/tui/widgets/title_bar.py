"""The first row of every screen: where one is, and a note at its right end."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.tui.text import plain


class TitleBar(Widget):
    """`dltutor › place › place`, with a note in muted letters at the right.

    The places and the note are shown as they are: no markup, no control characters.
    """

    DEFAULT_CSS = """
    TitleBar {
        dock: top;
        height: 2;
        padding: 0 2;
        background: $background;
        color: $foreground;
    }
    """

    note: reactive[str] = reactive("")
    """Said at the right end; cut first where there is no room."""

    def __init__(self, *places: str, note: str = "") -> None:
        super().__init__()
        self._places = tuple(plain(place, 60) for place in places)
        self.set_reactive(TitleBar.note, note)

    def render(self) -> Content:
        left = Content.styled("dltutor", "bold $primary")
        for number, place in enumerate(self._places, start=1):
            style = "bold" if number == len(self._places) else "$foreground-muted"
            left += Content.styled(" › ", "$foreground-muted") + Content.styled(place, style)
        width = max(0, self.size.width)
        left = left.truncate(width, ellipsis=True)
        note = plain(self.note, 200)
        room = width - left.cell_length - 2
        if not note or room < 4:
            return left
        right = Content.styled(note, "$foreground-muted").truncate(room, ellipsis=True)
        gap = width - left.cell_length - right.cell_length
        return left + Content(" " * gap) + right
