"""Changes of a copy's layers: what the script's network becomes with one thing different."""

from __future__ import annotations

from typing import Any

import keras

from tutor.trainer.doctor.experiments import copies
from tutor.trainer.doctor.experiments.copies import Edit, fresh
from tutor.trainer.doctor.experiments.recipe import Recipe
from tutor.trainer.layers import activation_name, is_activation, is_normalization, leaves

HIDDEN = ("Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D")
"""Layers whose activation is the script's choice; that of a recurrent layer is part of its cell."""

SIZED = (*HIDDEN, "LSTM", "GRU", "SimpleRNN", "Bidirectional")

DROPPING = ("dropout", "recurrent_dropout", "rate", "stddev")
DROPOUTS = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
            "GaussianDropout", "GaussianNoise")  # fmt: skip

PENALTIES = ("kernel_regularizer", "bias_regularizer", "activity_regularizer",
             "recurrent_regularizer", "embeddings_regularizer", "gamma_regularizer",
             "beta_regularizer", "pointwise_regularizer", "depthwise_regularizer")  # fmt: skip

STARTS = {
    "kernel_initializer": "glorot_uniform",
    "depthwise_initializer": "glorot_uniform",
    "pointwise_initializer": "glorot_uniform",
    "recurrent_initializer": "orthogonal",
    "embeddings_initializer": "uniform",
    "bias_initializer": "zeros",
}
"""Keras's own defaults."""

WIDER = 4
FEWEST_UNITS = 16
MOST_UNITS = 512
ADDED_UNITS = 64
"""A larger network has four times the units, between these bounds; one without a hidden layer is
given one of `ADDED_UNITS`."""

DEEP = 4
"""Hidden layers from which a network can be made shallower; the first two are kept."""

HARMLESS = ("relu", "leaky_relu", "elu", "gelu", "selu", "silu", "swish", "relu6", "mish", "celu")


def weighted(model: Any) -> list[Any]:
    """Layers whose units are learned, in order, the output layer last."""
    return [x for x in leaves(model) if x.weights and type(x).__name__ in SIZED]


def output_layer(model: Any) -> Any | None:
    """The last layer whose units are learned."""
    found = weighted(model)
    return found[-1] if found else None


def hidden(model: Any) -> list[Any]:
    """Those before the output layer that the script itself trains."""
    return [layer for layer in weighted(model)[:-1] if layer.trainable]


def reads_tokens(model: Any) -> bool:
    """True where inputs are numbers of tokens."""
    return any(type(layer).__name__ == "Embedding" for layer in leaves(model))


def frozen(model: Any) -> bool:
    """True where weights that could be learned are not."""
    return any(
        layer.weights and not layer.trainable and not is_normalization(layer)
        for layer in leaves(model)
    )


def starts_otherwise(model: Any) -> bool:
    """True where a layer that is trained starts from other initializers than Keras's defaults."""
    for layer in leaves(model):
        inner = getattr(layer, "forward_layer", layer)
        for key, default in STARTS.items():
            given = getattr(inner, key, None) if layer.trainable else None
            if given is not None and type(given) is not type(keras.initializers.get(default)):
                return True
    return False


def relu_hidden(recipe: Recipe) -> Edit | None:
    """ReLU behind every hidden dense or convolutional layer that has another or none."""
    layers = [x for x in hidden(recipe.model) if type(x).__name__ in HIDDEN]
    order = leaves(recipe.model)
    ahead = {x.name for x in layers if _activated_later(x, order)}
    plain = {x.name for x in layers if x.name not in ahead and _name(x) not in HARMLESS}
    last = output_layer(recipe.model)
    end = order.index(last) if last in order else len(order)
    behind = {x.name for x in order[:end] if is_activation(x) and _name(x) not in HARMLESS}
    if not plain and not behind:
        return None

    def edit(layer: Any) -> list[Any]:
        if layer.name in plain:
            return [fresh(layer, activation="relu")]
        if layer.name in behind:
            return [keras.layers.Activation("relu", name=layer.name)]
        return recipe.edit(layer)

    return edit


def with_default_start(before: Edit) -> Edit:
    """Default initializers in every layer that is trained."""

    def edit(layer: Any) -> list[Any]:
        return [fresh(layer, **STARTS)] if layer.trainable else before(layer)

    return edit


