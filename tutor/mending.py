"""A finding's mend in the learner's project: what it would change, and what it has changed.

Pure: `engine.Tutor.mend` makes the edit and the run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

from tutor.diagnosis import diagnose
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.experiment import spec as specs
from tutor.experiment.schema import Changes, Spec
from tutor.history import History
from tutor.metric import ACCURACY, spoken
from tutor.noise import Spread, differs


@dataclass(frozen=True)
class Outcome:
    """A mended run beside the run that showed the fault, of the same seed.

    Attributes:
        gone: the finding is not there any more.
        better: the validation score rose beyond its noise, or a training that had come to no
            finite loss now has one; None where neither can be compared.
        text: the same in a sentence or two.
    """

    finding: Finding
    before: History
    after: History
    gone: bool
    better: bool | None
    text: str


def offered(finding: Finding, project: Spec) -> Changes:
    """The part of the finding's edit that would change the project as it stands.

    Empty for a run that was made with a fault on purpose, which the project does not have.
    """
    return {
        path: value
        for path, value in finding.edit.items()
        if _has(project, path) and specs.get(project, path) != value
    }


def outcome(finding: Finding, before: History, after: History) -> Outcome:
    """What the mend has done. Both runs must have ended."""
    gone = not any(f.rule == finding.rule and f.layer == finding.layer for f in diagnose(after))
    better = _better(before, after)
    return Outcome(
        finding, before, after, gone, better, _told(finding, before, after, gone, better)
    )


def _has(project: Spec, path: str) -> bool:
    section, _, key = path.partition(".")
    return key in project.get(section, {})


def _better(before: History, after: History) -> bool | None:
    first, second = before.score, after.score
    if first is None or second is None:
        if before.best_val_loss is None and after.best_val_loss is not None:
            return True
        return None
    samples = after.data.validation if after.data else 0
    spreads = [Spread((h.score or 0.0,), samples, h.metric, h.score_error) for h in (before, after)]
    real = differs(*spreads)
    return second > first and real


def _told(
    finding: Finding, before: History, after: History, gone: bool, better: bool | None
) -> str:
    mended = "The finding is gone" if gone else "The finding is still there"
    figures = _figures(before, after)
    if better:
        return f"{mended}, and the model is better: {figures}."
    if better is None:
        return f"{mended}; {figures}."
    return (
        f"{mended}; the difference in the scores is within the noise of one run or to its "
        f"disadvantage: {figures}."
    )


def _figures(before: History, after: History) -> str:
    say = _percent if after.metric is ACCURACY else partial(spoken, metric=after.metric)
    score = f"validation {after.metric.noun} {say(before.score)} before, {say(after.score)} after"
    loss = f"validation loss {_loss(before)} before, {_loss(after)} after"
    if after.metric.kept == "score":
        return score
    return f"{score}; {loss}" if after.score is not None else loss


def _percent(value: float | None) -> str:
    return "none" if value is None else percent(value)


def _loss(history: History) -> str:
    value = history.best_val_loss
    if value is None:
        values = [e.loss for e in history.epochs if math.isfinite(e.loss)]
        return "none" if not values else f"none (training loss {number(values[-1])})"
    return number(value)
