"""The runs of the end: the full training, the test of what it kept, the simple models beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor.steps import facts
from tutor.steps.base import Context, Result, Trial
from tutor.steps.finish.closing import baseline_trial, final_trial


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """First the training; when it has ended well, one evaluation of its best weights."""
    if not results:
        return (final_trial(context),)
    trained = trained_of(results)
    if trained is None or tested_of(results) is not None or len(results) > 1:
        return ()
    test = Trial("test", f"the {facts.tested(context)}", kind="evaluate", of=trained.run)
    return (test, baseline_trial()) if context.has_baseline else (test,)


def trained_of(results: Sequence[Result]) -> Result | None:
    """The full training, where it has ended well."""
    return next((r for r in results if r.trial.kind == "train" and r.history.ok), None)


def tested_of(results: Sequence[Result]) -> Result | None:
    """The evaluation, where it has ended well."""
    return next((r for r in results if r.history.evaluation is not None), None)


def baselines_of(results: Sequence[Result]) -> Mapping[str, Mapping[str, float]]:
    """The simple models' scores; empty where there are none."""
    return next((r.history.baselines for r in results if r.history.baselines), {})
