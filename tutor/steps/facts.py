"""The learner's own project in words and numbers, for lessons, questions and verdicts.

Before the first run nobody has seen the data (`context.data` is None): every function then answers
in general words, so that a lesson can be read at any moment.
"""

from __future__ import annotations

import math

from tutor.steps import wording
from tutor.steps.base import Context


def network(context: Context) -> str:
    """The network in words: `2 dense layers of 64 and 64 units with relu`."""
    layers = context.spec["layers"]
    widths = [str(width) for width in layers["widths"]]
    head = layers["head"] if layers["network"] == "convolutional" else 0
    if not widths:
        activated = f"a dense layer of {head} with {layers['activation']}"
        return activated if head else "the output layer alone"
    behind = f" and a dense layer of {head}" if head else ""
    kind, unit = (
        ("dense layer", "units")
        if layers["network"] == "dense"
        else ("convolutional block", "filters")
    )
    return (
        f"{wording.count(len(widths), kind)} of {_sizes(widths)} {unit}{behind} "
        f"with {layers['activation']}"
    )


def classes(context: Context) -> int | None:
    """Number of classes, where it is known."""
    if context.data is not None:
        return context.data.classes
    return len(context.spec["data"]["classes"]) or None


def uniform_loss(context: Context) -> str:
    """The cross-entropy of knowing nothing: `ln 10 = 2.303`."""
    number = classes(context)
    if not number or number < 2:
        return "ln C for C classes"
    return f"ln {number} = {math.log(number):.3f}"


def uniform_squared_error(context: Context) -> str:
    """The mean squared error of knowing nothing: `(C - 1) / C² = .090`."""
    number = classes(context)
    if not number or number < 2:
        return "(C - 1) / C² for C classes"
    return f"(C - 1) / C² = {wording.accuracy((number - 1) / number**2)}"


def inputs(context: Context) -> int | None:
    """Number of inputs of one unit of the first layer: all pixels, or 3 by 3 of them."""
    if context.data is None or len(context.data.input_shape) != 3:
        return None
    rows, columns, channels = context.data.input_shape
    if context.spec["layers"]["network"] == "convolutional" and context.spec["layers"]["widths"]:
        return 9 * channels
    return rows * columns * channels


def chance(context: Context) -> float | None:
    """Accuracy of always naming the most frequent class of the validation data."""
    counts = context.data.validation_counts if context.data else ()
    return max(counts) / sum(counts) if sum(counts) else None


def class_name(context: Context, index: int) -> str:
    """The name of a class by its place in the project's data; `class 3` where it has none."""
    names = context.data.class_names if context.data else ()
    return names[index] if index < len(names) and names[index] else f"class {index}"


def _sizes(widths: list[str]) -> str:
    """`64 and 32`; many equal ones are named once, since a list of twelve is hard to hear."""
    if len(widths) > 3 and len(set(widths)) == 1:
        return widths[0]
    return wording.listed(widths)
