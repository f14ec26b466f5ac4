"""What step 2 concludes: do loss, output and labels agree, and is this the cost to train with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor import noise
from tutor.diagnosis import diagnose
from tutor.families.base import is_classifier
from tutor.history import History
from tutor.steps import ranking, wording
from tutor.steps.base import Comparison, Context, Result, Row, Verdict
from tutor.steps.cost import words
from tutor.steps.cost.experiments import label_of
from tutor.steps.cost.figure import preview
from tutor.steps.trials import nothing_seen

TIE = "tie"


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
    ahead = ahead_of(rows)
    better = _better(context, own, ahead, rows)
    headline = words.headline(context, own, ahead, mismatch, better)
    return Verdict(
        step="cost",
        passed=mismatch is None and not (better is not None and ahead == better),
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (words.mismatched(mismatch),)
            if mismatch
            else (
                words.agreement(context, mine, own),
                words.first_loss(context, mine),
                words.compared(comparison, own, better),
                wording.lost(comparison.rows),
            ),
            (
                "" if mismatch else words.why(context, comparison, ahead),
                words.what_next(context, mismatch, better),
            ),
        ),
        rows=comparison.rows,
        edit={"cost.function": better} if better is not None else {},
        edit_reason=_reason(context, better, ahead),
        answer=ahead,
        findings=findings,
        figure=preview(context, results),
    )


def ahead_of(rows: Mapping[str, Row]) -> str | None:
    """The cost that is ahead of every other beyond the noise, "tie" where none is.

    None where fewer than two gave a score.
    """
    scored = [row for row in rows.values() if ranking.scored(row)]
    if len(scored) < 2:
        return None
    best = max(scored, key=lambda row: row.score.mean)
    others = [row for row in scored if row is not best]
    if all(noise.differs(best.score, row.score) for row in others):
        return best.setting
    return TIE


def _better(context: Context, own: str, ahead: str | None, rows: Mapping[str, Row]) -> str | None:
    """The cost to train with instead: the one made for the task, unless the own one is ahead.

    Another cost that is ahead is taken only where classes are not the task: there cross-entropy
    stays, as a short run says little of how sure a classifier should be.
    """
    right = context.kind.costs[0].value
    if ahead is None:
        return None
    if ahead == TIE:
        behind = own in rows and right in rows and ranking.beats(rows[own], rows[right])
        return right if own != right and not behind else None
    if ahead == own:
        return None
    if ahead == right or not is_classifier(context.kind):
        return ahead
    return None


def _reason(context: Context, better: str | None, ahead: str | None) -> str:
    if better is None:
        return ""
    if better == context.kind.costs[0].value:
        return context.kind.cost_reason
    return f"{wording.capital(label_of(context, better))} is ahead by more than the noise."
