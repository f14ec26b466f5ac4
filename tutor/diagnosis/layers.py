"""Rules on what the layers do to their signals: frozen, linear, or a softmax within."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import facts, gravity, network, settings
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.gravity import Grade
from tutor.history import History, Layer

RELU = "relu-hidden"
UNFROZEN = "unfrozen"
"""The experiments that belong to these rules."""

SCATTER = 2.1
ENOUGH_WEIGHTS = 100
"""How far the norm of n weights may be from that of Keras's own start and still count as untouched:
2.1 / sqrt(n), three deviations of the norm of n normal numbers (each .71 / sqrt(n)), 7 % for 1,000.
Fewer than 100 weights prove nothing either way."""

NARROW = 3
"""Hidden layers of so few units are a bottleneck (a code, a picture in two dimensions), and linear
ones have their use."""

MERGES = frozenset(
    {"Add", "Concatenate", "Multiply", "Dot", "Average", "Maximum", "Subtract", "Lambda"}
    | {"Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"}
)
"""With one of these the list of layers is no chain, and a linear layer may be a projection."""


def frozen(history: History) -> Iterable[Finding]:
    """No weight may change, or those below the output may not and are as they were drawn."""
    model = history.model
    if model is None or model.parameters == 0:
        return
    if model.trainable_parameters > 0:
        yield from _frozen_as_drawn(history)
        return
    if history.task == "adversarial":
        return
    yield Finding(
        rule="frozen",
        level="problem",
        step="layers",
        title="Every layer is frozen, so nothing can be learnt",
        evidence=f"0 of {model.parameters} parameters are trainable",
        cause="trainable=False was set on the whole model.",
        advice="Set trainable = True on the layers that shall learn, before compile().",
    )


def _frozen_as_drawn(history: History) -> Iterable[Finding]:
    """Frozen hidden layers that hold Keras's random start: nothing pre-trained is kept by that."""
    heavy = network.heavy(history)
    sample = history.sample_at(0)
    if sample is None or len(heavy) < 2 or history.task in ("adversarial", "online"):
        return
    norms = {s.name: s.weight_norm for s in sample.layers}
    hidden = [layer for layer in heavy[:-1] if not layer.trainable]
    judged = {layer.name: _is_as_drawn(layer, norms.get(layer.name)) for layer in hidden}
    drawn = [layer for layer in hidden if judged[layer.name]]
    if not drawn or any(answer is False for answer in judged.values()):
        return
    most = 2 * len(drawn) > len(heavy) - 1
    names = ", ".join(layer.name for layer in drawn)
    yield Finding(
        rule="frozen",
        level=gravity.level(history, "where-it-fails" if most else "where-mended", UNFROZEN),
        step="layers",
        title=f"{len(drawn)} of {len(heavy) - 1} hidden layers are frozen at their random start",
        evidence=f"{names}: trainable is False, and the size of their weights is that of a fresh "
        "random start" + gravity.tried_in_words(history, UNFROZEN),
        cause="Freezing keeps what a layer has learnt before. These have learnt nothing.",
        advice="Leave trainable=False out, or load pre-trained weights before freezing.",
        layer=drawn[0].name,
        line=_line(drawn[0]),
        mend=_mend(drawn[0], "trainable", "True"),
    )


def _is_as_drawn(layer: Layer, norm: float | None) -> bool | None:
    """Whether a kernel's norm is that of its initializer; None where it is too small to say."""
    start, inputs = settings.initializer(layer), settings.fan_in(layer)
    if start is None or inputs is None or norm is None or not layer.units:
        return False
    count = inputs * layer.units
    if count < ENOUGH_WEIGHTS:
        return None
    variances = {
        "glorot": 2 / (inputs + _fan_out(layer)),
        "he": 2 / inputs,
        "lecun": 1 / inputs,
    }
    variance = next((v for name, v in variances.items() if start.name.startswith(name)), None)
    if variance is None:
        return False
    return abs(norm / math.sqrt(count * variance) - 1) < SCATTER / math.sqrt(count)


def _fan_out(layer: Layer) -> int:
    """Outputs that one input of a kernel reaches."""
    return (layer.units or 1) * math.prod(settings.sizes(layer.settings.get("kernel_size")))


def all_linear(history: History) -> Iterable[Finding]:
    """Hidden layers without any nonlinearity are together one linear layer (UMLAUT, NeuraLint).

    Only certain where every layer is of a known kind: one unknown layer may be the nonlinearity.
    """
    layers = network.layers(history)
    heavy = _all_linear(layers)
    if not heavy or not _is_chain(history):
        return
    hidden = len(heavy) - 1
    compresses = history.task == "autoencoder"  # a linear autoencoder is a principal component
    grade: Grade = "where-mended" if compresses else "where-it-fails"
    first = layers[heavy[0]]
    yield Finding(
        rule="all-linear",
        level=gravity.level(history, grade, RELU),
        step="layers",
        title=f"{hidden} hidden layer{'s' if hidden > 1 else ''} without a nonlinearity can do no "
        "more than none",
        evidence="the activation of every hidden layer is linear: "
        + ", ".join(layers[i].name for i in heavy[:-1])
        + gravity.tried_in_words(history, RELU),
        cause="A linear map of a linear map is one linear map, with more parameters.",
        advice=f"Give the hidden layers an activation: {first.type}({first.units}, "
        'activation="relu").',
        layer=first.name,
        line=_line(first),
        edit={"layers.activation": "relu"},
        mend=_mend(first, "activation", '"relu"'),
    )


