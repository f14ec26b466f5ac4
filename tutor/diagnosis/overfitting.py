"""Rules on the validation loss beside the training loss."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from tutor.diagnosis import facts
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
    noise = facts.roughness(facts.finite(epoch.val_loss for epoch in history.epochs))
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
        level="problem" if rise >= LARGE_RISE and not _accuracy_won(best, after) else "watch",
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


def still_improving(history: History) -> Iterable[Finding]:
    """The validation loss was still falling when the planned epochs were over.

    Source: Google's Deep Learning Tuning Playbook (if the best step lies in the last tenth of a
    training, train longer).
    """
    best = history.best_epoch
    planned = history.planned_epochs
    if history.status != "finished" or best is None or len(history.epochs) < max(2, planned):
        return
    last, before = history.epochs[-1], history.epochs[-2]
    if best is not last or not last.val_loss or before.val_loss is None:
        return
    noise = facts.roughness(facts.finite(e.val_loss for e in history.epochs))
    fall = before.val_loss - last.val_loss
    if fall < STILL * before.val_loss or fall < noise:
        return
    few = history.model is not None and 0 < history.model.steps_per_epoch < 10
    yield Finding(
        rule="still-improving",
        level="watch",
        step="overfitting",
        title=f"The validation loss was still falling in epoch {last.number}, the last one",
        evidence=f"from {number(before.val_loss)} to {number(last.val_loss)} in the last epoch, "
        f"{percent(fall / before.val_loss)}; the last epoch is the best",
        cause="The training was over before the model had learnt what it can.",
        advice=f"Train for {2 * planned} epochs; keeping the best epoch's weights makes that safe."
        + (" Smaller batches give more updates in an epoch." if few else ""),
        epoch=last.number,
        edit={"training.epochs": 2 * planned},
    )


def no_validation(history: History) -> Iterable[Finding]:
    """Nothing is held out, so nobody can see whether the model generalizes."""
    if not history.epochs or any(e.val_loss is not None for e in history.epochs):
        return
    yield Finding(
        rule="no-validation",
        level="watch",
        step="overfitting",
        title="The training is not checked on validation data",
        evidence=f"{len(history.epochs)} epochs without a validation loss",
        cause="A training loss always falls; only data that were held out show when it is by "
        "heart.",
        advice="Give fit() validation_data=(...) or validation_split=0.15.",
    )


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


RULES = (overfitting, generalization_gap, still_improving, no_validation)
