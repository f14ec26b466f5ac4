"""Beyond luck, and far enough beyond it."""

from __future__ import annotations

from collections.abc import Sequence

from tutor import noise
from tutor.diagnosis import facts
from tutor.history import History
from tutor.steps.base import Comparison, Result

STRUGGLING = 0.5
"""A network that gains less than half of what fewer layers gain over chance is held up by
something, though luck alone would not have brought it where it is."""


def beyond_luck(history: History) -> bool:
    """Whether the kept epoch's validation score is out of reach of luck, and was learnt.

    Random weights alone may reach .15 on ten classes, which is no luck of the sample and yet
    nothing learnt (`diagnosis.facts.learns`).
    """
    limit = facts.chance_limit(history)
    if not history.ok or history.score is None or limit is None:
        return False
    beyond = history.score > limit or facts.ranks_beyond_luck(history)
    return beyond and facts.learns(history) is not False


def all_beyond_luck(results: Sequence[Result]) -> bool:
    """Whether there are results and every one of them is beyond luck."""
    return bool(results) and all(beyond_luck(result.history) for result in results)


def struggling(results: Sequence[Result]) -> bool:
    """Whether the project as it is stays at chance, or far behind the same with fewer layers."""
    comparison = Comparison(results)
    own, simpler = comparison.of("baseline"), comparison.of("simpler")
    if not all_beyond_luck(own):
        return bool(own)
    if not simpler:
        return False
    score, better = comparison.row("baseline").score, comparison.row("simpler").score
    if not better.values or not noise.differs(score, better):
        return False
    chance = own[0].history.chance
    if chance is None:
        return False
    return score.mean - chance < STRUGGLING * (better.mean - chance)
