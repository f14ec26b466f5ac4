"""The rail of steps: which there are, what each has shown so far, and which one is looked at.

One widget in two shapes: a column beside wide screens, one line above narrow ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.tui.text import plain
from tutor.tui.widgets.strokes import progress

SHORT = {
    "above-chance": "chance",
    "overfitting": "overfit",
    "learning-rate": "rate",
    "batch-size": "batch",
}
"""Names for the single line, where the whole ones would not fit in 80 columns."""

WORD_LINES = 2
"""Lines of what a step has shown, below its title."""


@dataclass(frozen=True)
class RailEntry:
    """One step on the rail. `mark` and `style` say how it stands, `words` what it has shown.

    `number` is 0 for the finish, which is none of the seven.
    """

    name: str
    number: int
    title: str
    mark: str = "·"
    style: str = "$faint"
    words: str = ""


class StepRail(Widget, can_focus=True):
    """The steps in their order; any of them can be chosen at any time."""

    DEFAULT_CSS = """
    StepRail {
        width: 32;
        height: 1fr;
        padding: 0 1 0 2;
        background: $surface;
    }
    StepRail:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Step above", show=False),
        Binding("down", "move(1)", "Step below", show=False),
    ]

    entries: reactive[tuple[RailEntry, ...]] = reactive(())
    """The steps to show."""

    current: reactive[str] = reactive("")
    """Name of the step that is looked at."""

    compact: reactive[bool] = reactive(False)
    """One line for all steps."""

    @dataclass
    class Chosen(Message):
        """The user wants to look at a step."""

        name: str

    def render(self) -> Content:
        if self.compact:
            return self._line()
        lines = [line for line, _ in self._column()]
        rows = max(0, self.size.height - 2)
        lines = [*lines[:rows], *[Content()] * (rows - len(lines))]
        return Content("\n").join([*lines, *self._progress()])

    def _line(self) -> Content:
        parts = []
        for entry in self.entries:
            name = SHORT.get(entry.name, entry.name)
            style = "$muted"
            if entry.name == self.current:
                style = "reverse bold" if self.has_focus else "bold $primary underline"
                name = f"{entry.number} {name}" if entry.number else name
            parts.append(Content.assemble((f"{entry.mark} ", entry.style), (name, style)))
        return Content("  ").join(parts)

    def _column(self) -> list[tuple[Content, str]]:
        """The lines of the column, each with the name of its step."""
        width = max(8, self.size.width)
        roomy = self.size.height >= len(self.entries) * (WORD_LINES + 2) + 2
        lines: list[tuple[Content, str]] = []
        for entry in self.entries:
            here = entry.name == self.current
            title = f"{entry.number or ' '} {entry.title}"
            style = "bold $primary" if here else ("$foreground" if entry.words else "$muted")
            row = Content.assemble(
                ("▌" if here else " ", "$primary"), (f"{entry.mark} ", entry.style), (title, style)
            )
            lines.append((row.truncate(width, ellipsis=True), entry.name))
            lines += [
                (Content.assemble("     ", (words, "$muted")), entry.name)
                for words in self._words(entry, width - 5, roomy)
            ]
            if roomy or self.size.height >= len(self.entries) * 2 + 2:
                lines.append((Content(), entry.name))
        return lines

    def _words(self, entry: RailEntry, width: int, roomy: bool) -> list[str]:
        if not entry.words or not roomy:
            return []
        lines = Content(plain(entry.words, 200)).wrap(width)
        shown = [line.plain.rstrip() for line in lines[:WORD_LINES]]
        if len(lines) > WORD_LINES:
            shown[-1] = shown[-1][: width - 1].rstrip(" ,.;") + "…"
        return shown

    def _progress(self) -> list[Content]:
        numbered = [entry for entry in self.entries if entry.number]
        done, count = sum(entry.mark == "✓" for entry in numbered), len(numbered)
        full, rest = progress(done / count if count else 0, max(4, self.size.width - 10))
        bar = Content.assemble((full, "$ok"), (rest, "$faint"), f"  {done} of {count}")
        return [Content(), bar]

    def on_click(self, event: events.Click) -> None:
        name = self._name_at(event.get_content_offset(self) or event.offset)
        if name:
            self.post_message(self.Chosen(name))

    def _name_at(self, offset: tuple[int, int]) -> str:
        x, y = offset
        if not self.compact:
            lines = self._column()
            return lines[y][1] if 0 <= y < len(lines) else ""
        left = 0
        for entry in self.entries:
            number = 2 if entry.name == self.current and entry.number else 0
            right = left + 2 + number + len(SHORT.get(entry.name, entry.name))
            if left <= x < right:
                return entry.name
            left = right + 2
        return ""

    def action_move(self, by: int) -> None:
        """Look at the step above or below."""
        names = [entry.name for entry in self.entries]
        if self.current in names:
            index = min(len(names) - 1, max(0, names.index(self.current) + by))
            self.post_message(self.Chosen(names[index]))
