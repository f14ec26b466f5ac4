"""Is it worse than it should be? Both ways, on fabricated scores."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core.cases import GOOD, GOOD_R2, POOR, POOR_R2, TINY, case, falling, level
from tutor.diagnosis import standing as s
from tutor.history import History


def scored(card: dict[str, Any], task: str = "binary") -> History:
    return case(level(20), task=task, card=card)


@pytest.mark.parametrize(
    ("card", "task", "worse"),
    [
        (GOOD, "binary", False),
        (POOR, "binary", True),
        (POOR_R2, "regression", True),
        (GOOD_R2, "regression", False),
        (GOOD | {"validation": 0.89}, "binary", False),  # .03 below the neighbours: noise
        (GOOD | {"validation": 0.80}, "binary", True),
        (GOOD | {"validation": 0.80, "validation_samples": 20}, "binary", False),
        (POOR | {"validation_samples": 10}, "binary", None),  # luck reaches the references
        (POOR | {"linear": 0.52, "neighbours": 0.51}, "binary", None),  # nothing to be found
        (GOOD | {"linear": 0.52, "neighbours": 0.51}, "binary", False),
        (POOR | {"linear": None, "neighbours": None}, "binary", None),
        (GOOD | {"validation": math.nan}, "binary", True),
        (GOOD_R2 | {"validation": -1e9}, "regression", True),
        (POOR, "adversarial", None),
        (POOR_R2, "online", None),
        (POOR, "tagging", True),
    ],
)
def test_underperforms(card: dict[str, Any], task: str, worse: bool | None) -> None:
    assert s.underperforms(scored(card, task)) is worse


@pytest.mark.parametrize(("right", "worse"), [(2, True), (3, True), (4, False)])
def test_exclusive_or_must_be_learnt_whole(right: int, worse: bool) -> None:
    history = scored(TINY | {"train": right / 4})
    assert s.underperforms(history) is worse
    assert s.fails(history) is worse
    assert s.underfits(history) is worse


def test_without_scores_nobody_can_say_unless_the_loss_is_no_number() -> None:
    assert s.underperforms(case(falling(10))) is None
    assert s.underperforms(case([0.7, math.nan])) is True
    assert s.standing(case(falling(10))) is None


def test_slow_is_not_failed() -> None:
    assert s.fails(scored(GOOD | {"validation": 0.80})) is False
    assert s.fails(scored(POOR)) is True
    assert s.fails(scored(GOOD)) is False


def test_without_validation_the_training_data_speak() -> None:
    own = {"validation": None, "validation_samples": 0}
    assert s.underperforms(scored(POOR | own)) is True
    assert s.underperforms(scored(GOOD | own)) is False
    assert s.underperforms(scored(POOR | own | {"samples": 30})) is None  # 7 samples decide


def test_underfits() -> None:
    assert s.underfits(scored(POOR)) is True
    assert s.underfits(scored(GOOD)) is False
    assert s.underfits(scored(GOOD | {"validation": 0.5})) is False
    assert s.underfits(scored(POOR_R2, "regression")) is True


def test_memorizes() -> None:
    assert s.memorizes(scored(GOOD | {"validation": 0.52})) is True
    assert s.memorizes(scored(GOOD)) is False
    assert s.memorizes(scored(POOR)) is False
    assert s.memorizes(scored(TINY)) is None


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"spread": 0.0, "answers": 1}, True),
        ({"spread": 1e-3, "answers": 1}, True),
        ({"spread": 0.1, "answers": 1}, False),  # unequal classes: it hesitates, and tells apart
        ({"spread": 0.005, "answers": 2}, False),
        ({"spread": None}, None),
    ],
)
def test_constant_answers(changes: dict[str, Any], same: bool | None) -> None:
    assert s.constant_answers(scored(POOR | changes)) is same
