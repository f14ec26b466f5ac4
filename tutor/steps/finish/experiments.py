"""The two runs of the end: the full training, then the test of what it kept."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps.base import Context, Result, Trial
from tutor.steps.finish.closing import final_trial


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """First the training; when it has ended well, one evaluation of its best weights."""
    if not results:
        return (final_trial(context),)
    trained = trained_of(results)
    if trained is None or tested_of(results) is not None or len(results) > 1:
        return ()
    return (Trial("test", "the test images", kind="evaluate", of=trained.run),)


def trained_of(results: Sequence[Result]) -> Result | None:
    """The full training, where it has ended well."""
    return next((r for r in results if r.trial.kind == "train" and r.history.ok), None)


def tested_of(results: Sequence[Result]) -> Result | None:
    """The evaluation, where it has ended well."""
    return next((r for r in results if r.history.evaluation is not None), None)
