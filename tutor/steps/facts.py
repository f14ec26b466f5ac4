"""The learner's own project in words and numbers, for lessons, questions and verdicts.

Before the first run nobody has seen the data (`context.data` is None): every function then answers
in general words, so that a lesson can be read at any moment.
"""

from __future__ import annotations

import math

from tutor.history import chance_of
from tutor.steps import wording
from tutor.steps.base import Context


def network(context: Context) -> str:
    """The network in words: `2 dense layers of 64 and 64 units with relu`."""
    return context.kind.described(context.spec)


def classes(context: Context) -> int | None:
    """Number of classes, where it is known."""
    if context.data is not None:
        return context.data.classes
    return len(context.spec["data"].get("classes", ())) or None


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


def knowing_nothing(context: Context) -> str:
    """What the loss of a model that knows nothing is: `ln 10 = 2.303`."""
    squared = context.value("cost.function") == "mean_squared_error"
    if context.family == "regression":
        return "1, in variances of the target" if squared else "what always answering the mean does"
    if context.family == "gan":
        entropy = context.value("cost.function") == "crossentropy"
        return f"{'ln 2 = 0.693' if entropy else '1'} for each answer"
    if context.family == "rl":
        return "what its first guesses are off by"
    return uniform_squared_error(context) if squared else uniform_loss(context)


def inputs(context: Context) -> int | None:
    """Number of inputs of one unit of the first layer."""
    return context.kind.fan_in(context.spec, context.data)


def chance(context: Context) -> float | None:
    """The validation score of knowing nothing."""
    return chance_of(context.data)


def score(context: Context, value: float | None) -> str:
    """A score in the project's metric."""
    return wording.score(value, context.metric)


def class_name(context: Context, index: int) -> str:
    """The name of a class by its place in the project's data; `class 3` where it has none."""
    names = context.data.class_names if context.data else ()
    return names[index] if index < len(names) and names[index] else f"class {index}"


def task(context: Context) -> str:
    """What the family is for, as a cost is made for it."""
    return {"regression": "a continuous target", "gan": "telling real from drawn"}.get(
        context.family, "what an action is worth on average"
    )


def tested(context: Context) -> str:
    """What the one test is made on: `test images`, or an agent's `test episodes`."""
    return f"test {'episodes' if context.family == 'rl' else context.kind.samples}"


def trained_on(context: Context) -> str:
    """`5,100 images`, or `your images` before the data have been seen."""
    if context.data is None or not context.data.train:
        return f"your {context.kind.samples}"
    return wording.count(context.data.train, context.kind.sample)
