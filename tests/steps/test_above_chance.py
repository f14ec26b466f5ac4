"""Step 3: the three tactics are run, the culprit is found, luck does not pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.steps import builders
from tutor.steps import step
from tutor.steps.above_chance.luck import beyond_luck

CHANCE = step("above-chance")
DEEP = {"layers.widths": [64] * 12, "layers.activation": "sigmoid"}


def settings(changes: dict[str, object]) -> list[str]:
    results = builders.walk(CHANCE, builders.context(changes))
    return list(dict.fromkeys(result.trial.setting for result in results))


def test_all_three_tactics_are_run() -> None:
    assert settings({}) == ["baseline", "two-classes", "simpler", "quarter"]


def test_tactics_that_would_change_nothing_are_left_out() -> None:
    assert settings({"data.classes": [3, 7]}) == ["baseline", "simpler", "quarter"]
    assert settings({"layers.widths": []}) == ["baseline", "two-classes", "quarter"]


def test_the_two_classes_are_classes_of_the_project() -> None:
    start = builders.context({"data.classes": [2, 4, 9]})
    changes = [r.trial.changes for r in builders.walk(CHANCE, start)]
    assert {"data.classes": [2, 4]}.items() <= next(
        c for c in changes if "data.classes" in c
    ).items()


def test_the_learner_chooses_the_two_classes() -> None:
    start = builders.context(answers={"pair": "4,5"})
    changes = [r.trial.changes for r in builders.walk(CHANCE, start)]
    assert next(c["data.classes"] for c in changes if "data.classes" in c) == [4, 5]
    assert "four and five" in CHANCE.judge(start, builders.walk(CHANCE, start)).text


def test_a_quarter_is_a_quarter_of_what_the_short_run_takes() -> None:
    start = builders.context({"layers.network": "convolutional", "layers.widths": [32, 64]})
    fractions = {
        r.trial.setting: r.trial.changes["data.fraction"] for r in builders.walk(CHANCE, start)
    }
    assert fractions["quarter"] == pytest.approx(fractions["baseline"] / 4, abs=0.001)


def test_a_working_model_is_left_as_it_is() -> None:
    verdict = builders.verdict(CHANCE)
    assert verdict.passed
    assert verdict.edit == {}
    assert "chance is .100" in verdict.headline
    assert verdict.figure is not None
    assert verdict.figure.levels == (("chance", 0.1), ("chance, two classes", 0.5))


def test_a_deep_stack_of_sigmoids_loses_no_more_layers_than_needed() -> None:
    assert settings(DEEP)[4:] == ["one-block", "no-block"]
    verdict = builders.verdict(CHANCE, DEEP)
    assert not verdict.passed
    assert verdict.edit == {"layers.widths": [64]}
    assert builders.verdict(CHANCE, DEEP | verdict.edit).passed


@pytest.mark.parametrize(
    ("fault", "mended"),
    [
        ({"learning_rate.value": 10.0}, {"learning_rate.value": 0.001}),
        ({"initialization.weights": "zeros"}, {"initialization.weights": "glorot_uniform"}),
        (
            {"learning_rate.optimizer": "sgd", "learning_rate.value": 1000.0},
            {"learning_rate.value": 0.01},
        ),
    ],
)
def test_a_wrong_value_is_found_by_putting_it_right_alone(
    fault: dict[str, object], mended: dict[str, object]
) -> None:
    verdict = builders.verdict(CHANCE, fault)
    assert not verdict.passed
    assert verdict.edit == mended
    assert builders.verdict(CHANCE, fault | verdict.edit).passed


def test_two_faults_need_both_mends() -> None:
    fault = {"learning_rate.value": 10.0, "initialization.weights": "zeros"}
    verdict = builders.verdict(CHANCE, fault)
    assert {"learning_rate.value", "initialization.weights"} <= set(verdict.edit)
    assert "No single change is enough" in verdict.text
    assert builders.verdict(CHANCE, fault | verdict.edit).passed


def test_luck_does_not_pass() -> None:
    lucky = builders.figures([0.10, 0.125])
    assert not beyond_luck(lucky)
    assert beyond_luck(builders.figures([0.4, 0.6]))


def test_what_random_weights_reach_is_not_learnt() -> None:
    history = replace(builders.figures([0.15, 0.15]), initial_accuracy=0.15, batch_losses=())
    still = tuple(replace(e, loss=2.3) for e in history.epochs)
    assert not beyond_luck(replace(history, epochs=still))


def test_one_stuck_seed_is_enough_to_fail() -> None:
    start = builders.context()
    results = builders.walk(CHANCE, start)
    results[1] = builders.failed(results[1], "diverged")
    verdict = CHANCE.judge(start, results)
    assert not verdict.passed
    assert "on 1 of 2 seeds only" in verdict.headline
