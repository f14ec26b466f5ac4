"""What the doctor sees around a training that dltutor did not write: values, nothing derived.

They stand in a `History` beside what every run has. A field is None where it could not be seen, and
a rule that needs it stays silent then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

TargetKind = Literal[
    "integer",  # class numbers, one for each sample (or each position of a sequence)
    "one-hot",  # rows of one 1 among zeros
    "binary",  # 0 or 1, in one column
    "signs",  # -1 or +1, in one column
    "multi-hot",  # rows of zeros and ones, any number of ones
    "probabilities",  # rows between 0 and 1 that sum to 1
    "continuous",  # numbers
    "constant",  # one value for every sample
    "inputs",  # the inputs themselves: an autoencoder
    "text",  # strings or objects, which Keras cannot train on
    "none",  # fit() was given no targets
]

Task = Literal[
    "binary",
    "multiclass",
    "multilabel",
    "regression",
    "autoencoder",
    "tagging",  # a class for every position of a sequence or pixel of an image
    "adversarial",  # several models trained against each other
    "online",  # the targets move while it learns: reinforcement learning, streams
    "unknown",
]


@dataclass(frozen=True)
class Inputs:
    """One array of inputs, from a sample of the training data.

    Attributes:
        name: of the model's input where it has several, else "".
        kind: `image` (rank 3 or 4, few channels), `table` (rank 2), `sequence` (rank 3, floats),
            `tokens` (whole numbers that go into an embedding), `text`, `other`.
        samples: of the whole training part, None where that is not known.
        seen: samples that these figures come from.
        shape: of one sample.
        dtype: as handed to training, `uint8`.
        minimum, maximum, mean, std: over the finite values.
        nonfinite: number of values that are NaN or infinite; `nonfinite_samples` that hold one.
        features: size of the last axis; `constant_features` of them never change.
        feature_std_low, feature_std_high: smallest (above 0) and largest deviation of a feature.
        feature_mean_high: largest magnitude of a feature's mean.
        duplicates: share of the samples that occur more than once.
    """

    name: str = ""
    kind: str = "other"
    samples: int | None = None
    seen: int = 0
    shape: tuple[int, ...] = ()
    dtype: str = ""
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    std: float | None = None
    nonfinite: int = 0
    nonfinite_samples: int = 0
    features: int = 0
    constant_features: int = 0
    feature_std_low: float | None = None
    feature_std_high: float | None = None
    feature_mean_high: float | None = None
    duplicates: float | None = None


@dataclass(frozen=True)
class Targets:
    """One array of targets.

    Attributes:
        kind: how they are encoded.
        shape: of one sample's target, () for a number.
        classes: how many the encoding has room for: the columns of one-hot rows, the largest class
            number + 1 of integers; 0 where they are no classes.
        distinct: number of distinct values, up to 1,000.
        counts: samples of each class, empty where they are no classes.
        whole: True where every value is a whole number.
        column_std_low, column_std_high: of targets with several columns.
        runs: mean length of the stretches of equal labels in the order of the data, over the length
            expected of a shuffled order; about 1 is shuffled, large is sorted. None unless classes.
    """

    name: str = ""
    kind: TargetKind = "none"
    shape: tuple[int, ...] = ()
    dtype: str = ""
    seen: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    std: float | None = None
    nonfinite: int = 0
    classes: int = 0
    distinct: int = 0
    counts: tuple[int, ...] = ()
    whole: bool = False
    column_std_low: float | None = None
    column_std_high: float | None = None
    runs: float | None = None


@dataclass(frozen=True)
class Split:
    """What was held out.

    Attributes:
        source: `none`, `validation_data` or `validation_split`.
        same_data: the training data themselves.
        overlap: validation samples that are training samples too, of `checked` compared ones.
        counts: validation samples of each class.
        mean_shift: |mean of the validation inputs - mean of the training inputs| over the training
            inputs' deviation; `scale_ratio` deviation over deviation.
        missing_in_training: classes that only the validation part has; `missing_in_validation`.
    """

    source: str = "none"
    samples: int | None = None
    fraction: float | None = None
    same_data: bool = False
    overlap: int | None = None
    checked: int = 0
    counts: tuple[int, ...] = ()
    mean_shift: float | None = None
    scale_ratio: float | None = None
    missing_in_training: tuple[int, ...] = ()
    missing_in_validation: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """A line of the learner's own code: `file` relative to the script's folder, line from 1."""

    file: str
    line: int
    code: str = ""


@dataclass(frozen=True)
class Call:
    """How the training was asked for.

    Attributes:
        api: `fit`, `train_on_batch`, `tape`.
        source: what fit() was given: `arrays`, `tf.data`, `generator`, `dataset-object`.
        calls: of fit() or train_on_batch() on this model so far.
        callbacks: their class names, as Keras's or the learner's.
        class_weight: True where classes were weighted; `sample_weight`.
        place: the line of the call.
    """

    api: str = "fit"
    source: str = ""
    calls: int = 1
    epochs: int | None = None
    batch_size: int | None = None
    steps_per_epoch: int | None = None
    shuffle: bool | None = None
    class_weight: bool = False
    sample_weight: bool = False
    callbacks: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True)
class Compiled:
    """What compile() was given, or what a loop of the learner's own uses.

    Attributes:
        loss: Keras's snake_case name, `custom` for a function of the learner's own.
        from_logits: None where the loss has no such argument.
        optimizer: snake_case, `sgd`.
        settings: the optimizer's own configuration, scalars only (momentum, clipnorm, ...).
        schedule: class name of the learning rate's schedule, None for a constant.
        metrics: their names.
        place: the line of compile(); `optimizer_place` where the optimizer was made.
    """

    loss: str = ""
    from_logits: bool | None = None
    optimizer: str = ""
    learning_rate: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    schedule: str | None = None
    metrics: tuple[str, ...] = ()
    place: Place | None = None
    optimizer_place: Place | None = None


@dataclass(frozen=True)
class Score:
    """How well the trained model answers, in the terms of its task.

    Attributes:
        metric: `accuracy` (of the most probable class; of the rounded outputs of a multi-label
            model) or `r2` (1 - squared error / variance of the targets, the mean over columns).
        train, validation: on a sample of either part; None where there is none.
        constant: what the best constant answer scores on the validation part (the training part
            where there is none): the share of the most frequent class, or 0 for `r2`.
        linear, neighbours: what a logistic or ridge regression on standardized inputs, and the
            nearest training samples, score on the same validation samples after training on the
            same sample of the training part.
        spread: mean deviation over the samples of the model's outputs, over that of the targets; 0
            means the same answer for every input.
        answers: number of distinct classes that the model names.
        samples, validation_samples: that the figures come from.
    """

    metric: str = ""
    train: float | None = None
    validation: float | None = None
    constant: float | None = None
    linear: float | None = None
    neighbours: float | None = None
    linear_train: float | None = None
    spread: float | None = None
    answers: int | None = None
    samples: int = 0
    validation_samples: int = 0


@dataclass(frozen=True)
class Experiment:
    """One experiment of the doctor's own, on a copy of the model.

    `name` says which (see `tutor/trainer/doctor/experiments`), `figures` what came out.
    """

    name: str
    figures: Mapping[str, Any] = field(default_factory=dict)
