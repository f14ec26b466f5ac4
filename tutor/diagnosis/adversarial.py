"""Rules on two networks that are trained against each other: neither may run away.

Neither loss of a GAN says whether it gets better, as each is measured against the other network.
The project's own judge does (`likeness`, the classes and the variety of what is drawn), and the
discriminator's accuracy tells who is ahead: between .5 and .84 in trainings that came to something,
the book's among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.experiment.schema import Changes
from tutor.history import Epoch, History
from tutor.noise import binomial_error

LAST = 3
"""Epochs that must agree. In its first ones a healthy pair draws one or two classes only, and is
seen through at once."""

POOR = 0.5
"""Likeness of a pair that came to nothing; healthy short runs of the embedded ideas pass .6 in
their fourth epoch. One that draws well has no fault, whoever is ahead."""

FEW_CLASSES = 0.5
"""Entropy of the classes drawn over that of the real ones: 3 of 10 equally frequent classes have
.48 of it. Healthy runs stand above .8."""

LITTLE_VARIETY = 0.25
"""Variance of the drawn images' features over that of the real ones'."""

SURE = 0.97
RISEN = 1.5
"""Accuracy at which a discriminator is no longer fooled, and how far the generator's loss has risen
by then since its first epoch (the failure that Arjovsky and Bottou 2017 explain: a perfect
discriminator hands on no gradient)."""

UNDECIDED = (0.4, 0.6)
"""Accuracy of a discriminator that guesses."""

BY_HEART = 0.1
"""Difference between the shares of known and of held-out real images that pass for real."""

JUDGED = 500
"""Real images of each part that these shares come from, at most."""

FACTOR = 3.0
"""By which a learning rate is mended, as the step on the learning rate tries it."""

DROPOUT = 0.25


def collapse(history: History) -> Iterable[Finding]:
    """The generator draws the same few images, whatever noise it gets."""
    last = _last(history)
    classes = _ratio(last, "drawn_entropy", "real_entropy")
    variety = [e.metrics["drawn_variety"] for e in last if "drawn_variety" in e.metrics]
    of_few_classes = classes is not None and classes < FEW_CLASSES
    alike = len(variety) == LAST and max(variety) < LITTLE_VARIETY
    if not last or not (of_few_classes or alike):
        return
    rate = last[-1].metrics.get("generator_learning_rate")
    edit: Changes = {}
    if rate:
        edit = {"learning_rate.generator_value": facts.tidy(rate / FACTOR)}
    said = []
    if of_few_classes and classes is not None:
        said.append(
            f"the entropy of the classes drawn was at most {percent(classes)} of that of the real "
            f"ones, below {percent(FEW_CLASSES)}"
        )
    if alike:
        said.append(
            f"the drawn images varied at most {percent(max(variety))} as much as the real ones, "
            f"below {percent(LITTLE_VARIETY)}"
        )
    yield Finding(
        rule="mode-collapse",
        level="problem",
        step="learning-rate",
        title="The generator draws nearly the same "
        + ("image" if alike else "few classes")
        + " whatever noise it gets",
        evidence=f"in each of the last {LAST} epochs: {'; '.join(said)}",
        cause="It has found images that pass at the moment, and draws no others; before the "
        "discriminator knows them, it has moved on to the next ones. It learns too fast.",
        advice="Slow the generator down: a third of its learning rate. Batch normalization in the "
        "generator, and label_smoothing = 0.1, help as well; so does telling both networks the "
        "class (conditional = true).",
        epoch=last[-1].number,
        edit=edit,
    )


def discriminator_too_strong(history: History) -> Iterable[Finding]:
    """The discriminator is never fooled, and what the generator draws gets worse for it."""
    last = _last(history)
    accuracies = _values(last, "discriminator_accuracy")
    losses = _values(history.epochs, "generator_loss")
    if not accuracies or not losses or min(accuracies) < SURE or not _draws_poorly(last):
        return
    if losses[-1] < RISEN * losses[0]:
        return
    rate = history.model.learning_rate if history.model else None
    edit: Changes = {"learning_rate.value": facts.tidy(rate / FACTOR)} if rate else {}
    yield Finding(
        rule="discriminator-too-strong",
        level="problem",
        step="learning-rate",
        title=f"The discriminator tells {percent(accuracies[-1])} of the images rightly: the "
        "generator has nothing to learn from",
        evidence=f"accuracy of {percent(min(accuracies))} or more in each of the last {LAST} "
        f"epochs; the generator's loss rose from {number(losses[0])} to {number(losses[-1])}; "
        f"likeness {number(_likeness(last[-1]))}",
        cause="A discriminator that is sure of every image gives no direction in which a drawn one "
        "would look more real.",
        advice="Slow the discriminator down: a third of its learning rate. Dropout in it, and "
        "label_smoothing = 0.1, hold it back too; so does a smaller one.",
        epoch=last[-1].number,
        edit=edit,
    )


def discriminator_too_weak(history: History) -> Iterable[Finding]:
    """The discriminator guesses although what it is shown looks nothing like the real images."""
    last = _last(history)
    accuracies = _values(last, "discriminator_accuracy")
    low, high = UNDECIDED
    if not accuracies or min(accuracies) < low or max(accuracies) > high:
        return
    if not _draws_poorly(last):
        return
    yield Finding(
        rule="discriminator-too-weak",
        level="problem",
        step="learning-rate",
        title="The discriminator guesses, although what is drawn looks nothing like real images",
        evidence=f"accuracy between {percent(min(accuracies))} and {percent(max(accuracies))} in "
        f"the last {LAST} epochs, at a likeness of {number(_likeness(last[-1]))}",
        cause="It sees no difference that the generator could learn to remove: it is too small, or "
        "learns too slowly beside the generator.",
        advice="Let it learn as fast as the generator or faster, and give it another block or more "
        "filters; take dropout out of it.",
        epoch=last[-1].number,
        edit=_balanced(history, last[-1]),
    )


def discriminator_memorizes(history: History) -> Iterable[Finding]:
    """The discriminator knows the real images it was trained on from other real ones."""
    last = _last(history)
    known, held_out = _values(last, "real_accuracy"), _values(last, "val_real_accuracy")
    if not known or not held_out:
        return
    gaps = [one - other for one, other in zip(known, held_out, strict=True)]
    images = min(JUDGED, history.data.validation) if history.data else JUDGED
    error = 2**0.5 * binomial_error(held_out[-1], max(1, images))
    if min(gaps) < max(BY_HEART, 3 * error):
        return
    drops = history.model is not None and any(
        layer.type == "Dropout" for layer in history.model.layers
    )
    yield Finding(
        rule="discriminator-memorizes",
        level="watch",
        step="overfitting",
        title=f"The discriminator takes {percent(known[-1])} of its own real images for real, and "
        f"{percent(held_out[-1])} of others",
        evidence=f"a gap of {percent(min(gaps))} or more in each of the last {LAST} epochs; "
        f"{images} images explain {percent(3 * error)} at most",
        cause="It learns the real images by heart. What the generator then hears is how to copy "
        "them, not what they have in common.",
        advice="More images help most. Otherwise use dropout in the discriminator, or a smaller "
        "one.",
        epoch=last[-1].number,
        edit={} if drops else {"regularization.dropout": DROPOUT},
    )


def _last(history: History) -> tuple[Epoch, ...]:
    """The epochs that decide; none before the two networks have had time to meet."""
    if history.task != "adversarial" or not facts.trained_enough(history):
        return ()
    return history.epochs[-LAST:] if len(history.epochs) > LAST else ()


def _values(epochs: Iterable[Epoch], name: str) -> list[float]:
    """A figure of every epoch; empty where one has none, or one that is no number."""
    epochs = tuple(epochs)
    found = facts.finite(epoch.metrics.get(name) for epoch in epochs)
    return list(found) if len(found) == len(epochs) else []


def _ratio(epochs: tuple[Epoch, ...], name: str, to: str) -> float | None:
    """The largest of one figure over another: that which all epochs stay under."""
    ones, others = _values(epochs, name), _values(epochs, to)
    # Where real images are all of one class, there is nothing to be missed.
    if not ones or not others or min(others) < 0.5:
        return None
    return max(one / other for one, other in zip(ones, others, strict=True))


def _likeness(epoch: Epoch) -> float:
    return epoch.metrics.get("val_likeness", float("nan"))


def _draws_poorly(last: tuple[Epoch, ...]) -> bool:
    likeness = _values(last, "val_likeness")
    return bool(likeness) and max(likeness) < POOR


def _balanced(history: History, epoch: Epoch) -> Changes:
    """The slower network's rate made that of the other; else the generator slowed down."""
    rate = history.model.learning_rate if history.model else None
    generator_rate = epoch.metrics.get("generator_learning_rate")
    if not rate or not generator_rate:
        return {}
    if rate < generator_rate:
        return {"learning_rate.value": facts.tidy(generator_rate)}
    return {"learning_rate.generator_value": facts.tidy(generator_rate / FACTOR)}


RULES = (collapse, discriminator_too_strong, discriminator_too_weak, discriminator_memorizes)
