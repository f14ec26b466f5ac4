"""Rules on the network's structure."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import facts
from tutor.diagnosis.finding import Finding
from tutor.history import History, Layer


def frozen(history: History) -> Iterable[Finding]:
    """No weight may change."""
    model = history.model
    if model is None or model.parameters == 0 or model.trainable_parameters > 0:
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


def all_linear(history: History) -> Iterable[Finding]:
    """Hidden layers without any nonlinearity are together one linear layer (UMLAUT, NeuraLint).

    Only certain where every layer is of a known kind: one unknown layer may be the nonlinearity.
    """
    layers = history.model.layers if history.model else ()
    heavy = [i for i, layer in enumerate(layers) if _is_linear_map(layer)]
    if len(heavy) < 2:
        return
    between = layers[heavy[0] : heavy[-1]]
    if not all(_keeps_linear(layer) for layer in between):
        return
    hidden = len(heavy) - 1
    yield Finding(
        rule="all-linear",
        level="watch",
        step="layers",
        title=f"{hidden} hidden layer{'s' if hidden > 1 else ''} without a nonlinearity can do no "
        "more than none",
        evidence="the activation of every hidden layer is linear: "
        + ", ".join(layers[i].name for i in heavy[:-1]),
        cause="A linear map of a linear map is one linear map, with more parameters.",
        advice="Give the hidden layers an activation such as relu.",
        layer=layers[heavy[0]].name,
        edit={"layers.activation": "relu"},
    )


def _is_linear_map(layer: Layer) -> bool:
    return layer.type in ("Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv2D")


def _keeps_linear(layer: Layer) -> bool:
    if _is_linear_map(layer):
        return layer.activation in (None, "linear")
    if layer.type == "Activation":
        return layer.activation == "linear"
    return layer.type in facts.PASSING_TYPES


RULES = (frozen, all_linear)
