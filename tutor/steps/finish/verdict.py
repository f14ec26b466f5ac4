"""The verdict of the end: what the project has come to, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor import noise
from tutor.diagnosis import diagnose
from tutor.history import Evaluation, History, chance_of
from tutor.steps import curves, facts, trials
from tutor.steps.base import Context, Result, Verdict
from tutor.steps.finish.closing import closing_words, test_error
from tutor.steps.finish.experiments import baselines_of, tested_of, trained_of
from tutor.steps.finish.lesson import HIGHER, LOWER, SAME


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """Passed where the test score is above chance beyond luck."""
    trained, tested = trained_of(results), tested_of(results)
    if trained is None:
        return trials.nothing_seen("finish", "the full training has not come to its end")
    evaluation = tested.history.evaluation if tested else None
    score = evaluation.metrics.get(context.metric.name) if evaluation else None
    if tested is None or evaluation is None or score is None:
        unseen = f"the {facts.tested(context)} have not been looked at"
        return trials.nothing_seen("finish", unseen)
    limit = _limit(context, trained.history, evaluation, score)
    above = limit is not None and score > limit
    told = f", which is {'' if above else 'not '}above chance" if limit is not None else ""
    headline = f"The test {context.metric.noun} is {facts.score(context, score)}{told}."
    closing = closing_words(context, trained.history, tested.history, baselines_of(results))
    return Verdict(
        step="finish",
        passed=above,
        headline=headline,
        text=f"{headline}\n\n{closing}",
        answer=_answer(context, trained.history, evaluation, score),
        findings=diagnose(trained.history),
        figure=curves.score_curves([trained], facts.chance(context)),
    )


def _limit(
    context: Context, trained: History, evaluation: Evaluation, score: float
) -> float | None:
    """The test score that luck does not reach; None where nobody has seen what chance is."""
    data = context.data or trained.data
    chance = chance_of(data)
    if chance is None:
        return None
    if context.metric.unit_interval:
        return noise.above_constant_limit(context.metric.name, chance, evaluation.samples)
    known = data.chance_error if data else None
    return chance + 3.09 * math.hypot(known or 0.0, test_error(context, evaluation, score))


def _answer(context: Context, trained: History, evaluation: Evaluation, test: float) -> str | None:
    """Test beside validation: two scores on different data, two standard errors apart."""
    score = trained.score
    if score is None:
        return None
    validation = trained.data.validation if trained.data else 0
    own = trained.score_error
    error = math.hypot(
        own if own is not None else noise.score_error(context.metric, score, validation),
        test_error(context, evaluation, test),
    )
    if abs(test - score) <= noise.Z * error:
        return SAME
    return HIGHER if test > score else LOWER
