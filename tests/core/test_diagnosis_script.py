"""The findings of a script's trainings together."""

from __future__ import annotations

import math

from tests.core.cases import GOOD, POOR, case, falling, level
from tutor.diagnosis import diagnose, diagnose_script
from tutor.history import Failure, History

GOOD_ONE = case(falling(20), falling(20), card=GOOD)
STUCK = case(level(20), level(20), card=POOR)
RAN_AWAY = case([0.7, math.nan])


def test_one_training_speaks_for_itself() -> None:
    assert diagnose_script([STUCK]) == diagnose(STUCK)
    assert diagnose_script([]) == ()


def test_the_same_finding_is_made_once() -> None:
    found = diagnose_script([STUCK] * 5)
    assert [f.rule for f in found].count("no-learning") == 1
    first = next(f for f in found if f.rule == "no-learning")
    assert "in 5 of 5 trainings" in first.evidence
    assert first.level == "problem"


def test_one_bad_try_of_many_is_only_worth_an_eye() -> None:
    found = diagnose_script([GOOD_ONE, GOOD_ONE, RAN_AWAY, GOOD_ONE])
    assert {f.rule: f.level for f in found}["diverged"] == "watch"
    both = diagnose_script([GOOD_ONE, RAN_AWAY])
    assert both[0].rule == "diverged"
    assert both[0].level == "problem"


def test_why_it_crashed_comes_first() -> None:
    failure = Failure("FileNotFoundError", "No such file or directory: 'data.csv'", "train.py", 3)
    assert [f.rule for f in diagnose_script([], failure)] == ["missing-file"]
    found = diagnose_script([STUCK], failure)
    assert found[0].rule == "missing-file"
    assert "no-learning" in {f.rule for f in found}


def test_a_crash_that_a_rule_foresaw_is_told_once() -> None:
    failure = Failure("RuntimeError", "something of nobody's knowledge")
    found = diagnose_script([History(status="failed", failure=failure)], failure)
    assert len(found) == len({f.rule for f in found})
