"""What several rules on data ask of the call that started a training."""

from __future__ import annotations

from tutor.diagnosis import facts, standing
from tutor.diagnosis.facts import number
from tutor.history import History
from tutor.observed import Inputs, Targets

CLASS_TASKS = frozenset({"binary", "multiclass"})


def line(history: History) -> int | None:
    """The learner's line that called fit(), where the data were handed over."""
    return history.call.place.line if history.call and history.call.place else None


def said_range(part: Inputs | Targets) -> str:
    """The range of an array in words."""
    return f"from {number(part.minimum or 0.0)} to {number(part.maximum or 0.0)}"


def survives(history: History) -> bool:
    """Whether it learns in spite of data that should break it: seen to do well, not only finite."""
    if not history.epochs or facts.diverged_at(history) is not None:
        return False
    worse = standing.underperforms(history)
    return facts.learns(history) is True if worse is None else not worse
