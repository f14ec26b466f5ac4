"""Copies are faithful where they should be, and changed in one thing only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from tests.trainer.doctor.experimenting import Trained, moons, net
from tutor.trainer.doctor.experiments import copies, quiet
from tutor.trainer.doctor.experiments.changes import CHANGES
from tutor.trainer.doctor.experiments.recipe import Recipe, built, recipe_of

layers = keras.layers
Dense = layers.Dense


class Halved(layers.Layer):  # type: ignore[misc]
    """A layer of a learner's own, with a configuration."""

    def __init__(self, by: float = 2.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    def call(self, x: Any) -> Any:
        return x / self.by

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "by": self.by}


class Own(keras.Model):  # type: ignore[misc]
    """A subclassed model."""

    def __init__(self, units: int = 8) -> None:
        super().__init__()
        self.units = units
        self.first = Dense(units, activation="relu")
        self.last = Dense(1, activation="sigmoid")

    def call(self, x: Any) -> Any:
        return self.last(self.first(x))


def own_activation(x: Any) -> Any:
    return keras.ops.maximum(x, 0.1 * x)


def branched() -> Any:
    inputs = keras.Input((2,))
    shared = Dense(8, activation="relu")
    wide = Dense(8)(inputs) * 2.0
    joined = layers.Add()([shared(wide), shared(shared(wide))])
    return keras.Model(inputs, Dense(1, activation="sigmoid")(joined))


def nested() -> Any:
    base = net(Dense(8, activation="relu"), Dense(4))
    base.trainable = False
    return net(base, Dense(1, activation="sigmoid"))


def with_own_parts() -> Any:
    start = lambda shape, dtype=None: keras.random.normal(shape) * 0.1  # noqa: E731
    return net(
        Halved(4.0),
        layers.Lambda(lambda x: x + 1),
        Dense(8, activation=own_activation, kernel_initializer=start),
        Dense(1, activation="sigmoid"),
    )


def unbuilt() -> Any:
    model = Own(4)
    model(np.zeros((1, 2), "float32"))
    return model


def training_of(model: Any, **options: Any) -> Trained:
    x, y = moons(200)
    return Trained(model, x, y, loss="binary_crossentropy", **options)


def recipe_for(model: Any, **options: Any) -> Recipe:
    recipe = recipe_of(training_of(model, **options).material())
    assert recipe is not None
    return recipe


@pytest.mark.parametrize("make", [branched, nested, with_own_parts, unbuilt])
def test_a_copy_has_the_shapes_and_flags_of_the_original(make: Callable[[], Any]) -> None:
    original = make()
    copy = built(recipe_for(original))
    assert [w.shape for w in copy.weights] == [w.shape for w in original.weights]
    flags = [w.shape for w in original.trainable_weights]
    assert [w.shape for w in copy.trainable_weights] == flags
    assert copy.optimizer is not original.optimizer
    assert not set(map(id, copy.weights)) & set(map(id, original.weights))


def test_a_model_whose_arguments_nobody_knows_is_passed_over() -> None:
    model = unbuilt()
    model.units = 3
    recipe = recipe_for(model)
    with pytest.raises(TypeError, match="another model"):
        built(recipe)


def test_trained_weights_are_drawn_anew_and_frozen_ones_kept() -> None:
    original = nested()
    copy = built(recipe_for(original))
    assert np.array_equal(copy.get_weights()[0], original.get_weights()[0])
    assert not np.array_equal(copy.get_weights()[-2], original.get_weights()[-2])


def test_weights_that_the_script_set_itself_are_kept_unless_drawn_anew() -> None:
    model = net(Dense(32, activation="relu"), Dense(1, activation="sigmoid"))
    model.layers[0].set_weights([np.zeros((2, 32)), np.zeros(32)])
    recipe = recipe_for(model)
    assert not built(recipe).get_weights()[0].any()
    [(_, changed)] = CHANGES["glorot-start"](recipe)
    assert built(changed).get_weights()[0].any()


def test_an_adapted_normalization_stays_adapted() -> None:
    x, _ = moons(200)
    normalization = layers.Normalization()
    normalization.adapt(100 * x + 50)
    model = net(normalization, Dense(1, activation="sigmoid"))
    copy = built(recipe_for(model))
    shifted = 100 * x + 50
    assert np.allclose(copy.layers[0](shifted), model.layers[0](shifted))


def test_default_starts_are_no_change() -> None:
    model = net(Dense(32, activation="relu"), Dense(1, activation="sigmoid"))
    assert CHANGES["glorot-start"](recipe_for(model)) == []


def test_a_rate_that_a_callback_lowered_is_put_back() -> None:
    model = net(Dense(1, activation="sigmoid"))
    training = training_of(model, optimizer=keras.optimizers.SGD(0.5))
    material = training.material()
    model.optimizer.learning_rate = 0.001
    recipe = recipe_of(material)
    assert recipe is not None
    assert recipe.rate == pytest.approx(0.5)


