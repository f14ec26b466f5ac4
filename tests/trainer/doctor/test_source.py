"""Looking into the model of a script: what it is made of, and what it answers before training."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from tutor.events import decode_lines
from tutor.trainer.doctor.capture import Captured, from_fit
from tutor.trainer.doctor.source import ScriptSource
from tutor.trainer.eventlog import EVENTS, EventLog
from tutor.trainer.observer import Observer
from tutor.trainer.recorder import recorder_for_backend
from tutor.trainer.settings import settings_of
from tutor.trainer.undisturbed import value_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(600, 6)).astype("float32")
Y = RNG.integers(0, 3, 600)
SPARSE = "sparse_categorical_crossentropy"


def looked_at(folder: Path, model: keras.Model, **arguments: Any) -> dict[str, Any]:
    faults: list[Exception] = []
    captured = from_fit(model, arguments) if arguments else Captured()
    log = EventLog(folder, time.perf_counter())
    source = ScriptSource(captured, faults.append)
    Observer(log, source, recorder_for_backend()).describe(model, 10)
    assert faults == []
    lines = (folder / EVENTS).read_text().splitlines()
    return {event["event"]: event for event in decode_lines(lines)}


def test_a_sequential_model(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            layers.Dense(8, kernel_initializer="he_normal", kernel_regularizer="l2", name="one"),
            layers.BatchNormalization(momentum=0.9),
            layers.Activation("relu"),
            layers.Dropout(0.3),
            layers.Dense(3, name="two"),
            layers.Dropout(0.1),
            layers.Softmax(),
        ],
        name="net",
    )
    model.layers[0].trainable = False
    model.compile("adam", SPARSE, metrics=["accuracy"])
    told = looked_at(tmp_path, model, x=X, y=Y, batch_size=20)
    built = told["model_built"]
    assert (built["name"], built["sequential"], built["outputs"]) == ("net", True, 1)
    assert (built["output_activation"], built["output_units"]) == ("softmax", 3)
    assert (built["output_shape"], built["batch_size"]) == ([3], 20)
    assert (built["steps_per_epoch"], built["loss"], built["optimizer"]) == (10, SPARSE, "adam")
    types = ["Dense", "BatchNormalization", "Activation", "Dropout", "Dense", "Dropout", "Softmax"]
    assert [layer["type"] for layer in built["layers"]] == types
    first, second, _, dropout = built["layers"][:4]
    assert (first["trainable"], second["trainable"]) == (False, True)
    assert first["settings"]["kernel_regularizer"] == "l2(0.01)"
    assert (first["kernel_initializer"], first["activation"]) == ("he_normal", "linear")
    assert second["settings"]["momentum"] == 0.9
    assert dropout["settings"]["rate"] == 0.3
    assert told["initial"]["samples"] == 256
    assert told["initial"]["loss"] > 0.5
    assert 0 <= told["initial"]["accuracy"] <= 1
    stats = told["layer_stats"]["layers"]
    assert [layer["name"] for layer in stats] == ["one", "two"]
    assert stats[0]["gradient_norm"] is None
    assert stats[0]["weight_norm"] > 0
    assert stats[1]["gradient_norm"] > 0


def functional() -> keras.Model:
    a, b = keras.Input((6,), name="a"), keras.Input((4,), name="b", dtype="int32")
    joined = layers.Concatenate()([a, layers.Flatten()(layers.Embedding(9, 2)(b))])
    p = layers.Dense(1, name="p")(layers.Dense(5, activation="tanh")(joined))
    q = layers.Dense(3, activation="softmax", name="q")(joined)
    return keras.Model({"a": a, "b": b}, {"p": p, "q": q})


class Own(keras.Model):
    """Its output is a function's, not a layer's."""

    def __init__(self, last: Callable[..., Any]) -> None:
        super().__init__()
        self.out = layers.Dense(3)
        self.hidden = layers.Dense(5, activation="relu")
        self.last = last

    def call(self, inputs: Any) -> Any:
        return self.last(self.out(self.hidden(inputs)))


def test_several_inputs_and_outputs(tmp_path: Path) -> None:
    model = functional()
    model.compile("sgd", {"p": "mse", "q": SPARSE})
    x = {"a": X, "b": RNG.integers(0, 9, (600, 4))}
    told = looked_at(tmp_path, model, x=x, y={"p": X[:, 0], "q": Y})
    built = told["model_built"]
    assert (built["outputs"], built["output_activation"], built["output_units"]) == (2, "linear", 1)
    assert built["sequential"] is False
    assert told["initial"]["loss"] > 0
    assert len(built["layers"]) == 6


@pytest.mark.parametrize(
    ("last", "activation"),
    [
        (keras.ops.softmax, "softmax"),
        (keras.ops.sigmoid, "sigmoid"),
        (lambda x: x * 2, "linear"),
        (lambda x: x, "linear"),
    ],
)
def test_a_subclassed_model(tmp_path: Path, last: Callable[..., Any], activation: str) -> None:
    model = Own(last)
    model.compile("sgd", SPARSE)
    built = looked_at(tmp_path, model, x=X, y=Y)["model_built"]
    assert built["output_activation"] == activation
    # In the order in which they are called, not in which they were made.
    assert [layer["units"] for layer in built["layers"]] == [5, 3]


@pytest.mark.parametrize("loss", ["mse", None])
def test_a_model_without_a_loss_that_fits(tmp_path: Path, loss: str | None) -> None:
    model = keras.Sequential([layers.Dense(8), layers.Dense(5)])
    model.compile("sgd", loss)
    told = looked_at(tmp_path, model, x=X, y=RNG.normal(size=(600, 7)))
    assert "initial" not in told
    assert len(told["model_built"]["layers"]) == 2
    assert len(told["layer_stats"]["layers"]) == 2


def test_a_model_whose_data_are_not_there_yet(tmp_path: Path) -> None:
    model = keras.Sequential(
        [keras.Input((6,)), layers.Dense(8, activation="relu"), layers.Dense(1), layers.Flatten()]
    )
    told = looked_at(tmp_path, model)
    assert list(told) == ["model_built"]
    built = told["model_built"]
    assert (built["output_activation"], built["output_units"]) == ("linear", 1)
    assert [layer["output_shape"] for layer in built["layers"]] == [[8], [1], [1]]


def test_texts_go_through(tmp_path: Path) -> None:
    split = layers.TextVectorization(output_sequence_length=4)
    split.adapt(["good", "bad film", "no words"])
    model = keras.Sequential(
        [
            keras.Input((), dtype="string"),
            split,
            layers.Embedding(10, 4),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    texts = np.array(["good film", "bad film"] * 40)
    told = looked_at(tmp_path, model, x=texts, y=np.arange(80) % 2)
    assert told["initial"]["samples"] == 80
    assert told["model_built"]["output_activation"] == "sigmoid"


def test_nothing_of_the_model_is_changed(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", SPARSE)
    before = [value_of(variable) for variable in model.variables]
    state = np.random.get_state()[1].copy()
    looked_at(tmp_path, model, x=X, y=Y)
    after = [value_of(variable) for variable in model.variables]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert np.array_equal(state, np.random.get_state()[1])


@pytest.mark.parametrize(
    ("layer", "settings"),
    [
        (layers.MaxPooling2D(2), {"pool_size": "2x2", "strides": "2x2", "padding": "valid"}),
        (layers.Conv2D(4, 3), {"kernel_size": "3x3", "strides": "1x1", "padding": "valid"}),
        (
            layers.Dense(4, use_bias=False),
            {"use_bias": False, "kernel_initializer": "glorot_uniform"},
        ),
        (
            layers.Dense(4, kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)),
            {"kernel_initializer": "random_normal(mean=0, stddev=1)"},
        ),
        (layers.Dense(4, kernel_initializer="zeros"), {"kernel_initializer": "zeros"}),
        (layers.Dense(4, bias_initializer="ones"), {"bias_initializer": "ones"}),
        (layers.LSTM(4, return_sequences=True), {"return_sequences": True, "activation": "tanh"}),
        (layers.LSTM(4), {"recurrent_activation": "sigmoid"}),
        (layers.Embedding(100, 8), {"input_dim": 100, "output_dim": 8}),
        (layers.Bidirectional(layers.GRU(4)), {"inner": "GRU", "return_sequences": False}),
        (layers.Rescaling(1 / 255), {"scale": 1 / 255}),
        (layers.LeakyReLU(0.2), {"negative_slope": 0.2}),
    ],
)
def test_the_settings_of_a_layer(layer: Any, settings: dict[str, Any]) -> None:
    told = settings_of(layer)
    assert {name: told.get(name) for name in settings} == settings
