"""Step 6: reading the range test, the rates that are tried, and when the schedule changes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.steps import builders
from tests.steps.fabricate import result, verdict_text_has
from tutor import steps
from tutor.history import History
from tutor.steps.base import Comparison, Result, Trial
from tutor.steps.learning_rate.curve import points, smoothed, suggested
from tutor.steps.learning_rate.experiments import best_rate, plan, rates

STEP = steps.step("learning-rate")
RATES = tuple(10 ** (-6 + 7 * i / 99) for i in range(100))
AT_REST = [0.9, 0.6, 0.5]
JUMPING = [0.9, 0.5, 0.7]


def range_test(lowest: float = 0.01, end: float | None = None) -> Result:
    """A range test whose loss is lowest near this rate; `end` is its last loss."""
    losses = [0.5 + math.log10(rate / lowest) ** 2 / 10 for rate in RATES]
    told = History(
        kind="range-test",
        status="finished",
        batch_losses=(*losses[:-1], losses[-1] if end is None else end),
        batch_learning_rates=RATES,
    )
    return Result(Trial("range test", "range test", {}, kind="range-test"), "test", told)


def run(setting: str, score: float, seed: int = 42, losses: list[float] | None = None) -> Result:
    return result(setting, score, seed, losses or JUMPING)


def test_smoothing_starts_at_the_first_loss_and_keeps_a_constant() -> None:
    assert smoothed([2.0, 2.0, 2.0]) == pytest.approx((2.0, 2.0, 2.0))
    assert smoothed([]) == ()


def test_suggestion_is_a_tenth_of_the_rate_with_the_lowest_loss() -> None:
    found = suggested(range_test(0.01).history)
    assert found is not None
    # The average follows the losses some batches late, each of them 18 % further on.
    assert 0.001 <= found <= 0.005


def test_range_test_is_read_up_to_the_first_loss_that_is_not_finite() -> None:
    assert len(points(range_test(end=math.nan).history)[0]) == 99
    short = replace(range_test().history, batch_losses=(2.0, 1.9), batch_learning_rates=RATES[:2])
    assert suggested(short) is None
    assert suggested(History()) is None


def test_rates_are_the_own_its_neighbours_and_a_far_suggestion() -> None:
    context = builders.context()
    assert rates(context, (range_test(0.01),)) == (0.001, 0.0003, 0.003)
    far = rates(context, (range_test(1.0),))
    assert far[:3] == (0.001, 0.0003, 0.003)
    assert len(far) == 4
    assert far[3] > 0.03


def test_a_range_test_comes_first_and_cosine_last() -> None:
    context = builders.context()
    first = plan(context, ())
    assert [trial.kind for trial in first] == ["range-test"]
    tried = (
        range_test(),
        run("0.001 constant", 0.85),
        run("0.0003 constant", 0.80),
        run("0.003 constant", 0.855),
    )
    last = plan(context, tried)
    assert [trial.setting for trial in last] == ["0.001 cosine"]
    assert plan(context, (*tried, run("0.001 cosine", 0.85))) == ()


def test_a_rate_that_is_ahead_gets_a_second_seed() -> None:
    tried = (range_test(), run("0.001 constant", 0.80), run("0.003 constant", 0.88))
    settings = [
        (trial.setting, trial.changes["training.seed"]) for trial in plan(builders.context(), tried)
    ]
    assert settings == [("0.003 cosine", 42), ("0.001 constant", 43), ("0.003 constant", 43)]


def test_a_better_rate_is_taken_only_where_the_second_seed_agrees() -> None:
    first = (range_test(), run("0.001 constant", 0.80), run("0.003 constant", 0.88))
    agreed = (*first, run("0.001 constant", 0.80, 43), run("0.003 constant", 0.88, 43))
    verdict = STEP.judge(builders.context(), agreed)
    assert verdict.edit == {"learning_rate.value": 0.003}
    assert verdict.answer == "larger"
    lucky = (*first, run("0.001 constant", 0.80, 43), run("0.003 constant", 0.70, 43))
    verdict = STEP.judge(builders.context(), lucky)
    assert not verdict.edit
    assert verdict.answer == "tie"


def test_cosine_is_taken_where_it_is_no_worse_and_ends_at_rest() -> None:
    constant = (range_test(), run("0.001 constant", 0.85))
    calm = (*constant, run("0.001 cosine", 0.85, losses=AT_REST))
    assert STEP.judge(builders.context(), calm).edit == {"learning_rate.schedule": "cosine"}
    worse = (*constant, run("0.001 cosine", 0.70, losses=AT_REST))
    assert not STEP.judge(builders.context(), worse).edit
    jumping = (*constant, run("0.001 cosine", 0.85, losses=[0.9, 0.5, 0.9]))
    assert not STEP.judge(builders.context(), jumping).edit


def test_a_cosine_that_is_worse_is_taken_back() -> None:
    context = builders.context({"learning_rate.schedule": "cosine"})
    tried = (range_test(), run("0.001 constant", 0.85), run("0.001 cosine", 0.70))
    assert STEP.judge(context, tried).edit == {"learning_rate.schedule": "constant"}


def test_a_diverging_rate_fails_and_is_replaced() -> None:
    context = builders.context({"learning_rate.value": 1000.0})
    lost = run("1000 constant", 0.8)
    lost = replace(lost, history=replace(lost.history, epochs=(), status="diverged"))
    tried = (range_test(), lost, run("0.002 constant", 0.85))
    verdict = STEP.judge(context, tried)
    assert not verdict.passed
    assert verdict.edit["learning_rate.value"] == 0.002
    verdict_text_has(verdict, "does not train this network; 0.002 does")


def test_picture_is_logarithmic_and_marks_the_suggestion() -> None:
    figure = STEP.preview(builders.context(), (range_test(),))
    assert figure is not None
    assert figure.log_x
    line = figure.series[0]
    found = suggested(range_test().history)
    assert line.mark is not None
    assert found is not None
    assert line.x[line.mark] == pytest.approx(found, rel=0.2)


def test_a_rate_that_may_be_ahead_gets_a_second_seed_too() -> None:
    """Its lead of .012 is within the noise of one seed each, and more than half of it."""
    tried = (range_test(), run("0.001 constant", 0.850), run("0.003 constant", 0.862))
    context = builders.context()
    assert best_rate(context, {row.setting: row for row in Comparison(tried).rows}) == 0.001
    settings = [(t.setting, t.changes["training.seed"]) for t in plan(context, tried)]
    assert settings == [("0.001 cosine", 42), ("0.001 constant", 43), ("0.003 constant", 43)]
