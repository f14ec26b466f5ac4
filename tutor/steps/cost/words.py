"""The sentences of step 2's verdict."""

from __future__ import annotations

from tutor.diagnosis import Finding
from tutor.families.base import is_classifier
from tutor.history import History
from tutor.steps import facts, ranking, wording
from tutor.steps.above_chance.luck import beyond_luck
from tutor.steps.base import Comparison, Context
from tutor.steps.cost.experiments import CROSSENTROPY, SQUARED_ERROR, label_of

ADAPTIVE = ("adam", "adamw", "nadam", "rmsprop")
"""Optimizers that divide a gradient by its own recent size."""

SURE = 1.5
"""A first loss this many times that of knowing nothing comes from answers that are sure."""


def headline(
    context: Context, own: str, ahead: str | None, mismatch: Finding | None, better: str | None
) -> str:
    """The verdict in one sentence."""
    if mismatch is not None:
        return f"Your loss and your output layer do not fit: {mismatch.title[0].lower()}" + (
            f"{mismatch.title[1:]}."
        )
    mine = label_of(context, own).removeprefix("the ")
    if better is not None and ahead == better:
        right = label_of(context, better)
        if is_classifier(context.kind):
            return f"Your {mine} learns more slowly than {right}."
        return f"Your {mine} does worse than {right}."
    if better is not None:
        right = label_of(context, better)
        return f"Your {mine} gains nothing over {right}, which is made for {_task(context)}."
    if ahead == own and own != context.kind.costs[0].value:
        return f"Your {mine} is ahead, by more than the noise."
    if is_classifier(context.kind) and ahead not in (None, "tie", own):
        rival = label_of(context, str(ahead))
        return f"Your loss, your output and your labels agree, though {rival} is ahead so far."
    if is_classifier(context.kind):
        return "Your loss, your output layer and your labels agree."
    return f"Your cost, {label_of(context, own)}, is sound: none of the others does better."


def agreement(context: Context, history: History, own: str) -> str:
    """Units, activation and label encoding, as the run reported them."""
    model, data = history.model, history.data
    if model is None or data is None or not is_classifier(context.kind):
        return _unit(history)
    one_column = model.output_units == 1
    labels = f"one-hot rows of {data.classes} numbers"
    if one_column:
        labels = "0 and 1"
    elif own == CROSSENTROPY:
        labels = f"class numbers from 0 to {data.classes - 1}"
    units = wording.count(model.output_units or 0, "output unit")
    verb = "fits" if one_column else "fit"
    return (
        f"{wording.capital(units)} with {model.output_activation or 'linear'} {verb} "
        f"{data.classes} classes, and the labels are {labels}."
    )


def _unit(history: History) -> str:
    """What the target is, for a project that predicts a number."""
    data = history.data
    if data is None or not data.target or data.target_mean is None or data.target_std is None:
        return ""
    unit = f" {data.unit}" if data.unit else ""
    return (
        f"One linear output unit predicts {data.target}, whose mean is "
        f"{wording.quantity(data.target_mean)}{unit} and whose spread is "
        f"{wording.quantity(data.target_std)}{unit}."
    )


def mismatched(finding: Finding | None) -> str:
    """The finding's evidence and cause."""
    return f"{wording.capital(finding.evidence)}. {finding.cause}" if finding else ""


def first_loss(context: Context, history: History) -> str:
    """The first loss beside that of knowing nothing."""
    loss, expected = history.initial_loss, history.expected_initial_loss
    if loss is None or not expected:
        return ""
    told = (
        f"The first loss is {wording.loss(loss)}; knowing nothing costs {wording.loss(expected)}."
    )
    if loss <= SURE * expected:
        return told
    wrong = "sure of wrong answers" if is_classifier(context.kind) else "far off"
    return f"{told} The model starts out {wrong}: see step init."


def compared(comparison: Comparison, own: str, better: str | None) -> str:
    """The project's own cost beside the one to take, else beside the best of the others."""
    rows = {row.setting: row for row in comparison.rows}
    mine = rows.get(own)
    others = [row for row in rows.values() if row is not mine and ranking.scored(row)]
    rival = max(others, key=lambda row: row.score.mean, default=None)
    if better is not None and better in rows:
        rival = rows[better]
    if mine is None or rival is None or not ranking.scored(mine):
        return ""
    epochs = max(len(result.history.epochs) for result in comparison.results)
    told = wording.compare(rival, mine)
    return f"After {wording.count(epochs, 'epoch')} {told[:1].lower()}{told[1:]}"


def why(context: Context, comparison: Comparison, ahead: str | None) -> str:
    """What the difference, or its absence, comes from."""
    if ahead == "tie" and not any(beyond_luck(r.history) for r in comparison.results):
        return "No cost gets above chance in this run, so it cannot tell them apart."
    if ahead is None:
        return ""
    if not is_classifier(context.kind):
        return _WHY.get(context.family, {}).get(ahead, "")
    if ahead not in (CROSSENTROPY, "tie") and context.value("cost.function") == CROSSENTROPY:
        return (
            "Hui and Belkin (2020) find the squared error as good on many networks. Cross-entropy "
            "stays: it also asks how sure every answer is, and a short run says little of that."
        )
    if ahead == CROSSENTROPY:
        return (
            f"Behind a {_squashed(comparison)} the squared error is flat where the model is sure "
            "and wrong, so it hardly pulls on its worst mistakes."
        )
    if context.value("learning_rate.optimizer") in ADAPTIVE:
        return (
            f"{wording.capital(str(context.value('learning_rate.optimizer')))} takes as large a "
            "step for a small gradient as for a large one, which makes up for the squared error's "
            "weak pull."
        )
    return "Hui and Belkin (2020) find the squared error as good on many networks."


def what_next(context: Context, mismatch: Finding | None, better: str | None) -> str:
    """What to do now."""
    if mismatch is not None:
        return "Mend model.py, then come back."
    if better is not None:
        return f"Train with {label_of(context, better)}."
    return "Keep it, and get above chance next."


def _squashed(comparison: Comparison) -> str:
    """The activation of the output layer, as the runs reported it."""
    models = (result.history.model for result in comparison.results)
    return next((m.output_activation for m in models if m and m.output_activation), "softmax")


def _task(context: Context) -> str:
    return "classes" if is_classifier(context.kind) else facts.task(context)


_WHY = {
    "regression": {
        SQUARED_ERROR: (
            "R² is made of squared errors, and the squared error makes just these small; the "
            "absolute error aims at the median instead of the mean."
        ),
        "mean_absolute_error": (
            "A few targets lie far out. The squared error lets them pull with the square of their "
            "distance, the absolute error does not."
        ),
        "huber": (
            "Huber's loss is squared for small errors and straight for large ones, so targets that "
            "lie far out do not run the training."
        ),
        "tie": "The costs differ in how much a few large errors weigh; here that does not matter.",
    },
    "gan": {
        "tie": "All of them ask the discriminator the same question; they differ in how hard a "
        "clear answer still pulls.",
    },
    "rl": {
        "tie": "Huber's loss limits the pull of a large surprise; where rewards are small and "
        "even, there are few of them.",
        SQUARED_ERROR: "What an action is worth is a mean, and the squared error finds it. Huber's "
        "loss leans to the median, in which what happens rarely hardly counts.",
        "huber": "Early value estimates are far off. Huber's loss keeps such errors from moving "
        "the network by their full size.",
    },
}
