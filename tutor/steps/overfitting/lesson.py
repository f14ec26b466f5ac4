"""What step 5 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import facts, pace, ranking, wording
from tutor.steps.base import Choice, Comparison, Context, Question, Result
from tutor.steps.overfitting.experiments import EPOCHS, LONGER
from tutor.steps.overfitting.remedies import CURRENT, RATE

EARLY, MIDDLE, LATE = "early", "middle", "late"


def third(epoch: int, epochs: int) -> str:
    """In which third of a training an epoch lies: early, middle or late."""
    return (EARLY, MIDDLE, LATE)[min(2, 3 * (epoch - 1) // max(1, epochs))]


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    images = wording.count(context.data.train, "image") if context.data else "your images"
    return wording.lesson_text(
        "overfitting",
        {
            "network": facts.network(context),
            "images": images,
            "epochs": LONGER * pace.epochs_of(context, EPOCHS),
            "short": pace.epochs_of(context, EPOCHS),
            "dropout": f"{RATE:.0%}",
        },
    )


def prediction(context: Context) -> Question:
    """Where the validation loss turns."""
    epochs = LONGER * pace.epochs_of(context, EPOCHS)
    return Question(
        "prediction",
        f"Your network, {facts.network(context)}, trains for {epochs} epochs. When is its "
        "validation loss lowest?",
        (
            Choice(EARLY, "in the first third: it overfits at once"),
            Choice(MIDDLE, "in the second third"),
            Choice(LATE, "in the last third: it is still learning"),
        ),
    )


def hints(_context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    own = [r.history for r in Comparison(results).of(CURRENT) if r.history.best_epoch]
    gap = ranking.gap(own[0]) if own else None
    measured = (
        f" Yours is {wording.loss(gap)} at the epoch that is kept." if gap is not None else ""
    )
    return (
        f"Look at the gap, validation loss minus training loss.{measured} It grows where the "
        "network learns its training images by heart.",
        "A remedy that slows the training is not worse for it: compare the lowest validation "
        "losses, and ask which curve is still falling at the end.",
        "In experiment.toml, [regularization] batch_normalization = true helps most convolutional "
        'networks; augmentation = "flip" only where a mirrored image keeps its class.',
    )
