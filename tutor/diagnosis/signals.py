"""What signals and gradients meet on their way: questions on layers and their statistics."""

from __future__ import annotations

import math
import statistics

from tutor.diagnosis.once import once
from tutor.history import History, LayerSample, LayerStats


def weighted(sample: LayerSample) -> tuple[LayerStats, ...]:
    """The layers whose gradient was measured, in the model's order, the output layer last."""
    return tuple(s for s in sample.layers if s.gradient_norm is not None)


def hidden(sample: LayerSample) -> tuple[LayerStats, ...]:
    """All measured layers but the last, which is the output."""
    return sample.layers[:-1]


def activation_of(history: History, name: str) -> str | None:
    """The nonlinearity of a layer by name: its own, or that of the activation layer behind it."""
    layers = history.model.layers if history.model else ()
    index = next((i for i, layer in enumerate(layers) if layer.name == name), None)
    if index is None:
        return None
    own = layers[index].activation
    if own not in (None, "linear"):
        return own
    for layer in layers[index + 1 :]:
        if layer.type in PASSING_TYPES:
            continue
        if layer.type == "Activation":
            return layer.activation
        return NONLINEAR_TYPES.get(layer.type, own)
    return own


PASSING_TYPES = frozenset(
    {
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "Dropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "Flatten",
        "Reshape",
        "AveragePooling1D",
        "AveragePooling2D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
    }
)
"""Layers that leave a linear map linear (normalization is one in inference)."""

NONLINEAR_TYPES: dict[str, str] = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Softmax": "softmax",
}
"""Layers that are a nonlinearity of their own, by the name of the function."""


@once
def update_ratio(history: History) -> float | None:
    """The largest typical relative step: per sample the median of ||dw|| / ||w|| over the layers.

    The largest over the samples, as a schedule may end at 0.
    """
    medians = []
    for sample in history.samples:
        ratios = [s.update_ratio for s in sample.layers if s.update_ratio is not None]
        if ratios and all(map(math.isfinite, ratios)):
            medians.append(statistics.median(ratios))
    return max(medians, default=None)
