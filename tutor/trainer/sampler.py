"""Layer statistics on a fixed sample of data, without touching the training."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, Protocol, cast

import keras
import numpy as np
from keras import ops, tree

from tutor.trainer import describe
from tutor.trainer.layers import Outputs, recorded, weighted
from tutor.trainer.recorder import Gradients
from tutor.trainer.statistics import activation_statistics, norm
from tutor.trainer.undisturbed import value_of

LARGEST_SAMPLE = 256
SMALLEST_SAMPLE = 64
SAMPLE_VALUES = 2**21
"""Outputs of the largest layer that one forward pass may hold; it bounds the sample of a model
whose feature maps are large, so that looking at it stays cheap beside training it."""

SAMPLE_WORK = 2**33
"""Multiplications of one forward pass, about half a second on two cores; a large network is looked
at through fewer samples than `SMALLEST_SAMPLE`, down to `FEWEST_SAMPLES`."""

FEWEST_SAMPLES = 8

WEIGHTS_LIMIT = 2**25
"""Weights of which copies are kept to see how far one update moves them, 128 MB."""

ACCURACIES = (
    "accuracy",
    "acc",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
)
"""The names under which a model tells its accuracy."""

Weights = dict[int, np.ndarray[Any, Any]]
"""Values of variables, by the variable's `id`: paths need not be unique in a subclassed model."""


class Source(Protocol):
    """Where the data of a training come from."""

    @property
    def batch_size(self) -> int | None:
        """Samples of a training batch, None where that is not known."""

    @property
    def alone(self) -> bool:
        """False where other threads draw random numbers for the training's data."""

    def describe_data(self, model: keras.Model) -> dict[str, Any] | None:
        """The fields of `data_described`; None where they are told elsewhere or make no sense."""

    def sample(self) -> tuple[Any, Any, Any]:
        """Inputs, targets and weights of at most `LARGEST_SAMPLE` samples; None for none of them.

        Raises LookupError where there are no data to look at (yet).
        """

    def unobserved(self, fault: Exception) -> None:
        """Take note of what could not be observed."""


class Sampler:
    """Looks at a model through one sample of data, always the same.

    It moves the averages of batch normalization: use it within `undisturbed`.

    Args:
        model: the compiled model.
        source: gives the sample. Raises LookupError where there is none.
    """

    def __init__(self, model: keras.Model, source: Source) -> None:
        self._model = model
        self._batch_size = source.batch_size
        self._layers: list[keras.Layer] = []
        self._sample = tuple(_tensors(side) for side in source.sample())

    def build(self) -> None:
        """Build a model that waits for its first data, as a subclassed one may.

        Random numbers that this draws are those that Keras would draw a moment later: it must not
        stand within `undisturbed`.
        """
        if not self._model.built:
            self._model(_head(self._sample[0], 1), training=False)
        self._layers = weighted(self._model)
        size = _sample_size(self._model, self._layers)
        self._sample = tuple(_head(side, size) for side in self._sample)

    def before_training(self, steps: int | None) -> dict[str, Any]:
        """The fields of `model_built`, `initial` and `layer_stats` of the untouched model.

        `initial` is None for a model without a loss that could be computed here.
        """
        loss = None
        with recorded(self._model) as outputs, _tape() as tape:
            predictions = self._model(self._sample[0], training=False)
            # A training step of the learner's own may have no such loss; one that does not fit
            # the targets fails the training itself a moment later.
            with suppress(Exception):
                loss = self._loss(predictions)
        built = describe.model_built(
            self._model,
            outputs,
            predictions=predictions,
            batch_size=self._batch_size,
            steps=steps,
        )
        gradients = self._gradients(tape, loss) if loss is not None else None
        layers = self._statistics(outputs, gradients, None)
        return {
            "model_built": built,
            "initial": None if loss is None else self._initial(predictions, loss),
            "layers": layers,
        }

    def _loss(self, predictions: Any) -> Any:
        x, y, weights = self._sample
        return self._model.compute_loss(
            x=x, y=y, y_pred=predictions, sample_weight=weights, training=False
        )

    def _initial(self, predictions: Any, loss: Any) -> dict[str, Any]:
        x, y, _ = self._sample
        accuracy = None
        with suppress(Exception):
            metrics = self._model.compute_metrics(x=x, y=y, y_pred=predictions)
            found = next((metrics[name] for name in ACCURACIES if name in metrics), None)
            accuracy = None if found is None else float(ops.convert_to_numpy(found))
        self._model.reset_metrics()
        return {
            "loss": float(ops.convert_to_numpy(loss)),
            "accuracy": accuracy,
            "samples": len(tree.flatten(x)[0]),
        }

    def now(self, gradients: Gradients | None, step: tuple[Weights, Weights] | None) -> list[Any]:
        """The statistics of every layer with weights.

        Args:
            gradients: sums over the gradients of one training batch.
            step: all weights before and after that batch's update.
        """
        with recorded(self._model) as outputs:
            self._model(self._sample[0], training=False)
        return self._statistics(outputs, gradients, step)

    def weights(self) -> Weights:
        """A copy of the weights of the layers looked at, none where they are too many."""
        if sum(layer.count_params() for layer in self._layers) > WEIGHTS_LIMIT:
            return {}
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


def _sample_size(model: keras.Model, layers: list[keras.Layer]) -> int:
    sizes = [
        int(np.prod(layer.output.shape[1:]))
        for layer in layers
        if getattr(layer, "_inbound_nodes", None) and None not in layer.output.shape[1:]
    ]
    fitting = SAMPLE_VALUES // max(sizes, default=SAMPLE_VALUES // SMALLEST_SAMPLE)
    size = min(LARGEST_SAMPLE, max(SMALLEST_SAMPLE, fitting))
    return min(size, max(FEWEST_SAMPLES, SAMPLE_WORK // max(1, sum(map(_work, layers)))))


def _work(layer: keras.Layer) -> int:
    """Multiplications for one sample: every weight is used once at every position."""
    try:
        shape = [size or 1 for size in layer.output.shape[1:-1]]
    except (AttributeError, ValueError, TypeError):
        shape = []
    looks_up = type(layer).__name__ == "Embedding"
    return 0 if looks_up else int(np.prod(shape)) * layer.count_params()


def _tensors(nested: Any) -> Any:
    """Arrays as tensors of the backend, in the precision that training has them in."""
    if nested is None:
        return None
    return tree.map_structure(_tensor, nested)


def _tensor(values: Any) -> Any:
    if getattr(values, "dtype", np.dtype(float)).kind in "OSU":
        # Keras's own conversion knows no strings, which a vectorizing layer takes.
        import tensorflow as tf

        return tf.constant(values)
    doubles = getattr(values, "dtype", None) == np.float64
    return ops.convert_to_tensor(values, dtype=keras.config.floatx() if doubles else None)


def _head(values: Any, size: int) -> Any:
    return None if values is None else tree.map_structure(lambda value: value[:size], values)


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
        # Of a frozen layer too, which has none that could be trained.
        arrays = [value_of(variable) for variable in layer.trainable_variables or layer.variables]
        return {"weight_norm": norm(arrays), "update_ratio": None}
    before, after = ([side[path] for path in paths] for side in step)
    size = norm(before)
    change = norm([b - a for a, b in zip(before, after, strict=True)])
    return {"weight_norm": norm(after), "update_ratio": change / size if size else None}
