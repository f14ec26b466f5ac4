"""What step 7 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.batch_size.experiments import EPOCHS, images, own_size, sizes

LARGER, SMALLER, TIE = "larger", "smaller", "tie"


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    own, available = own_size(context), images(context)
    batches = (
        f"{wording.count(available, 'image')} make {math.ceil(available / own):,} updates an epoch"
        if available
        else "an epoch has as many updates as there are batches in your images"
    )
    return wording.lesson_text(
        "batch-size",
        {
            "network": facts.network(context),
            "size": f"{own:,}",
            "batches": batches,
            "tried": wording.listed([f"{size:,}" for size in sizes(context)]),
            "epochs": pace.epochs_of(context, EPOCHS),
        },
    )


def prediction(context: Context) -> Question:
    """Whether another batch size scores better."""
    return Question(
        "prediction",
        f"Your batches hold {own_size(context):,} images. Which size will score better after the "
        "same number of epochs, by more than the noise?",
        (
            Choice(SMALLER, "a smaller one"),
            Choice(LARGER, "a larger one"),
            Choice(TIE, "none for certain"),
        ),
    )


def hints(context: Context, _results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    return (
        "Count the updates, not the epochs: twice the batch has half the updates in an epoch.",
        "A larger batch that scores worse may only need a larger learning rate: its gradient is "
        "less noisy, so it can go further at a time.",
        f"In experiment.toml, [batch] size is {own_size(context):,}. From 32 to 256 suits most "
        "small images; leave it where nothing is better for certain.",
    )
