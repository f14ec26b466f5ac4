"""What step 3 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor import noise
from tutor.steps import facts, wording
from tutor.steps.base import Choice, Context, Question, Result


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    chance = facts.chance(context)
    samples = context.data.validation if context.data else 0
    luck = noise.above_chance_limit(chance, samples) if chance else None
    return wording.lesson_text(
        "above-chance",
        {
            "chance": wording.accuracy(chance) if chance else "one part in C for C equal classes",
            "luck": f"on {samples:,} images it stays below {wording.accuracy(luck)}"
            if luck
            else "the less, the more images there are",
            "network": facts.network(context),
            "images": f"{context.data.train:,} training images"
            if context.data
            else "your training images",
        },
    )


def prediction(context: Context) -> Question:
    """What a quarter of the data costs."""
    return Question(
        "prediction",
        "Trained for as many epochs on a quarter of the images, where will your network's "
        "validation accuracy be?",
        (
            Choice("same", "where it is with all of them, give or take the noise"),
            Choice("lower", "lower by more than the noise, but above chance"),
            Choice("chance", "at chance"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    return (
        "Look at the figure: does any curve leave the line of chance? What is different about it?",
        "If two classes work and all do not, the code is right and the problem is too hard for "
        "this network as it stands. If the simpler network works, the full one is too deep for "
        "its activation and its start.",
        "In experiment.toml: [data] classes = [0, 1] for two classes, a shorter list in [layers] "
        "widths for a simpler network, [data] fraction = 0.25 for a quarter of the images. Undo "
        "the first and the last once the model works.",
    )
