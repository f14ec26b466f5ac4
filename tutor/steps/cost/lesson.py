"""What step 2 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.families.base import is_classifier
from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.cost.experiments import EPOCHS, label_of


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    return wording.lesson_text(
        "cost",
        {
            "uniform": facts.uniform_loss(context),
            "squared": facts.uniform_squared_error(context),
            "network": facts.network(context),
            **_output(context),
            "function": label_of(context, str(context.value("cost.function"))),
        },
        context.family,
    )


def _output(context: Context) -> dict[str, str]:
    """What the output layer and the labels are: of two classes one probability is enough."""
    if facts.classes(context) == 2 and context.family != "image":
        one = "one unit with sigmoid for your two classes"
        return {"output": one, "labels": "0 and 1", "activation": "sigmoid"}
    unit, labels = "one unit a class, with softmax", "class numbers, or one-hot rows"
    return {"output": unit, "labels": labels, "activation": "softmax"}


def prediction(context: Context) -> Question:
    """Which cost is ahead after a short training."""
    epochs = wording.count(pace.epochs_of(context, EPOCHS), "epoch")
    costs = context.kind.costs
    return Question(
        "prediction",
        f"The same network, {_number(len(costs))} costs, two seeds each. Which has the higher "
        f"validation {context.metric.noun} after {epochs}?",
        (
            *(Choice(cost.value, f"{cost.label}, by more than the noise") for cost in costs),
            Choice("tie", "none: they differ by no more than the noise"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    right = context.kind.costs[0]
    return (
        f"Compare by {context.metric.noun}, not by loss: the losses are in different units, so the "
        "smaller number says nothing.",
        _second(context),
        f'In experiment.toml, [cost] function = "{right.value}" is made for {_made_for(context)}.',
    )


def _second(context: Context) -> str:
    if is_classifier(context.kind):
        uniform, squared = facts.uniform_loss(context), facts.uniform_squared_error(context)
        return (
            f"Compare each first loss with what knowing nothing costs: {uniform} for "
            f"cross-entropy, {squared} for the squared error."
        )
    if context.family == "gan":
        return "Ask under which of them a discriminator that is sure still tells the generator how."
    return "Ask what one very wrong answer costs under each, beside ten that are a little wrong."


def _made_for(context: Context) -> str:
    return "classes" if is_classifier(context.kind) else facts.task(context)


def _number(count: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four"}.get(count, str(count))
