"""The experiment of step 7: powers of two around the project's own batch size."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.steps import pace
from tutor.steps.base import Context, Result, Trial
from tutor.steps.batch_size.choice import ahead, setting_of

EPOCHS = 4
SECONDS = 1.25

FEWEST_UPDATES = 50
"""Updates that a whole training needs at least. One update of Adam moves a weight by about its
learning rate, .001 by default: 50 of them by .05, what the weights of a layer of 784 inputs and 64
units are spread by under Glorot's scheme. With fewer a network hardly leaves its start."""

LARGEST = 65536
"""The limit of `experiment.toml`."""


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """Every size with one seed; where another is ahead, it and the project's own once more."""
    first, second = context.seeds(2)
    if not results:
        return tuple(_trial(context, size, first) for size in sizes(context))
    if any(result.trial.changes["training.seed"] == second for result in results):
        return ()
    best = ahead(own_size(context), results)
    if best is None:
        return ()
    return tuple(_trial(context, size, second) for size in (own_size(context), best))


def own_size(context: Context) -> int:
    """The project's own batch size."""
    return int(context.spec["batch"]["size"])


def samples(context: Context) -> int | None:
    """Number of samples that a batch can be taken from, where it is known.

    Those of the training part; the steps of an epoch for an agent, or what it remembers.
    """
    if context.family != "rl":
        return (context.data.train or None) if context.data else None
    data, epochs = context.spec["data"], int(context.spec["training"]["epochs"])
    steps = int(data["steps_per_epoch"])
    return min(int(data["memory"]), epochs * steps) if remembers(context) else steps


def remembers(context: Context) -> bool:
    """Whether batches are drawn from a memory, so that there are as many updates of any size."""
    return context.family == "rl" and context.value("cost.agent") == "dqn"


def updates(context: Context, size: int) -> int | None:
    """Updates of the project's whole training with this batch size."""
    epochs = int(context.spec["training"]["epochs"])
    if remembers(context):
        steps, every = context.spec["data"]["steps_per_epoch"], context.spec["batch"]["every"]
        return epochs * max(1, round(int(steps) / int(every)))
    available = samples(context)
    return None if available is None else epochs * math.ceil(available / size)


def too_large(context: Context, size: int) -> bool:
    """Whether a batch holds all samples, or leaves too few updates to train by."""
    available, total = samples(context), updates(context, size)
    if available is None or total is None:
        return False
    return size >= available or (total < FEWEST_UPDATES and not remembers(context))


def sizes(context: Context) -> tuple[int, ...]:
    """The project's own size and the powers of two around it that leave enough updates.

    One below and two above; where the project's own is too large, the three largest that are not.
    """
    own = own_size(context)
    if too_large(context, own):
        fitting = [2**k for k in range(LARGEST.bit_length()) if not too_large(context, 2**k)]
        return (*sorted(fitting)[-3:], own)
    below, above = 2 ** (math.ceil(math.log2(own)) - 1), 2 ** (math.floor(math.log2(own)) + 1)
    tried = [int(below), own, above, 2 * above]
    fitting = [s for s in tried if 1 <= s <= LARGEST and not too_large(context, s)]
    return tuple(dict.fromkeys(fitting))


def _trial(context: Context, size: int, seed: int) -> Trial:
    changes = {
        **pace.short_run(context, EPOCHS, seconds=SECONDS),
        "batch.size": size,
        "training.seed": seed,
    }
    return Trial(setting_of(size), f"batches of {size:,}", changes)