def no_dropout(recipe: Recipe) -> Edit | None:
    """Rates of 0, in recurrent layers too."""
    if not any(_drops(layer) for layer in leaves(recipe.model)):
        return None

    def edit(layer: Any) -> list[Any]:
        if not _drops(layer):
            return recipe.edit(layer)
        return [fresh(layer, **dict.fromkeys(DROPPING, 0.0))]

    return edit


def regularized(model: Any) -> bool:
    """True where a layer penalizes weights or activations."""
    return any(_penalized(layer) for layer in leaves(model))


def without_penalties(before: Edit) -> Edit:
    """No regularizers."""

    def edit(layer: Any) -> list[Any]:
        if type(layer).__name__ == "ActivityRegularization":
            return []
        return [fresh(layer, **dict.fromkeys(PENALTIES))] if _penalized(layer) else before(layer)

    return edit


def no_normalization(recipe: Recipe) -> Edit | None:
    """No batch normalization, layer normalization or the like."""
    found = {x.name for x in leaves(recipe.model) if is_normalization(x) and x.trainable}
    if not found:
        return None
    return lambda layer: [] if layer.name in found else recipe.edit(layer)


def larger(recipe: Recipe) -> Edit | None:
    """Four times the hidden units, or a hidden layer where there is none."""
    layers, last = hidden(recipe.model), output_layer(recipe.model)
    if last is None:
        return None
    sizes = {x.name: _units(x) for x in layers}
    if not any(0 < size < MOST_UNITS for size in sizes.values()):
        alone = len(weighted(recipe.model)) == 1 and type(last).__name__ == "Dense"
        return _deepened(recipe, last) if alone else None

    def edit(layer: Any) -> list[Any]:
        size = sizes.get(layer.name, 0)
        if not 0 < size < MOST_UNITS:
            return recipe.edit(layer)
        units = min(MOST_UNITS, max(FEWEST_UNITS, WIDER * size))
        return [fresh(layer, units=units, filters=units)]

    return edit


def shallower(recipe: Recipe) -> Edit | None:
    """The first two hidden layers only; for a network that is one chain."""
    chain = copies.chain_of(recipe.model)
    layers = [x for x in hidden(recipe.model) if type(x).__name__ == "Dense"]
    if chain is None or len(layers) < DEEP or any(x not in chain for x in layers):
        return None
    dropped = {x.name for x in layers[2:]}
    for position, layer in enumerate(chain):
        follows = position and chain[position - 1].name in dropped
        light = is_activation(layer) or is_normalization(layer) or _drops(layer)
        if follows and light:
            dropped.add(layer.name)
    return lambda layer: [] if layer.name in dropped else recipe.edit(layer)


def _deepened(recipe: Recipe, last: Any) -> Edit:
    def edit(layer: Any) -> list[Any]:
        if layer.name != last.name:
            return recipe.edit(layer)
        return [keras.layers.Dense(ADDED_UNITS, activation="relu"), *recipe.edit(layer)]

    return edit


def _activated_later(layer: Any, order: list[Any]) -> bool:
    """True where an activation layer of its own follows, behind normalization at most."""
    if _name(layer) != "linear":
        return False
    for later in order[order.index(layer) + 1 :]:
        if is_activation(later):
            return True
        if not is_normalization(later):
            return False
    return False


def _name(layer: Any) -> str:
    return activation_name(layer) or "linear"


def _units(layer: Any) -> int:
    inner = getattr(layer, "forward_layer", layer)
    return int(getattr(inner, "units", None) or getattr(inner, "filters", None) or 0)


def _drops(layer: Any) -> bool:
    inner = getattr(layer, "forward_layer", layer)
    keys = DROPPING if type(inner).__name__ in DROPOUTS else ("dropout", "recurrent_dropout")
    rates = [getattr(inner, key, 0.0) for key in keys]
    return any(isinstance(rate, int | float) and rate > 0 for rate in rates)


def _penalized(layer: Any) -> bool:
    inner = getattr(layer, "forward_layer", layer)
    own = any(getattr(inner, key, None) is not None for key in PENALTIES)
    return own or type(layer).__name__ == "ActivityRegularization"
