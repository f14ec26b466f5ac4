"""What a training is about, also where its loss or its output says something else."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from tutor.trainer.doctor.capture import from_fit
from tutor.trainer.doctor.compiled import describe_compiled
from tutor.trainer.doctor.task import describe_case

RNG = np.random.default_rng(0)
TABLE = RNG.normal(size=(120, 4)).astype("float32")
PICTURES = RNG.random((60, 8, 8, 1)).astype("float32")
CLASSES = RNG.integers(0, 3, 120)
BINARY = RNG.integers(0, 2, 120)
NUMBERS = RNG.normal(size=120)


def dense(units: int, activation: str | None = None, shape: Any = (4,)) -> keras.Model:
    return keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(units, activation=activation)]
    )


def case(
    model: keras.Model, x: Any, y: Any, loss: Any, call: Any = None, **more: Any
) -> dict[str, Any]:
    arguments = {"loss": loss, "optimizer": "sgd", "metrics": more.pop("metrics", None)}
    model.compile(**arguments)
    captured = from_fit(model, {"x": x, "y": y, **more})
    return describe_case(model, captured, call or {}, describe_compiled(model, arguments))


@pytest.mark.parametrize(
    ("y", "units", "activation", "loss", "task"),
    [
        (CLASSES, 3, "softmax", "sparse_categorical_crossentropy", "multiclass"),
        (np.eye(3)[CLASSES], 3, "softmax", "categorical_crossentropy", "multiclass"),
        (BINARY, 1, "sigmoid", "binary_crossentropy", "binary"),
        (BINARY * 2 - 1, 1, "tanh", "hinge", "binary"),
        (RNG.integers(0, 2, (120, 5)), 5, "sigmoid", "binary_crossentropy", "multilabel"),
        (NUMBERS, 1, None, "mse", "regression"),
        (RNG.normal(size=(120, 2)), 2, None, "mae", "regression"),
        # Faults: what the labels are decides.
        (CLASSES, 1, None, "sparse_categorical_crossentropy", "multiclass"),
        (CLASSES, 3, "softmax", "mse", "multiclass"),
        (CLASSES, 1, "softmax", "binary_crossentropy", "multiclass"),
        (np.eye(3)[CLASSES], 3, "sigmoid", "binary_crossentropy", "multiclass"),
        (BINARY, 1, None, "mse", "binary"),
        (BINARY, 1, "softmax", "binary_crossentropy", "binary"),
        (BINARY, 2, "softmax", "sparse_categorical_crossentropy", "multiclass"),
        (NUMBERS, 1, "sigmoid", "binary_crossentropy", "regression"),
        (NUMBERS, 10, "softmax", "sparse_categorical_crossentropy", "regression"),
        (np.array(["a", "b"] * 60), 1, "sigmoid", "binary_crossentropy", "binary"),
        (np.full(120, 3.0), 1, None, "mse", "regression"),
        # Whole numbers that are amounts.
        (RNG.integers(3, 9, 120), 1, None, "mse", "regression"),
        (np.arange(120), 1, None, "mse", "regression"),
    ],
)
def test_the_task(y: Any, units: int, activation: str | None, loss: str, task: str) -> None:
    assert case(dense(units, activation), TABLE, y, loss)["task"] == task


def test_class_numbers_under_a_squared_error() -> None:
    told = case(dense(1), TABLE, CLASSES, "mse", metrics=["accuracy"])
    assert told["task"] == "multiclass"
    digits = np.arange(60) % 10
    assert case(dense(1, shape=(8, 8, 1)), PICTURES, digits, "mse")["task"] == "multiclass"
    assert case(dense(1), TABLE, CLASSES, "mse", metrics=["mae"])["task"] == "regression"


def test_an_autoencoder() -> None:
    model = dense(64, "sigmoid", (8, 8, 1))
    flat = PICTURES.reshape(60, -1)
    assert case(model, PICTURES, flat, "binary_crossentropy")["task"] == "autoencoder"


def test_a_label_for_every_position() -> None:
    words = keras.Sequential(
        [keras.Input((6,)), layers.Embedding(50, 4), layers.Dense(50, activation="softmax")]
    )
    x = RNG.integers(0, 50, (120, 6))
    told = case(words, x, np.roll(x, -1, axis=1), "sparse_categorical_crossentropy")
    assert told["task"] == "tagging"
    assert told["inputs"][0]["kind"] == "tokens"
    assert told["data_described"] is None
    picture = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 1, activation="sigmoid")])
    mask = (PICTURES > 0.5).astype("float32")
    assert case(picture, PICTURES, mask, "binary_crossentropy")["task"] == "tagging"


def test_the_way_of_training_has_the_first_word() -> None:
    for way in ("online", "adversarial"):
        told = case(dense(1, "sigmoid"), TABLE, BINARY, "binary_crossentropy", {way: True})
        assert told["task"] == way


def test_no_targets() -> None:
    own = dense(4)
    captured = from_fit(own, {"x": TABLE})
    told = describe_case(own, captured, {}, {})
    assert told["task"] == "autoencoder"
    assert told["targets"] == [{"kind": "none"}]
    assert describe_case(dense(2), captured, {}, {})["task"] == "unknown"


def test_nothing_seen_at_all() -> None:
    told = describe_case(dense(2), from_fit(None, {}), {}, {})
    assert told["inputs"] == []
    assert told["data_described"] is None


class Own(keras.Model):
    """A subclassed model with two inputs by name."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = layers.Dense(4, activation="relu")
        self.out = layers.Dense(3)

    def call(self, inputs: Any) -> Any:
        return keras.ops.softmax(self.out(self.hidden(inputs["a"] + inputs["b"])))


