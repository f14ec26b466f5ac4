"""Rules on the validation loss, each both ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core import builders as b
from tests.core.judging import levels, only, turning


@pytest.mark.parametrize(
    ("rise", "accuracy", "level"),
    [
        (0.02, 0.80, None),
        (0.18, 0.80, "watch"),
        (0.80, 0.80, "problem"),
        (0.80, 0.82, "watch"),
        (2.00, 0.75, "problem"),
    ],
)
def test_overfitting(rise: float, accuracy: float, level: str | None) -> None:
    history = b.history(turning(rise, accuracy))
    assert levels(history).get("overfitting") == level
    if level:
        finding = only(history, "overfitting")
        assert finding.epoch == 4
        assert "epoch 4" in finding.advice
        assert finding.edit == {"regularization.dropout": 0.3}


def test_four_epochs_with_the_best_at_two_are_enough_to_see_it() -> None:
    events = b.training([1.0, 0.7, 0.4, 0.2], [0.9, 0.7, 0.9, 1.0], [0.6, 0.7, 0.7, 0.69])
    assert only(b.history(events), "overfitting").epoch == 2


def test_one_worse_epoch_is_no_overfitting() -> None:
    assert "overfitting" not in levels(b.history(turning(0.9, after=1)))


def test_a_rising_training_loss_is_no_overfitting() -> None:
    events = b.training([1.0, 0.5, 0.9, 1.0, 1.1], [1.0, 0.5, 0.9, 1.0, 1.1], [0.7] * 5)
    assert "overfitting" not in levels(b.history(events))


def test_noise_of_the_validation_loss_is_no_overfitting() -> None:
    val = [1.0, 0.80, 0.60, 0.72, 0.58, 0.70, 0.56, 0.69, 0.60, 0.70, 0.58, 0.69]
    losses = [0.9 * 0.9**i for i in range(12)]
    assert "overfitting" not in levels(b.history(b.training(losses, val, [0.8] * 12)))


def test_with_dropout_in_the_network_the_mend_is_not_dropout() -> None:
    layers = [*b.network()[:-1], b.layer("drop", "Dropout", None), b.network()[-1]]
    events = b.replaced(turning(0.9), b.built(layers))
    assert only(b.history(events), "overfitting").edit == {}


@pytest.mark.parametrize(
    ("train", "validation", "found"), [(0.99, 0.80, True), (0.86, 0.80, False)]
)
def test_generalization_gap(train: float, validation: float, found: bool) -> None:
    losses = [1.0, 0.7, 0.5, 0.4, 0.35]
    events = b.training(losses, [0.8, 0.7, 0.66, 0.65, 0.65], [validation] * 5, [train] * 5)
    assert levels(b.history(events)) == ({"generalization-gap": "watch"} if found else {})


def test_still_improving() -> None:
    events = b.training([1.5, 1.0], [1.2, 0.8], [0.6, 0.7])
    finding = only(b.history(events), "still-improving")
    assert finding.level == "watch"
    assert finding.edit == {"training.epochs": 4}


@pytest.mark.parametrize(
    ("val", "end", "planned"),
    [
        ([1.2, 0.8, 0.797], b.finished(), 3),
        ([1.2, 0.8, 0.81], b.finished(), 3),
        ([1.2, 0.8, 0.6], b.finished("stopped"), 3),
        ([1.2, 0.8, 0.6], b.finished("time_limit"), 3),
        ([1.2, 0.8, 0.6], b.finished(), 30),
        ([1.2, 0.8, 0.6], b.initial(), 3),
    ],
)
def test_no_more_epochs_are_advised(val: list[float], end: dict[str, Any], planned: int) -> None:
    events = b.training([1.5, 1.0, 0.8], val, [0.6, 0.7, 0.72], end=end, planned=planned)
    assert "still-improving" not in levels(b.history(events))


def test_no_validation() -> None:
    assert levels(b.history(b.started(2), b.epoch(1, 2.0))) == {"no-validation": "watch"}
