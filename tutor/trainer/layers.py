"""A model's layers: which of them hold weights, and what each gives out for a batch of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras

PASSING = (
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "GaussianNoise",
    "GaussianDropout",
    "Reshape",
    "Flatten",
    "Permute",
    "Identity",
    "Cropping2D",
    "UpSampling2D",
    "ActivityRegularization",
    "Rescaling",
)
"""Layers that give on what they are given, in another shape or with some of it left out."""


def leaves(model: keras.Model) -> list[keras.Layer]:
    """The layers of a model, those inside nested models and custom layers one by one.

    Keras's own layers that are made of others (LSTM, Bidirectional, ...) count as one.
    """
    found: list[keras.Layer] = []
    for layer in model.layers:
        _collect(layer, found)
    return found


def weighted(model: keras.Model) -> list[keras.Layer]:
    """The leaves whose units are learned: those with a kernel, an embedding or the like.

    Normalizations and trainable activations shape another layer's output and are left out.
    """
    return [layer for layer in leaves(model) if is_weighted(layer)]


def is_weighted(layer: keras.Layer) -> bool:
    """True for a layer with a kernel, an embedding or the like."""
    return (
        any(len(weight.shape) >= 2 for weight in layer.weights)
        and not is_normalization(layer)
        and not is_activation(layer)
    )


def is_normalization(layer: keras.Layer) -> bool:
    """True for batch normalization and its kin."""
    return type(layer).__module__.startswith("keras.src.layers.normalization")


def is_activation(layer: keras.Layer) -> bool:
    """True for a layer that is nothing but a nonlinearity."""
    return type(layer).__module__.startswith("keras.src.layers.activations")


def is_passing(layer: keras.Layer) -> bool:
    """True for a layer behind which the values are still those of the layer before it."""
    return is_normalization(layer) or type(layer).__name__ in PASSING


def activation_name(layer: keras.Layer) -> str | None:
    """The name of a layer's nonlinearity, None for a layer that has none by its nature."""
    function = getattr(layer, "activation", None)
    if function is not None:
        return str(getattr(function, "__name__", type(function).__name__)).lower()
    if is_activation(layer):
        return snake_case(type(layer).__name__)
    return None


def snake_case(name: str) -> str:
    """`LeakyReLU` as `leaky_relu`: Keras's own spelling of names in settings."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("re_lu", "relu")


@dataclass(frozen=True)
class Output:
    """What a layer gave out: its own output, and that behind its nonlinearity.

    Attributes:
        own: the layer's own output.
        activated: the same behind the normalization and activation layers that follow it.
        activation: the name of the nonlinearity that was found, `linear` for none.
    """

    own: Any
    activated: Any
    activation: str


@dataclass
class _Call:
    layer: keras.Layer
    input: Any
    output: Any


@dataclass
class Outputs:
    """The outputs of all layers during one forward pass."""

    _calls: list[_Call] = field(default_factory=list)

    def of(self, layer: keras.Layer) -> Output | None:
        """The output of a layer, of its first call where it is shared; None if not called."""
        call = next((call for call in self._calls if call.layer is layer), None)
        if call is None:
            return None
        own, activation = call.output, activation_name(layer) or "linear"
        while activation == "linear":
            behind = self._behind(call)
            if behind is None:
                return Output(own, own, "linear")
            call = behind
            activation = activation_name(call.layer) or "linear"
            if is_activation(call.layer):
                break
        return Output(own, call.output, activation)

    def in_order(self, layers: list[keras.Layer]) -> list[keras.Layer]:
        """The layers in the order in which they were called, those that were not at the end."""
        places: dict[int, int] = {}
        for place, call in enumerate(self._calls):
            places.setdefault(id(call.layer), place)
        return sorted(layers, key=lambda layer: places.get(id(layer), len(self._calls)))

    def activation_of(self, prediction: Any) -> str | None:
        """The last nonlinearity on the way to one of the model's outputs, `linear` for none.

        None where something that is no layer of Keras's has the last word.
        """
        place = len(self._calls)
        while True:
            place = self._producer(prediction, place)
            if place < 0:
                return None
            layer = self._calls[place].layer
            if not type(layer).__module__.startswith("keras.") or type(layer).__name__ == "Lambda":
                return None
            activation = activation_name(layer) or "linear"
            if activation != "linear" or not (is_passing(layer) or is_activation(layer)):
                return activation
            prediction = self._calls[place].input

    def _producer(self, value: Any, before: int) -> int:
        """The last call before another one that gave out this very value, -1 for none."""
        for place in range(before - 1, -1, -1):
            if self._calls[place].output is value:
                return place
        return -1

    def _behind(self, call: _Call) -> _Call | None:
        """The normalization or activation layer that a call's output went into."""
        for later in self._calls:
            follows = is_normalization(later.layer) or is_activation(later.layer)
            if follows and later.input is call.output and later is not call:
                return later
        return None


@contextmanager
def recorded(model: keras.Model) -> Iterator[Outputs]:
    """Record what every layer gives out while the model is called.

    Batch normalization works on the batch's own statistics meanwhile, as it does in training:
    its moving averages say little in the first epochs. The caller puts those averages back.
    """
    outputs = Outputs()
    wrapped = leaves(model)
    for layer in wrapped:
        # Set past Keras, whose own attribute tracking has no business with it.
        layer.__dict__["call"] = _recording(layer, outputs)
    try:
        yield outputs
    finally:
        for layer in wrapped:
            layer.__dict__.pop("call", None)


def _recording(layer: keras.Layer, outputs: Outputs) -> Any:
    original = layer.call
    by_batch = isinstance(layer, keras.layers.BatchNormalization)

    def call(*args: Any, **kwargs: Any) -> Any:
        if by_batch and layer.trainable:
            kwargs["training"] = True
        result = original(*args, **kwargs)
        given = args[0] if args else next(iter(kwargs.values()), None)
        outputs._calls.append(_Call(layer, given, _first(result)))
        return result

    return call


def _first(result: Any) -> Any:
    """The main output of a layer that also returns its states."""
    while isinstance(result, tuple | list) and result:
        result = result[0]
    return result


def _collect(layer: keras.Layer, found: list[keras.Layer]) -> None:
    if any(layer is known for known in found) or isinstance(layer, keras.layers.InputLayer):
        return
    inner = getattr(layer, "layers", None) if isinstance(layer, keras.Model) else None
    if inner is None and not type(layer).__module__.startswith("keras."):
        inner = layer._layers
    if inner:
        for part in inner:
            _collect(part, found)
    else:
        found.append(layer)
