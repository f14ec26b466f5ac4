"""Rules on the data before any training: finite, varied, balanced, each sample once."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import given, scale, standing
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import DataDescription, History
from tutor.observed import Inputs

IMBALANCE = 10.0
IMBALANCE_SAMPLES = 500
"""SageMaker Debugger, ClassImbalance: 10 to 1, on at least 500 samples."""

MANY_CONSTANT = 0.5
"""Share of columns that never change from which they are worth an eye. Of the 784 pixels of MNIST
67 are always 0."""

MANY_DUPLICATES = 0.5
DUPLICATE_COLUMNS = 20
"""Share of samples that occur more than once, in data of so many columns that chance makes none."""


def inputs_not_finite(history: History) -> Iterable[Finding]:
    """An input that is NaN or infinite makes every loss NaN.

    Where the model learns all the same, it does something about them (a mask, an imputation), or a
    squashing function swallows an infinity. A finite loss alone is no such sign: TensorFlow's relu
    makes 0 of a NaN on a CPU, so that weights of NaN answer with the last bias.
    """
    broken = next((part for part in history.inputs if part.nonfinite), None)
    data = history.data
    known = [v for v in _input_figures(data) if v is not None]
    if broken is None and all(map(math.isfinite, known)):
        return
    survives = broken is not None and given.survives(history)
    yield Finding(
        rule="inputs-not-finite",
        level="watch" if survives else "problem",
        step="data",
        title="The inputs hold values that are not finite numbers",
        evidence=_broken(broken, data),
        cause="One NaN or infinity in an input turns the loss and every weight into NaN.",
        advice="keep = np.isfinite(x_train).all(axis=1); x_train, y_train = x_train[keep], "
        "y_train[keep]. Or fill the gaps before: np.nan_to_num(x_train)."
        if broken is not None
        else "Find the samples with numpy.isfinite and drop or fill them before training.",
        line=given.line(history),
    )


def constant_inputs(history: History) -> Iterable[Finding]:
    """Inputs that are all the same carry nothing (often a division in whole numbers)."""
    if history.inputs:
        yield from _constant_arrays(history)
        return
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


def _constant_arrays(history: History) -> Iterable[Finding]:
    """The arrays that hold one sample over and over, or columns that never change.

    One of several inputs may be constant on purpose (a decoder's first state, a GAN's label).
    """
    if history.task in standing.UNJUDGED:
        return
    same = [part for part in history.inputs if _is_constant(part)]
    if same:
        part = same[0]
        flat = part.minimum is not None and part.minimum == part.maximum
        value = f", {number(part.minimum)}" if flat and part.minimum is not None else ""
        yield Finding(
            rule="constant-inputs",
            level="problem" if len(same) == len(history.inputs) else "watch",
            step="data",
            title=f"Every input has the same value{value}"
            if flat
            else "Every sample has the same inputs",
            evidence=f"{part.seen} samples looked at"
            + (f" of input {part.name}" if part.name else "")
            + (
                f": smallest and largest value are both {number(part.minimum or 0)}"
                if flat
                else f": none of {part.features} columns ever changes"
            )
            + f" (dtype {part.dtype})",
            cause="There is nothing to learn from. A division of whole numbers (// 255, or a cast "
            "to an integer after scaling) makes all values 0; so does a wrong column or a loop "
            "that fills in the same row.",
            advice='x_train = x_train.astype("float32") / 255, in this order; then look at '
            "x_train.min(), x_train.max() and two rows.",
            line=given.line(history),
        )
        return
    yield from _constant_columns(history)


def _constant_columns(history: History) -> Iterable[Finding]:
    for part in history.inputs:
        if part.kind != "table" or not part.features or part.seen < 10 * part.features:
            continue
        if part.features < 4 or part.constant_features <= MANY_CONSTANT * part.features:
            continue
        yield Finding(
            rule="constant-inputs",
            level="watch",
            step="data",
            title=f"{part.constant_features} of {part.features} input columns never change",
            evidence=f"the same value in all of {part.seen} samples",
            cause="Such columns carry nothing; a wrong slice or a cast to whole numbers makes "
            "columns constant that should not be.",
            advice="Look at x_train.std(axis=0) and drop what is constant by nature.",
            line=given.line(history),
        )
        return


def class_imbalance(history: History) -> Iterable[Finding]:
    """A class with very few training samples, or with none at all.

    For a run whose targets themselves were not seen; `labels.imbalance` knows more.
    """
    data = history.data
    if history.targets or data is None:
        return
    if len(data.train_counts) < 2 or sum(data.train_counts) == 0:
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


def duplicates(history: History) -> Iterable[Finding]:
    """Data in which most samples are copies of others.

    A loop of the learner's own hands the same samples over in every epoch: that is no copying.
    """
    if history.call is not None and history.call.api != "fit":
        return
    for part in history.inputs:
        copies = part.duplicates
        width = math.prod(part.shape) if part.shape else part.features
        if copies is None or copies < MANY_DUPLICATES or width < DUPLICATE_COLUMNS:
            continue
        if part.kind not in ("image", "table", "sequence") or (part.samples or part.seen) < 100:
            continue
        whole = part.dtype.startswith(("int", "uint", "bool")) and part.kind != "image"
        if whole or _is_constant(part):
            continue  # counts and flags may well agree
        yield Finding(
            rule="duplicates",
            level="watch",
            step="data",
            title=f"{percent(copies)} of the training samples occur more than once",
            evidence=f"{percent(copies)} of {part.seen} samples looked at equal another one",
            cause="Copies add nothing to learn from, and where they were made before the split "
            "the validation data hold copies of training samples.",
            advice="Split first and copy afterwards; class_weight in fit() does what copies of a "
            "rare class are meant to do.",
            line=given.line(history),
        )
        return


def _is_constant(part: Inputs) -> bool:
    if part.seen < 2 or part.kind == "text":
        return False
    if part.minimum is not None and part.minimum == part.maximum and not part.nonfinite:
        return True
    return part.kind == "table" and 0 < part.features == part.constant_features


def _broken(part: Inputs | None, data: DataDescription | None) -> str:
    if part is not None:
        name = f" of input {part.name}" if part.name else ""
        return (
            f"{part.nonfinite} values{name} are NaN or infinite, in {part.nonfinite_samples} of "
            f"{part.seen} samples looked at"
        )
    if data is not None and data.input_mean is not None:
        return f"their mean is {number(data.input_mean)}"
    return "their smallest or largest value is not finite"


def _input_figures(data: DataDescription | None) -> tuple[float | None, ...]:
    if data is None:
        return ()
    return (data.input_min, data.input_max, data.input_mean, data.input_std)


RULES = (inputs_not_finite, constant_inputs, *scale.RULES, class_imbalance)
LATE_RULES = (duplicates,)
"""What is worth an eye and seldom a cause."""
