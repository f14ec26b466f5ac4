"""A model's output: its shape, and the nonlinearity that has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import tree

from tutor.trainer.layers import Outputs, activation_name, is_activation, is_passing, leaves

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Final:
    """The first output of a model.

    Attributes:
        shape: of one sample; empty where it is not known.
        activation: `linear` for none, None where it is not known.
        number: of outputs that the model has.
        shapes: of all of them.
    """

    shape: Shape = ()
    activation: str | None = None
    number: int = 1
    shapes: tuple[Shape, ...] = ()

    @property
    def units(self) -> int | None:
        """Size of the last axis, 1 for an output of no axis but that of the samples."""
        if not self.shapes:
            return None
        return self.shape[-1] if self.shape else 1


def of(model: keras.Model, outputs: Outputs | None = None, predictions: Any = None) -> Final:
    """The output of a model, by a recorded pass where there was one, else by its layers."""
    given = _first_axis_off(tree.flatten(predictions)) if predictions is not None else None
    shapes = given or _declared_shapes(model)
    activation = None
    if outputs is not None and predictions is not None:
        first = tree.flatten(predictions)[0]
        activation = outputs.activation_of(first) or by_values(keras.ops.convert_to_numpy(first))
    activation = activation or _declared_activation(model)
    return Final(shapes[0] if shapes else (), activation, max(1, len(shapes)), tuple(shapes))


def by_values(values: np.ndarray[Any, Any]) -> str:
    """What the numbers say where no layer has the last word: `softmax`, `sigmoid` or `linear`."""
    if values.dtype.kind != "f" or not values.size or not np.isfinite(values).all():
        return "linear"
    if values.min() < 0 or values.max() > 1:
        return "linear"
    if values.shape[-1] > 1 and np.abs(values.sum(axis=-1) - 1).max() < 1e-3:
        return "softmax"
    return "sigmoid"


def _first_axis_off(tensors: list[Any]) -> list[Shape]:
    return [
        tuple(None if size is None else int(size) for size in tensor.shape[1:])
        for tensor in tensors
        if tensor is not None and hasattr(tensor, "shape")
    ]


def _declared_shapes(model: keras.Model) -> list[Shape]:
    """Of a model that is built of layers' outputs; empty for a subclassed one."""
    try:
        return _first_axis_off(list(model.outputs))
    except (AttributeError, TypeError, ValueError):
        return []


def _declared_activation(model: keras.Model) -> str | None:
    """The last nonlinearity among the layers, dropouts and the like behind it left out."""
    for layer in reversed(leaves(model)):
        activation = activation_name(layer) or "linear"
        if activation != "linear" or not (is_passing(layer) or is_activation(layer)):
            return activation
    return None
