"""What step 1 concludes from the four starts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tutor.diagnosis import Finding, diagnose
from tutor.diagnosis import facts as rules
from tutor.experiment.schema import Changes
from tutor.history import History
from tutor.steps import facts, ranking, wording
from tutor.steps.base import Comparison, Context, Result, Row, Verdict
from tutor.steps.init import words
from tutor.steps.init.experiments import LABELS, SOUND, current
from tutor.steps.init.figure import preview
from tutor.steps.trials import nothing_seen

FADED = 1e-2
"""A signal that keeps less than a hundredth of its spread between the first and the last hidden
layer has faded. Glorot's scheme halves the variance in every relu layer (He et al. 2015): it gets
there in about 13 layers."""

CLEARLY = 0.1
"""A start that is behind by a tenth of what the best one has gained over chance is at fault; less,
if it is real, makes another start worth taking and this one no mistake."""

RELUS = ("relu", "elu", "gelu")


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own start."""
    measured = {
        result.trial.setting: result.history
        for result in results
        if result.trial.kind == "measure" and result.history.sample_at(0)
    }
    comparison = Comparison(results)
    rows = {row.setting: row for row in comparison.rows}
    own = current(context)
    if own not in measured and not ranking.scored(rows.get(own)):
        return nothing_seen("init", "your own start has not been measured")
    findings = _findings(measured.get(own))
    fault = _fault(context, findings, measured, rows)
    edit, reason = _edit(context, fault, rows)
    headline = words.headline(context, own, fault, edit)
    answer = _answer(rows, comparison)
    return Verdict(
        step="init",
        passed=fault is None,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                words.before_training(context, own, fault, measured),
                words.zeros(own, answer, comparison),
                words.compared(own, best_sound(rows, besides=own), rows),
                wording.lost(comparison.rows),
            ),
            (words.why(context, fault), words.what_next(fault, edit)),
        ),
        rows=words.noted(comparison.rows, measured),
        edit=edit,
        edit_reason=reason,
        answer=answer,
        findings=findings,
        figure=preview(context, results),
    )


def best_sound(rows: Mapping[str, Row], besides: str = "") -> Row | None:
    """The best of the starts that may be proposed."""
    scored = [rows[s] for s in SOUND if s != besides and ranking.scored(rows.get(s))]
    return max(scored, key=lambda row: row.score.mean, default=None)


def _findings(history: History | None) -> tuple[Finding, ...]:
    """What the rules on the start say of one measurement."""
    found = diagnose(history) if history else ()
    return tuple(finding for finding in found if finding.step == "init")


def _fault(
    context: Context,
    findings: Sequence[Finding],
    measured: Mapping[str, History],
    rows: Mapping[str, Row],
) -> words.Fault | None:
    """What is wrong with the project's own start."""
    own = current(context)
    problems = {finding.rule for finding in findings if finding.level == "problem"}
    if "zero-start" in problems:
        return "zero"
    if problems:
        return "wide"
    if own in measured and _fades(measured[own]):
        return "faded"
    best = best_sound(rows, besides=own)
    if best is None or own not in rows or not ranking.beats(best, rows[own]):
        return None
    lost = best.score.mean - rows[own].score.mean
    chance = facts.chance(context)
    gained = best.score.mean - (0.0 if chance is None else chance)
    return None if lost <= CLEARLY * gained else "behind"


def _fades(history: History) -> bool:
    """Whether the signal has faded by the last hidden layer, or the gradient by the first."""
    sample = history.sample_at(0)
    spreads = [stats.activation_std for stats in rules.hidden(sample)] if sample else []
    first, last = (spreads[0], spreads[-1]) if len(spreads) > 1 else (None, None)
    if first and last is not None and last < FADED * first:
        return True
    return any(finding.rule == "vanishing-gradient" for finding in diagnose(history))


def _edit(
    context: Context, fault: words.Fault | None, rows: Mapping[str, Row]
) -> tuple[Changes, str]:
    """Another start, where the project's own is at fault or another is better beyond the noise."""
    own = current(context)
    best = best_sound(rows, besides=own)
    if fault in ("zero", "wide") and own not in SOUND:
        relu = context.has("layers.activation") and context.value("layers.activation") in RELUS
        if relu:
            return _change("he_normal"), "He's scheme is made for relu (He et al. 2015)."
        reason = "Glorot's scheme suits sigmoid and tanh (Glorot and Bengio 2010)."
        return _change("glorot_uniform"), reason
    if best is not None and own in rows and ranking.beats(best, rows[own]):
        reason = f"{LABELS[best.setting]} is ahead of {LABELS[own]} by more than the noise."
        return _change(best.setting), reason
    return {}, ""


def _change(start: str) -> Changes:
    return {"initialization.weights": start}


def _answer(rows: Mapping[str, Row], comparison: Comparison) -> str | None:
    """Where the start of zeros ended: chance, behind or same."""
    zeros, best = rows.get("zeros"), best_sound(rows)
    if zeros is None or best is None or not ranking.scored(zeros):
        return None
    limits = [rules.chance_limit(result.history) for result in comparison.of("zeros")]
    known = [limit for limit in limits if limit is not None]
    limit = max(known, default=-math.inf)
    if zeros.score.mean <= limit:
        return "chance"
    return "behind" if ranking.beats(best, zeros) else "same"
