"""What compile() was given, in whatever way."""

from __future__ import annotations

import functools
import json
from typing import Any

import keras
import pytest
from keras import layers, losses, optimizers

from tutor.trainer.doctor.compiled import describe_compiled
from tutor.trainer.naming import from_logits, loss_name


def own_loss(y_true: Any, y_pred: Any) -> Any:
    return keras.ops.mean(y_pred)


class OwnLoss(losses.Loss):
    def call(self, y_true: Any, y_pred: Any) -> Any:
        return keras.ops.mean(y_pred)


@pytest.mark.parametrize(
    ("loss", "name", "logits"),
    [
        ("mse", "mean_squared_error", None),
        ("MSE", "mean_squared_error", None),
        ("mean_squared_error", "mean_squared_error", None),
        ("MeanSquaredError", "mean_squared_error", None),
        ("bce", "binary_crossentropy", False),
        ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy", False),
        ("kld", "kl_divergence", None),
        (losses.MeanSquaredError(), "mean_squared_error", None),
        (losses.MeanSquaredError, "mean_squared_error", None),
        (losses.mean_squared_error, "mean_squared_error", None),
        (losses.KLDivergence(), "kl_divergence", None),
        (losses.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy", False),
        (losses.BinaryCrossentropy(from_logits=True, name="mine"), "binary_crossentropy", True),
        (losses.binary_crossentropy, "binary_crossentropy", False),
        (
            functools.partial(losses.categorical_crossentropy, from_logits=True),
            "categorical_crossentropy",
            True,
        ),
        (["mse", "bce"], "mean_squared_error", None),
        ({"a": "bce", "b": "mse"}, "binary_crossentropy", None),
        (own_loss, "custom", None),
        (OwnLoss(), "custom", None),
        (lambda a, b: b, "custom", None),
        (None, "", None),
    ],
)
def test_losses(loss: Any, name: str, logits: bool | None) -> None:
    assert loss_name(loss) == name
    if not isinstance(loss, list | dict):
        assert from_logits(loss) is logits


def model() -> keras.Model:
    return keras.Sequential([keras.Input((2,)), layers.Dense(1)])


def described(**arguments: Any) -> dict[str, Any]:
    made = model()
    made.compile(**arguments)
    told = describe_compiled(made, arguments)
    assert json.loads(json.dumps(told)) == told
    return told


@pytest.mark.parametrize(
    ("optimizer", "name", "rate"),
    [
        ("adam", "adam", 0.001),
        ("SGD", "sgd", 0.01),
        ("rmsprop", "rmsprop", 0.001),
        (optimizers.AdamW(3e-4), "adamw", 3e-4),
        (optimizers.SGD(10.0, momentum=0.9), "sgd", 10.0),
        (optimizers.Nadam(learning_rate=1e-8), "nadam", 1e-8),
        (optimizers.LossScaleOptimizer(optimizers.Adam(0.5)), "adam", 0.5),
    ],
)
def test_optimizers(optimizer: Any, name: str, rate: float) -> None:
    told = described(optimizer=optimizer, loss="mse")
    assert (told["optimizer"], told["learning_rate"]) == (name, rate)
    assert told["schedule"] is None


def test_settings_are_scalars() -> None:
    optimizer = optimizers.SGD(0.1, momentum=0.9, clipnorm=1.0, nesterov=True)
    told = described(optimizer=optimizer, loss=losses.CategoricalCrossentropy(label_smoothing=0.1))
    assert told["settings"]["momentum"] == 0.9
    assert told["settings"]["clipnorm"] == 1.0
    assert told["settings"]["label_smoothing"] == 0.1
    assert "learning_rate" not in told["settings"]
    assert "train_step" not in told["settings"]


def test_a_schedule_is_named_and_begun() -> None:
    schedule = optimizers.schedules.CosineDecay(0.2, decay_steps=10)
    told = described(optimizer=optimizers.SGD(schedule), loss="mse")
    assert (told["schedule"], told["learning_rate"]) == ("CosineDecay", 0.2)


def test_metrics_by_their_names() -> None:
    told = described(
        optimizer="sgd",
        loss="mse",
        metrics=["acc", "mae", keras.metrics.AUC(name="area"), own_loss],
    )
    assert told["metrics"] == ["accuracy", "mean_absolute_error", "area", "own_loss"]


class OwnStep(keras.Model):
    def train_step(self, data: Any) -> Any:
        return {}


def test_a_training_step_of_ones_own() -> None:
    made = OwnStep()
    made.compile(optimizer="sgd")
    told = describe_compiled(made, {"optimizer": "sgd"})
    assert told["settings"]["train_step"] == "custom"
    assert told["loss"] == ""


def test_a_model_that_was_never_compiled() -> None:
    told = describe_compiled(model(), {})
    assert (told["loss"], told["optimizer"], told["learning_rate"]) == ("", "", None)
