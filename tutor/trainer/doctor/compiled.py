"""What compile() was given: the fields of `tutor.observed.Compiled`."""

from __future__ import annotations

from typing import Any

import keras

from tutor.trainer.layers import snake_case
from tutor.trainer.naming import (
    ALIASES,
    from_logits,
    inner_optimizer,
    loss_argument,
    loss_name,
    losses_of,
    optimizer_name,
)

SETTINGS_LEFT_OUT = ("name", "learning_rate")


def describe_compiled(model: keras.Model, arguments: dict[str, Any]) -> dict[str, Any]:
    """The fields of `compiled`, without the places.

    Args:
        model: just compiled.
        arguments: of compile(), by their names.
    """
    losses = losses_of(arguments.get("loss", getattr(model, "loss", None)))
    loss = losses[0] if losses else None
    optimizer = inner_optimizer(getattr(model, "optimizer", None))
    settings = {**optimizer_settings(optimizer), **_loss_settings(losses)}
    if _has_own_step(model):
        settings["train_step"] = "custom"
    return {
        "loss": loss_name(loss),
        "from_logits": from_logits(loss),
        "optimizer": optimizer_name(optimizer),
        "learning_rate": first_rate(optimizer),
        "settings": settings,
        "schedule": schedule_name(optimizer),
        "metrics": metric_names(arguments.get("metrics")),
    }


def optimizer_settings(optimizer: Any) -> dict[str, Any]:
    """The scalars of an optimizer's configuration, without its learning rate."""
    try:
        config = optimizer.get_config()
    except Exception:
        return {}
    return {
        name: value
        for name, value in config.items()
        if name not in SETTINGS_LEFT_OUT and isinstance(value, bool | int | float | str)
    }


def schedule_name(optimizer: Any) -> str | None:
    """Class name of the learning rate's schedule, None for a constant."""
    rate = getattr(optimizer, "_learning_rate", None)
    known = isinstance(rate, keras.optimizers.schedules.LearningRateSchedule)
    return type(rate).__name__ if known else None


def first_rate(optimizer: Any) -> float | None:
    """The learning rate of the first batch."""
    rate = getattr(optimizer, "_learning_rate", None)
    try:
        if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
            rate = rate(0)
        # The shortest text that is this very single-precision number: 0.001.
        return None if rate is None else float(str(keras.ops.convert_to_numpy(rate)))
    except Exception:
        return None


def metric_names(metrics: Any) -> list[str]:
    """The names of all metrics, nested ones flattened."""
    if isinstance(metrics, dict):
        metrics = list(metrics.values())
    if isinstance(metrics, list | tuple):
        return [name for item in metrics for name in metric_names(item)]
    if metrics is None:
        return []
    if isinstance(metrics, str):
        return [ALIASES.get(metrics, metrics)]
    name = getattr(metrics, "name", None) or getattr(metrics, "__name__", None)
    return [str(name or snake_case(type(metrics).__name__))]


def _loss_settings(losses: list[Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if len(losses) > 1:
        settings["losses"] = ", ".join(loss_name(loss) for loss in losses)
    if not losses:
        return settings
    smoothing = loss_argument(losses[0], "label_smoothing")
    if smoothing:
        settings["label_smoothing"] = float(smoothing)
    reduction = getattr(losses[0], "reduction", None)
    if isinstance(reduction, str) and reduction != "sum_over_batch_size":
        settings["reduction"] = reduction
    return settings


def _has_own_step(model: keras.Model) -> bool:
    step = getattr(type(model), "train_step", None)
    return step is not None and not str(getattr(step, "__module__", "")).startswith("keras.")
