"""What there is to say about a guess: whether it names the fault, in the figures of the run."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.clinic.exercise import Choice, Exercise
from tutor.clinic.figures import quoted
from tutor.errors import UsageError
from tutor.history import History
from tutor.project import Project


@dataclass(frozen=True)
class Feedback:
    """An answer to a guess; `why` speaks of the learner's own run."""

    choice: Choice
    right: bool
    why: str


def guess(wanted: Exercise, key: str, seen: History) -> Feedback:
    """Judge a guess by its key or number. Raises UsageError where there is no such choice."""
    choice = wanted.choice(key)
    return Feedback(choice, choice.right, quoted(choice.why, seen))


def hint(wanted: Exercise, stage: int, seen: History) -> str:
    """The hint of a stage, from 1: where to look, what to notice, the mend. Raises UsageError."""
    if not 1 <= stage <= len(wanted.hints):
        raise UsageError(f"{wanted.name} has the hints 1 to {len(wanted.hints)}")
    return quoted(wanted.hints[stage - 1], seen)


def first_run(project: Project) -> History:
    """The run of the project as it was found. Raises UsageError where there is none."""
    for run in project.runs():
        history = run.history()
        if history.kind == "train" and history.ended and history.status != "crashed":
            return history
    raise UsageError(
        f"{project.name} has not been trained yet, so there is no curve to read; "
        "train it once first"
    )
