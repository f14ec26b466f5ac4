"""Rules on the training of somebody's own script, each both ways: learning, steps, answers."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core.cases import GOOD, GOOD_R2, POOR, POOR_R2, TINY, case, dense, falling, level
from tests.core.judging import levels
from tutor.diagnosis import diagnose
from tutor.history import History

PLACE = {"file": "train.py", "line": 7, "code": "model.compile(keras.optimizers.SGD(9.0))"}


def first(history: History) -> str:
    found = diagnose(history)
    return found[0].rule if found else ""


def problems(history: History) -> set[str]:
    return {rule for rule, level in levels(history).items() if level == "problem"}


# --- healthy trainings ----------------------------------------------------------------------------

HEALTHY: dict[str, dict[str, Any]] = {
    "binary": {"losses": falling(20), "card": GOOD},
    "regression": {"losses": falling(20), "task": "regression", "card": GOOD_R2},
    "autoencoder": {"losses": falling(20, 0.3, 0.02), "task": "autoencoder",
                    "card": GOOD_R2 | {"linear": None, "neighbours": None}},
    "multilabel": {"losses": falling(20), "task": "multilabel", "card": GOOD},
    "tagging": {"losses": falling(20, 2.3), "task": "tagging",
                "card": GOOD | {"linear": None, "neighbours": None}},
    "demo of one epoch": {"losses": [0.6], "card": GOOD | {"train": 0.7, "validation": 0.68}},
    "demo of three epochs": {"losses": [0.68, 0.6, 0.5], "card": POOR},
    "random labels": {"losses": level(20), "card": POOR | {"linear": 0.5, "neighbours": 0.5}},
    "no scores, random labels": {"losses": [0.70, 0.695, 0.69], "steps": 4, "card": None},
    "slow but intended": {"losses": [0.7 - 0.01 * i for i in range(20)],
                          "card": GOOD | {"validation": 0.8}},
    "large steps that work": {"losses": falling(20), "card": GOOD, "ratio": 0.3,
                              "model": {"optimizer": "sgd", "learning_rate": 3.0}},
    "tiny steps that work": {"losses": falling(20), "card": GOOD, "ratio": 1e-6},
    "exclusive or": {"losses": falling(1000), "card": TINY | {"train": 1.0}, "steps": 1},
    "adversarial": {"losses": [0.7 + 0.1 * i for i in range(20)], "task": "adversarial"},
    "moving targets": {"losses": [1.0 + i for i in range(20)], "task": "online"},
    "classes weighted": {"losses": [3.0, 2.9, 2.8, 2.7], "call": {"class_weight": True},
                         "card": GOOD},
    "loop of one's own": {"losses": falling(20), "card": GOOD, "call": {"api": "tape"}},
    "behind a linear model": {"losses": [*falling(20), *[0.1] * 20], "task": "regression",
                              "card": GOOD_R2 | {"linear": 0.99, "validation": 0.5}},
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_no_problem_on_a_healthy_training(name: str) -> None:
    assert problems(case(**HEALTHY[name])) == set()


@pytest.mark.parametrize("name", ["binary", "regression", "autoencoder", "multilabel", "tagging"])
def test_nothing_to_remark_on_a_good_one_but_the_missing_validation(name: str) -> None:
    assert set(levels(case(**HEALTHY[name]))) == {"no-validation"}


# --- divergence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "task", ["binary", "regression", "autoencoder", "adversarial", "online", "tagging"]
)
def test_a_loss_that_is_no_number_is_a_problem_on_every_task(task: str) -> None:
    history = case([0.7, math.nan], task=task)
    assert first(history) == "diverged"
    assert problems(history) == {"diverged"}


def test_a_regression_that_ran_away_diverged() -> None:
    history = case([5.0, 80.0, 900.0, 9e4, 9e5], task="regression", start_loss=1.2,
                   card=POOR_R2 | {"validation": -1e6})  # fmt: skip
    assert first(history) == "diverged"


def test_diverged_names_the_line_and_mends_it() -> None:
    compiled = {"optimizer": "sgd", "learning_rate": 9.0, "optimizer_place": PLACE}
    model = {"optimizer": "sgd", "learning_rate": 9.0}
    finding, *_ = diagnose(case([0.7, math.nan], model=model, compiled=compiled))
    assert finding.line == 7
    assert finding.mend is not None
    assert finding.mend.arguments == {"learning_rate": "0.01"}


def test_a_first_loss_of_nan_is_not_blamed_on_the_rate() -> None:
    batch = {"event": "batches", "epoch": 1, "first": 0, "losses": [math.nan] * 3}
    finding, *_ = diagnose(case([math.nan], more=[batch]))
    assert finding.step == "data"
    assert "first loss" in finding.title


# --- learning -------------------------------------------------------------------------------------


def test_a_flat_curve_with_poor_scores_has_not_learnt() -> None:
    history = case(level(20), card=POOR)
    assert levels(history) == {"no-learning": "problem", "no-validation": "watch"}


@pytest.mark.parametrize("task", ["regression", "multilabel", "tagging"])
def test_no_learning_on_every_task(task: str) -> None:
    card = POOR_R2 if task == "regression" else POOR
    assert first(case(level(20, 1.0), task=task, card=card, start_loss=1.0)) == "no-learning"


def test_only_the_mean_of_the_targets_is_no_learning() -> None:
    """The squared error of targets about 200 starts at 40,000 and stands at their variance."""
    history = case([40_000, 900, 101, 100.5, 100.2, 100.1, 100.0, 100.1], task="regression",
                   targets={"std": 10.0, "mean": 200.0}, start_loss=40_100.0,
                   card=POOR_R2)  # fmt: skip
    found = levels(history)
    assert "problem" in found.values() or "worse-than-simple" in found


def test_a_tiny_rate() -> None:
    history = case(level(20), card=POOR, ratio=1e-6, model={"learning_rate": 1e-7})
    assert first(history) == "slow-learning-rate"
    assert problems(history) == {"slow-learning-rate"}


def test_a_bold_rate_that_learns_nothing() -> None:
    history = case(level(20), card=POOR, ratio=0.4, model={"learning_rate": 0.5})
    assert first(history) == "learning-rate-too-large"
    assert problems(history) == {"learning-rate-too-large"}


@pytest.mark.parametrize("rate", [0.001, 0.005])
def test_a_usual_rate_is_not_called_too_large(rate: float) -> None:
    history = case(level(20), card=POOR, model={"learning_rate": rate})
    assert "learning-rate-too-large" not in levels(history)


CLIMB = [0.7 * 1.05**i for i in range(20)]


def test_a_loop_that_climbs_has_the_wrong_sign() -> None:
    history = case(CLIMB, card=POOR, call={"api": "tape"}, ratio=5e-3)
    assert first(history) == "wrong-sign"
    assert problems(history) == {"wrong-sign"}


@pytest.mark.parametrize(
    "options",
    [
        {"call": {"api": "fit"}},  # fit() descends: this is an overshoot or something else
        {"call": {"api": "tape"}, "ratio": 0.8},
        {"call": {"api": "tape"}, "card": GOOD},
        {"call": {"api": "tape"}, "losses": falling(20)},
        {"call": {"api": "tape"}, "task": "adversarial"},
    ],
)
def test_other_rises_have_not(options: dict[str, Any]) -> None:
    history = case(**({"losses": CLIMB, "card": POOR} | options))
    assert "wrong-sign" not in levels(history)


def test_a_negative_rate_is_certain() -> None:
    assert first(case(level(20), model={"learning_rate": -0.01})) == "wrong-sign"


def test_a_restless_loss() -> None:
    restless = [0.5 + 0.3 * (-1) ** i for i in range(40)]
    assert levels(case(restless, card=GOOD | {"validation": 0.75}))["unsteady"] == "watch"
    assert "unsteady" not in levels(case(restless, card=GOOD))


# --- answers --------------------------------------------------------------------------------------


def test_one_answer_for_all() -> None:
    card = POOR | {"spread": 0.0, "answers": 1, "train": 0.5, "validation": 0.5}
    history = case(level(20), card=card)
    assert first(history) == "constant-answer"
    assert problems(history) == {"constant-answer"}
    nothing = card | {"linear": 0.5, "neighbours": 0.5}
    assert problems(case(level(20), card=nothing)) == set()
    spread = case(level(20), card=card | {"spread": 0.3})
    assert "constant-answer" not in levels(spread)


def test_worse_than_simple() -> None:
    slow = [*falling(20, floor=0.4), *[0.4] * 20]
    poor = levels(case(slow, card=POOR | {"train": 0.53, "validation": 0.52}))
    assert poor["worse-than-simple"] == "problem"
    behind = levels(case(slow, card=GOOD | {"validation": 0.75}))
    assert behind["worse-than-simple"] == "watch"
    assert "worse-than-simple" not in levels(case(slow, card=GOOD))


def test_training_by_heart_at_chance_on_what_was_held_out() -> None:
    history = case(falling(20), [0.7 + 0.05 * i for i in range(20)],
                   card=GOOD | {"validation": 0.52})  # fmt: skip
    assert "worse-than-simple" not in levels(history)


# --- length and batches ---------------------------------------------------------------------------


def test_too_few_epochs() -> None:
    short = case([0.70, 0.69], card=POOR, steps=4)
    assert first(short) == "too-few-epochs"
    assert problems(short) == set()
    steep = case(falling(12, floor=0.05, speed=1.5), card=GOOD | {"validation": 0.75})
    assert first(steep) == "too-few-epochs"
    assert "too-few-epochs" not in levels(case(falling(12, speed=1.5), card=GOOD))
    settled = case([*falling(20), *[0.1] * 40], card=GOOD | {"validation": 0.75})
    assert "too-few-epochs" not in levels(settled)


def test_a_huge_batch() -> None:
    history = case(level(20), card=POOR, steps=1, model={"batch_size": 1000})
    assert "batch-too-large" in levels(history)
    for options in ({"card": GOOD}, {"steps": 30}, {"losses": level(400)}):
        other = {"losses": level(20), "card": POOR, "steps": 1, "model": {"batch_size": 1000}}
        assert "batch-too-large" not in levels(case(**(other | options)))


def test_a_batch_of_one() -> None:
    restless = [0.5 + 0.1 * (-1) ** i for i in range(40)]
    options: dict[str, Any] = {"model": {"batch_size": 1}, "steps": 900}
    card = GOOD | {"validation": 0.75}
    assert levels(case(restless, card=card, **options))["batch-too-small"] == "watch"
    assert "batch-too-small" not in levels(case(restless, card=GOOD, **options))
    assert "batch-too-small" not in levels(case(falling(40), card=card, **options))


# --- overfitting ----------------------------------------------------------------------------------

TURNS = [0.6, 0.5, 0.4, *[0.45 + 0.1 * i for i in range(12)]]


@pytest.mark.parametrize(
    ("card", "found"),
    [
        (GOOD, "watch"),  # overfit, and better than a simple model for all that
        (GOOD | {"validation": 0.6}, "problem"),
        (GOOD | {"validation": 0.6, "validation_samples": 60}, "watch"),
    ],
)
def test_overfitting_is_grave_only_where_it_costs(card: dict[str, Any], found: str) -> None:
    assert levels(case(falling(15), TURNS, card=card))["overfitting"] == found


def test_four_samples_have_nothing_to_hold_out() -> None:
    assert "no-validation" not in levels(case(falling(20), inputs={"samples": 4}))
    assert "no-validation" not in levels(case(falling(20), call={"api": "train_on_batch"}))
    assert "no-validation" in levels(case(falling(20)))


def test_thousands_of_epochs_are_judged_by_stretches() -> None:
    """The loss of one batch an epoch falls by .01 % from epoch to epoch, and yet it falls."""
    val = [0.2 + 0.8 * math.exp(-3 * i / 4000) for i in range(4000)]
    found = levels(case(val, val, steps=1))
    assert found.get("still-improving") == "watch"
    flat = [0.2 + 0.8 * math.exp(-30 * i / 4000) for i in range(4000)]
    assert "still-improving" not in levels(case(flat, flat, steps=1))


def test_a_gradient_vanishes_on_every_task() -> None:
    layers = [dense(f"h{i}", activation="sigmoid") for i in range(6)]
    norms = [10.0 ** (i - 7) for i in range(7)]
    stuck = case(level(20, 1.0), task="regression", layers=layers, card=POOR_R2, start_loss=1.0,
                 norms=norms)  # fmt: skip
    assert first(stuck) == "vanishing-gradient"
    fine = case(falling(20, 1.0), task="regression", layers=layers, card=GOOD_R2, start_loss=1.0,
                norms=norms)  # fmt: skip
    assert problems(fine) == set()
