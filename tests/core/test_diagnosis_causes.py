"""Cause and consequence, where both are found: each pair with the neighbour that is left alone."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, GOOD_R2, POOR, TINY, case, dense, falling, level
from tutor.diagnosis import diagnose, whatif
from tutor.history import History


def named(history: History) -> list[str]:
    return [finding.rule for finding in diagnose(history)]


def problems(history: History) -> list[str]:
    return [finding.rule for finding in diagnose(history) if finding.level == "problem"]


def batch_losses(*losses: float) -> dict[str, Any]:
    return b.batches(1, list(losses))


def test_a_long_and_steady_climb_is_a_lost_sign() -> None:
    climb = case([0.7 * 3**i for i in range(20)], card=POOR)
    assert problems(climb)[0] == "wrong-sign"
    overshoot = case([0.7, 40.0, 9.0, 200.0, 80.0, 900.0, 700.0, 4000.0, 2e4], card=POOR)
    assert "wrong-sign" not in named(overshoot)


def test_a_loss_without_a_lowest_value_has_the_wrong_sign() -> None:
    losses = [-1.4, -30.0, -1e4, -1e12, -1e30, -math.inf]
    endless = case(losses, task="unknown", more=[batch_losses(-1.2, -1.5)], start_loss=None)
    assert problems(endless)[0] == "wrong-sign"
    likelihood = case(
        [-1.0, -2.0, -2.5, -2.6], task="unknown", more=[batch_losses(-0.5)], start_loss=None
    )
    assert "wrong-sign" not in named(likelihood)


def test_a_loss_that_explodes_before_the_first_step_is_no_matter_of_the_rate() -> None:
    nothing = [math.nan] * 4
    exploded = case(nothing, task="regression", more=[batch_losses(3e29, math.nan)])
    assert problems(exploded)[0] == "exploding-gradient"
    too_fast = case(nothing, task="regression", more=[batch_losses(1.1, 80.0, 1e9, math.nan)])
    assert problems(too_fast)[0] == "diverged"
    large = {"mean": 2e5, "std": 9e4, "maximum": 5e5}
    unscaled = case(nothing, task="regression", targets=large, more=[batch_losses(4e10, math.nan)])
    assert "exploding-gradient" not in named(unscaled)


def test_a_shorter_step_that_generalizes_better_does_not_blame_the_rate() -> None:
    helps = {"learning-rate-down": (0.85, 0.6, True)}
    by_heart = case(
        falling(30, floor=0.001),
        [0.5 + 0.02 * i for i in range(30)],
        card=GOOD | {"train": 1.0, "validation": 0.6},
        what_ifs=helps,
    )
    assert "learning-rate-too-large" not in named(by_heart)
    lost = case(level(30), card=POOR, what_ifs=helps)
    assert problems(lost)[0] == "learning-rate-too-large"


def test_units_that_died_of_the_steps_are_a_consequence() -> None:
    dead = b.sampled(20, b.stats("hidden", dead_fraction=1.0), b.stats("output"))
    rate = {"model": {"learning_rate": 0.3, "optimizer": "adam"},
            "compiled": {"learning_rate": 0.3, "optimizer": "adam"}}  # fmt: skip
    helped = {"learning-rate-down": (0.9, 0.5, True)}
    fast = case(level(20), card=POOR, more=[dead], what_ifs=helped, **rate)
    assert named(fast)[0] == "learning-rate-too-large"
    assert "dead-units" not in named(fast)
    alone = case(level(20), card=POOR, more=[dead])
    assert "dead-units" in named(alone)


def test_momentum_just_below_one_is_an_odd_setting() -> None:
    def rolling(momentum: float) -> History:
        return case(
            level(20),
            card=POOR,
            compiled={"optimizer": "sgd", "settings": {"momentum": momentum}},
            model={"optimizer": "sgd", "learning_rate": 0.05},
            what_ifs={"adam": (0.95, 0.5, True), "learning-rate-down": (0.94, 0.5, True)},
        )

    assert named(rolling(0.9999))[0] == "optimizer-settings"
    assert "optimizer-settings" not in named(rolling(0.9))


def test_few_epochs_at_the_usual_rate_want_more_of_them() -> None:
    both = {"longer": (0.9, 0.6, True), "learning-rate-up": (0.93, 0.6, True)}
    brief = case(falling(3, speed=1.0), card=POOR, what_ifs=both)
    assert whatif.most_helpful(brief) == "longer"
    both["longer"] = (0.7, 0.6, True)
    long = case(falling(40, speed=1.0), card=POOR, what_ifs=both)
    assert whatif.most_helpful(long) == "learning-rate-up"


def test_the_whole_table_in_one_batch_is_a_matter_of_the_batch() -> None:
    both = {"smaller-batch": (0.9, 0.5, True), "longer": (0.89, 0.5, True)}
    whole = case(falling(15, speed=1.0), card=POOR, steps=1, what_ifs=both)
    assert whatif.most_helpful(whole) == "smaller-batch"


def test_batch_normalization_over_single_samples_is_a_matter_of_the_batch() -> None:
    helps = {"no-normalization": (0.95, 0.5, True)}
    layers = [dense("hidden"), b.layer("norm", "BatchNormalization", None)]
    single = case(level(20), card=POOR, what_ifs=helps, layers=layers, model={"batch_size": 1})
    assert named(single)[0] == "batch-too-small"
    usual = case(level(20), card=POOR, what_ifs=helps, layers=layers)
    assert "batch-too-small" not in named(usual)


def test_an_unlucky_start_is_no_problem_of_the_program() -> None:
    def exclusive_or(scores: list[float]) -> History:
        control = {"event": "experiment", "name": "control",
                   "figures": {"score": sum(scores) / len(scores), "scores": scores}}  # fmt: skip
        return case(level(300), card=TINY, more=[control])

    assert "worse-than-simple" not in problems(exclusive_or([1.0, 0.75, 1.0, 1.0]))
    assert exclusive_or([0.5, 0.75, 0.5, 0.5]).experiment("control")
    assert problems(exclusive_or([0.5, 0.75, 0.5, 0.5]))


@pytest.mark.parametrize(("distinct", "found"), [(10, True), (900, False)])
def test_class_numbers_that_were_scaled(distinct: int, found: bool) -> None:
    scaled = {"kind": "continuous", "whole": False, "distinct": distinct, "minimum": 0.0,
              "maximum": 0.035, "seen": 1000}  # fmt: skip
    history = case(falling(5), task="multiclass", targets=scaled)
    assert ("label-encoding" in problems(history)) is found


def test_a_fit_that_does_well_is_left_alone() -> None:
    assert problems(case(falling(30), falling(30, floor=0.2), card=GOOD)) == []
    assert problems(case(falling(30), task="regression", card=GOOD_R2)) == []
