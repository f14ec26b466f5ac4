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
    images = facts.trained_on(context)
    return wording.lesson_text(
        "overfitting",
        {
            "network": facts.network(context),
            "images": images,
            "epochs": LONGER * pace.epochs_of(context, EPOCHS),
            "short": pace.epochs_of(context, EPOCHS),
            "dropout": f"{RATE:.0%}",
        },
        context.family,
    )


def prediction(context: Context) -> Question:
    """Where the validation loss turns."""
    epochs = LONGER * pace.epochs_of(context, EPOCHS)
    by_score = context.metric.kept == "score"
    early = "it gets worse" if by_score else "it overfits"
    best = f"{context.metric.noun} highest" if by_score else "validation loss lowest"
    return Question(
        "prediction",
        f"You train {facts.network(context)} for {epochs} epochs. When is the {best}?",
        (
            Choice(EARLY, f"in the first third: {early} at once"),
            Choice(MIDDLE, "in the second third"),
            Choice(LATE, "in the last third: it is still learning"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    own = [r.history for r in Comparison(results).of(CURRENT) if r.history.best_epoch]
    gap = ranking.gap(own[0]) if own else None
    if context.metric.kept == "score":
        return _by_score(context)
    measured = (
        f" Yours is {wording.loss(gap)} at the epoch that is kept." if gap is not None else ""
    )
    return (
        f"Look at the gap, validation loss minus training loss.{measured} It grows where the "
        f"network learns its training {context.kind.samples} by heart.",
        "A remedy that slows the training is not worse for it: compare the lowest validation "
        "losses, and ask which curve is still falling at the end.",
        _where(context),
    )


def _by_score(context: Context) -> tuple[str, ...]:
    noun = context.metric.noun
    return (
        f"Look where the {noun} is highest: whether what comes after is lower, or only wobbles.",
        f"Compare the highest {noun} with each remedy, on the same number of epochs. A difference "
        "as small as from one epoch to the next is none.",
        _where(context),
    )


def _where(context: Context) -> str:
    if context.family == "image":
        return (
            "In experiment.toml, [regularization] batch_normalization = true helps most "
            'convolutional networks; augmentation = "flip" only where a mirrored image keeps its '
            "class."
        )
    words = "; [data] vocabulary for fewer words" if context.family == "text" else ""
    keys = [key for key in context.spec["regularization"] if key not in _NO_REMEDY]
    return (
        f"In experiment.toml, [regularization]: {wording.listed(keys)}{words}. best_weights = true "
        "costs nothing and undoes what the last epochs spoil."
    )


_NO_REMEDY = ("early_stopping", "best_weights")
