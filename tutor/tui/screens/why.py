"""The findings in full: what is wrong, why, on what evidence, and the mend."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.steps.wording import listed
from tutor.tui.sessions import Seen
from tutor.tui.text import plain, plain_lines
from tutor.tui.widgets.findings_view import LEVELS


class WhyScreen(ModalScreen[None]):
    """Scrolls; escape, enter and w close it."""

    DEFAULT_CSS = """
    WhyScreen {
        align: center middle;
        .finding { margin: 0 0 1 0; }
        VerticalScroll { height: auto; max-height: 90%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,w", "dismiss", "Close"),
    ]

    def __init__(self, seen: tuple[Seen, ...]) -> None:
        super().__init__()
        self._seen = seen

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "What the runs show"
            dialog.border_subtitle = "escape closes"
            for item in self._seen:
                yield Static(explanation(item), classes="finding", markup=False)
            if not self._seen:
                yield Static("Nothing is wrong, as far as can be told yet.", markup=False)


def explanation(seen: Seen) -> Content:
    """One finding with all it says."""
    finding = seen.finding
    word, style = LEVELS[finding.level]
    where = listed([plain(label, 60) for label in seen.labels])
    if finding.layer:
        where += f"; layer {plain(finding.layer, 60)}"
    parts = [Content.assemble((f"{word}  ", style), (plain(finding.title, 300), "bold"))]
    parts.append(Content.styled(f"seen in {where}", "$muted"))
    for name, text in (
        ("Evidence", finding.evidence),
        ("Cause", finding.cause),
        ("Advice", finding.advice),
    ):
        if text:
            parts.append(Content.assemble((f"{name}  ", "$primary"), plain_lines(text)))
    return Content("\n").join(parts)
