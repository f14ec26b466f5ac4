"""The lesson of a step: its text, its picture, and the hints that have been asked for."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.steps.base import Figure
from tutor.tui.text import plain_lines
from tutor.tui.widgets.figure_view import FigureView
from tutor.tui.widgets.marked import marked
from tutor.tui.widgets.words import Words


class LessonText(Static):
    """Markdown in one widget, wrapped anew when the width changes."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._text = ""
        self._width = 0

    def show(self, text: str) -> None:
        """Show this Markdown."""
        self._text = text
        self._draw()

    def on_resize(self) -> None:
        if self.size.width != self._width:
            self._draw()

    def _draw(self) -> None:
        self._width = self.size.width
        self.update(marked(self._text, self._width or 76))


class LessonView(VerticalScroll):
    """Scrolls with the arrow keys; hints stand below the lesson, the newest last."""

    DEFAULT_CSS = """
    LessonView {
        padding: 0 2;
        FigureView { margin: 1 0 0 0; }
        #hints { margin: 1 0 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, Figure | None] | None = None
        self._hints_shown = 0
        self.text = LessonText()
        self.figure = FigureView()
        self.hints = Words(id="hints")

    def compose(self) -> ComposeResult:
        yield self.text
        yield self.figure
        yield self.hints

    def show(self, lesson: str, figure: Figure | None) -> None:
        """Show a lesson from its beginning; the same one again stays where it is."""
        if (lesson, figure) == self._shown:
            return
        self._shown = (lesson, figure)
        self.scroll_home(animate=False)
        self.show_hints((), 0)
        self.text.show(lesson)
        self.figure.show(figure)

    def show_hints(self, hints: tuple[str, ...], shown: int) -> None:
        """Show the first so many of the hints; a new one is scrolled to."""
        self.hints.display = shown > 0
        parts = [
            Content.assemble(
                (f"Hint {index + 1} of {len(hints)}  ", "bold $primary"), plain_lines(hint)
            )
            for index, hint in enumerate(hints[:shown])
        ]
        self.hints.say(Content("\n\n").join(parts))
        if shown > self._hints_shown:
            self.call_after_refresh(self.scroll_end, animate=False)
        self._hints_shown = shown
