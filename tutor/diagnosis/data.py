"""Rules on the data, before any training: scale, constancy, balance."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import DataDescription, History

UNSCALED_TYPES = frozenset({"Dense", "Conv1D", "Conv2D", "Conv3D", "LSTM", "GRU", "SimpleRNN"})
"""Layers with weights that take their input as it comes. Behind any other layer (Rescaling,
Normalization, an embedding, a nested model) the raw scale says nothing, and the rule is silent."""

HARMLESS_TYPES = frozenset(
    {"InputLayer", "Flatten", "Reshape", "Dropout", "RandomFlip", "RandomTranslation"}
    | {"RandomRotation", "RandomZoom", "ZeroPadding2D"}
)
"""Layers that leave the scale of the inputs as it is."""

WIDE = 3.0
"""Inputs of 0...1, -1...1 (TheDeepChecker, UMLAUT) and standardized ones have a standard deviation
of at most about 1; 3 leaves room for a few wide columns."""

VERY_WIDE = 10.0
"""AutoTrainer calls data abnormal from a mean magnitude of 10; grey values of 0...255 have a
standard deviation of 50 to 90."""

TINY = 0.01
"""A range below this is a scaling done twice: 1/255 is .004."""

IMBALANCE = 10.0
IMBALANCE_SAMPLES = 500
"""SageMaker Debugger, ClassImbalance: 10 to 1, on at least 500 samples."""


def inputs_not_finite(history: History) -> Iterable[Finding]:
    """An input that is NaN or infinite makes every loss NaN."""
    data = history.data
    known = [v for v in _input_figures(data) if v is not None]
    if all(map(math.isfinite, known)):
        return
    yield Finding(
        rule="inputs-not-finite",
        level="problem",
        step="data",
        title="The inputs hold values that are not finite numbers",
        evidence=f"their mean is {number(data.input_mean)}"
        if data is not None and data.input_mean is not None
        else "their smallest or largest value is not finite",
        cause="One NaN or infinity in an input turns the loss and every weight into NaN.",
        advice="Find the samples with numpy.isfinite and drop or fill them before training.",
    )


def constant_inputs(history: History) -> Iterable[Finding]:
    """Inputs that are all the same carry nothing (often a division in whole numbers)."""
    data = history.data
    if data is None or data.input_min is None or data.input_min != data.input_max:
        return
    yield Finding(
        rule="constant-inputs",
        level="problem",
        step="data",
        title=f"Every input has the same value, {number(data.input_min)}",
        evidence=f"smallest and largest value are both {number(data.input_min)}",
        cause="There is nothing to learn from. A division of whole numbers (// 255, or a cast to "
        "an integer after scaling) makes all pixels 0.",
        advice='Cast first: images.astype("float32") / 255.',
    )


def not_scaled(history: History) -> Iterable[Finding]:
    """Raw inputs on a scale the initialization was not made for, and no layer that rescales."""
    data, model = history.data, history.model
    if data is None or model is None or not model.layers:
        return
    low, high, deviation = data.input_min, data.input_max, data.input_std
    if low is None or high is None or deviation is None:
        return
    first = next((layer for layer in model.layers if layer.type not in HARMLESS_TYPES), None)
    if first is None or first.type not in UNSCALED_TYPES:
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


def class_imbalance(history: History) -> Iterable[Finding]:
    """A class with very few training samples, or with none at all."""
    data = history.data
    if data is None or len(data.train_counts) < 2 or sum(data.train_counts) == 0:
        return
    names = data.class_names or tuple(str(i) for i in range(len(data.train_counts)))
    yield from _missing_classes(data, names)
    present = [(count, i) for i, count in enumerate(data.train_counts) if count > 0]
    fewest, most = min(present), max(present)
    ratio = most[0] / fewest[0]
    if ratio < IMBALANCE or sum(data.train_counts) < IMBALANCE_SAMPLES:
        return
    yield Finding(
        rule="class-imbalance",
        level="watch",
        step="data",
        title=f"The classes are unequal: {most[0]} of {_name(names, most[1])}, "
        f"{fewest[0]} of {_name(names, fewest[1])}",
        evidence=f"ratio {number(ratio)} to 1 in the training data; always naming the most "
        f"frequent class scores {percent(history.chance or 0)} on the validation data",
        cause="The loss is a mean over samples, so a rare class hardly counts, and accuracy can "
        "look good without it.",
        advice="Compare with chance, not with 0; look at the accuracy of each class; give "
        "class_weight to fit() or collect more of the rare class.",
    )


def _missing_classes(data: DataDescription, names: tuple[str, ...]) -> Iterable[Finding]:
    pairs = zip(data.train_counts, data.validation_counts, strict=False)
    missing = [_name(names, i) for i, (train, held) in enumerate(pairs) if train == 0 and held > 0]
    if missing:
        yield Finding(
            rule="missing-class",
            level="problem",
            step="data",
            title=f"No training sample of {', '.join(missing)}",
            evidence=f"{len(missing)} of {data.classes} classes occur in the validation data only",
            cause="A model cannot name a class that it never saw. Data sorted by class and split "
            "without shuffling look like this.",
            advice="Shuffle before splitting, or use more of the data.",
        )


def _name(names: tuple[str, ...], index: int) -> str:
    return names[index] if index < len(names) else f"class {index}"


def _input_figures(data: DataDescription | None) -> tuple[float | None, ...]:
    if data is None:
        return ()
    return (data.input_min, data.input_max, data.input_mean, data.input_std)


RULES = (inputs_not_finite, constant_inputs, not_scaled, class_imbalance)
