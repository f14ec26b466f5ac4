"""Rules on the scale of the inputs: raw, uneven, or scaled twice.

Raw numbers alone are no fault: many a network learns from them in spite of it. They are a `problem`
where the training does worse than it should, and best of all where a copy with scaled inputs did
better (the experiment `what-if/scaled-inputs`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.diagnosis import facts, given, standing, whatif
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Level
from tutor.diagnosis.given import said_range
from tutor.diagnosis.gravity import names_the_cause, tried_in_words
from tutor.history import History, Layer
from tutor.observed import Inputs

UNSCALED_TYPES = frozenset(
    {"Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D"}
    | {"DepthwiseConv2D", "Conv2DTranspose", "ConvLSTM2D", "LSTM", "GRU", "SimpleRNN"}
    | {"Bidirectional", "TimeDistributed"}
)
"""Layers with weights that take their input as it comes. Behind any other layer (Rescaling,
Normalization, an embedding, a nested model) the raw scale says nothing, and the rules are silent.
"""

HARMLESS_TYPES = frozenset(
    {"InputLayer", "Flatten", "Reshape", "Permute", "Dropout", "GaussianNoise", "Masking"}
    | {"RandomFlip", "RandomTranslation", "RandomRotation", "RandomZoom", "RandomCrop"}
    | {"RandomContrast", "RandomBrightness", "CenterCrop", "Resizing", "Cropping2D"}
    | {"ZeroPadding1D", "ZeroPadding2D", "MaxPooling1D", "MaxPooling2D", "AveragePooling1D"}
    | {"AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D"}
)
"""Layers that leave the scale of the inputs as it is."""

WIDE = 3.0
"""Inputs of 0...1, -1...1 (TheDeepChecker, UMLAUT) and standardized ones have a standard deviation
of at most about 1; 3 leaves room for a few wide columns."""

VERY_WIDE = 10.0
"""AutoTrainer calls data abnormal from a mean magnitude of 10; grey values of 0...255 have a
standard deviation of 50 to 90."""

FAR = 20.0
"""Mean of a column that is called raw. Lengths in centimetres (iris), counts and ratings have less;
ages, prices, years and pressures more."""

UNEVEN = 100.0
"""Deviation of the widest column over that of the narrowest: its gradient is 10,000 times that of
the other. A rare one-hot column (1 in 2,500) beside standardized ones comes to 50."""

TINY = 0.01
"""A range below this is a scaling done twice: 1/255 is .004."""


@dataclass(frozen=True)
class Scale:
    """Figures of one array of inputs that is out of scale.

    `figures` say so in words; `raw` is certain (grey values, columns far above 10), the rest is
    uneven or somewhat wide and may well do.
    """

    inputs: Inputs
    figures: str
    raw: bool


def not_scaled(history: History) -> Iterable[Finding]:
    """Raw inputs on a scale the initialization was not made for, and no layer that rescales."""
    if not _weights_come_first(history) or history.task in standing.UNJUDGED:
        return
    scale = next(filter(None, (_scale_of(part, history) for part in _numeric(history))), None)
    if scale is None:
        return
    level = _level(history, scale)
    if level is None:
        return
    part = scale.inputs
    yield Finding(
        rule="not-scaled",
        level=level,
        step="data",
        title=f"The inputs are not scaled: they run {said_range(part)}",
        evidence=f"{_named(part)}{scale.figures}; no Rescaling or Normalization layer in the model"
        + tried_in_words(history, "scaled-inputs"),
        cause="Weights start at a size that keeps signals of about 1 at about 1. Larger inputs "
        "make the first layer's outputs and gradients larger by the same factor, and a column with "
        "large numbers drowns the others.",
        advice=_advice(part),
        line=given.line(history),
    )


def scaled_twice(history: History) -> Iterable[Finding]:
    """Inputs divided by 255 in the data and again in the data, or by a layer of the model."""
    if history.task in standing.UNJUDGED:
        return
    again = _rescaling(history)
    for part in _numeric(history):
        reach = _reach(part)
        shrunk = again is not None and reach <= 1.5 and reach * again < TINY
        tiny = again is None and _weights_come_first(history) and _range(part) < TINY
        if reach == 0 or _range(part) == 0 or not (shrunk or tiny):
            continue
        level = _tiny_level(history)
        how = (
            f"they run {said_range(part)} and the model's Rescaling multiplies by {number(again)}"
            if again is not None and shrunk
            else f"they run {said_range(part)}, deviation {number(part.std or 0)}"
        )
        yield Finding(
            rule="scaled-twice" if shrunk or part.kind == "image" else "not-scaled",
            level=level,
            step="data",
            title=f"The inputs are very small: {_tiny_title(part, again)}",
            evidence=f"{_named(part)}{how}" + tried_in_words(history, "scaled-inputs"),
            cause="A scaling done twice does this (255 / 255 / 255 is .004). The first layer then "
            "sees next to nothing and learns as slowly.",
            advice="Scale once: divide by 255 in the data or keep keras.layers.Rescaling(1 / 255) "
            "in the model, not both."
            if shrunk or part.kind == "image"
            else "Bring the inputs to a standard deviation of about 1, with "
            "keras.layers.Normalization first in the model.",
            line=given.line(history),
        )
        return


def not_scaled_in_project(history: History) -> Iterable[Finding]:
    """The same for a run of which only the data's description is known."""
    data = history.data
    if history.inputs or data is None or not _weights_come_first(history):
        return
    low, high, deviation = data.input_min, data.input_max, data.input_std
    if low is None or high is None or deviation is None:
        return
    figures = f"from {number(low)} to {number(high)}, standard deviation {number(deviation)}"
    if deviation > WIDE:
        yield Finding(
            rule="not-scaled",
            level="problem" if deviation > VERY_WIDE else "watch",
            step="data",
            title=f"The inputs are not scaled: they run {figures}",
            evidence=f"{figures}; no Rescaling or Normalization layer in the model",
            cause="Weights start at a size that keeps signals of about 1 at about 1. Larger inputs "
            "make the first layer's outputs and gradients larger by the same factor.",
            advice="Put keras.layers.Rescaling(1 / 255) (images) or keras.layers.Normalization "
            "(columns) first in the model.",
        )
    elif 0 < high - low < TINY:
        yield Finding(
            rule="not-scaled",
            level="watch",
            step="data",
            title=f"The inputs are very small: they run {figures}",
            evidence=f"{figures}; no layer in the model makes them larger",
            cause="A scaling done twice does this (255 / 255 / 255 is .004). The first layer then "
            "sees next to nothing.",
            advice="Scale once, so that the inputs run from 0 to 1 or have a standard deviation "
            "of about 1.",
        )


