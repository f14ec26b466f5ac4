"""The events that say what a run works on: its data and its model."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from tutor.trainer.layers import Output, Outputs, activation_name, leaves, snake_case, weighted
from tutor.trainer.seam import Project

MOMENT_VALUES = 2**20
"""Input values from which mean and standard deviation are taken, spread over the training part."""


def data_described(project: Project, experiment: dict[str, Any]) -> dict[str, Any]:
    """The fields of `data_described`: sizes, class counts and the scale of the raw inputs."""
    train, validation, test = project.data
    names = _class_names(project, experiment)
    classes = len(names) or int(np.max(train[1])) + 1
    return {
        "classes": classes,
        "class_names": names or [str(number) for number in range(classes)],
        "train": len(train[1]),
        "validation": len(validation[1]),
        "test": len(test[1]),
        "train_counts": _counts(train[1], classes),
        "validation_counts": _counts(validation[1], classes),
        "input_shape": list(np.shape(train[0])[1:]),
        **_scale(np.asarray(train[0])),
    }


def model_built(
    model: keras.Model, outputs: Outputs | None, experiment: dict[str, Any], steps: int | None
) -> dict[str, Any]:
    """The fields of `model_built`, from a compiled model and one recorded forward pass."""
    last = _last_output(model, outputs)
    return {
        "parameters": model.count_params(),
        "trainable_parameters": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "loss": _name(model.loss),
        "optimizer": _name(model.optimizer),
        "learning_rate": learning_rate(model),
        "output_units": int(last.activated.shape[-1]) if last else None,
        "output_activation": last.activation if last else None,
        "batch_size": experiment["batch"]["size"],
        "steps_per_epoch": steps or 0,
        "layers": [_layer(layer, outputs) for layer in leaves(model)],
    }


def learning_rate(model: keras.Model) -> float | None:
    """The learning rate that the next batch is trained with, schedules taken into account."""
    rate = getattr(model.optimizer, "learning_rate", None)
    return None if rate is None else float(keras.ops.convert_to_numpy(rate))


def _class_names(project: Project, experiment: dict[str, Any]) -> list[str]:
    named = project.value("data", "class_names")
    if callable(named):
        return list(named(experiment))
    names = list(project.value("data", "CLASS_NAMES") or [])
    chosen = experiment.get("data", {}).get("classes") or range(len(names))
    return [names[number] for number in chosen if number < len(names)]


def _counts(labels: Any, classes: int) -> list[int]:
    counts = np.bincount(np.asarray(labels).ravel().astype(int), minlength=classes)
    return [int(count) for count in counts]


def _scale(inputs: np.ndarray[Any, Any]) -> dict[str, float]:
    per_sample = max(1, int(np.prod(inputs.shape[1:])))
    step = max(1, len(inputs) * per_sample // MOMENT_VALUES)
    chosen = inputs[::step].astype("float32")
    return {
        "input_min": float(inputs.min()),
        "input_max": float(inputs.max()),
        "input_mean": float(chosen.mean(dtype="float64")),
        "input_std": float(chosen.std(dtype="float64")),
    }


def _last_output(model: keras.Model, outputs: Outputs | None) -> Output | None:
    last = weighted(model)[-1:]
    return outputs.of(last[0]) if last and outputs else None


def _layer(layer: keras.Layer, outputs: Outputs | None) -> dict[str, Any]:
    output = outputs.of(layer) if outputs else None
    initializer = getattr(layer, "kernel_initializer", None)
    units = getattr(layer, "units", None) or getattr(layer, "filters", None)
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "units": int(units) if units else None,
        "activation": activation_name(layer),
        "parameters": layer.count_params() if layer.built else 0,
        "output_shape": [int(size) for size in output.own.shape[1:]] if output else [],
        "kernel_initializer": _name(initializer) if initializer is not None else None,
    }


def _name(thing: Any) -> str:
    """The name a learner would write: `adam`, `sparse_categorical_crossentropy`."""
    if isinstance(thing, str):
        return thing
    for attribute in ("name", "__name__"):
        name = getattr(thing, attribute, None)
        if isinstance(name, str):
            return name.lower()
    return snake_case(type(thing).__name__)
