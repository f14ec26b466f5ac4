"""What is asked before anything runs: the choices of a step and the prediction.

All questions are one widget, as turning to another step must not make a dozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.steps.base import Choice, Question
from tutor.tui.text import plain
from tutor.tui.widgets.words import Words

INTRO = "Say what you expect before anything runs: the surprise is what teaches."


class Line(NamedTuple):
    """One line of the questions; a click on it chooses `choice` of `question`."""

    content: Content
    question: int
    choice: int | None = None


class Questions(Words, can_focus=True):
    """The questions. Up, down and digits answer the active one; the prediction may stay open."""

    DEFAULT_CSS = """
    Questions { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Answer above", show=False),
        Binding("down", "move(1)", "Answer below", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.questions: tuple[Question, ...] = ()
        self.answers: dict[str, str] = {}
        self.active = 0
        self.locked = False

    def ask(self, questions: tuple[Question, ...], answers: Mapping[str, str]) -> None:
        """Ask these; a question without an earlier answer has its default, if it has one."""
        self.questions = questions
        self.answers = {q.key: q.default for q in questions if q.default}
        self.answers |= {q.key: answers[q.key] for q in questions if q.key in answers}
        self.active = 0
        self.draw()

    def answer(self, number: int) -> None:
        """Answer the active question by number, from 1; 0 takes a prediction back."""
        if self.locked or not self.questions:
            return
        question = self.questions[self.active]
        if 1 <= number <= len(question.choices):
            self.answers[question.key] = question.choices[number - 1].key
        elif number == 0 and not question.default:
            self.answers.pop(question.key, None)
        self.draw()

    def advance(self) -> bool:
        """Go on to the next question; False where this was the last."""
        if self.active + 1 >= len(self.questions):
            return False
        self.active += 1
        self.draw()
        return True

    def action_move(self, by: int) -> None:
        """Move the answer up or down."""
        if not self.questions:
            return
        question = self.questions[self.active]
        keys = [choice.key for choice in question.choices]
        given = self.answers.get(question.key)
        now = keys.index(given) + 1 if given in keys else (0 if by > 0 else len(keys) + 1)
        self.answer(min(len(keys), max(1, now + by)))

    # --- drawing ------------------------------------------------------------------------------

    def draw(self) -> None:
        """Bring the lines up to date."""
        self.say(Content("\n").join(line.content for line in self.lines()))

    def on_resize(self) -> None:
        self.draw()

    def on_focus(self) -> None:
        self.draw()

    def on_blur(self) -> None:
        self.draw()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        lines = self.lines()
        if self.locked or offset is None or not 0 <= offset.y < len(lines):
            return
        line = lines[offset.y]
        self.active = line.question
        self.answer(-1 if line.choice is None else line.choice + 1)

    def lines(self) -> list[Line]:
        """The questions at the width there is."""
        width = max(20, self.size.width or 76)
        lines: list[Line] = []
        for index, question in enumerate(self.questions):
            if index:
                lines.append(Line(Content(), index))
            here = index == self.active and self.has_focus and not self.locked
            edge = Content.styled("▌ ", "$primary" if here else "$faint")
            text = Content.styled(plain(question.text, 600), "bold")
            lines += [Line(edge + line, index) for line in text.wrap(width - 2)]
            for number, choice in enumerate(question.choices, start=1):
                chosen = self.answers.get(question.key) == choice.key
                lines += [
                    Line(edge + line, index, number - 1)
                    for line in _choice_lines(number, choice, chosen, width - 2)
                ]
        return lines


def _choice_lines(number: int, choice: Choice, chosen: bool, width: int) -> list[Content]:
    """A choice behind its mark and number, its further lines below its first."""
    mark = Content.assemble(
        (" ● " if chosen else " ○ ", "$primary" if chosen else "$faint"),
        (f"{number}  ", "$muted"),
    )
    label = Content.styled(plain(choice.label, 300), "bold" if chosen else "")
    rest = Content(" " * mark.cell_length)
    lines = label.wrap(width - mark.cell_length)
    return [(rest if index else mark) + line for index, line in enumerate(lines)]


class AskView(VerticalScroll, can_focus=False):
    """All questions of a step, the prediction last, and what happens on enter."""

    DEFAULT_CSS = """
    AskView {
        padding: 0 2;
        #ask-intro { color: $muted; margin: 0 0 1 0; }
        #ask-next { color: $muted; margin: 1 0 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.intro = Words(id="ask-intro")
        self.questions = Questions()
        self.next = Words(id="ask-next")

    def compose(self) -> ComposeResult:
        yield self.intro
        yield self.questions
        yield self.next

    def on_mount(self) -> None:
        self.intro.say(INTRO)

    @property
    def answers(self) -> dict[str, str]:
        """The answers so far, by the key of their question."""
        return dict(self.questions.answers)

    def show(self, questions: tuple[Question, ...], answers: Mapping[str, str]) -> None:
        """Ask these questions; earlier answers stand."""
        self.questions.ask(questions, answers)

    def set_locked(self, locked: bool) -> None:
        """Answers stand while the runs go on."""
        if locked != self.questions.locked:
            self.questions.locked = locked
            self.questions.draw()
