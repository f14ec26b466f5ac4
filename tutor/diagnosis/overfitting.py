"""Rules on the validation loss beside the training loss."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from tutor.diagnosis import curve, facts, mending, standing, whatif
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import Epoch, History
from tutor.noise import binomial_error

PATIENCE = 2
"""Epochs after the best one before its validation loss is compared with theirs (the mean of the
last three). UMLAUT's single epoch fires on 15 of 18 curves of good book networks, SageMaker's
Overfit rule on 16."""

RISE = 0.05
NOISE = 3.0
"""The rise that counts: a twentieth of the lowest validation loss, and three deviations of the
curve's own noise, as the lowest of many noisy values is low by luck too."""

LARGE_RISE = 0.5
"""On the same 18 curves the rise from the best to the last epoch is up to 18 % in well-trained
networks and 52 to 212 % in the three that overfit badly."""

GAP = 0.1
"""AutoTrainer's gap between training and validation accuracy; it fires on 7 of those 18 curves, all
of them overfitting."""

STILL = 0.02
"""The fall of the validation loss over the last epoch that makes another epoch worth its time."""


FEW_SAMPLES = 50
"""Fewer samples than this leave nothing to hold out: exclusive or has four."""

ENOUGH_HELD_OUT = 200
"""Validation samples below which a severe overfitting is only worth an eye: an accuracy of .8 on
200 samples is known to .03."""

FEW_UPDATES = 500
"""Updates that a plain training of a small network takes: a fraction of an epoch's worth of them is
made up for by more epochs."""


def overfitting(history: History) -> Iterable[Finding]:
    """The validation loss turned up after its best epoch while the training loss went on falling.

    A problem where it rose by half and the accuracy won nothing by it.
    """
    best, after = history.best_epoch, _after_best(history)
    if best is None or not best.val_loss or len(after) < PATIENCE:
        return
    losses = facts.finite(epoch.val_loss for epoch in after[-3:])
    if len(losses) < len(after[-3:]):
        return
    noise = facts.roughness(facts.val_losses(history))
    margin = max(RISE * best.val_loss, NOISE * noise)
    # Two epochs may both be unlucky; so short after the best one the rise must be twice as clear.
    few = len(losses) == PATIENCE
    risen = min(losses) - 2 * margin if few else statistics.fmean(losses) - margin
    last = history.epochs[-1]
    if risen <= best.val_loss or not last.loss < best.loss:
        return
    rise = statistics.fmean(losses) / best.val_loss - 1
    remedy, edit = _remedy(history)
    yield Finding(
        rule="overfitting",
        level="problem"
        if rise >= LARGE_RISE and not _accuracy_won(best, after) and _does_harm(history)
        else "watch",
        step="overfitting",
        title=f"Overfitting: the validation loss was lowest in epoch {best.number} "
        f"({number(best.val_loss)}) and is {number(losses[-1])} in epoch {last.number}",
        evidence=f"since epoch {best.number} the validation loss rose by {percent(rise)} (mean of "
        f"the last {len(losses)} epochs) while the training loss fell from {number(best.loss)} to "
        f"{number(last.loss)}",
        cause="The model now learns the training samples by heart: what it still gains there does "
        "not hold on others.",
        advice=f"Reload the weights of epoch {best.number} (ModelCheckpoint with "
        f"save_best_only=True keeps them) and {remedy}.",
        line=mending.fit_line(history),
        epoch=best.number,
        edit=edit,
    )


def generalization_gap(history: History) -> Iterable[Finding]:
    """The training accuracy is far above the validation accuracy, the validation loss level."""
    pairs = [
        (e.accuracy, e.val_accuracy)
        for e in history.epochs[-3:]
        if e.accuracy is not None and e.val_accuracy is not None
    ]
    if len(history.epochs) < 3 or len(pairs) < 3 or history.data is None:
        return
    train, held = (statistics.fmean(column) for column in zip(*pairs, strict=True))
    limit = max(GAP, 3 * binomial_error(held, history.data.validation))
    if train - held < limit:
        return
    remedy, edit = _remedy(history)
    yield Finding(
        rule="generalization-gap",
        level="watch",
        step="overfitting",
        title=f"The model scores {percent(train)} on the training data and {percent(held)} on the "
        "validation data",
        evidence=f"mean of the last 3 epochs; a gap of {percent(train - held)}, and "
        f"{history.data.validation} validation samples explain {percent(limit)} at most",
        cause="Part of what it knows holds only for the training samples.",
        advice=f"More data helps most. Otherwise {remedy}.",
        epoch=history.epochs[-1].number,
        edit=edit,
    )


CEILING = 0.98
"""Accuracy or r2 from which on a loss that still falls wins next to nothing."""


