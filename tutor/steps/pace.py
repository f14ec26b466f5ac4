"""How long the short runs of a step are: decided by the data and the network, never by a clock.

Measured seconds differ from machine to machine and from run to run; a step that followed them would
not take the same path twice.
"""

from __future__ import annotations

import math

from tutor.experiment.schema import Changes, Spec
from tutor.steps.base import Context

SAMPLES = 5_000
"""Training samples of a short run at most: 500 of each of ten classes show who is ahead."""

FEWEST = 1_000
"""Training samples that a heavy network is left with at least; fewer tell apart by luck."""

EPOCH_WORK = 8e9
"""Multiply-adds of one forward pass over a short run's samples: under a second an epoch on two
cores, which with the gradients take a second for 10^10."""

STEP_WORK = 2e7
"""What one update costs besides its arithmetic, in multiply-adds: about 2 ms."""

LONGEST = 4
"""Small data make cheap epochs with few updates: up to this many times the epochs are run."""


def short_run(
    context: Context, epochs: int, heaviest: Changes | None = None, seconds: float = 1.0
) -> Changes:
    """The changes that make a run short: about `epochs` epochs on at most about 5,000 samples.

    All runs of one comparison must take the same samples, so they take them from one call;
    `heaviest` are the changes of its most expensive setting where settings differ in cost.
    `seconds` is what an epoch of that setting may roughly cost on two cores. A family may have a
    rule of its own.
    """
    changes: Changes = {"training.epochs": epochs_of(context, epochs)}
    for path, value in (
        ("learning_rate.schedule", "constant"),
        ("regularization.early_stopping", 0),
    ):
        if context.has(path):
            changes[path] = value
    if context.kind.short is not None:
        spec = _changed(context.spec, heaviest or {})
        return {**changes, **context.kind.short(spec, context.data, epochs, seconds)}
    fraction = fraction_of(context, heaviest, seconds)
    if fraction < context.spec["data"]["fraction"]:
        changes["data.fraction"] = fraction
    return changes


def epochs_of(context: Context, epochs: int) -> int:
    """As many epochs as give small data about the updates of `epochs` on 5,000 samples."""
    if context.kind.short is not None:
        short = context.kind.short(context.spec, context.data, epochs, 1.0)
        return int(short.get("training.epochs", epochs))
    samples = context.data.train if context.data else SAMPLES
    return max(epochs, round(epochs * min(LONGEST, SAMPLES / max(1, samples))))


def fraction_of(context: Context, heaviest: Changes | None = None, seconds: float = 1.0) -> float:
    """The value of `data.fraction` that leaves a short run's samples; never more than now."""
    now = float(context.spec["data"]["fraction"])
    if context.data is None:
        return now
    if context.kind.short is not None:
        spec = _changed(context.spec, heaviest or {})
        return float(context.kind.short(spec, context.data, 1, seconds).get("data.fraction", now))
    available = context.data.train
    wanted = samples_for(context, _changed(context.spec, heaviest or {}), seconds)
    # A tenth more than wanted is not worth another fraction in the learner's file.
    if available <= 1.1 * wanted:
        return now
    return max(0.001, math.floor(1000 * now * wanted / available) / 1000)


def samples_for(context: Context, spec: Spec, seconds: float = 1.0) -> int:
    """Number of training samples whose epoch costs about `seconds`, between 1,000 and 5,000."""
    work = context.kind.work(spec, context.data) + STEP_WORK / spec["batch"]["size"]
    return int(min(SAMPLES, max(FEWEST, seconds * EPOCH_WORK / work)))


def _changed(spec: Spec, changes: Changes) -> Spec:
    """The spec with these changes, unchecked: they are the step's own."""
    changed = {section: dict(table) for section, table in spec.items()}
    for path, value in changes.items():
        section, _, name = path.partition(".")
        changed[section][name] = value
    return changed
