"""What step 2 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.cost.experiments import CROSSENTROPY, EPOCHS, LABELS, SQUARED_ERROR


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    return wording.lesson_text(
        "cost",
        {
            "uniform": facts.uniform_loss(context),
            "squared": facts.uniform_squared_error(context),
            "network": facts.network(context),
            "function": LABELS[str(context.value("cost.function"))],
        },
    )


def prediction(context: Context) -> Question:
    """Which cost is ahead after a short training."""
    epochs = wording.count(pace.epochs_of(context, EPOCHS), "epoch")
    return Question(
        "prediction",
        f"The same network, two costs, two seeds each. Which has the higher validation accuracy "
        f"after {epochs}?",
        (
            Choice(CROSSENTROPY, "cross-entropy, by more than the noise"),
            Choice(SQUARED_ERROR, "the squared error, by more than the noise"),
            Choice("tie", "neither: they differ by no more than the noise"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    uniform, squared = facts.uniform_loss(context), facts.uniform_squared_error(context)
    return (
        "Compare accuracies, not losses: the two losses are in different units, so the smaller "
        "number says nothing.",
        f"Compare each first loss with what knowing nothing costs: {uniform} for cross-entropy, "
        f"{squared} for the squared error.",
        'In experiment.toml, [cost] function = "crossentropy" is made for classes.',
    )
