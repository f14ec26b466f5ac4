"""What step 4 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.layers.candidates import (
    CURRENT,
    DEPTH,
    KIND,
    WIDTH,
    candidates,
    floor_name,
    groups,
)
from tutor.steps.layers.experiments import EPOCHS


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    return wording.lesson_text(
        "layers",
        {
            "network": facts.network(context),
            "pixels": _inputs(context),
            "tried": len(candidates(context)) - 1,
            "epochs": pace.epochs_of(context, EPOCHS),
        },
        context.family,
    )


def prediction(context: Context) -> Question:
    """Which change of the network pays."""
    labels = {
        DEPTH: "another number of layers",
        WIDTH: "another width",
        KIND: "other legs" if context.family == "wide-deep" else "another kind of layers",
    }
    return Question(
        "prediction",
        f"You have {facts.network(context)}. Which change will beat that by most, if one does by "
        "more than the noise?",
        (
            *(Choice(group, labels[group]) for group in groups(context)),
            Choice(CURRENT, "none of them"),
        ),
    )


def hints(context: Context, _results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    first = (
        f"Look at {floor_name(context)} first. What a network gains over it is what its hidden "
        "layers are worth."
    )
    if context.family != "image":
        return (
            first,
            "A tie goes to the smaller network: what cannot be told from noise is not worth its "
            "parameters.",
            f"In experiment.toml, [layers] {_keys(context)}",
        )
    convolutional = context.value("layers.network") == "convolutional"
    kind = (
        "Yours is convolutional already: try more blocks, or two convolutions in each."
        if convolutional
        else "Yours is dense: it does not know which pixels are neighbours."
    )
    return (
        first,
        f"Neighbouring pixels belong together, and only one kind of layer uses that. {kind}",
        'In experiment.toml, [layers] network: "convolutional" with widths = [16, 32] is a small '
        "network to start from; [32, 64] has twice the filters.",
    )


def _keys(context: Context) -> str:
    """Where to write it: what the section's other keys are depends on the family."""
    if context.family == "gan":
        return "generator and widths: one number a block of either network, in powers of two."
    told = "widths: one number a block, in powers of two"
    if context.family == "wide-deep":
        return f"{told}, for the deep leg; legs says which legs there are, head where they meet."
    if context.family == "text":
        return f"{told}; network says what kind the blocks are."
    return f"{told}; [] leaves the linear model."


def _inputs(context: Context) -> str:
    """`784 pixels`, or `the pixels` where they cannot be counted."""
    noun = _NOUNS.get(context.family, "input")
    if context.data is None or not context.data.input_shape:
        return f"the {noun}s"
    return wording.count(math.prod(context.data.input_shape), noun)


_NOUNS = {
    "image": "pixel",
    "tabular": "column",
    "regression": "column",
    "wide-deep": "column",
}
"""What the first layer is told."""
