"""The events that say what a run works on: its data and its model."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from tutor.trainer import output
from tutor.trainer.layers import Outputs, leaves
from tutor.trainer.naming import loss_name, optimizer_name
from tutor.trainer.seam import Project
from tutor.trainer.settings import layer_described

MOMENT_VALUES = 2**20
"""Input values from which mean and standard deviation are taken, spread over the training part."""

FEW = 64
"""Files that are read to see what inputs look like."""


def data_described(project: Project, experiment: dict[str, Any]) -> dict[str, Any]:
    """The fields of `data_described`: sizes, class counts or the target, the inputs' scale.

    A project adds to them, or gives them all where it has no data (an agent's), by
    `data.describe(experiment)`.
    """
    own = project.value("data", "describe")
    added = dict(own(experiment)) if callable(own) else {}
    if project.data is None:
        return added
    train, validation, test = project.data
    return {
        "train": len(train[1]),
        "validation": len(validation[1]),
        "test": len(test[1]),
        **_targets(project, experiment, train[1], validation[1]),
        **_inputs(project, experiment, train),
        **added,
    }


def model_built(
    model: keras.Model,
    outputs: Outputs | None,
    *,
    predictions: Any = None,
    batch_size: int | None = None,
    steps: int | None = None,
) -> dict[str, Any]:
    """The fields of `model_built`.

    Args:
        model: built; compiled unless a loop of the learner's own trains it.
        outputs: of one recorded forward pass, None where there was none.
        predictions: what that pass gave out.
        batch_size: of training, None where that is not known.
        steps: batches of an epoch.
    """
    final = output.of(model, outputs, predictions)
    layers = leaves(model)
    return {
        "name": model.name,
        "parameters": _count(model.weights),
        "trainable_parameters": _count(model.trainable_weights),
        "loss": loss_name(getattr(model, "loss", None)),
        "optimizer": optimizer_name(getattr(model, "optimizer", None)),
        "learning_rate": learning_rate(model),
        "outputs": final.number,
        "output_shape": list(final.shape),
        "output_units": final.units,
        "output_activation": final.activation,
        "batch_size": batch_size or 0,
        "steps_per_epoch": steps or 0,
        "sequential": isinstance(model, keras.Sequential),
        "layers": [
            layer_described(layer, outputs)
            for layer in (outputs.in_order(layers) if outputs else layers)
        ],
    }


def learning_rate(model: keras.Model) -> float | None:
    """The learning rate that the next batch is trained with, schedules taken into account."""
    rate = getattr(getattr(model, "optimizer", None), "learning_rate", None)
    return None if rate is None else float(keras.ops.convert_to_numpy(rate))


def _targets(
    project: Project, experiment: dict[str, Any], train: Any, validation: Any
) -> dict[str, Any]:
    """The classes and their counts, or the target's name, unit and spread."""
    target = project.value("data", "TARGET")
    if target is not None and not callable(project.value("data", "class_names")):
        values = np.asarray(train, dtype="float64")
        return {
            "target": str(target),
            "unit": str(project.value("data", "UNIT") or ""),
            "target_mean": float(values.mean()),
            "target_std": float(values.std()),
            "chance": 0.0,
        }
    names = _class_names(project, experiment)
    classes = len(names) or int(np.max(train)) + 1
    return {
        "classes": classes,
        "class_names": names or [str(number) for number in range(classes)],
        "train_counts": _counts(train, classes),
        "validation_counts": _counts(validation, classes),
    }


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


def _inputs(project: Project, experiment: dict[str, Any], part: Any) -> dict[str, Any]:
    """Shape and scale of the inputs; of files as the project reads them, of texts nothing."""
    inputs = part[0]
    if isinstance(inputs, dict):
        return {"columns": len(inputs), "input_shape": [len(inputs)]}
    inputs = np.asarray(inputs)
    if inputs.dtype.kind in "OSU":
        few = slice(0, FEW)
        batches = project.function("data", "make_dataset")(
            inputs[few], part[1][few], experiment, shuffle=False
        )
        read = [np.asarray(x) for x, *_ in batches if not isinstance(x, dict)]
        if not read or read[0].dtype.kind in "OSU":
            return {"input_shape": []}
        inputs = np.concatenate(read)
    return {"input_shape": list(np.shape(inputs)[1:]), **_scale(inputs)}


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


def _count(weights: list[Any]) -> int:
    return int(sum(np.prod(weight.shape) for weight in weights))
