"""What step 7 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.batch_size.experiments import EPOCHS, own_size, remembers, samples, sizes

LARGER, SMALLER, TIE = "larger", "smaller", "tie"


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    own, available = own_size(context), samples(context)
    batches = (
        f"{wording.count(available, context.kind.sample)} make "
        f"{math.ceil(available / own):,} updates an epoch"
        if available
        else f"an epoch has as many updates as there are batches in your {context.kind.samples}"
    )
    return wording.lesson_text(
        "batch-size",
        {
            "network": facts.network(context),
            "size": f"{own:,}",
            "batches": batches,
            "tried": wording.listed([f"{size:,}" for size in sizes(context)]),
            "epochs": pace.epochs_of(context, EPOCHS),
            **(_from_memory(context) if context.family == "rl" else {}),
        },
        context.family,
    )


def _from_memory(context: Context) -> dict[str, str]:
    """Where an agent's batches come from, what large ones cost, how many updates there are."""
    if remembers(context):
        return {
            "source": "drawn at random from what the agent has lived through. Neighbouring steps "
            "are alike; drawn at random, they are not, which is what the memory is for",
            "large": "a calm gradient, dearer updates. Each old step is used more often, before "
            "the agent has lived through new ones",
            "updates": "The number of updates stays the same: [batch] every sets it",
        }
    return {
        "source": "the steps that it has just made in all its environments. It learns from them "
        "once and forgets them",
        "large": "a calm gradient, few updates. The agent acts longer by what it knew before",
        "updates": "A larger batch leaves fewer updates to an epoch of as many steps",
    }


def prediction(context: Context) -> Question:
    """Whether another batch size scores better."""
    return Question(
        "prediction",
        f"Your batches hold {own_size(context):,} {context.kind.samples}. Which size will score "
        "better after the same number of epochs, by more than the noise?",
        (
            Choice(SMALLER, "a smaller one"),
            Choice(LARGER, "a larger one"),
            Choice(TIE, "none for certain"),
        ),
    )


def hints(context: Context, _results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    count = (
        "Twice the batch makes an update dearer and not rarer: [batch] every sets their number."
        if remembers(context)
        else "Count the updates, not the epochs: twice the batch has half the updates in an epoch."
    )
    suited = "agents" if context.family == "rl" else "small data"
    return (
        count,
        "A larger batch that scores worse may only need a larger learning rate: its gradient is "
        "less noisy, so it can go further at a time.",
        f"In experiment.toml, [batch] size is {own_size(context):,}. From 32 to 256 suits most "
        f"{suited}; leave it where nothing is better for certain.",
    )
