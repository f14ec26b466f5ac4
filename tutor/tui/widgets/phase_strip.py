"""The four phases of a step in one line: lesson, prediction, experiments, verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

View = Literal["lesson", "predict", "run", "verdict"]

VIEWS: tuple[View, ...] = ("lesson", "predict", "run", "verdict")
NAMES: dict[View, str] = {
    "lesson": "Lesson",
    "predict": "Prediction",
    "run": "Experiments",
    "verdict": "Verdict",
}


class PhaseStrip(Widget):
    """Where one is in the step. What is done has a filled mark, what is looked at is bold."""

    DEFAULT_CSS = """
    PhaseStrip { height: 1; padding: 0 2; }
    """

    view: reactive[View] = reactive[View]("lesson")
    """The phase that is looked at."""

    done: reactive[frozenset[View]] = reactive(frozenset())
    """The phases that have something to show."""

    @dataclass
    class Chosen(Message):
        """The user wants to look at a phase."""

        view: View

    def render(self) -> Content:
        gap = self._gap()
        parts = []
        for view in VIEWS:
            mark = "●" if view in self.done else "○"
            here = view == self.view
            parts.append(
                Content.assemble(
                    (f"{mark} ", "$primary" if view in self.done else "$faint"),
                    (NAMES[view], "bold $primary underline" if here else "$muted"),
                )
            )
        return Content.styled(gap, "$faint").join(parts)

    def _gap(self) -> str:
        words = sum(len(name) + 2 for name in NAMES.values())
        room = (self.size.width - words) // (len(VIEWS) - 1)
        return f" {'─' * min(8, room - 2)} " if room > 2 else " " * max(1, room)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        left = 0
        for view in VIEWS:
            right = left + len(NAMES[view]) + 2
            if offset is not None and left <= offset.x < right:
                self.post_message(self.Chosen(view))
            left = right + len(self._gap())
