"""What the network is made of: questions that several rules and suspicions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.diagnosis import facts
from tutor.history import History, Layer

SQUASHERS = frozenset({"sigmoid", "tanh", "hard_sigmoid", "softsign"})

HEAVY_TYPES = frozenset(
    {"Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D"}
    | {"DepthwiseConv2D", "Conv2DTranspose", "LSTM", "GRU", "SimpleRNN", "Bidirectional"}
)
"""Layers with a kernel that signals pass through."""

FEED_FORWARD_TYPES = frozenset(kind for kind in HEAVY_TYPES if "Dense" in kind or "Conv" in kind)
"""Those whose own activation is the hidden nonlinearity; a recurrent layer's tanh is as it should
be."""

RESCALING_TYPES = frozenset(
    {"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization", "Embedding"}
)

ADAPTIVE = frozenset({"adam", "nadam", "adamw", "adamax", "rmsprop"})
"""Optimizers for which .001 is a usual rate."""

RATE_CALLBACKS = frozenset({"LearningRateScheduler", "ReduceLROnPlateau"})


def layers(history: History) -> tuple[Layer, ...]:
    """All layers, none where the model is not known."""
    return history.model.layers if history.model else ()


def heavy(history: History) -> tuple[Layer, ...]:
    """The layers with a kernel in the model's order, the output last."""
    return tuple(layer for layer in layers(history) if layer.type in HEAVY_TYPES)


def depth(history: History) -> int:
    """Number of hidden layers with a kernel."""
    return max(0, len(heavy(history)) - 1)


def hidden_widths(history: History) -> tuple[int, ...]:
    """Units or filters of the hidden layers."""
    return tuple(layer.units for layer in heavy(history)[:-1] if layer.units)


def hidden_activations(history: History) -> tuple[str, ...]:
    """The nonlinearity of each hidden dense or convolutional layer, `linear` for none."""
    hidden = (layer for layer in heavy(history)[:-1] if layer.type in FEED_FORWARD_TYPES)
    return tuple(facts.activation_of(history, layer.name) or "linear" for layer in hidden)


def kernel_starts(history: History) -> frozenset[str]:
    """The initializers of the kernels, snake_case."""
    return frozenset(
        layer.kernel_initializer for layer in heavy(history) if layer.kernel_initializer
    )


def frozen_share(history: History) -> float:
    """Part of the kernels that training must not change."""
    found = heavy(history)
    return sum(not layer.trainable for layer in found) / len(found) if found else 0.0


def dropout(history: History) -> float:
    """The largest rate of a dropout layer, or of the dropout of a recurrent one."""
    rates = [0.0]
    for layer in layers(history):
        names = ("rate",) if "Dropout" in layer.type else ("dropout", "recurrent_dropout")
        for name in names:
            value = layer.settings.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                rates.append(float(value))
    return max(rates)


def is_penalized(history: History) -> bool:
    """Whether weights or activities are penalized, or decay by more than a trifle."""
    for layer in layers(history):
        if any(("regularizer" in name or name in ("l1", "l2")) and value
               for name, value in layer.settings.items()):  # fmt: skip
            return True
    settings = history.compiled.settings if history.compiled else {}
    decay = settings.get("weight_decay")
    return isinstance(decay, int | float) and decay > 0.01


def has_normalization(history: History) -> bool:
    """Whether batches are normalized."""
    return any(layer.type == "BatchNormalization" for layer in layers(history))


def rescales_inputs(history: History) -> bool:
    """Whether a layer before the first kernel brings the inputs to another scale."""
    for layer in layers(history):
        if layer.type in RESCALING_TYPES:
            return True
        if layer.type in HEAVY_TYPES:
            return False
    return False


def shuffles(history: History) -> bool:
    """Whether fit() shuffles by itself: arrays, unless it was told not to."""
    call = history.call
    return call is None or (
        call.api == "fit" and call.source == "arrays" and call.shuffle is not False
    )


def lowers_the_rate(history: History) -> bool:
    """Whether a schedule or a callback changes the learning rate."""
    if history.compiled is not None and history.compiled.schedule:
        return True
    return history.call is not None and bool(RATE_CALLBACKS & set(history.call.callbacks))


def odd_settings(settings: Mapping[str, Any]) -> bool:
    """Whether an optimizer's settings are far from any that is in use.

    Adam's paper: beta_1 .9, beta_2 .999, epsilon 1e-8; momentum up to .99. An epsilon of 1 is used
    for Inception (a remark in the documentation of tf.keras's Adam), but at rates of .1 and more.
    """

    def beyond(name: str, low: float, high: float) -> bool:
        value = settings.get(name)
        return isinstance(value, int | float) and not low <= value <= high

    return (
        beyond("beta_1", 0.0, 0.98)
        or beyond("beta_2", 0.8, 0.99999)
        or beyond("epsilon", 0.0, 0.01)
        or beyond("momentum", 0.0, 0.99)
        or beyond("rho", 0.5, 0.9999)
    )


def squares_probabilities(history: History) -> bool:
    """Whether a squared or absolute error is taken of a sigmoid or softmax: slow, and intended."""
    model = history.model
    squashed = model is not None and model.output_activation in ("sigmoid", "softmax", "tanh")
    return squashed and facts.has_loss(history, "error", "squared")


def output_fits(history: History) -> bool:
    """Whether output activation, units and loss are a usual choice for the task."""
    model = history.model
    if model is None or model.output_units is None or model.outputs > 1:
        return True
    act, loss, units = model.output_activation or "linear", model.loss, model.output_units
    logits = history.compiled is not None and history.compiled.from_logits is True
    if "custom" in loss or not loss:
        return True
    classes = history.data.classes if history.data else 0
    if history.task == "multiclass":
        right = act == "linear" if logits else act == "softmax"
        return right and "categorical_crossentropy" in loss and units >= classes
    if history.task == "binary":
        if units > 1:
            right = act == "linear" if logits else act == "softmax"
            return (right and "categorical" in loss) or (act == "sigmoid" and "binary" in loss)
        if "hinge" in loss:
            return act in ("tanh", "linear")
        return act == ("linear" if logits else "sigmoid") and "binary" in loss
    if history.task == "multilabel":
        return act == ("linear" if logits else "sigmoid") and "binary" in loss
    if history.task == "regression":
        return act == "linear" and "crossentropy" not in loss
    return True
