"""How grave a finding on structure is: what is certain, what the training shows, what a try showed.

A fault that can be read from the structure may still do no harm, and what looks odd may be meant.
So a rule says how sure it is, and the model's standing and the experiments decide the level.
"""

from __future__ import annotations

from typing import Literal

from tutor.diagnosis import standing, whatif
from tutor.diagnosis.finding import Level
from tutor.history import History

Grade = Literal[
    "always",  # nothing can be learnt this way, or not what was meant
    "unless-well",  # certainly wrong, though a training may come through it unharmed
    "where-it-fails",  # a usual cause of failure that may be meant
    "where-mended",  # often healthy: a problem only where changing it was seen to help
]


def level(history: History, grade: Grade, *changes: str) -> Level:
    """The level of a finding of this grade; `changes` are the what-ifs that take the fault away.

    An experiment outweighs the grade unless the fault is certain: tried without success, it is not
    what keeps the model back; and of several changes that help, only the best names a cause.
    """
    if grade == "always":
        return "problem"
    if names_the_cause(history, *changes):
        return "problem"
    if grade == "unless-well":
        return "watch" if standing.underperforms(history) is False else "problem"
    tried = [change for change in changes if whatif.tried(history, change)]
    if grade == "where-mended" or tried:
        return "watch"
    return "problem" if standing.fails(history) else "watch"


def names_the_cause(history: History, *changes: str) -> bool:
    """Whether one of these changes was tried and helped as much as any other."""
    return any(whatif.helped(history, c) and whatif.best(history) == c for c in changes)


def tried_in_words(history: History, *changes: str) -> str:
    """What came of trying these changes, to be put behind the evidence; empty where none was."""
    said = (whatif.in_words(history, c) for c in changes if whatif.tried(history, c))
    return "".join(f"; {words}" for words in said if words)
