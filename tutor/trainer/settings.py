"""A layer as it was built: its fields in `model_built`."""

from __future__ import annotations

from typing import Any

import keras

from tutor.trainer.layers import Outputs, activation_name, snake_case

LEFT_OUT = ("name", "trainable", "dtype", "units", "filters", "vocabulary", "cell")
TEXT_LIMIT = 60


def layer_described(layer: keras.Layer, outputs: Outputs | None) -> dict[str, Any]:
    """Type, size and settings of a layer, and the shape it gave out in a recorded pass."""
    output = outputs.of(layer) if outputs else None
    units = getattr(layer, "units", None) or getattr(layer, "filters", None)
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "units": int(units) if isinstance(units, int) else None,
        "activation": activation_name(layer),
        "parameters": layer.count_params() if layer.built else 0,
        "output_shape": _shape(layer, output.own if output else None),
        "kernel_initializer": _initializer(layer),
        "trainable": bool(layer.trainable),
        "settings": settings_of(layer),
        "place": _place(layer),
    }


def settings_of(layer: keras.Layer) -> dict[str, Any]:
    """The scalars of a layer's configuration.

    Sizes of several numbers become `2x2`, initializers and regularizers a text with their numbers,
    `random_normal(stddev=1.0)`. Of a bidirectional or time-distributed layer, its inner layer's.
    """
    try:
        config = dict(layer.get_config())
    except Exception:
        # A layer of the learner's own need not have a configuration.
        return {}
    inner = config.get("layer") or config.get("forward_layer")
    if isinstance(inner, dict) and isinstance(inner.get("config"), dict):
        config = {**inner["config"], **config, "inner": inner.get("class_name")}
    told = {name: _scalar(value) for name, value in config.items() if name not in LEFT_OUT}
    return {name: value for name, value in told.items() if value is not None}


def _scalar(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:TEXT_LIMIT]
    if isinstance(value, tuple | list) and value and all(isinstance(v, int) for v in value):
        return "x".join(str(v) for v in value)[:TEXT_LIMIT]
    if isinstance(value, dict) and "class_name" in value:
        return _object(value)
    return None


def _object(value: dict[str, Any]) -> str:
    """`l2(0.01)` of a regularizer, `random_normal(stddev=1.0)` of an initializer."""
    name = snake_case(str(value["class_name"]))
    config = value.get("config")
    if not isinstance(config, dict):
        return name
    numbers = {
        key: number
        for key, number in config.items()
        if isinstance(number, int | float) and not isinstance(number, bool) and key != "seed"
    }
    if name in ("l1", "l2") and len(numbers) == 1:
        return f"{name}({next(iter(numbers.values())):g})"
    if not numbers:
        return name
    said = ", ".join(f"{key}={number:g}" for key, number in numbers.items())
    return f"{name}({said})"


def _initializer(layer: keras.Layer) -> str | None:
    """The name that a learner would write: `glorot_uniform`."""
    initializer = getattr(layer, "kernel_initializer", None)
    if initializer is None:
        return None
    if isinstance(initializer, str):
        return initializer
    name = getattr(initializer, "__name__", None)
    return str(name or snake_case(type(initializer).__name__))


def _shape(layer: keras.Layer, given_out: Any) -> list[int | None]:
    """Of one sample; from the layer's own tensors where it was not called."""
    try:
        shape = given_out.shape if given_out is not None else layer.output.shape
        return [None if size is None else int(size) for size in shape[1:]]
    except (AttributeError, ValueError, TypeError):
        return []


def _place(layer: keras.Layer) -> dict[str, Any] | None:
    """The line that made the layer, where the script's makings are being watched."""
    from tutor.trainer.doctor import places

    return places.of(layer)
