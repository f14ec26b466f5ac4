"""The line above a section: its name, a rule, and a note at the right end."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class SectionTitle(Widget):
    """`Name ──────── note`. The note is left out where there is no room for it."""

    DEFAULT_CSS = """
    SectionTitle { height: 1; padding: 0 2; }
    """

    left: reactive[Content] = reactive(Content())
    """The name."""

    right: reactive[Content] = reactive(Content())
    """The note."""

    def say(self, left: Content, right: Content) -> None:
        """Name and note; the same again costs nothing."""
        self.left, self.right = left, right

    def render(self) -> Content:
        width = self.size.width
        left = self.left.truncate(width, ellipsis=True)
        room = width - left.cell_length
        right = self.right
        if right.cell_length and right.cell_length + 4 <= room:
            rule = room - right.cell_length - 2
            return Content.assemble(left, (f" {'─' * rule} ", "$faint"), right)
        return Content.assemble(left, (f" {'─' * max(0, room - 1)}", "$faint"))