def test_a_subclassed_model_tells_its_output() -> None:
    model = Own()
    model({"a": TABLE, "b": TABLE})
    sparse = "sparse_categorical_crossentropy"
    told = case(model, {"a": TABLE, "b": TABLE}, CLASSES, sparse)
    assert told["task"] == "multiclass"
    assert [entry["name"] for entry in told["inputs"]] == ["a", "b"]
    # Two class numbers of three: only the output says that they are classes.
    few = {"a": TABLE[:2], "b": TABLE[:2]}
    assert case(model, few, np.array([0, 2]), "mse")["targets"][0]["kind"] == "integer"


def test_the_classes_are_counted_on_both_sides() -> None:
    told = case(
        dense(3, "softmax"), TABLE, CLASSES, "sparse_categorical_crossentropy", validation_split=0.5
    )["data_described"]
    assert told["classes"] == 3
    assert told["class_names"] == ["0", "1", "2"]
    assert told["train"] == sum(told["train_counts"]) == 60
    assert told["validation"] == sum(told["validation_counts"]) == 60
    assert told["test"] == 0
    assert told["input_shape"] == [4]
    assert told["input_std"] == pytest.approx(1, abs=0.2)


def test_without_validation_its_counts_are_zero() -> None:
    told = case(dense(1, "sigmoid"), TABLE, BINARY, "binary_crossentropy")["data_described"]
    assert (told["validation"], told["validation_counts"]) == (0, [0, 0])
    assert case(dense(1), TABLE, NUMBERS, "mse")["data_described"] is None


def test_everything_is_plain_json() -> None:
    import json

    told = case(dense(3, "softmax"), TABLE, np.eye(3)[CLASSES], "mse", validation_split=0.2)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize("frozen", [True, False])
def test_models_against_each_other(frozen: bool) -> None:
    judge = keras.Sequential(
        [keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)], name="judge"
    )
    maker = keras.Sequential([keras.Input((2,)), layers.Dense(8), layers.Dense(4)])
    if frozen:
        judge.trainable = False
    else:
        judge.compile("sgd", "binary_crossentropy")
    both = keras.Sequential([keras.Input((2,)), maker, judge])
    noise = RNG.normal(size=(120, 2))
    assert case(both, noise, np.ones(120), "binary_crossentropy")["task"] == "adversarial"
    judge.trainable = True
    assert case(judge, TABLE, BINARY, "binary_crossentropy")["task"] == "adversarial"


def test_a_frozen_base_is_no_adversary() -> None:
    base = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(8)])
    base.trainable = False
    model = keras.Sequential([keras.Input((4,)), base, layers.Dense(1, activation="sigmoid")])
    assert case(model, TABLE, BINARY, "binary_crossentropy")["task"] == "binary"
    ended = dense(1, "sigmoid")
    ended.layers[-1].trainable = False
    assert case(ended, TABLE, BINARY, "binary_crossentropy")["task"] == "binary"


def test_targets_that_move() -> None:
    model = dense(1)
    model.compile("sgd", "mse")
    seen = from_fit(model, {"x": TABLE, "y": NUMBERS})
    seen.compare(from_fit(model, {"x": TABLE, "y": NUMBERS * 0.9}))
    assert (
        describe_case(model, seen, {"calls": 2}, {"loss": "mean_squared_error"})["task"] == "online"
    )


@pytest.mark.parametrize("calls", [3, 50])
def test_fits_in_a_loop(calls: int) -> None:
    model = dense(1)
    model.compile("sgd", "mse")
    called, compiled = {"calls": calls}, {"loss": "mean_squared_error"}
    same = from_fit(model, {"x": TABLE, "y": NUMBERS})
    stream = from_fit(model, {"x": TABLE, "y": NUMBERS})
    for number in range(1, 4):
        same.compare(from_fit(model, {"x": TABLE.copy(), "y": NUMBERS}))
        stream.compare(from_fit(model, {"x": TABLE + number, "y": NUMBERS}))
    assert describe_case(model, same, called, compiled)["task"] == "regression"
    task = "online" if calls > 10 else "regression"
    assert describe_case(model, stream, called, compiled)["task"] == task
