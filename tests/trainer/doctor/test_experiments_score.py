"""Scores in the terms of the task, simple answers, and the cheap looks at the data."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest

from tests.trainer.doctor.experimenting import Trained, moons, net, soon
from tutor.trainer.doctor.experiments import leaky, neighbours, one_batch, score, zeroed
from tutor.trainer.doctor.experiments.terms import Terms, terms_of

Dense = keras.layers.Dense
ONE_HOT = np.eye(3)[[0, 1, 2, 1]]


@pytest.mark.parametrize(
    ("terms", "outputs", "targets", "expected"),
    [
        (Terms("binary", 2), [[0.2], [0.7]], [0, 1], 1.0),
        (Terms("binary", 2), [[0.2], [0.7]], [[1], [1]], 0.5),
        (Terms("binary", 2, threshold=0.0, logits=True), [[-3.0], [0.2]], [0, 1], 1.0),
        (Terms("binary", 2, signs=True, threshold=0.0), [[-0.3], [0.2]], [-1, 1], 1.0),
        (Terms("binary", 2), [[0.9, 0.1], [0.2, 0.8]], [0, 1], 1.0),
        (Terms("multiclass", 3), np.eye(3)[[0, 1, 2, 2]], ONE_HOT, 0.75),
        (Terms("multiclass", 3), np.eye(3)[[0, 1, 2, 2]], [0, 1, 2, 1], 0.75),
        (Terms("multiclass", 3), [[0.1], [1.2], [5.0], [1.0]], [0, 1, 2, 1], 1.0),
        (Terms("multilabel", 2), [[0.9, 0.1], [0.6, 0.6]], [[1, 0], [0, 1]], 0.75),
        (Terms("tagging", 3), np.eye(3)[[[0, 1], [2, 2]]], [[0, 1], [2, 1]], 0.75),
        (Terms("regression"), [[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0], 1.0),
        (Terms("regression"), [[2.0], [2.0], [2.0]], [1.0, 2.0, 3.0], 0.0),
    ],
)
def test_score(terms: Terms, outputs: Any, targets: Any, expected: float) -> None:
    assert terms.score(np.array(outputs), np.array(targets)) == pytest.approx(expected)


def test_outputs_that_are_no_numbers_are_never_right() -> None:
    outputs = np.full((4, 3), np.nan)
    assert Terms("multiclass", 3).score(outputs, ONE_HOT) == 0.0
    assert math.isnan(Terms("regression").score(outputs[:, :1], np.arange(4.0)) or 0.0)


@pytest.mark.parametrize(
    ("targets", "columns", "loss", "task"),
    [
        ([0, 1, 1, 0], 1, "mean_squared_error", "binary"),
        ([-1.0, 1.0, 1.0], 1, "hinge", "binary"),
        ([0, 1, 2], 3, "sparse_categorical_crossentropy", "multiclass"),
        (ONE_HOT, 3, "categorical_crossentropy", "multiclass"),
        ([[1, 1], [0, 1]], 2, "binary_crossentropy", "multilabel"),
        ([0.3, 1.2, 5.0], 1, "mean_squared_error", "regression"),
        ([3, 17, 40], 1, "mean_squared_error", "regression"),
    ],
)
def test_tasks_are_inferred(targets: Any, columns: int, loss: str, task: str) -> None:
    targets = np.array(targets)
    found = terms_of(None, targets, np.zeros((len(targets), columns)), loss=loss)
    assert found is not None
    assert found.task == task


def test_text_has_no_terms() -> None:
    assert terms_of(None, np.array(["a", "b"]), np.zeros((2, 1))) is None


def test_the_score_card_of_an_untrained_net_shows_what_simple_answers_reach() -> None:
    x, y = moons()
    model = net(Dense(4, activation="relu"), Dense(1, activation="sigmoid"))
    training = Trained(model, x, y, loss="binary_crossentropy", held=100)
    before = [weight.copy() for weight in model.get_weights()]
    card = score.write_score(training.material(), soon())
    assert card is not None
    assert card.metric == "accuracy"
    assert (card.samples, card.validation_samples) == (300, 100)
    assert card.constant == pytest.approx(0.5, abs=0.1)
    assert card.linear == pytest.approx(0.88, abs=0.07)
    assert (card.neighbours or 0) > 0.95
    assert all(map(np.array_equal, before, model.get_weights()))
    assert training.log.written[0][0] == "scored"


def test_a_dead_net_gives_one_answer() -> None:
    x, y = moons()
    model = net(Dense(1, activation="sigmoid", kernel_initializer="zeros"))
    training = Trained(model, x, y, loss="binary_crossentropy")
    material = training.material()
    card = score.write_score(material, soon())
    assert card is not None
    assert (card.spread, card.answers, card.validation) == (0.0, 1, None)
    zeroed.run(material, soon())
    figures = training.log.figures("zeroed-inputs")
    assert figures is not None
    assert figures["score"] == figures["score_zeroed"]


def test_constant_answers_come_from_the_training_part() -> None:
    x = np.zeros((8, 2), "float32")
    y = np.array([0, 0, 0, 1, 1, 1, 1, 0])
    training = Trained(net(Dense(1)), x, y, loss="binary_crossentropy", held=4)
    material = training.material()
    assert material.validation is not None
    assert score.constant_score(material.terms, material.train, material.validation) == 0.25


def test_neighbours_find_shifted_and_unrelated_labels() -> None:
    x, y = moons()
    right = _neighbours(x, y)
    assert right["agreement"] > 0.95
    assert right["shifted_agreement"] < 0.65
    slipped = _neighbours(x, np.roll(y, 2))
    assert (slipped["shift"], slipped["shifted_agreement"] > 0.95) == (2, True)
    random = _neighbours(x, np.random.default_rng(1).permutation(y))
    assert random["agreement"] == pytest.approx(random["expected"], abs=0.1)


def _neighbours(x: Any, y: Any) -> dict[str, Any]:
    training = Trained(net(Dense(1, activation="sigmoid")), x, y, loss="binary_crossentropy")
    neighbours.run(training.material())
    return training.log.figures("neighbours") or {}


@pytest.mark.parametrize("leaks", [True, False])
def test_a_column_that_gives_the_target_away(leaks: bool) -> None:
    x, y = moons()
    random = np.random.default_rng(0)
    third = y + random.normal(0, 0.05, len(y)) if leaks else random.normal(0, 1, len(y))
    x = np.column_stack([x, third]).astype("float32")
    model = net(Dense(1, activation="sigmoid"), inputs=3)
    training = Trained(model, x, y, loss="binary_crossentropy")
    leaky.run(training.material())
    figures = training.log.figures("leaky-feature")
    assert (figures is not None) == leaks
    if figures is not None:
        assert figures["feature"] == 2


@pytest.mark.parametrize(("activation", "learns"), [("sigmoid", True), ("softmax", False)])
def test_one_batch(activation: str, learns: bool) -> None:
    x, y = moons()
    model = net(Dense(32, activation="relu"), Dense(1, activation=activation))
    adam = keras.optimizers.Adam(0.01)
    training = Trained(model, x, y, loss="binary_crossentropy", optimizer=adam)
    one_batch.run(training.material(), soon())
    figures = training.log.figures("one-batch")
    assert figures is not None
    assert figures["samples"] == 16
    assert (figures["score_end"] == 1.0) == learns
    assert figures["loss_end"] < figures["loss_start"]
