"""Step 2: agreement of loss, output and labels, and which cost is kept."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.steps import builders
from tutor.steps import step
from tutor.steps.base import Result, Verdict
from tutor.steps.cost.figure import slopes

COST = step("cost")
SQUARED = {"cost.function": "mean_squared_error"}


def judged(changes: dict[str, object], **scores: float) -> Verdict:
    start = builders.context(changes)
    results = [_reaching(r, scores[r.trial.setting]) for r in builders.walk(COST, start)]
    return COST.judge(start, results)


def _reaching(result: Result, accuracy: float) -> Result:
    epochs = tuple(
        replace(e, metrics={"val_accuracy": accuracy}) for e in result.history.epochs[-1:]
    )
    return replace(result, history=replace(result.history, epochs=epochs))


def test_crossentropy_is_kept_on_a_tie() -> None:
    verdict = judged({}, crossentropy=0.83, mean_squared_error=0.83)
    assert verdict.passed
    assert verdict.edit == {}
    assert verdict.answer == "tie"
    assert "class numbers from 0 to 9" in verdict.text


def test_squared_error_that_is_behind_is_at_fault() -> None:
    verdict = judged(SQUARED, crossentropy=0.85, mean_squared_error=0.80)
    assert not verdict.passed
    assert verdict.edit == {"cost.function": "crossentropy"}


def test_squared_error_gives_way_on_a_tie_and_is_no_fault() -> None:
    verdict = judged(SQUARED, crossentropy=0.83, mean_squared_error=0.83)
    assert verdict.passed
    assert verdict.edit == {"cost.function": "crossentropy"}
    assert "one-hot rows of 10 numbers" in verdict.text


def test_squared_error_stays_where_it_is_ahead_beyond_the_noise() -> None:
    verdict = judged(SQUARED, crossentropy=0.80, mean_squared_error=0.85)
    assert verdict.passed
    assert verdict.edit == {}
    assert verdict.answer == "mean_squared_error"


def test_an_output_that_does_not_fit_fails_the_step() -> None:
    start = builders.context()
    results = []
    for result in builders.walk(COST, start):
        assert result.history.model is not None
        model = replace(result.history.model, output_units=5)
        results.append(replace(result, history=replace(result.history, model=model)))
    verdict = COST.judge(start, results)
    assert not verdict.passed
    assert "5 output units for 10 classes" in verdict.headline
    assert verdict.edit == {}


def test_a_first_loss_far_too_high_points_to_the_start() -> None:
    verdict = builders.verdict(COST, {"initialization.weights": "wide_normal"})
    assert verdict.passed
    assert "see step init" in verdict.text


def test_the_slopes_are_those_of_the_formulas() -> None:
    entropy, squared = slopes(builders.context()).series
    assert entropy.y[0] == 1.0
    assert squared.y[0] == entropy.y[-1] == squared.y[-1] == 0.0
    assert 0.99 < max(squared.y) <= 1.0


def test_the_slope_of_the_squared_error_is_the_derivative() -> None:
    def loss(z: float, classes: int = 10) -> float:
        odds = math.exp(z)
        p = odds / (odds + classes - 1)
        rest = (1 - p) / (classes - 1)
        return ((p - 1) ** 2 + (classes - 1) * rest**2) / classes

    step_size = 1e-5
    for p in (0.05, 0.1, 1 / 3, 0.6, 0.9):
        z = math.log(9 * p / (1 - p))
        slope = (loss(z + step_size) - loss(z - step_size)) / (2 * step_size)
        assert math.isclose(slope, -2 * p * (1 - p) ** 2 / 9, rel_tol=1e-5)


def test_costs_at_chance_are_not_told_apart() -> None:
    verdict = builders.verdict(COST, {"initialization.weights": "zeros"})
    assert "cannot tell them apart" in verdict.text