def still_improving(history: History) -> Iterable[Finding]:
    """The validation loss was still falling when the planned epochs were over.

    Source: Google's Deep Learning Tuning Playbook (if the best step lies in the last tenth of a
    training, train longer).
    """
    best, card = history.best_epoch, history.score_card
    planned = history.planned_epochs
    if card is not None and (card.validation or 0.0) >= CEILING:
        return
    if history.status != "finished" or best is None or len(history.epochs) < max(2, planned):
        return
    # Of thousands of short epochs one says nothing: the last twentieth of the training is judged.
    back = max(1, len(history.epochs) // 20)
    last, before = history.epochs[-1], history.epochs[-1 - back]
    if (
        (best is not last and back == 1)
        or best.number <= before.number
        or not last.val_loss
        or before.val_loss is None
    ):
        return
    noise = facts.roughness(facts.val_losses(history))
    fall = before.val_loss - last.val_loss
    if fall < STILL * before.val_loss or fall < noise:
        return
    few = history.model is not None and 0 < history.model.steps_per_epoch < 10
    over = "in the last epoch" if back == 1 else f"in the last {back} epochs"
    yield Finding(
        rule="still-improving",
        level="watch",
        step="overfitting",
        title=f"The validation loss was still falling in epoch {last.number}, the last one",
        evidence=f"from {number(before.val_loss)} to {number(last.val_loss)} {over}, "
        f"{percent(fall / before.val_loss)}; the best epoch is number {best.number}",
        cause="The training was over before the model had learnt what it can.",
        advice=f"Train for {2 * planned} epochs; keeping the best epoch's weights makes that safe."
        + (" Smaller batches give more updates in an epoch." if few else ""),
        line=mending.fit_line(history),
        epoch=last.number,
        edit={"training.epochs": 2 * planned},
        mend=mending.fit_mend(history, "epochs", 2 * planned),
    )


def too_few_epochs(history: History) -> Iterable[Finding]:
    """The training stopped on its way down, or all but before it began, and is worse for it.

    Never more than worth an eye by itself: a demonstration of one epoch means to be short.
    """
    if history.task is None or history.status != "finished" or not history.epochs:
        return
    done = facts.updates(history)
    short = 0 < done < facts.ENOUGH_UPDATES
    if not standing.underperforms(history) or facts.diverged_at(history) is not None:
        return
    # So few updates prove nothing, even several times over.
    if not short and (whatif.failed(history, "longer") or not curve.falling(history)):
        return
    epochs = len(history.epochs)
    more = epochs * max(3, min(100, -(-FEW_UPDATES // done) if done else 3))
    means = curve.quarters(history)
    fall = f"; its last quarter lies {percent(1 - means[3] / means[2])} under the one before" if (
        means and means[2] > 0 and means[3] < means[2]) else ""  # fmt: skip
    yield Finding(
        rule="too-few-epochs",
        level="watch",
        step="overfitting",
        title=f"{epochs} epoch{'s' if epochs > 1 else ''} ({done} updates) end the training before "
        "it has learnt what it can",
        evidence=f"the training loss is {number(history.epochs[-1].loss)}{fall}"
        + standing.in_words(history),
        cause="Every update moves the weights a little; so few do not get them far enough.",
        advice=f"Train for {more} epochs.",
        line=mending.fit_line(history),
        epoch=history.epochs[-1].number,
        mend=mending.fit_mend(history, "epochs", more),
    )


def no_validation(history: History) -> Iterable[Finding]:
    """Nothing is held out, so nobody can see whether the model generalizes."""
    if not history.epochs or any(e.val_loss is not None for e in history.epochs):
        return
    if _holds_out_by_itself(history) or 0 < _samples(history) <= FEW_SAMPLES:
        return
    epochs = len(history.epochs)
    yield Finding(
        rule="no-validation",
        level="watch",
        step="overfitting",
        title="The training is not checked on validation data",
        evidence=f"{epochs} epoch{'s' if epochs != 1 else ''} without a validation loss",
        cause="A training loss always falls; only data that were held out show when it is by "
        "heart.",
        advice="Give fit() validation_data=(...) or validation_split=0.15.",
        line=mending.fit_line(history),
        mend=mending.fit_mend(history, "validation_split", 0.15)
        if history.call is not None and history.call.source == "arrays"
        else None,
    )


def _holds_out_by_itself(history: History) -> bool:
    """Whether the loop is the learner's own, so that nobody can see what it looks at."""
    return history.evaluation is not None or (
        history.call is not None and history.call.api != "fit"
    )


def _samples(history: History) -> int:
    return (history.inputs[0].samples or 0) if history.inputs else 0


def _does_harm(history: History) -> bool:
    """Whether a rise of the validation loss is more than that of a small, noisy part.

    In a script of somebody's own the held-out answers must also be worse than a simple model's.
    """
    if history.task is None:
        return True
    card = history.score_card
    held = history.split.samples if history.split is not None else None
    held = held or (card.validation_samples if card is not None else 0)
    return held >= ENOUGH_HELD_OUT and standing.fails(history) is True


def _after_best(history: History) -> Sequence[Epoch]:
    best = history.best_epoch
    return [e for e in history.epochs if best is not None and e.number > best.number]


def _accuracy_won(best: Epoch, after: Sequence[Epoch]) -> bool:
    """Whether the last epochs name more validation samples rightly than the best epoch did."""
    accuracies = facts.finite(epoch.val_accuracy for epoch in after[-3:])
    if best.val_accuracy is None or not accuracies:
        return False
    return statistics.fmean(accuracies) > best.val_accuracy + 1e-6


def _remedy(history: History) -> tuple[str, dict[str, object]]:
    """What to try against overfitting: dropout, or another remedy where there is dropout."""
    layers = history.model.layers if history.model else ()
    if any("Dropout" in layer.type for layer in layers):
        return "try more dropout, data augmentation or a smaller network", {}
    return "try dropout, data augmentation or a smaller network", {"regularization.dropout": 0.3}


RULES = (too_few_epochs, overfitting, generalization_gap, still_improving, no_validation)
