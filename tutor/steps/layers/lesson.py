"""What step 4 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.layers.candidates import CURRENT, DEPTH, KIND, WIDTH, candidates
from tutor.steps.layers.experiments import EPOCHS


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    return wording.lesson_text(
        "layers",
        {
            "network": facts.network(context),
            "pixels": _pixels(context),
            "tried": len(candidates(context)) - 1,
            "epochs": pace.epochs_of(context, EPOCHS),
        },
    )


def prediction(context: Context) -> Question:
    """Which change of the network pays."""
    return Question(
        "prediction",
        f"Your network is {facts.network(context)}. Which change will beat it by most, if one "
        "does by more than the noise?",
        (
            Choice(DEPTH, "another number of layers"),
            Choice(WIDTH, "another width"),
            Choice(KIND, "another kind of layers"),
            Choice(CURRENT, "none of them"),
        ),
    )


def hints(context: Context, _results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    convolutional = context.value("layers.network") == "convolutional"
    kind = (
        "Yours is convolutional already: try more blocks, or two convolutions in each."
        if convolutional
        else "Yours is dense: it does not know which pixels are neighbours."
    )
    return (
        "Look at the linear model first. What a network gains over it is what its hidden layers "
        "are worth.",
        f"Neighbouring pixels belong together, and only one kind of layer uses that. {kind}",
        'In experiment.toml, [layers] network: "convolutional" with widths = [16, 32] is a small '
        "network to start from; [32, 64] has twice the filters.",
    )


def _pixels(context: Context) -> str:
    """`784 pixels`, or `the pixels` before the data have been seen."""
    if context.data is None:
        return "the pixels"
    return wording.count(math.prod(context.data.input_shape), "pixel")
