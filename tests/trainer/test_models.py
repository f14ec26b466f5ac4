"""Models of every style are looked into, and none is changed by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.hosting import Host, named

FUNCTIONAL = """
import keras
from keras import layers


def build_model(experiment, input_shape, classes):
    inputs = keras.Input(input_shape)
    x = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))
    shared = layers.Dense(16, activation="tanh", name="shared")
    left = layers.ReLU()(layers.Dense(16, name="left")(shared(x)))
    inner = keras.Sequential([layers.Dense(8, activation="sigmoid", name="nested")], name="inner")
    right = inner(shared(x))
    outputs = layers.Dense(classes, activation="softmax", name="output")(
        layers.Concatenate()([left, right])
    )
    return keras.Model(inputs, outputs)
"""

SUBCLASSED = """
import keras
from keras import layers


class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units, name="inside")
        self.activation = layers.Activation("relu")

    def call(self, inputs):
        return self.activation(self.dense(inputs))


@keras.saving.register_keras_serializable()
class Network(keras.Model):
    def __init__(self, classes, **kwargs):
        super().__init__(**kwargs)
        self.classes = classes
        self.flatten = layers.Flatten()
        self.block = Block(16)
        self.outputs = layers.Dense(classes, activation="softmax", name="outputs")

    def call(self, inputs):
        return self.outputs(self.block(self.flatten(keras.ops.cast(inputs, "float32") / 255)))

    def get_config(self):
        return {"classes": self.classes}


def build_model(experiment, input_shape, classes):
    return Network(classes)
"""

RECURRENT = """
import keras
from keras import layers


def build_model(experiment, input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Reshape((8, 8)),
            layers.Bidirectional(layers.LSTM(8), name="rows"),
            layers.Dense(classes, activation="softmax", name="output"),
        ]
    )
"""


@pytest.mark.parametrize(
    ("source", "layers", "activated"),
    [
        (FUNCTIONAL, ["shared", "left", "nested", "output"], "left"),
        (SUBCLASSED, ["inside", "outputs"], "inside"),
        pytest.param(RECURRENT, ["rows", "output"], None, marks=pytest.mark.slow),
    ],
    ids=["functional", "subclassed", "recurrent"],
)
def test_every_style_of_model_is_looked_into(
    host: Host,
    project: Path,
    new_run: Callable[..., Path],
    source: str,
    layers: list[str],
    activated: str | None,
) -> None:
    (project / "model.py").write_text(source)
    told = host.do(new_run(changes={"training.epochs": 1}))
    assert told[-1]["status"] == "finished", told[-1]
    for sample in named(told, "layer_stats"):
        by_name: dict[str, dict[str, Any]] = {layer["name"]: layer for layer in sample["layers"]}
        assert list(by_name) == layers
        assert all(layer["gradient_norm"] > 0 for layer in by_name.values())
        if activated:
            assert by_name[activated]["zero_fraction"] > 0.1
    (built,) = named(told, "model_built")
    assert built["output_activation"] == "softmax"
    assert built["output_units"] == 4


def test_looking_disturbs_neither_variables_nor_random_states() -> None:
    keras = pytest.importorskip("keras")
    np = pytest.importorskip("numpy")
    import random

    from tutor.trainer.layers import recorded
    from tutor.trainer.undisturbed import undisturbed, value_of

    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5)]
    )
    inputs = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    before = [value_of(variable) for variable in model.variables]
    python, numpy = random.getstate(), np.random.get_state()[1].copy()
    with undisturbed(model), recorded(model) as outputs:
        model(inputs, training=True)
        random.random()
        np.random.rand()
    for old, variable in zip(before, model.variables, strict=True):
        assert np.array_equal(old, value_of(variable))
    assert random.getstate() == python
    assert np.array_equal(np.random.get_state()[1], numpy)
    assert "call" not in model.layers[0].__dict__
    normalized = outputs.of(model.layers[1])
    assert normalized is not None
    # By the batch's own statistics, although the moving averages are still those of the start.
    assert normalized.own.numpy().std(axis=0) == pytest.approx([1.0] * 4, abs=0.02)
