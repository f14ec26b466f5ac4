"""What step 2 concludes: do loss, output and labels agree, and is this the cost to train with."""

from __future__ import annotations

from collections.abc import Sequence

from tutor import noise
from tutor.diagnosis import Finding, diagnose
from tutor.history import History
from tutor.steps import wording
from tutor.steps.above_chance.luck import beyond_luck
from tutor.steps.base import Comparison, Context, Result, Row, Verdict
from tutor.steps.cost.experiments import CROSSENTROPY, LABELS, SQUARED_ERROR
from tutor.steps.cost.figure import preview
from tutor.steps.trials import nothing_seen

ADAPTIVE = ("adam", "adamw", "nadam", "rmsprop")
"""Optimizers that divide a gradient by its own recent size."""

SURE = 1.5
"""A first loss this many times that of knowing nothing comes from answers that are sure."""

REASON = "Cross-entropy is made for classes, and nothing is gained here by leaving it."


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own cost."""
    comparison = Comparison(results)
    own = str(context.value("cost.function"))
    mine = next((r.history for r in comparison.of(own) if r.history.model), History())
    findings = tuple(f for f in diagnose(mine) if f.step == "cost")
    mismatch = next((f for f in findings if f.level == "problem"), None)
    rows = {row.setting: row for row in comparison.rows}
    if mismatch is None and (own not in rows or not rows[own].score.values):
        return nothing_seen("cost", "no run with your cost function came to a score")
    ahead = _ahead(rows)
    change = own == SQUARED_ERROR and ahead in (CROSSENTROPY, "tie")
    headline = _headline(own, ahead, mismatch, change)
    return Verdict(
        step="cost",
        passed=mismatch is None and not (change and ahead == CROSSENTROPY),
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (_mismatch(mismatch),)
            if mismatch
            else (
                _agreement(mine, own),
                _first_loss(mine),
                _compared(comparison),
                wording.lost(comparison.rows),
            ),
            ("" if mismatch else _why(context, comparison, ahead), _next(mismatch, change)),
        ),
        rows=comparison.rows,
        edit={"cost.function": CROSSENTROPY} if change else {},
        edit_reason=REASON if change else "",
        answer=ahead,
        findings=findings,
        figure=preview(context, results),
    )


def _ahead(rows: dict[str, Row]) -> str | None:
    """The cost that is ahead beyond the noise, "tie", or None where one gave no score."""
    first, second = rows.get(CROSSENTROPY), rows.get(SQUARED_ERROR)
    if first is None or second is None or not first.score.values or not second.score.values:
        return None
    if not noise.differs(first.score, second.score):
        return "tie"
    return CROSSENTROPY if first.score.mean > second.score.mean else SQUARED_ERROR


def _headline(own: str, ahead: str | None, mismatch: Finding | None, change: bool) -> str:
    if mismatch is not None:
        return f"Your loss and your output layer do not fit: {mismatch.title[0].lower()}" + (
            f"{mismatch.title[1:]}."
        )
    if change and ahead == CROSSENTROPY:
        return "Your squared error learns more slowly than cross-entropy."
    if change:
        return "Your squared error gains nothing over cross-entropy, which is made for classes."
    if own == SQUARED_ERROR and ahead == SQUARED_ERROR:
        return "Your squared error is ahead of cross-entropy, by more than the noise."
    return "Your loss, your output layer and your labels agree."


def _agreement(history: History, own: str) -> str:
    """Units, activation and label encoding, as the run reported them."""
    model, data = history.model, history.data
    if model is None or data is None:
        return ""
    labels = (
        f"class numbers from 0 to {data.classes - 1}"
        if own == CROSSENTROPY
        else f"one-hot rows of {data.classes} numbers"
    )
    units = wording.count(model.output_units or 0, "output unit")
    return (
        f"{wording.capital(units)} with {model.output_activation or 'linear'} fit "
        f"{data.classes} classes, and the labels are {labels}."
    )


def _mismatch(finding: Finding) -> str:
    return f"{wording.capital(finding.evidence)}. {finding.cause}"


def _first_loss(history: History) -> str:
    loss, expected = history.initial_loss, history.expected_initial_loss
    if loss is None or not expected:
        return ""
    told = (
        f"The first loss is {wording.loss(loss)}; knowing nothing costs {wording.loss(expected)}."
    )
    if loss <= SURE * expected:
        return told
    return f"{told} The model starts out sure of wrong answers: see step init."


def _compared(comparison: Comparison) -> str:
    rows = {row.setting: row for row in comparison.rows}
    first, second = rows.get(CROSSENTROPY), rows.get(SQUARED_ERROR)
    if first is None or second is None or not first.score.values or not second.score.values:
        return ""
    epochs = max(len(result.history.epochs) for result in comparison.results)
    told = wording.compare(first, second)
    return f"After {wording.count(epochs, 'epoch')} {told[:1].lower()}{told[1:]}"


def _why(context: Context, comparison: Comparison, ahead: str | None) -> str:
    if ahead == "tie" and not any(beyond_luck(r.history) for r in comparison.results):
        return "Neither gets above chance in this run, so it cannot tell the two apart."
    if ahead == CROSSENTROPY:
        return (
            "Behind a softmax the squared error is flat where the model is sure and wrong, so it "
            "hardly pulls on its worst mistakes."
        )
    if ahead is None:
        return ""
    if context.value("learning_rate.optimizer") in ADAPTIVE:
        return (
            f"{wording.capital(str(context.value('learning_rate.optimizer')))} takes as large a "
            "step for a small gradient as for a large one, which makes up for the squared error's "
            "weak pull."
        )
    return "Hui and Belkin (2020) find the squared error as good on many networks."


def _next(mismatch: Finding | None, change: bool) -> str:
    if mismatch is not None:
        return "Mend model.py, then come back."
    if change:
        return f"Train with {LABELS[CROSSENTROPY]}."
    return "Keep it, and get above chance next."
