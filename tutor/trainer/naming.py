"""Losses and optimizers by the names that a learner would write: `adam`, `mean_squared_error`."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import keras

from tutor.trainer.layers import snake_case

ALIASES = {
    "acc": "accuracy",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kldivergence": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "ctc": "ctc",
}
"""Keras's short names, and what `snake_case` makes of some of its classes."""


def losses_of(loss: Any) -> list[Any]:
    """The losses of all outputs, one for each; nested ones flattened, None left out."""
    if isinstance(loss, dict):
        loss = list(loss.values())
    if isinstance(loss, list | tuple):
        return [inner for item in loss for inner in losses_of(item)]
    return [] if loss is None else [loss]


def loss_name(loss: Any) -> str:
    """Keras's name, of the first of several; `custom` for the learner's own, "" for none."""
    if isinstance(loss, dict | list | tuple):
        loss = next(iter(losses_of(loss)), None)
    if loss is None:
        return ""
    if isinstance(loss, str):
        name = snake_case(loss) if loss.lower() != loss else loss
        return ALIASES.get(name, name)
    if isinstance(loss, functools.partial):
        return loss_name(loss.func)
    if isinstance(loss, type):
        return _class_name(loss)
    if isinstance(loss, keras.losses.Loss):
        # The common wrapper of a function tells of the function.
        function = getattr(loss, "fn", None)
        if type(loss).__name__ == "LossFunctionWrapper" and function is not None:
            return loss_name(function)
        return _class_name(type(loss))
    function_name = str(getattr(loss, "__name__", ""))
    if not str(getattr(loss, "__module__", "")).startswith("keras."):
        return "custom"
    return ALIASES.get(function_name, function_name)


def from_logits(loss: Any) -> bool | None:
    """Whether the loss expects raw outputs; None where it has no such argument."""
    if loss is None:
        return None
    value = loss_argument(loss, "from_logits")
    return None if value is None else bool(value)


def loss_argument(loss: Any, name: str) -> Any:
    """An argument that a loss was made with, its default where it was not given; else None."""
    if isinstance(loss, functools.partial):
        return loss.keywords.get(name, loss_argument(loss.func, name))
    if isinstance(loss, str):
        try:
            loss = keras.losses.get(loss)
        except (ValueError, TypeError):
            return None
    if isinstance(loss, keras.losses.Loss):
        try:
            config = loss.get_config()
        except Exception:
            config = {}
        kept = getattr(loss, "_fn_kwargs", {}) or {}
        value = config.get(name, kept.get(name, getattr(loss, name, None)))
        return value if isinstance(value, bool | int | float | str) else None
    if not str(getattr(loss, "__module__", "")).startswith("keras."):
        return None
    try:
        parameter = inspect.signature(loss).parameters.get(name)
    except (ValueError, TypeError):
        return None
    return None if parameter is None else parameter.default


def inner_optimizer(optimizer: Any) -> Any:
    """The optimizer that updates the weights, behind the one that only scales the loss."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def optimizer_name(optimizer: Any) -> str:
    """Keras's name for the class, `adamw`; "" for none."""
    return "" if optimizer is None else type(optimizer).__name__.lower()


def _class_name(cls: type) -> str:
    if not cls.__module__.startswith(("keras.", "tf_keras")):
        return "custom"
    name = snake_case(cls.__name__)
    return ALIASES.get(name, name)
