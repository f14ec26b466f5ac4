"""The sentences of step 1's verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from tutor.diagnosis import facts as rules
from tutor.experiment.schema import Changes
from tutor.families.base import is_classifier
from tutor.history import History
from tutor.steps import wording
from tutor.steps.base import Comparison, Context, Row
from tutor.steps.init.experiments import LABELS
from tutor.steps.init.figure import spoken
from tutor.steps.layers.candidates import is_linear

Fault = Literal["zero", "wide", "faded", "behind"]
"""What can be wrong with a start: it is zero, its answers are sure and wrong, its signal dies out
on the way, or another start is clearly ahead."""

SURE = 1.5
"""A first loss this many times that of knowing nothing comes from answers that are sure."""


def headline(context: Context, own: str, fault: Fault | None, edit: Changes) -> str:
    """The verdict in one sentence."""
    start = LABELS[own]
    if fault is None:
        better = f", and {LABELS[edit['initialization.weights']]} is better" if edit else ""
        return f"Your start, {start}, is sound{better}."
    if fault == "zero":
        return "Your weights start at zero, and your hidden layers cannot learn."
    if fault == "wide":
        answers = "is sure of wrong answers" if _classifies(context) else "answers far off"
        return f"Your untrained model, started by {start}, {answers}."
    if fault == "faded":
        return f"With {start} the signal dies out on its way through your network."
    return f"Your start, {start}, costs you {context.metric.noun}."


def before_training(
    context: Context, own: str, fault: Fault | None, measured: Mapping[str, History]
) -> str:
    """What the untrained network shows of the fault, or that there is none."""
    mine = measured.get(own)
    if mine is None:
        return ""
    if fault == "zero":
        return _gradient(mine)
    if fault == "faded":
        return _signal(mine) or _gradient(mine)
    return _first_loss(context, mine, {} if fault == "wide" else measured)


def zeros(own: str, answer: str | None, comparison: Comparison) -> str:
    """Where the start of zeros ended, which the learner was asked."""
    if answer is None or own == "zeros":
        return ""
    epochs = max(len(result.history.epochs) for result in comparison.results)
    zeros = comparison.row("zeros").score
    score = wording.score(zeros.mean, zeros.metric)
    ended = {
        "chance": f"is still at chance, {score}",
        "behind": f"is above chance but behind, at {score}",
        "same": f"does as well as the others, at {score}",
    }[answer]
    return f"After {wording.count(epochs, 'epoch')} the start of zeros {ended}."


def compared(own: str, best: Row | None, rows: Mapping[str, Row]) -> str:
    """The project's own start against the best other one that may be proposed."""
    return wording.compare(rows[own], best) if best is not None and own in rows else ""


def noted(rows: Sequence[Row], measured: Mapping[str, History]) -> tuple[Row, ...]:
    """The rows with the first loss of each start, where there is nothing else to note."""
    losses = {start: history.initial_loss for start, history in measured.items()}
    return tuple(
        row
        if row.note or (loss := losses.get(row.setting)) is None
        else replace(row, note=f"untrained loss {wording.loss(loss)}")
        for row in rows
    )


def why(context: Context, fault: Fault | None) -> str:
    """The cause."""
    if fault == "zero":
        return (
            "With zeros no signal leaves the hidden layers and no gradient comes back to them. "
            f"Only the biases of the output learn, and all they can learn is {_constant(context)}."
        )
    if fault == "wide":
        certain = "the output turns large values into certainty, " if _classifies(context) else ""
        return f"Each layer widens its signal, {certain}and the first epochs go into unlearning it."
    if fault == "faded":
        return "Each layer passes on less than it gets, and many layers multiply that."
    if fault == "behind":
        return "What a start loses, the first epochs have to win back."
    if is_linear(context):
        return "Without hidden layers no signal has a way to get lost on."
    return "The signal is neither lost nor blown up, so every layer gets a gradient to learn from."


def _classifies(context: Context) -> bool:
    return is_classifier(context.kind)


def _constant(context: Context) -> str:
    """What the best constant answer knows."""
    if is_classifier(context.kind):
        return "how frequent each class is"
    answers = {"regression": "the mean of the target", "gan": "one image, whatever the noise"}
    return answers.get(context.family, "one value for each action, whatever the agent sees")


def what_next(fault: Fault | None, edit: Changes) -> str:
    """What to do now."""
    if edit:
        return f"Change to {LABELS[edit['initialization.weights']]}."
    if fault == "faded":
        return "No start mends that, it is the depth: the step above-chance takes layers away."
    if fault == "wide":
        return "The start itself is a sound one, so look at the scale of the inputs."
    return "Keep it, and go on to the cost function."


def _first_loss(context: Context, mine: History, measured: Mapping[str, History]) -> str:
    """The first loss against that of knowing nothing, and against that of the worst start."""
    loss, expected = mine.initial_loss, mine.expected_initial_loss
    if loss is None or not expected:
        return ""
    told = (
        f"Before training your model has a loss of {wording.loss(loss)}; knowing nothing costs "
        f"{wording.loss(expected)}."
    )
    known = {s: h.initial_loss for s, h in measured.items() if h.initial_loss is not None}
    worst = max(known, key=lambda start: known[start], default="")
    if not worst or known[worst] <= SURE * max(loss, expected):
        return told
    wrong = "sure of wrong answers" if _classifies(context) else "its answers far off"
    return f"{told} With {LABELS[worst]} it has {wording.loss(known[worst])}, {wrong}."


def _signal(history: History) -> str:
    """Standard deviations of the first and the last hidden layer, where the signal shrinks."""
    sample = history.sample_at(0)
    spreads = [stats.activation_std for stats in rules.hidden(sample)] if sample else []
    if len(spreads) < 2 or not spreads[0] or spreads[-1] is None or spreads[-1] >= spreads[0]:
        return ""
    return (
        f"Before training the spread of the values falls from {spoken(spreads[0])} in the first "
        f"hidden layer to {spoken(spreads[-1])} in the last."
    )


def _gradient(history: History) -> str:
    """Norms of the output's and the first layer's gradient."""
    sample = history.sample_at(0)
    layers = rules.weighted(sample) if sample else ()
    if len(layers) < 2:
        return ""
    first, last = layers[0].gradient_norm, layers[-1].gradient_norm
    if first is None or last is None:
        return ""
    return (
        f"Before training the gradient is {spoken(last)} at the output and {spoken(first)} at the "
        "first layer."
    )
