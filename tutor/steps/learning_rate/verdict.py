"""What step 6 concludes: is the rate sound, is another better, should it fall."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tutor.diagnosis import facts as rules
from tutor.experiment.schema import Changes
from tutor.history import History
from tutor.steps import ranking, wording
from tutor.steps.base import Comparison, Context, Result, Row, Verdict
from tutor.steps.learning_rate.experiments import (
    CONSTANT,
    COSINE,
    SCHEDULE,
    SECOND,
    best_rate,
    best_second,
    own_rate,
    rate_of,
    schedule_of,
    setting_of,
    suggestion,
)
from tutor.steps.learning_rate.figure import preview
from tutor.steps.learning_rate.lesson import LARGER, SMALLER, TIE
from tutor.steps.trials import nothing_seen

AT_REST = 0.01
"""A training ends at rest where its last validation loss is within a hundredth of its lowest."""


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own learning rate."""
    comparison = Comparison(results)
    rows = {row.setting: row for row in comparison.rows}
    own = rows.get(setting_of(own_rate(context), CONSTANT))
    if own is None:
        return nothing_seen("learning-rate", "your own learning rate has not been tried")
    works = _above_chance(comparison, own)
    best = best_rate(context, rows)
    schedule = _schedule(context, comparison, rows, best)
    if not works and best == own_rate(context):
        schedule = _own_schedule(context)
    edit, reasons = _edit(context, own, rows, best, schedule, comparison)
    paced = best_second(context, rows) if best == own_rate(context) else None
    if paced is not None:
        edit[context.kind.second_rate] = paced
        reasons.append(_compared_second(own, rows[setting_of(paced, SECOND)]))
    headline = _headline(context, works, best, edit)
    return Verdict(
        step="learning-rate",
        passed=works,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                _range(context, results),
                _neighbours(rows, own, best),
                _second(rows, own),
                _cosine(comparison, rows, best),
                wording.lost(comparison.rows),
            ),
            (_why(context, works, best), _next(works, edit)),
        ),
        rows=comparison.rows,
        edit=edit,
        edit_reason=" ".join(reasons),
        answer=_answer(context, best) if ranking.any_scored(comparison.rows) else None,
        figure=preview(context, results),
    )


def _above_chance(comparison: Comparison, row: Row) -> bool:
    """Whether every seed of a setting got above chance, beyond luck."""
    histories = [result.history for result in comparison.of(row.setting)]
    limits = [rules.chance_limit(history) for history in histories]
    scores = [history.score if history.ok else None for history in histories]
    if all(rules.ranks_beyond_luck(history) for history in histories):
        return True
    return all(
        score is not None and score > (-math.inf if limit is None else limit)
        for score, limit in zip(scores, limits, strict=True)
    )


def _schedule(
    context: Context, comparison: Comparison, rows: Mapping[str, Row], best: float
) -> str:
    """The schedule to take at this rate; the project's own where the other was not tried.

    Cosine has to be no worse beyond the noise and to end nearer its best epoch: a training whose
    last epochs are its best does not owe them to luck.
    """
    own = _own_schedule(context)
    cosine = rows.get(setting_of(best, COSINE))
    constant = rows.get(setting_of(best, CONSTANT))
    if cosine is None or not ranking.scored(cosine) or constant is None:
        return own
    if ranking.beats(constant, cosine):
        return CONSTANT
    return COSINE if ranking.beats(cosine, constant) or _steadier(comparison, best) else own


def _own_schedule(context: Context) -> str:
    return str(context.value(SCHEDULE)) if context.has(SCHEDULE) else CONSTANT


def _steadier(comparison: Comparison, rate: float) -> bool:
    cosine = _rise(comparison.of(setting_of(rate, COSINE)))
    constant = _rise(comparison.of(setting_of(rate, CONSTANT)))
    losses = comparison.row(setting_of(rate, COSINE)).loss
    if not losses.values:
        return False
    lowest = losses.mean
    return cosine is not None and cosine <= max(constant or 0.0, AT_REST * lowest)


def _rise(results: Sequence[Result]) -> float | None:
    """How far the validation loss of the last epoch lies above the lowest, of the first seed."""
    history = results[0].history if results else History()
    last = history.epochs[-1].val_loss if history.epochs else None
    if last is None or history.best_val_loss is None:
        return None
    return last - history.best_val_loss


def _edit(
    context: Context,
    own: Row,
    rows: Mapping[str, Row],
    best: float,
    schedule: str,
    comparison: Comparison,
) -> tuple[Changes, list[str]]:
    edit: Changes = {}
    reasons: list[str] = []
    if best != own_rate(context):
        edit["learning_rate.value"] = best
        reasons.append(_rates_compared(rows[setting_of(best, CONSTANT)], own))
    if schedule != _own_schedule(context):
        edit["learning_rate.schedule"] = schedule
        reasons.append(
            "A rate that falls to 0 is no worse beyond the noise, and the training ends at rest."
            if schedule == COSINE and _steadier(comparison, best)
            else f"The {schedule} schedule scored better by more than the noise."
        )
    return edit, reasons


