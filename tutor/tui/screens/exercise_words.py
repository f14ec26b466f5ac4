"""What an exercise's screen says, as pure functions of what is known of it."""

from __future__ import annotations

from textual.content import Content

from tutor.clinic.answers import Feedback
from tutor.clinic.case import Case
from tutor.clinic.exercise import Choice, Exercise
from tutor.clinic.progress import Progress
from tutor.tui.rows import hanging

BEFORE = (
    "Press r: a project with the fault is made and trained once, while you watch its curves. "
    "It takes some seconds."
)


def choice_row(number: int, choice: Choice, state: Progress) -> Content:
    """One choice: its number, what became of it, its text."""
    if choice.key not in state.guesses:
        return Content.assemble((f" {number} ", "bold $primary"), ("  ", ""), choice.text)
    mark, style = ("✓ ", "$ok") if choice.right else ("✗ ", "$problem")
    muted = "" if choice.right else "$foreground-muted"
    return Content.assemble((f" {number} ", "bold $primary"), (mark, style), (choice.text, muted))


def answered(feedback: Feedback | None) -> Content:
    """What there is to say about the last guess."""
    if feedback is None:
        return Content()
    word = ("Yes. ", "bold $ok") if feedback.right else ("No. ", "bold $problem")
    return Content.assemble(word, feedback.why)


def hinted(wanted: Exercise, texts: tuple[str, ...]) -> Content:
    """The hints that were read, each on lines of its own."""
    total = len(wanted.hints)
    parts = [
        Content.assemble((f"Hint {stage} of {total}: ", "bold $best"), text.replace("`", ""))
        for stage, text in enumerate(texts, start=1)
    ]
    return Content("\n").join(parts)


def mending(case: Case, where: str, width: int) -> Content:
    """How the mend is made and judged; the verdict of the last check; the explanation."""
    parts: list[Content] = []
    if case.checked is not None:
        parts += [_point(point.met, point.words, width) for point in case.checked.points]
        parts.append(Content())
    if case.progress.mended and (case.checked is None or case.checked.passed):
        explanation = case.exercise.explanation.replace("`", "")
        step = f"\nThe step that teaches it: {case.exercise.step}."
        parts.append(
            Content.assemble(("Mended. ", "bold $ok"), explanation, (step, "$foreground-muted"))
        )
    elif case.progress.named or case.checked is not None:
        parts.append(
            Content.assemble(
                "Mend it with your editor in ",
                (where, "bold"),
                ", then press ",
                ("c", "bold $primary"),
                " to have it trained and judged.",
            )
        )
    return Content("\n").join(parts)


def waiting(busy: bool) -> str:
    """Why there are no curves."""
    if busy:
        return "The project is made and Keras imported; the curves are drawn here."
    return "No run yet. The curves of the training are drawn here."


def _point(met: bool, words: str, width: int) -> Content:
    word = ("OK       ", "$ok") if met else ("NOT YET  ", "bold $problem")
    return hanging(Content.assemble(word), words, width)
