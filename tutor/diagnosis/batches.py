"""Rules on the size of a batch, where the model does worse than it should."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import curve, facts, mending, standing, whatif
from tutor.diagnosis.facts import percent
from tutor.diagnosis.finding import Finding
from tutor.history import History

FEW_STEPS = 2
ENOUGH_SAMPLES = 200
FEW_UPDATES = 200
"""A batch that holds half of the data leaves few updates; of a small set that is as it should be
(exclusive or has one batch of four), and many epochs make up for it."""

USUAL = 32
"""Keras's default. Masters and Luschi 2018 find the best results between 2 and 32."""

TINY = 4
MANY_STEPS = 100


def batch_too_large(history: History) -> Iterable[Finding]:
    """An epoch is one or two updates, and there are not enough epochs to make up for it."""
    model = history.model
    if model is None or history.task is None or not standing.underperforms(history):
        return
    samples = _samples(history)
    few = 0 < model.steps_per_epoch <= FEW_STEPS and facts.updates(history) < FEW_UPDATES
    if not few or samples < ENOUGH_SAMPLES or whatif.failed(history, "smaller-batch"):
        return
    yield Finding(
        rule="batch-too-large",
        level="watch",
        step="batch-size",
        title=f"A batch of {model.batch_size} samples leaves {facts.updates(history)} updates in "
        f"{len(history.epochs)} epochs",
        evidence=f"{samples} samples, {model.steps_per_epoch} updates an epoch"
        + standing.in_words(history),
        cause="The weights only move once a batch, by about the same step whatever its size.",
        advice=f"Take batches of {USUAL} samples, or many more epochs.",
        line=mending.fit_line(history),
        mend=mending.fit_mend(history, "batch_size", USUAL),
    )


def batch_too_small(history: History) -> Iterable[Finding]:
    """So few samples a batch that one step undoes the other."""
    model = history.model
    if model is None or history.task is None or not standing.underperforms(history):
        return
    tiny = 0 < model.batch_size <= TINY and model.steps_per_epoch >= MANY_STEPS
    unrest = curve.shakes(history)
    if not tiny or unrest <= curve.RESTLESS / 2:
        return
    yield Finding(
        rule="batch-too-small",
        level="watch",
        step="batch-size",
        title=f"Batches of {model.batch_size} and a restless loss",
        evidence=f"{model.steps_per_epoch} updates an epoch; from one point of the curve to the "
        f"next the loss rises by {percent(unrest)} of its level on average"
        + standing.in_words(history),
        cause="The gradient of so few samples says little about that of all.",
        advice=f"Take batches of {USUAL} samples.",
        line=mending.fit_line(history),
        mend=mending.fit_mend(history, "batch_size", USUAL),
    )


def _samples(history: History) -> int:
    """Number of training samples, as far as it can be told."""
    known = history.inputs[0].samples if history.inputs else None
    model = history.model
    return known or (model.batch_size * model.steps_per_epoch if model else 0)


RULES = (batch_too_large, batch_too_small)
