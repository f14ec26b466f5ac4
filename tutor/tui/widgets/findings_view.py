"""What the runs show to be wrong, a line each; each starts with a word, not only with a colour."""

from __future__ import annotations

from textual.content import Content

from tutor.steps.wording import count
from tutor.tui.sessions import Seen, TrialState, seen_findings
from tutor.tui.text import plain
from tutor.tui.widgets.words import Words

LEVELS = {"problem": ("PROBLEM", "bold $problem"), "watch": ("WATCH", "bold $watch")}
"""The word of a finding's level and its style."""

MOST = 4
"""Findings shown in the pane; the rest is a key away."""


class FindingsView(Words):
    """The findings of the shown trials; a click, or `w`, tells why."""

    DEFAULT_CSS = """
    FindingsView { height: auto; max-height: 8; padding: 0 2; }
    """

    def show(self, trials: tuple[TrialState, ...]) -> None:
        """Bring the lines up to date."""
        self.say(findings_lines(trials))

    async def on_click(self) -> None:
        await self.run_action("screen.why")


def findings_lines(trials: tuple[TrialState, ...]) -> Content:
    """The findings in lines, or why there are none."""
    seen = seen_findings(trials)
    if not seen:
        return _nothing(trials)
    lines = [_line(item, len(trials)) for item in seen[:MOST]]
    if len(seen) > MOST:
        lines.append(Content.styled(f"and {len(seen) - MOST} more", "$muted"))
    return Content("\n").join(lines)


def _nothing(trials: tuple[TrialState, ...]) -> Content:
    ended = [t for t in trials if t.history.ended]
    if not trials:
        return Content.styled("Findings appear here while the runs go on.", "$muted")
    if not ended or len(ended) < len(trials):
        return Content.styled("No finding yet; one appears when it is certain.", "$muted")
    return Content.assemble(
        ("OK       ", "bold $ok"), f"nothing wrong in {count(len(ended), 'run')}"
    )


def _line(item: Seen, trials: int) -> Content:
    word, style = LEVELS[item.finding.level]
    labels = [plain(label, 40) for label in item.labels]
    where = ""
    if trials > 1:
        where = f"  {labels[0]}" if len(labels) == 1 else f"  {len(labels)} settings"
    return Content.assemble(
        (f"{word:<8} ", style), plain(item.finding.title, 200), (where, "$muted")
    )