# --- what is out of scale -------------------------------------------------------------------------


def _numeric(history: History) -> list[Inputs]:
    """The inputs that are numbers: token ids go into an embedding, text into a vectorization."""
    return [
        part
        for part in history.inputs
        if part.kind not in ("tokens", "text") and part.std is not None
    ]


def _weights_come_first(history: History) -> bool:
    """Whether the first layer that matters has weights and takes its input as it comes.

    With several inputs nobody knows from the order of the layers which input goes where, so there
    no layer at all may change a scale before the weights.
    """
    layers = history.model.layers if history.model else ()
    if len(history.inputs) > 1 and not all(_is_plain(layer) for layer in layers):
        return False
    first = next((layer for layer in layers if layer.type not in HARMLESS_TYPES), None)
    return first is not None and first.type in UNSCALED_TYPES


def _is_plain(layer: Layer) -> bool:
    return layer.type in UNSCALED_TYPES | HARMLESS_TYPES | {"Concatenate", "Activation", "ReLU"}


def _scale_of(part: Inputs, history: History) -> Scale | None:
    """Why this array is out of scale, None where it is not."""
    deviation, low, high = part.feature_std_high, part.feature_std_low, part.feature_mean_high
    if part.std is None or not math.isfinite(part.std):
        return None
    if part.kind == "table" and deviation is not None:
        wide = deviation > VERY_WIDE or (high or 0.0) > FAR
        # The whole range is that of the widest column.
        somewhat = deviation > WIDE
        uneven = bool(low) and deviation > UNEVEN * (low or 1.0) and deviation > WIDE
        if not (wide or somewhat):
            return None
        said = f"columns {said_range(part)}, deviations {number(low or 0)} to {number(deviation)}"
        return Scale(part, said, wide or uneven)
    if part.std > WIDE or abs(part.mean or 0.0) > FAR:
        raw = part.std > VERY_WIDE or abs(part.mean or 0.0) > FAR
        return Scale(part, f"{said_range(part)}, standard deviation {number(part.std)}", raw)
    return None


