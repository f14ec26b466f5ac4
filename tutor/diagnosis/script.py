"""The findings of all the trainings of one script together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tutor.diagnosis.finding import Finding
from tutor.history import History

Diagnose = Callable[[History], Sequence[Finding]]

MANY = 3
"""From so many trainings on, a fault in fewer than half of them is a try that failed: a script that
compares learning rates means to see some of them fail."""


@dataclass(frozen=True)
class _Seen:
    """One finding, and in which trainings it was made."""

    finding: Finding
    trainings: tuple[int, ...]


def merged(histories: Sequence[History], diagnose: Diagnose) -> tuple[Finding, ...]:
    """The findings of several trainings: the same one once, what most trainings share first."""
    if len(histories) == 1:
        return tuple(diagnose(histories[0]))
    seen: dict[tuple[object, ...], _Seen] = {}
    for number, history in enumerate(histories):
        for finding in diagnose(history):
            key = (finding.rule, finding.line, None if finding.line else finding.layer)
            known = seen.get(key)
            worst = finding if known is None else _worse(known.finding, finding)
            seen[key] = _Seen(worst, (*(known.trainings if known else ()), number))
    told = [_told(one, len(histories)) for one in seen.values()]
    # Stable: within a level the order of the trainings, and of their causes, stays.
    return tuple(sorted(told, key=lambda finding: finding.level != "problem"))


def _worse(first: Finding, second: Finding) -> Finding:
    return second if second.level == "problem" and first.level != "problem" else first


def _told(seen: _Seen, trainings: int) -> Finding:
    """The finding with the number of its trainings; a try among many is only worth an eye."""
    count = len(set(seen.trainings))
    rare = trainings >= MANY and count < trainings / 2
    return replace(
        seen.finding,
        level="watch" if rare else seen.finding.level,
        evidence=f"{seen.finding.evidence}; in {count} of {trainings} trainings",
    )
