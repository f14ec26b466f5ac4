"""What step 6 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.learning_rate.experiments import EPOCHS, FACTOR, own_rate, suggestion

LARGER, SMALLER, TIE = "larger", "smaller", "tie"


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    own = own_rate(context)
    return wording.lesson_text(
        "learning-rate",
        {
            "network": facts.network(context),
            "rate": f"{own:g}",
            "lower": f"{own / FACTOR:.1g}",
            "higher": f"{own * FACTOR:.1g}",
            "optimizer": context.value("learning_rate.optimizer"),
            "epochs": pace.epochs_of(context, EPOCHS),
        },
    )


def prediction(context: Context) -> Question:
    """Where a better rate lies."""
    return Question(
        "prediction",
        f"Your learning rate is {own_rate(context):g}. Where is a better one, by more than the "
        "noise?",
        (
            Choice(LARGER, "larger"),
            Choice(SMALLER, "smaller"),
            Choice(TIE, "nowhere: none of those tried is better for certain"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    found = suggestion(results)
    told = f" Here that is {found:g}." if found is not None else ""
    return (
        "Look where the loss of the range test is lowest: beyond it the updates overshoot. A good "
        f"rate lies about a power of ten below.{told}",
        "Too small a rate shows as a loss that falls in a straight line and slowly; too large a "
        "one as a loss that jumps, stays high or becomes NaN.",
        f"In experiment.toml, [learning_rate] value: go from {own_rate(context):g} by factors of "
        '3, not by small steps. schedule = "cosine" lets it fall to 0 by the last epoch.',
    )
