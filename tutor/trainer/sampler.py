"""Layer statistics on a fixed sample of the validation data, without touching the training."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import keras
import numpy as np
from keras import ops, tree

from tutor.trainer import describe
from tutor.trainer.layers import Outputs, recorded, weighted
from tutor.trainer.recorder import Gradients
from tutor.trainer.seam import Project
from tutor.trainer.statistics import activation_statistics, norm
from tutor.trainer.undisturbed import value_of

LARGEST_SAMPLE = 256
SMALLEST_SAMPLE = 64
SAMPLE_VALUES = 2**21
"""Outputs of the largest layer that one forward pass may hold; it bounds the sample of a model
whose feature maps are large, so that looking at it stays cheap beside training it."""

Weights = dict[int, np.ndarray[Any, Any]]
"""Values of variables, by the variable's `id`: paths need not be unique in a subclassed model."""


class Sampler:
    """Looks at a model through one sample of validation data, always the same.

    It moves the averages of batch normalization: use it within `undisturbed`.

    Args:
        model: the compiled model.
        project: gives the data that the project's own code loaded.
        experiment: the run's experiment.
    """

    def __init__(self, model: keras.Model, project: Project, experiment: dict[str, Any]) -> None:
        self._model = model
        self._layers: list[keras.Layer] = []
        inputs, labels = project.data.validation
        batches = project.function("data", "make_dataset")(
            inputs[:LARGEST_SAMPLE], labels[:LARGEST_SAMPLE], experiment, shuffle=False
        )
        self._inputs, self._targets = _joined(batches)

    def build(self) -> None:
        """Build a model that waits for its first data, as a subclassed one may.

        Random numbers that this draws are those that Keras would draw a moment later: it must not
        stand within `undisturbed`.
        """
        if not self._model.built:
            self._model(_head(self._inputs, 1), training=False)
        self._layers = weighted(self._model)
        size = _sample_size(self._layers)
        self._inputs, self._targets = _head(self._inputs, size), _head(self._targets, size)

    def before_training(self, steps: int | None, experiment: dict[str, Any]) -> dict[str, Any]:
        """The fields of `model_built`, `initial` and `layer_stats` of the untouched model."""
        with recorded(self._model) as outputs, _tape() as tape:
            predictions = self._model(self._inputs, training=False)
            loss = self._model.compute_loss(
                x=self._inputs, y=self._targets, y_pred=predictions, training=False
            )
        metrics = self._model.compute_metrics(x=self._inputs, y=self._targets, y_pred=predictions)
        self._model.reset_metrics()
        accuracy = metrics.get("accuracy")
        initial = {
            "loss": float(ops.convert_to_numpy(loss)),
            "accuracy": None if accuracy is None else float(ops.convert_to_numpy(accuracy)),
            "samples": len(tree.flatten(self._inputs)[0]),
        }
        built = describe.model_built(self._model, outputs, experiment, steps)
        layers = self._statistics(outputs, self._gradients(tape, loss), None)
        return {"model_built": built, "initial": initial, "layers": layers}

    def now(self, gradients: Gradients | None, step: tuple[Weights, Weights] | None) -> list[Any]:
        """The statistics of every layer with weights.

        Args:
            gradients: sums over the gradients of one training batch.
            step: all weights before and after that batch's update.
        """
        with recorded(self._model) as outputs:
            self._model(self._inputs, training=False)
        return self._statistics(outputs, gradients, step)

    def weights(self) -> Weights:
        """A copy of the weights of the layers looked at."""
        return {
            id(variable): value_of(variable)
            for layer in self._layers
            for variable in layer.trainable_variables
        }

    def _statistics(
        self, outputs: Outputs, gradients: Gradients | None, step: tuple[Weights, Weights] | None
    ) -> list[dict[str, Any]]:
        found = []
        for layer in self._layers:
            output = outputs.of(layer)
            if output is None:
                continue
            channels_first = getattr(layer, "data_format", None) == "channels_first"
            values = ops.convert_to_numpy(output.activated)
            found.append(
                {
                    "name": layer.name,
                    "type": type(layer).__name__,
                    **activation_statistics(values, output.activation, 1 if channels_first else -1),
                    **_gradient_statistics(layer, gradients),
                    **_weight_statistics(layer, step),
                }
            )
        return found

    def _gradients(self, tape: Any, loss: Any) -> Gradients | None:
        if tape is None:
            return None
        variables = self._model.trainable_variables
        found = tape.gradient(loss, [variable.value for variable in variables])
        return {
            id(variable): _sums(gradient)
            for variable, gradient in zip(variables, found, strict=True)
            if gradient is not None
        }


def _tape() -> AbstractContextManager[Any]:
    """Records what gradients need; None where the backend has no such thing."""
    if keras.backend.backend() != "tensorflow":
        return nullcontext()
    import tensorflow as tf

    return cast(AbstractContextManager[Any], tf.GradientTape())


def _sample_size(layers: list[keras.Layer]) -> int:
    sizes = [
        int(np.prod(layer.output.shape[1:]))
        for layer in layers
        if getattr(layer, "_inbound_nodes", None) and None not in layer.output.shape[1:]
    ]
    fitting = SAMPLE_VALUES // max(sizes, default=SAMPLE_VALUES // SMALLEST_SAMPLE)
    return min(LARGEST_SAMPLE, max(SMALLEST_SAMPLE, fitting))


def _joined(batches: Any) -> tuple[Any, Any]:
    """All batches as one, as tensors of the backend."""
    pairs = [tuple(batch)[:2] for batch in batches]
    return tuple(
        tree.map_structure(
            lambda *parts: ops.convert_to_tensor(
                np.concatenate([ops.convert_to_numpy(part) for part in parts])
            ),
            *[pair[side] for pair in pairs],
        )
        for side in (0, 1)
    )


def _head(values: Any, size: int) -> Any:
    return tree.map_structure(lambda value: value[:size], values)


def _sums(gradient: Any) -> tuple[float, float]:
    """Sum of squares and sum of magnitudes."""
    values = ops.convert_to_numpy(getattr(gradient, "values", gradient))
    return norm([values]) ** 2, float(np.abs(values).sum())


def _gradient_statistics(layer: keras.Layer, gradients: Gradients | None) -> dict[str, Any]:
    """Norm and mean magnitude of the gradient over all of the layer's variables together."""
    variables = layer.trainable_variables
    sums = [(gradients or {}).get(id(variable)) for variable in variables]
    known = [pair for pair in sums if pair is not None]
    if not known or len(known) != len(variables):
        return {"gradient_norm": None, "gradient_mean_abs": None}
    count = sum(int(np.prod(variable.shape)) for variable in variables)
    return {
        "gradient_norm": float(np.sqrt(sum(square for square, _ in known))),
        "gradient_mean_abs": sum(magnitude for _, magnitude in known) / count,
    }


def _weight_statistics(
    layer: keras.Layer, step: tuple[Weights, Weights] | None
) -> dict[str, float | None]:
    """`weight_norm`, and `update_ratio`: the norm of one update over that of the weights.

    About 1e-3 is healthy (Karpathy, CS231n notes, "Ratio of weights:updates").
    """
    paths = [id(variable) for variable in layer.trainable_variables]
    if step is None or any(path not in step[0] for path in paths):
        arrays = [value_of(variable) for variable in layer.trainable_variables]
        return {"weight_norm": norm(arrays), "update_ratio": None}
    before, after = ([side[path] for path in paths] for side in step)
    size = norm(before)
    change = norm([b - a for a, b in zip(before, after, strict=True)])
    return {"weight_norm": norm(after), "update_ratio": change / size if size else None}
