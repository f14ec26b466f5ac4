"""What step 3 concludes: is the model above chance, what each tactic did, who is the culprit."""

from __future__ import annotations

from collections.abc import Sequence

from tutor import noise
from tutor.diagnosis import Finding, diagnose
from tutor.diagnosis import facts as rules
from tutor.steps import wording
from tutor.steps.above_chance import words
from tutor.steps.above_chance.experiments import (
    BASELINE,
    QUARTER,
    SIMPLER,
    Setting,
    culprits,
    tactics,
)
from tutor.steps.above_chance.figure import curves
from tutor.steps.above_chance.luck import all_beyond_luck, struggling
from tutor.steps.base import Comparison, Context, Result, Verdict
from tutor.steps.trials import nothing_seen


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict: passed where every seed of the project as it is lies beyond luck."""
    comparison = Comparison(results)
    own = comparison.of(BASELINE)
    if not own:
        return nothing_seen("above-chance", "your project as it is has not been trained")
    above = all_beyond_luck(own)
    held_up = struggling(results)
    culprit = _culprit(context, comparison) if held_up else None
    headline = words.headline(comparison, above, held_up)
    return Verdict(
        step="above-chance",
        passed=above,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                *words.evidence(context, comparison, held_up),
                wording.lost(comparison.rows),
            ),
            (
                words.cause(context, comparison, culprit, held_up),
                words.what_next(context, above, held_up, culprit),
            ),
        ),
        rows=comparison.rows,
        edit=culprit.changes if culprit else {},
        edit_reason=words.reason(context, culprit) if culprit else "",
        answer=_answer(comparison),
        findings=_findings(own),
        figure=curves(context, results),
    )


def _culprit(context: Context, comparison: Comparison) -> Setting | None:
    """The change that gets the model going: the best, and of those as good the one preferred."""
    known = (*culprits(context), *(s for s in tactics(context) if s.name == SIMPLER))
    working = [s for s in _preferred(known) if all_beyond_luck(comparison.of(s.name))]
    if not working:
        return None
    scores = {s.name: comparison.row(s.name).score for s in working}
    best = max(scores.values(), key=lambda score: score.mean)
    return next(s for s in working if not noise.differs(scores[s.name], best))


def _preferred(settings: Sequence[Setting]) -> list[Setting]:
    """Wrong values first, then as few layers taken away as will do, all together last."""
    order = {SIMPLER: 1, "one-block": 2, "no-block": 3, "together": 4}
    return sorted(settings, key=lambda setting: order.get(setting.name, 0))


def _answer(comparison: Comparison) -> str | None:
    """Where the quarter of the data ended, same, lower or chance; without one, where yours did."""
    quarter, own = comparison.of(QUARTER), comparison.row(BASELINE)
    if not own.score.values:
        return None
    if not quarter:
        return "above" if all_beyond_luck(comparison.of(BASELINE)) else "chance"
    row = comparison.row(QUARTER)
    limit = rules.chance_limit(quarter[0].history)
    if not row.score.values or (limit is not None and row.score.mean <= limit):
        return "chance"
    lower = row.score.mean < own.score.mean and noise.differs(row.score, own.score)
    return "lower" if lower else "same"


def _findings(own: Sequence[Result]) -> tuple[Finding, ...]:
    """What the rules say of the project's own run, as far as it keeps the model from learning."""
    return tuple(finding for finding in diagnose(own[0].history) if finding.level == "problem")
