"""A text that is often said again: what has not changed is neither painted nor laid out."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """A `Static` for content that a timer brings up to date several times a second.

    `Static.update` lays the whole screen out each time; here that happens only where the text
    needs another number of lines.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._said: Content | None = None
        self._lines = 0

    def on_resize(self) -> None:
        # Another width breaks other lines.
        self._lines = 0

    def say(self, content: Content | str) -> None:
        """Show this."""
        content = Content(content) if isinstance(content, str) else content
        if self._said is not None and content.is_same(self._said):
            return
        width = self.size.width
        lines = len(content.wrap(width)) if width else 0
        self.update(content, layout=lines == 0 or lines != self._lines)
        self._said, self._lines = content, lines
