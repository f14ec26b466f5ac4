"""The verdict of the end: what the project has come to, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor import noise
from tutor.diagnosis import diagnose
from tutor.history import Evaluation, History
from tutor.steps import curves, facts, trials, wording
from tutor.steps.base import Context, Result, Verdict
from tutor.steps.finish.closing import closing_words
from tutor.steps.finish.experiments import tested_of, trained_of
from tutor.steps.finish.lesson import HIGHER, LOWER, SAME


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """Passed where the test accuracy is above chance beyond luck."""
    trained, tested = trained_of(results), tested_of(results)
    if trained is None:
        return trials.nothing_seen("finish", "the full training has not come to its end")
    evaluation = tested.history.evaluation if tested else None
    accuracy = evaluation.metrics.get("accuracy") if evaluation else None
    if tested is None or evaluation is None or accuracy is None:
        return trials.nothing_seen("finish", "the test images have not been looked at")
    chance = facts.chance(context) or 0.0
    above = accuracy > noise.above_chance_limit(chance, evaluation.samples)
    told = "is above chance" if above else "is not above chance"
    headline = f"The test accuracy is {wording.accuracy(accuracy)}, which {told}."
    return Verdict(
        step="finish",
        passed=above,
        headline=headline,
        text=f"{headline}\n\n{closing_words(context, trained.history, tested.history)}",
        answer=_answer(trained.history, evaluation, accuracy),
        findings=diagnose(trained.history),
        figure=curves.accuracy_curves([trained], facts.chance(context)),
    )


def _answer(trained: History, evaluation: Evaluation, accuracy: float) -> str | None:
    """Test beside validation: two proportions on different images, two standard errors apart."""
    score = trained.score
    if score is None:
        return None
    validation = trained.data.validation if trained.data else 0
    error = math.hypot(
        noise.binomial_error(score, validation),
        noise.binomial_error(accuracy, evaluation.samples),
    )
    if abs(accuracy - score) <= noise.Z * error:
        return SAME
    return HIGHER if accuracy > score else LOWER