def _headline(context: Context, works: bool, best: float, edit: Changes) -> str:
    own = own_rate(context)
    if not works:
        if "learning_rate.value" in edit:
            return f"Your learning rate, {own:g}, does not train this network; {best:g} does."
        return f"With your learning rate, {own:g}, the network does not get above chance."
    if "learning_rate.value" in edit:
        return f"A learning rate of {best:g} is better than your {own:g}."
    if context.kind.second_rate in edit:
        paced = edit[context.kind.second_rate]
        return f"Your learning rate, {own:g}, is right; give the generator one of {paced:g}."
    if edit.get("learning_rate.schedule") == COSINE:
        return f"Your learning rate, {own:g}, is right; let it fall along a cosine."
    return f"Your learning rate, {own:g}, is right: none of those tried is better for certain."


def _range(context: Context, results: Sequence[Result]) -> str:
    if not context.kind.range_test:
        return ""
    found = suggestion(results)
    if found is None:
        return "The range test ended before it showed where the loss is lowest."
    return f"The range test suggests a rate of {found:g}."


def _neighbours(rows: Mapping[str, Row], own: Row, best: float) -> str:
    """The project's own rate against the one to take, else against the best of the others."""
    others = [
        row
        for name, row in rows.items()
        if row is not own and name.endswith(CONSTANT) and ranking.scored(row)
    ]
    rival = rows.get(setting_of(best, CONSTANT))
    if rival is None or rival is own:
        rival = max(others, key=lambda row: row.score.mean, default=None)
    if rival is None or not ranking.scored(rival) or not ranking.scored(own):
        return ""
    return _rates_compared(own, rival)


def _second(rows: Mapping[str, Row], own: Row) -> str:
    """The best and the worst of the other network's rates beside the project's own."""
    found = [r for name, r in rows.items() if schedule_of(name) == SECOND and ranking.scored(r)]
    found.sort(key=lambda row: row.score.mean, reverse=True)
    shown = [found[0], found[-1]] if len(found) > 1 else found
    return " ".join(_compared_second(own, row) for row in shown) if ranking.scored(own) else ""


def _compared_second(own: Row, other: Row) -> str:
    name = f"a generator's rate of {rate_of(other.setting):g}"
    return wording.compare(wording.called(own, "your balance"), wording.called(other, name))


def _rates_compared(first: Row, second: Row) -> str:
    """Two constant rates against each other, as they are spoken of: by their value."""
    names = (f"a rate of {rate_of(row.setting):g}" for row in (first, second))
    return wording.compare(*map(wording.called, (first, second), names))


def _cosine(comparison: Comparison, rows: Mapping[str, Row], best: float) -> str:
    """The falling rate against the constant one, and how far from rest each of them ends."""
    cosine, constant = rows.get(setting_of(best, COSINE)), rows.get(setting_of(best, CONSTANT))
    if cosine is None or constant is None:
        return ""
    if not ranking.scored(cosine) or not ranking.scored(constant):
        return ""
    told = f"Falling along a cosine, {best:g} {wording.gain(cosine, constant)}."
    falling, level = _rise(comparison.of(cosine.setting)), _rise(comparison.of(constant.setting))
    if falling is None or level is None:
        return told
    if _above(falling) == _above(level):
        return f"{told} Both end {_above(falling)} their lowest validation loss."
    return f"{told} It ends {_above(falling)} its lowest loss, the constant rate {_above(level)}."


def _above(rise: float) -> str:
    """`0.028 above`, or `at` where the difference cannot be seen in the figures given."""
    figure = wording.loss(rise)
    return "at" if float(rise) < 0.0005 else f"{figure} above"


def _why(context: Context, works: bool, best: float) -> str:
    own, optimizer = own_rate(context), context.value("learning_rate.optimizer")
    if not works and best == own:
        return "Where no rate trains a network, the rate is not what is wrong with it."
    if best != own and context.family == "gan":
        return "The balance of the two counts: the generator's rate has stayed where it was."
    if best < own and context.family == "rl":
        return "With your rate the agent runs after its own promises, and loses what it knew."
    if best < own:
        return "With your rate the updates overshoot: they step over the low places of the loss."
    if best > own:
        return "With your rate the training is not done when its epochs are over."
    if context.family in _MOVING:
        return _MOVING[context.family]
    if optimizer in ("adam", "adamw", "nadam", "rmsprop"):
        return (
            f"{str(optimizer).capitalize()} scales every update by the size of its gradients, so "
            "a wide range of rates does."
        )
    return ""


_MOVING = {
    "gan": "Two networks move against each other, so the rate decides who keeps up with whom: "
    "Adam scales each one's steps, and not their balance.",
    "rl": "An agent's targets move with its own network, so a rate too large chases them and one "
    "too small falls behind: Adam scales the steps, and not what they are measured against.",
}


def _next(works: bool, edit: Changes) -> str:
    if not works and not edit:
        return "Go back to the start of the weights, then come here again."
    taken = "Take it" if edit else "Keep it"
    again = ", and run this step again to see it at work" if not works else ""
    return f"{taken}{again}. Then comes the batch size, which matters least."


def _answer(context: Context, best: float) -> str:
    own = own_rate(context)
    return TIE if best == own else LARGER if best > own else SMALLER
