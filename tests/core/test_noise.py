"""When is a difference real."""

from __future__ import annotations

import math
import random

import pytest

from tutor.noise import Spread, above_chance_limit, auc_limit, binomial_error, differs, margin


def test_binomial_error() -> None:
    assert binomial_error(0.85, 900) == pytest.approx(0.0119, abs=1e-4)
    assert binomial_error(0.0, 100) == 0.0
    assert binomial_error(1.2, 100) == 0.0
    assert binomial_error(0.5, 0) == math.inf


def test_luck_passes_the_chance_limit_less_than_once_in_500() -> None:
    draw = random.Random(3)
    limit = above_chance_limit(0.1, 300)
    lucky = sum(sum(draw.random() < 0.1 for _ in range(300)) / 300 > limit for _ in range(4000))
    assert lucky / 4000 < 0.004


def test_spread() -> None:
    spread = Spread((0.8, 0.9), 900)
    assert spread.mean == pytest.approx(0.85)
    assert spread.deviation == pytest.approx(0.0707, abs=1e-4)
    assert (spread.low, spread.high) == (0.8, 0.9)
    assert math.isnan(Spread((), 900).mean)
    assert Spread((0.8,), 900).deviation == 0.0


@pytest.mark.parametrize(
    ("first", "second", "real"),
    [
        ((0.85,), (0.856,), False),
        ((0.85,), (0.91,), True),
        ((0.85, 0.86, 0.84), (0.90, 0.91, 0.89), True),
        ((0.80, 0.90), (0.83, 0.93), False),
        ((0.85, 0.85, 0.85), (0.852, 0.852, 0.852), False),
        ((), (0.9,), False),
    ],
)
def test_differs(first: tuple[float, ...], second: tuple[float, ...], real: bool) -> None:
    assert differs(Spread(first, 900), Spread(second, 900)) is real
    assert differs(Spread(second, 900), Spread(first, 900)) is real


def test_more_seeds_and_more_samples_make_the_margin_smaller() -> None:
    one = margin(Spread((0.8,), 900), Spread((0.85,), 900))
    three = margin(Spread((0.8, 0.8, 0.8), 900), Spread((0.85, 0.85, 0.85), 900))
    many = margin(Spread((0.8,), 10_000), Spread((0.85,), 10_000))
    assert three < one
    assert many < one


def test_a_score_on_few_samples_moves_by_whole_ones() -> None:
    first, second = Spread((1.0, 1.0), 23), Spread((0.95, 0.95), 23)
    assert margin(first, second) > 1 / 23
    many = Spread((1.0, 1.0), 2300), Spread((0.95, 0.95), 2300)
    assert margin(*many) < 0.05


def test_the_area_that_luck_does_not_exceed() -> None:
    # Mann and Whitney: a variance of (n + m + 1) / (12 n m); 3.09 deviations above one half.
    assert auc_limit((100, 100)) == pytest.approx(0.5 + 3.09 * (201 / 120_000) ** 0.5)
    assert auc_limit((128, 7)) > 0.8
    assert auc_limit((10, 0)) is None
    assert auc_limit((10, 10, 10)) is None
