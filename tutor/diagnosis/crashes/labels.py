"""Outputs against labels: shapes that a loss refuses, class numbers without an output."""

from __future__ import annotations

from tutor.diagnosis.crashes.known import Crash, Known

_SHAPES = (
    r"(?:Received: target\.shape=\(|input shapes: \[)(?P<target>[^)\]]*)[)\]], "
    r"(?:output\.shape=\(|\[)(?P<output>[^)\]]*)[)\]]"
)
_NODES = r"Dimensions must be equal, but are \d+ and \d+ for .*compile_loss.*"


def _units(crash: Crash) -> int:
    return (crash.sizes("output") or (0,))[-1] or 0


def _columns(crash: Crash) -> int:
    return (crash.sizes("target") or (0,))[-1] or 0


def _ranks(crash: Crash) -> tuple[int, int]:
    return len(crash.sizes("target")), len(crash.sizes("output"))


def _is_unflattened(crash: Crash) -> bool:
    """An output that still has the axes of an image or a sequence, one label a sample."""
    target, output = _ranks(crash)
    return output > 2 and target <= 2


def _range_mend(crash: Crash) -> str:
    label, units = int(crash["label"]), int(crash["units"])
    if label == units:
        return (
            "Labels of 1 to C: y_train = y_train - 1. Otherwise give the output layer one unit "
            f"for each class ({label + 1} or more)."
        )
    return (
        "names, y_train = np.unique(y_train, return_inverse=True) numbers the classes from 0 "
        "without gaps; the output layer needs len(names) units."
    )


KNOWN = (
    Known(
        "label-range",
        "data",
        r"Received a label value of (?P<label>-?\d+) which is outside the valid range of "
        r"\[0, (?P<units>\d+)\)",
        "Label {label} has no output unit: {units} units count from 0",
        "The loss looks up the output with the number of the label, and there are outputs 0 to "
        "units - 1 only.",
        _range_mend,
    ),
    Known(
        "label-range",
        "data",
        r"IndexError: index (?P<label>-?\d+) is out of bounds for axis 1 with size (?P<units>\d+)",
        "to_categorical was told {units} classes, a label is {label}",
        "Class numbers have to run from 0 to num_classes - 1.",
        "keras.utils.to_categorical(y - y.min()), or leave num_classes out.",
        lambda crash: "to_categorical" in crash.code,
    ),
    Known(
        "embedding-range",
        "data",
        r"indices\[[\d,]*\] = (?P<index>-?\d+) is not in \[0, (?P<size>\d+)\)",
        "Word number {index} is beyond the Embedding's {size} rows",
        "An Embedding has one row for each number from 0 to input_dim - 1.",
        "keras.layers.Embedding(int(x_train.max()) + 1, ...): input_dim is the largest number + 1.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        rf"(?:must have .*|{_NODES}){_SHAPES}",
        lambda crash: f"The output of a sample has the shape {_inner(crash)}: a Flatten is missing",
        "Dense works on the last axis alone; the others stay, so that a sample gets many answers "
        "instead of one.",
        "Put layers.Flatten() (or layers.GlobalAveragePooling2D()) before the first Dense; in a "
        "recurrent network leave return_sequences off in the last LSTM or GRU.",
        _is_unflattened,
    ),
    Known(
        "label-encoding",
        "data",
        rf"Argument `output` must have rank \(ndim\) `target\.ndim - 1`\. {_SHAPES}",
        "One-hot labels are given to sparse_categorical_crossentropy",
        "A sparse loss wants the number of the class for each sample, not a row for it.",
        'Use loss="categorical_crossentropy", or y_train = y_train.argmax(axis=1).',
    ),
    Known(
        "label-encoding",
        "data",
        rf"must have the same rank \(ndim\)\. {_SHAPES}",
        lambda crash: f"Class numbers are given to a loss that wants {_units(crash)} columns",
        lambda crash: (
            "The labels are one number for each sample, the output has "
            f"{_units(crash)} units; categorical_crossentropy and binary_crossentropy compare "
            "column by column."
        ),
        lambda crash: (
            'Use loss="sparse_categorical_crossentropy", or '
            f"y_train = keras.utils.to_categorical(y_train, {_units(crash)})."
        ),
        lambda crash: _ranks(crash)[0] < _ranks(crash)[1],
    ),
    Known(
        "loss-shape",
        "cost",
        rf"must have the same shape\. {_SHAPES}",
        lambda crash: f"One output unit for labels of {_columns(crash)} columns",
        "One-hot labels have a column for each class; a single sigmoid unit answers for two "
        "classes with one number.",
        lambda crash: (
            f'Dense({_columns(crash)}, activation="softmax") with '
            'loss="categorical_crossentropy"; or keep the unit, and y_train = '
            "y_train.argmax(axis=1)."
        ),
        lambda crash: _units(crash) == 1 and _columns(crash) > 1,
    ),
    Known(
        "loss-shape",
        "cost",
        rf"(?:must have the same .*|{_NODES}){_SHAPES}",
        lambda crash: (
            f"The labels have the shape ({crash['target']}), the outputs ({crash['output']})"
        ),
        "A loss compares the two number by number.",
        lambda crash: (
            f"Give the output layer {_columns(crash)} units, or look at y_train.shape: "
            "every label must have as many columns as the output has units."
            if len(crash.sizes("target")) > 1
            else 'Class numbers want loss="sparse_categorical_crossentropy", one number for each '
            "sample wants Dense(1)."
        ),
    ),
    Known(
        "loss-shape",
        "cost",
        r"Incompatible shapes: \[(?P<target>[\d,]*)\] vs\. \[(?P<output>[\d,]*)\].*compile_loss|"
        r"(?:compile_loss).*Incompatible shapes: \[(?P<one>[\d,]*)\] vs\. \[(?P<two>[\d,]*)\]",
        "Labels and outputs of a batch differ in shape",
        "A loss compares the two number by number. A fixed batch size (a stateful network) or a "
        "Reshape that mixes samples makes them differ.",
        "Compare model.output_shape with y_train.shape; fit() needs the batch_size that the model "
        "was built with, and a number of samples that it divides.",
    ),
    Known(
        "metric-mismatch",
        "above-chance",
        r"Dimensions must be equal, but are \d+ and \d+ for '\{\{node (?!compile_loss)|"
        r"FBetaScore expects 2D inputs|Shapes \(.*\) and \(.*\) are incompatible",
        "A metric compares labels and outputs of different shapes",
        "Precision, Recall, AUC and F1Score compare column by column; sparse_categorical_accuracy "
        "wants class numbers, categorical_accuracy one-hot rows.",
        'metrics=["accuracy"] chooses the right accuracy by itself; for the others make the labels '
        "one-hot with keras.utils.to_categorical.",
        lambda crash: "compile_loss" not in crash.words,
    ),
)


def _inner(crash: Crash) -> str:
    sizes = ", ".join("?" if size is None else str(size) for size in crash.sizes("output")[1:])
    return f"({sizes})"
