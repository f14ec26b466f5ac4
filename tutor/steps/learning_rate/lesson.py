"""What step 6 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.learning_rate.experiments import (
    EPOCHS,
    FACTOR,
    SCHEDULE,
    own_rate,
    suggestion,
)

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
        context.family,
    )


def prediction(context: Context) -> Question:
    """Where a better rate lies."""
    return Question(
        "prediction",
        f"Your learning rate{_whose(context)} is {own_rate(context):g}. Where is a better one, by "
        "more than the noise?",
        (
            Choice(LARGER, "larger"),
            Choice(SMALLER, "smaller"),
            Choice(TIE, "nowhere: none of those tried is better for certain"),
        ),
    )


def _whose(context: Context) -> str:
    return " of the discriminator" if context.family == "gan" else ""


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    found = suggestion(results)
    told = f" Here that is {found:g}." if found is not None else ""
    first = (
        "Look where the loss of the range test is lowest: beyond it the updates overshoot. A good "
        f"rate lies about a power of ten below.{told}"
        if context.kind.range_test
        else f"Look at the {context.metric.noun} of the neighbours: by factors of three, a rate "
        "that is wrong shows on both seeds."
    )
    falls = ' schedule = "cosine" lets it fall to 0 by the last epoch.' * context.has(SCHEDULE)
    return (
        first,
        _signs(context),
        f"In experiment.toml, [learning_rate] value: go from {own_rate(context):g} by factors of "
        f"3, not by small steps.{falls}",
    )


def _signs(context: Context) -> str:
    """How a wrong rate shows."""
    noun = context.metric.noun
    if context.metric.kept == "score":
        return (
            f"Too small a rate shows as a {noun} that hardly rises; too large a one as a {noun} "
            "that jumps from epoch to epoch, or is lost again."
        )
    return (
        "Too small a rate shows as a loss that falls in a straight line and slowly; too large a "
        "one as a loss that jumps, stays high or becomes NaN."
    )
