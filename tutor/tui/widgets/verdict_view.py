"""The verdict of a step: what was seen, whether the prediction held, and the edit it proposes."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.experiment.schema import Changes
from tutor.steps.base import Question, Verdict
from tutor.tui.sessions import Session
from tutor.tui.text import plain, plain_lines
from tutor.tui.widgets.comparison import comparison_table
from tutor.tui.widgets.figure_view import FigureView
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.proposal import proposal_lines
from tutor.tui.widgets.words import Words


@dataclass(frozen=True)
class VerdictState:
    """What the view shows: a session that was judged and the question that was asked before."""

    session: Session
    question: Question | None = None
    before: Changes | None = None


class VerdictView(VerticalScroll):
    """Scrolls; without a verdict it says how to get one."""

    DEFAULT_CSS = """
    VerdictView {
        padding: 0 2;
        overflow-x: hidden;
        Words { height: auto; width: 1fr; }
        #verdict-headline { margin: 0 0 1 0; }
        #verdict-prediction { margin: 0 0 1 0; }
        #verdict-table { margin: 1 0 0 0; }
        #verdict-proposal {
            margin: 1 0 0 0;
            padding: 0 1;
            border: round $primary 60%;
            border-title-color: $primary;
            border-title-style: bold;
            border-subtitle-color: $foreground;
        }
        #verdict-proposal.-decided { border: round $panel; border-title-color: $muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state: VerdictState | None = None

    def compose(self) -> ComposeResult:
        yield Words(id="verdict-headline")
        yield Words(id="verdict-prediction")
        yield Words(id="verdict-text")
        yield Words(id="verdict-proposal")
        yield Words(id="verdict-table")
        yield FigureView(id="verdict-figure")

    def on_resize(self) -> None:
        if self.state is not None:
            self.show(self.state)

    def show(self, state: VerdictState) -> None:
        """Show this verdict, or why there is none."""
        fresh = self.state is None or self.state.session.verdict is not state.session.verdict
        self.state = state
        session, verdict = state.session, state.session.verdict
        for part in ("prediction", "text", "table", "proposal"):
            self.query_one(f"#verdict-{part}").display = verdict is not None
        headline = self.query_one("#verdict-headline", Words)
        figure = self.query_one(FigureView)
        if verdict is None:
            figure.show(None)
            headline.say(_no_verdict(session))
            return
        headline.say(headline_of(verdict))
        prediction = self.query_one("#verdict-prediction", Words)
        prediction.display = not session.restored
        prediction.say(prediction_line(state))
        self.query_one("#verdict-text", Words).say(Content(body_text(verdict)))
        figure.show(verdict.figure)
        self._show_table(verdict)
        self._show_proposal(state)
        if fresh:
            self.scroll_home(animate=False)

    def _show_table(self, verdict: Verdict) -> None:
        table = self.query_one("#verdict-table", Words)
        table.display = bool(verdict.rows)
        table.say(
            comparison_table(verdict.rows, max(24, self.size.width - 5), Palette.of(self.app))
        )

    def _show_proposal(self, state: VerdictState) -> None:
        session, verdict = state.session, state.session.verdict
        box = self.query_one("#verdict-proposal", Words)
        assert verdict is not None
        box.display = bool(verdict.edit)
        before = session.before or state.before or {}
        box.say(proposal_lines(verdict.edit, before, verdict.edit_reason))
        box.set_class(bool(session.decision), "-decided")
        box.border_title, box.border_subtitle = _decision_words(session)


def _decision_words(session: Session) -> tuple[str, str]:
    if session.decision == "accepted":
        if session.edit_id is None:
            return "experiment.toml stands so already", ""
        return "Accepted: written to experiment.toml", "u takes it back"
    if session.decision == "refused":
        return "Refused: experiment.toml is as it was", "a accepts it after all"
    return "Proposed edit to experiment.toml", "a accepts   r refuses"


def _no_verdict(session: Session) -> Content:
    if session.phase == "broken":
        return Content.assemble(
            ("PROBLEM  ", "bold $problem"), plain(session.problem, 2000), "\n\nenter tries again"
        )
    if session.busy:
        return Content.styled("The verdict comes when the runs have ended.", "$muted")
    return Content.styled(
        "No verdict yet: it comes from the step's experiments. Predict, then run them.",
        "$muted",
    )


def headline_of(verdict: Verdict) -> Content:
    """The verdict's one sentence behind a word that says how the project stands."""
    word, style = (" PASSED ", "$ok") if verdict.passed else (" NOT YET ", "$watch")
    return Content.assemble((word, f"bold reverse {style}"), " ", (plain(verdict.headline), "bold"))


def body_text(verdict: Verdict) -> str:
    """The text without the headline that it starts with."""
    return plain_lines(verdict.text.removeprefix(verdict.headline).strip())


def prediction_line(state: VerdictState) -> Content:
    """Whether the prediction held, with the answer in words."""
    verdict, predicted = state.session.verdict, state.session.predicted
    labels = {c.key: c.label for c in state.question.choices} if state.question else {}
    if verdict is None or predicted is None:
        return Content.styled("You made no prediction.", "$muted")
    said = plain(labels.get(predicted, predicted), 200)
    if verdict.answer is None:
        return Content.assemble(
            ("You predicted: ", "$muted"), said, ("; the runs cannot tell.", "$muted")
        )
    if predicted == verdict.answer:
        return Content.assemble(("✓ Your prediction held: ", "bold $ok"), said)
    truth = plain(labels.get(verdict.answer, verdict.answer), 200)
    return Content.assemble(
        ("✗ Your prediction did not hold: ", "bold $watch"),
        said,
        ("\n  what was seen: ", "$muted"),
        truth,
    )
