"""What the end says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

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
            "epochs": wording.count(int(context.spec["training"]["epochs"]), "epoch"),
            "looks": (
                f"You have looked at them {wording.count(looks, 'time')} already."
                if looks
                else "You have not looked at them yet."
            ),
        },
    )


def prediction(context: Context) -> Question:
    """How the test accuracy will stand beside the validation accuracy."""
    return Question(
        "prediction",
        "Where will the accuracy on the test images be, beside that on the validation images?",
        (
            Choice(LOWER, "lower, by more than the noise of so many images"),
            Choice(SAME, "the same within the noise"),
            Choice(HIGHER, "higher, by more than the noise"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From a nudge to the answer."""
    return (
        "How many choices have you made by the validation images, and how large were they?",
        "A share measured on n images is known to about one divided by the root of n.",
    )
