"""Judging a mend by a run of the mended project: the fault is gone, and the purpose is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.clinic.exercise import Bar, Exercise
from tutor.clinic.figures import FIGURES, value, written
from tutor.diagnosis import diagnose
from tutor.experiment.schema import Spec
from tutor.experiment.spec import difference
from tutor.history import History

LABEL = "check of the mend"
"""What the journal calls the run of a check."""


@dataclass(frozen=True)
class Point:
    """One thing that is asked of the mend: whether it holds, and the figures that say so."""

    met: bool
    words: str


@dataclass(frozen=True)
class Checked:
    """A mend judged; `points` are all that was asked."""

    passed: bool
    points: tuple[Point, ...]

    @property
    def open(self) -> tuple[Point, ...]:
        """What is not met."""
        return tuple(point for point in self.points if not point.met)


def check(wanted: Exercise, found: Spec, now: Spec, seen: History) -> Checked:
    """Judge a run of the project as it stands `now`; `found` are its settings at the start."""
    points = [_ended(seen)]
    if points[0].met:
        points += [_absent(rule, seen) for rule in wanted.absent]
        points += [_bar(bar, seen) for bar in wanted.bars]
    points += _kept(wanted, found, now)
    return Checked(all(point.met for point in points), tuple(points))


def _ended(seen: History) -> Point:
    if seen.status == "finished":
        return Point(True, f"the training ran to its end, {len(seen.epochs)} epochs")
    why = f": {seen.reason}" if seen.reason else ""
    return Point(False, f"the training {_STATUS.get(seen.status, seen.status)}{why}")


_STATUS = {
    "failed": "ended with an error",
    "diverged": "diverged",
    "stopped": "was stopped before its end",
    "time_limit": "was stopped at its time limit",
    "killed": "was killed",
    "crashed": "crashed",
}


def _absent(rule: str, seen: History) -> Point:
    # The finding's own words would name the fault to someone who still looks for it.
    if any(finding.rule == rule for finding in diagnose(seen)):
        return Point(False, "what was wrong with this training can still be seen in it")
    return Point(True, "what was wrong with this training cannot be seen in it any more")


def _bar(bar: Bar, seen: History) -> Point:
    figure = FIGURES[bar.figure]
    number = value(bar.figure, seen)
    limits = []
    if bar.at_least is not None and bar.at_least == bar.at_most:
        limits.append(figure.write(bar.at_least))
    elif bar.at_least is not None:
        limits.append(f"at least {figure.write(bar.at_least)}")
    if bar.at_most is not None and bar.at_least != bar.at_most:
        limits.append(f"at most {figure.write(bar.at_most)}")
    met = number is not None and (
        (bar.at_least is None or number >= bar.at_least)
        and (bar.at_most is None or number <= bar.at_most)
    )
    return Point(
        met, f"{figure.words}: {written(bar.figure, seen)} (wanted: {' and '.join(limits)})"
    )


def _kept(wanted: Exercise, found: Spec, now: Spec) -> list[Point]:
    """A point for each setting that was to be left alone and was not."""
    points = []
    for path, was in difference(now, found).items():
        if path in wanted.keep or path.split(".")[0] in wanted.keep:
            points.append(
                Point(False, f"{path} was {was} and is to stay so: the fault is elsewhere")
            )
    return points
