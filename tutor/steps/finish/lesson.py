"""What the end says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.families.base import is_classifier
from tutor.steps import facts, wording
from tutor.steps.base import Choice, Context, Question, Result

LOWER, SAME, HIGHER = "lower", "same", "higher"


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    looks = context.test_looks
    return wording.lesson_text(
        "finish",
        {
            "network": facts.network(context),
            "samples": context.kind.samples,
            "noun": context.metric.noun,
            "epochs": wording.count(int(context.spec["training"]["epochs"]), "epoch"),
            "looks": (
                f"You have looked at them {wording.count(looks, 'time')} already."
                if looks
                else "You have not looked at them yet."
            ),
        },
        context.family,
    )


def prediction(context: Context) -> Question:
    """How the test accuracy will stand beside the validation accuracy."""
    return Question(
        "prediction",
        f"Where will the {context.metric.noun} on the {facts.tested(context)} be, beside that in "
        "validation?",
        (
            Choice(LOWER, "lower, by more than the noise of so many"),
            Choice(SAME, "the same within the noise"),
            Choice(HIGHER, "higher, by more than the noise"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what decides."""
    return (
        "How many choices have you made by the validation score, and how large were they?",
        _known(context),
    )


def _known(context: Context) -> str:
    """How far one number can be trusted."""
    if context.family == "rl":
        return (
            "The mean over n episodes is known to about twice their spread divided by the root of "
            "n, and both figures are such means."
        )
    measured = "A share" if is_classifier(context.kind) else wording.capital(context.metric.noun)
    return f"{measured} measured on n samples is known to about one divided by the root of n."