def _all_linear(layers: tuple[Layer, ...]) -> list[int]:
    """The places of the linear maps of a network that is nothing else, none otherwise."""
    heavy = [i for i, layer in enumerate(layers) if _is_linear_map(layer)]
    if len(heavy) < 2 or not all(map(_keeps_linear, layers[heavy[0] : heavy[-1]])):
        return []
    return heavy


def missing_activation(history: History) -> Iterable[Finding]:
    """Single hidden layers without an activation, in a network that has some elsewhere.

    A linear layer before a normalization, a nonlinearity, a recurrent layer or a layer of the
    learner's own is usual, and so is a bottleneck.
    """
    layers = network.layers(history)
    if not _is_chain(history) or history.task == "autoencoder" or _all_linear(layers):
        return
    heavy = [i for i, layer in enumerate(layers) if layer.type in network.HEAVY_TYPES]
    bare = [layers[i] for i in heavy[:-1] if _is_bare(layers, i)]
    if not bare:
        return
    names = ", ".join(layer.name for layer in bare)
    most = 2 * len(bare) >= len(heavy) - 1
    yield Finding(
        rule="missing-activation",
        level=gravity.level(history, "where-it-fails" if most else "where-mended", RELU),
        step="layers",
        title=f"{len(bare)} of {len(heavy) - 1} hidden layers ha{'ve' if len(bare) > 1 else 's'} "
        "no activation",
        evidence=f"{names}: linear, and no activation layer behind"
        + gravity.tried_in_words(history, RELU),
        cause="Without a nonlinearity behind it a layer melts into the next one: the two can do "
        "no more than one of them.",
        advice=f'{bare[0].type}({bare[0].units}, activation="relu").',
        layer=bare[0].name,
        line=_line(bare[0]),
        edit={"layers.activation": "relu"},
        mend=_mend(bare[0], "activation", '"relu"'),
    )


def _is_bare(layers: tuple[Layer, ...], index: int) -> bool:
    """Whether a dense or convolutional layer meets the next one without any nonlinearity."""
    layer = layers[index]
    if not _is_linear_map(layer) or layer.activation not in (None, "linear"):
        return False
    if layer.units is not None and layer.units <= NARROW:
        return False
    for behind in layers[index + 1 :]:
        if _is_linear_map(behind):
            return True
        passes = behind.type in facts.PASSING_TYPES or "Pooling" in behind.type
        if not passes or "Normalization" in behind.type:
            return False
    return False


def hidden_softmax(history: History) -> Iterable[Finding]:
    """A softmax between layers: the units of a layer share one signal of 1 between them.

    Attention and gates use it too; there the list of layers has something that multiplies.
    """
    layers = network.layers(history)
    heavy = [i for i, layer in enumerate(layers) if layer.type in network.HEAVY_TYPES]
    if len(heavy) < 2 or not _is_chain(history) or (history.model and history.model.outputs > 1):
        return
    hidden = layers[: heavy[-1]]
    found = [x for x in hidden if x.activation == "softmax" or x.type == "Softmax"]
    if not found:
        return
    layer = found[0]
    before = [layers[i] for i in heavy[:-1] if layers.index(layer) >= i]
    units = before[-1].units if before else None
    yield Finding(
        rule="hidden-softmax",
        level="problem" if units == 1 else gravity.level(history, "where-it-fails", RELU),
        step="layers",
        title=f"A softmax in a hidden layer: {layer.name}",
        evidence=f"{layer.name} is not the output; {network.depth(history)} hidden layers, the "
        f"softmax in {len(found)} of them" + gravity.tried_in_words(history, RELU),
        cause="The outputs of a softmax sum to 1: all units of the layer share one signal, each "
        "gets little of it, and its gradient is small."
        if units != 1
        else "A softmax over one unit is always 1: nothing gets past this layer.",
        advice=f'{layer.type}({layer.units or ""}, activation="relu"); the softmax belongs to the '
        "output.",
        layer=layer.name,
        line=_line(layer),
        edit={"layers.activation": "relu"},
        mend=_mend(layer, "activation", '"relu"') if layer.type != "Softmax" else None,
    )


def _is_chain(history: History) -> bool:
    """Whether signals pass from layer to layer in the order of the list, as far as known."""
    model = history.model
    if model is None or model.outputs > 1 or history.task in ("adversarial", "online"):
        return False
    return model.sequential is True or not any(layer.type in MERGES for layer in model.layers)


def _is_linear_map(layer: Layer) -> bool:
    return layer.type in ("Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv2D")


def _keeps_linear(layer: Layer) -> bool:
    if _is_linear_map(layer):
        return layer.activation in (None, "linear")
    if layer.type == "Activation":
        return layer.activation == "linear"
    return layer.type in facts.PASSING_TYPES


def _line(layer: Layer) -> int | None:
    return layer.place.line if layer.place else None


def _mend(layer: Layer, argument: str, text: str) -> Mend | None:
    line = _line(layer)
    return Mend(line, layer.type, {argument: text}) if line is not None else None


RULES = (frozen, all_linear, missing_activation, hidden_softmax)