def deep() -> Any:
    regular = keras.regularizers.L2(0.1)
    return net(
        Dense(8, activation="sigmoid", kernel_regularizer=regular),
        layers.BatchNormalization(),
        Dense(8),
        layers.Activation("tanh"),
        layers.Dropout(0.5),
        Dense(8, activation="relu"),
        Dense(8, activation="relu", kernel_initializer="zeros"),
        Dense(1, activation="tanh"),
    )


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("relu-hidden", lambda m: [x.activation.__name__ for x in m.layers if _acts(x)][:3]),
        ("no-dropout", lambda m: [x.rate for x in m.layers if isinstance(x, layers.Dropout)]),
        ("no-regularization", lambda m: [m.layers[0].kernel_regularizer]),
        ("no-normalization", lambda m: [type(m.layers[1]).__name__]),
        ("larger-network", lambda m: [x.units for x in m.layers if isinstance(x, Dense)]),
        ("shallower", lambda m: [x.units for x in m.layers if isinstance(x, Dense)]),
        ("mended-output", lambda m: [m.layers[-1].activation.__name__]),
        ("glorot-start", lambda m: [bool(np.any(m.layers[-2].get_weights()[0]))]),
    ],
)
def test_changes_of_the_network(change: str, seen: Callable[[Any], list[Any]]) -> None:
    expected = {
        "relu-hidden": ["relu", "linear", "relu"],
        "no-dropout": [0.0],
        "no-regularization": [None],
        "no-normalization": ["Dense"],
        "larger-network": [32, 32, 32, 32, 1],
        "shallower": [8, 8, 1],
        "mended-output": ["sigmoid"],
        "glorot-start": [True],
    }
    [(_, changed)] = CHANGES[change](recipe_for(deep()))
    copy = built(changed)
    assert seen(copy) == expected[change]
    assert copy.output_shape == (None, 1)


def _acts(layer: Any) -> bool:
    return isinstance(layer, Dense | layers.Activation)


def test_changes_that_would_change_nothing_are_none() -> None:
    x, _ = moons(200)
    model = net(Dense(8, activation="relu"), Dense(1, activation="sigmoid"))
    training = training_of(model)
    training.captured.x = [(x - x.mean(axis=0)) / x.std(axis=0)]
    recipe = recipe_of(training.material())
    assert recipe is not None
    nothing = [
        "scaled-inputs", "scaled-targets", "shuffled", "mended-output", "relu-hidden",
        "glorot-start", "unfrozen", "no-dropout", "no-regularization", "no-normalization", "adam",
        "shallower", "constant-rate",
    ]  # fmt: skip
    assert [name for name in nothing if CHANGES[name](recipe)] == []


@pytest.mark.parametrize(
    ("outputs", "loss", "one_hot"),
    [
        (Dense(1, activation="softmax"), "sparse_categorical_crossentropy", False),
        (Dense(3, activation="relu"), "sparse_categorical_crossentropy", False),
        (Dense(3, activation="softmax"), "categorical_crossentropy", True),
        (Dense(3, activation="softmax"), "mean_squared_error", True),
        (Dense(3), "sparse_categorical_crossentropy", False),
        (Dense(3, activation="softmax"), keras.losses.SparseCategoricalCrossentropy(True), False),
        (Dense(3), keras.losses.SparseCategoricalCrossentropy(True), False),
    ],
)
def test_mended_output(outputs: Any, loss: Any, one_hot: bool) -> None:
    x, y = moons(200)
    y = np.where(x[:, 0] > 1, 2, y)
    model = net(Dense(8, activation="relu"), outputs)
    given = np.eye(3)[y] if one_hot else y
    recipe = recipe_of(Trained(model, x, given, loss=loss, task="multiclass").material())
    assert recipe is not None
    fits = (outputs.activation.__name__, loss if isinstance(loss, str) else "logits") in [
        ("softmax", "categorical_crossentropy"),
        ("linear", "logits"),
    ]
    found = CHANGES["mended-output"](recipe)
    assert (found == []) == fits
    for _, changed in found:
        copy = built(changed)
        assert copy.output_shape == (None, 3)
        assert copy.layers[-1].activation.__name__ == "softmax"
        assert changed.train.y.shape == (len(changed.train),)


def test_a_layer_that_cannot_be_made_anew_is_passed_over() -> None:
    class Closed(layers.Layer):  # type: ignore[misc]
        def __init__(self, function: Any) -> None:
            super().__init__()
            self.function = function

        def call(self, x: Any) -> Any:
            return self.function(x)

    model = net(Closed(lambda x: x), Dense(1, activation="sigmoid"))
    assert quiet.attempt(lambda: copies.copy_of(model)) is None


def test_quiet_puts_random_states_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = np.random.get_state()[1].copy()  # type: ignore[union-attr, index]
    with quiet.unnoticed():
        quiet.seeded(1)
        print("nobody sees this")
    assert np.array_equal(before, np.random.get_state()[1])  # type: ignore[index]
    assert capsys.readouterr().out == ""
