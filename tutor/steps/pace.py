"""How long the short runs of a step are: decided by the data and the network, never by a clock.

Measured seconds differ from machine to machine and from run to run; a step that followed them would
not take the same path twice.
"""

from __future__ import annotations

import math
from itertools import pairwise

from tutor.experiment.schema import Changes, Spec
from tutor.steps.base import Context

IMAGES = 5_000
"""Training images of a short run at most: 500 of each of ten classes show who is ahead."""

FEWEST = 1_000
"""Training images that a heavy network is left with at least; fewer tell settings apart by luck."""

EPOCH_WORK = 8e9
"""Multiply-adds of one forward pass over a short run's images: under a second an epoch on two
cores, which with the gradients take a second for 10^10."""

STEP_WORK = 2e7
"""What one update costs besides its arithmetic, in multiply-adds: about 2 ms."""

LONGEST = 4
"""Small data make cheap epochs with few updates: up to this many times the epochs are run."""


def short_run(
    context: Context, epochs: int, heaviest: Changes | None = None, seconds: float = 1.0
) -> Changes:
    """The changes that make a run short: about `epochs` epochs on at most about 5,000 images.

    All runs of one comparison must take the same images, so they take them from one call;
    `heaviest` are the changes of its most expensive setting where settings differ in cost.
    `seconds` is what an epoch of that setting may roughly cost on two cores.
    """
    changes: Changes = {
        "training.epochs": epochs_of(context, epochs),
        "learning_rate.schedule": "constant",
        "regularization.early_stopping": 0,
    }
    fraction = fraction_of(context, heaviest, seconds)
    if fraction < context.spec["data"]["fraction"]:
        changes["data.fraction"] = fraction
    return changes


def epochs_of(context: Context, epochs: int) -> int:
    """As many epochs as give small data about the updates of `epochs` on 5,000 images."""
    images = context.data.train if context.data else IMAGES
    return max(epochs, round(epochs * min(LONGEST, IMAGES / max(1, images))))


def fraction_of(context: Context, heaviest: Changes | None = None, seconds: float = 1.0) -> float:
    """The value of `data.fraction` that leaves a short run's images; never more than now."""
    now = float(context.spec["data"]["fraction"])
    if context.data is None:
        return now
    available = context.data.train
    wanted = images_for(_changed(context.spec, heaviest or {}), context.data.input_shape, seconds)
    # A tenth more than wanted is not worth another fraction in the learner's file.
    if available <= 1.1 * wanted:
        return now
    return max(0.001, math.floor(1000 * now * wanted / available) / 1000)


def images_for(spec: Spec, shape: tuple[int, ...], seconds: float = 1.0) -> int:
    """Number of training images whose epoch costs about `seconds`, between 1,000 and 5,000."""
    work = multiply_adds(spec, shape) + STEP_WORK / spec["batch"]["size"]
    return int(min(IMAGES, max(FEWEST, seconds * EPOCH_WORK / work)))


def multiply_adds(spec: Spec, shape: tuple[int, ...]) -> float:
    """Multiplications of one image's forward pass, of shape (rows, columns, channels).

    Dense: inputs times units, layer by layer. Convolution of 3 by 3: pixels times 9 times channels
    in times filters; the pooling behind a block halves rows and columns. The output layer is small.
    """
    rows, columns, channels = shape if len(shape) == 3 else (28, 28, 1)
    layers = spec["layers"]
    if layers["network"] == "dense":
        sizes = [rows * columns * channels, *layers["widths"]]
        return float(sum(inputs * units for inputs, units in pairwise(sizes)))
    work = 0
    for filters in layers["widths"]:
        for _ in range(layers["convolutions"]):
            work += rows * columns * 9 * channels * filters
            channels = filters
        rows, columns = math.ceil(rows / 2), math.ceil(columns / 2)
    return float(work + rows * columns * channels * layers["head"])


def _changed(spec: Spec, changes: Changes) -> Spec:
    """The spec with these changes, unchecked: they are the step's own."""
    changed = {section: dict(table) for section, table in spec.items()}
    for path, value in changes.items():
        section, _, name = path.partition(".")
        changed[section][name] = value
    return changed