def _level(history: History, scale: Scale) -> Level | None:
    """How sure it is that the scale does harm; None for a network that learns as it should.

    Certain where a copy with scaled inputs did better, or where the inputs are raw and the training
    fails. Raw inputs of a training that nobody can judge, or that is a little behind, are worth an
    eye; so are those of one that does well.
    """
    change = "scaled-inputs"
    if names_the_cause(history, change):
        return "problem"
    if whatif.helped(history, change):  # and another change by more
        return "watch" if scale.raw else None
    if whatif.failed(history, change):
        return "watch" if scale.raw else None
    if not scale.raw:
        return None
    if whatif.best(history) is not None:  # another change mends it
        return "watch"
    if facts.diverged_at(history) is not None or standing.fails(history):
        return "problem"
    if standing.underperforms(history) is None and facts.learns(history) is False:
        return "problem"
    return "watch"


def _tiny_level(history: History) -> Level:
    if whatif.helped(history, "scaled-inputs"):
        return "problem"
    if whatif.failed(history, "scaled-inputs"):
        return "watch"
    worse = standing.underperforms(history)
    return "problem" if worse or (worse is None and facts.learns(history) is False) else "watch"


# --- words ----------------------------------------------------------------------------------------


def _advice(part: Inputs) -> str:
    if _is_grey(part):
        return 'x_train = x_train.astype("float32") / 255, and x_test the same way.'
    if part.dtype.startswith(("int", "uint")) and part.features >= 10 and (part.maximum or 0) > 255:
        return (
            "Numbers that name things (words, categories) belong in keras.layers.Embedding("
            f"{int(part.maximum or 0) + 1}, 32) as the first layer; measurements are scaled: "
            "x_train = (x_train - x_train.mean(axis=0)) / x_train.std(axis=0)."
        )
    return (
        "mean, std = x_train.mean(axis=0), x_train.std(axis=0); x_train = (x_train - mean) / std; "
        "x_test = (x_test - mean) / std. Or keras.layers.Normalization(), adapted to x_train, as "
        "the first layer."
    )


def _tiny_title(part: Inputs, again: float | None) -> str:
    if again is None:
        return f"they run {said_range(part)}"
    return f"{said_range(part)}, and the model scales them once more"


def _is_grey(part: Inputs) -> bool:
    """Grey values or colours of 0 to 255, as an image or flattened."""
    whole = part.minimum is not None and part.minimum >= 0 and (part.maximum or 0) <= 255
    return whole and (part.maximum or 0) > 100 and (part.kind == "image" or part.features >= 64)


def _named(part: Inputs) -> str:
    return f"input {part.name}: " if part.name else ""


def _range(part: Inputs) -> float:
    return (part.maximum or 0.0) - (part.minimum or 0.0)


def _reach(part: Inputs) -> float:
    return max(abs(part.maximum or 0.0), abs(part.minimum or 0.0))


def _rescaling(history: History) -> float | None:
    """The factor of the model's own Rescaling layer, where that is the first to matter."""
    layers = history.model.layers if history.model else ()
    first = next((layer for layer in layers if layer.type not in HARMLESS_TYPES), None)
    if first is None or first.type != "Rescaling" or len(history.inputs) > 1:
        return None
    factor = first.settings.get("scale")
    return abs(float(factor)) if isinstance(factor, int | float) else None


RULES = (scaled_twice, not_scaled, not_scaled_in_project)
