"""Inputs against layers: wrong axes, too small images, arrays that do not fit each other."""

from __future__ import annotations

from tutor.diagnosis.crashes.known import Crash, Known, shape_said

_LAYER = r"of layer '(?P<layer>[\w/]+)' is incompatible with the layer: "
_SHAPE = r"(?:Full shape received: |received input with shape )\((?P<have>[^)]*)\)"


def _axis_mend(crash: Crash) -> str:
    have, want = crash.sizes("have"), int(crash["want"])
    inner = have[1:]
    if len(have) == 4 and have[1] == want:
        return (
            "The channels come first here; Keras wants them last: "
            "x_train = np.moveaxis(x_train, 1, -1)."
        )
    if len(have) == 2:
        return (
            f"Compare x.shape with keras.Input(shape=({want},)): use the same columns for "
            f"training, validation and prediction, or build the model for {have[1]}."
        )
    return f"Build the model with keras.Input(shape={shape_said(inner)}), or convert the data."


def _axis_title(crash: Crash) -> str:
    have = crash.sizes("have")
    what = "columns" if len(have) == 2 else "channels" if len(have) > 3 else "features"
    got = have[int(crash["axis"])] if have else "?"
    want = f"{crash['want']} {what if crash['want'] != '1' else what.removesuffix('s')}"
    return f"Layer {crash['layer']} was built for {want}, the input has {got}"


def _rank_title(crash: Crash) -> str:
    return (
        f"Layer {crash['layer']} wants {crash['want']} axes (with the samples), the input has "
        f"{crash['rank']}"
    )


def _rank_mend(crash: Crash) -> str:
    layer = crash["layer"]
    if layer.startswith(("conv2d", "max_pooling2d", "average_pooling2d", "global", "separable")):
        return (
            "Images need an axis for the channels: x_train = x_train[..., np.newaxis] for grey "
            "ones, and keras.Input(shape=(rows, columns, 1)). After a Flatten no convolution "
            "can follow."
        )
    if layer.startswith(("lstm", "gru", "simple_rnn", "bidirectional", "rnn")):
        return (
            "Sequences have the shape (samples, steps, features): x_train = x_train[..., "
            "np.newaxis]. A recurrent layer before another needs return_sequences=True."
        )
    if layer.startswith(("conv1d", "max_pooling1d", "average_pooling1d")):
        return "Sequences have the shape (samples, steps, features): x_train[..., np.newaxis]."
    return "Compare x_train.shape with the shape in keras.Input(...)."


def _invalid_title(crash: Crash) -> str:
    want, have = crash.sizes("want"), crash.sizes("have")
    if len(have) == len(want) - 1 and have == want[1:]:
        return "The input has no axis for the samples: it is one sample, or an unbatched dataset"
    return f"The model wants inputs of {shape_said(want[1:])}, it was given {shape_said(have[1:])}"


def _invalid_mend(crash: Crash) -> str:
    want, have = crash.sizes("want"), crash.sizes("have")
    if len(have) == len(want) - 1 and have == want[1:]:
        return "dataset.batch(32) before fit(); model.predict(sample[np.newaxis]) for one sample."
    if len(want) == 2 and len(have) > 2:
        return (
            f"x_train = x_train.reshape(len(x_train), -1), or keras.Input(shape="
            f"{shape_said(have[1:])}) followed by layers.Flatten()."
        )
    return f"Build the model with keras.Input(shape={shape_said(have[1:])}), or convert the data."


def _too_small(crash: Crash) -> str:
    have = crash.sizes("have")
    return f"The {shape_said(have[1:-1])} values left are fewer than the layer's window"


KNOWN = (
    Known(
        "shape-mismatch",
        "layers",
        rf"{_LAYER}expected axis (?P<axis>-?\d+) of input shape to have value (?P<want>\d+), but "
        rf"{_SHAPE}",
        _axis_title,
        "A layer's weights are made for the inputs that it was built with.",
        _axis_mend,
    ),
    Known(
        "shape-mismatch",
        "layers",
        rf"{_LAYER}expected (?:min_|max_)?ndim=(?P<want>\d+), found ndim=(?P<rank>\d+)\. {_SHAPE}",
        _rank_title,
        "Keras counts the samples as the first axis: images are (samples, rows, columns, "
        "channels), sequences (samples, steps, features), tables (samples, columns).",
        _rank_mend,
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Invalid input shape for input .*Expected shape \((?P<want>[^)]*)\), but input has "
        r"incompatible shape \((?P<have>[^)]*)\)",
        _invalid_title,
        "The model was built for one shape of samples and accepts no other.",
        _invalid_mend,
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Computed output size would be zero or negative\. Received:? "
        r"`inputs[ .]shape=[\[(](?P<have>[^\])]*)[\])]",
        _too_small,
        "Each pooling halves an image and each convolution without padding takes its margin; here "
        "nothing is left.",
        'Fewer or smaller pooling layers, padding="same" in the convolutions, or larger images. '
        "model.summary() shows the shape behind every layer.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"total size of the tensor must be unchanged\. Received: "
        r"input_shape=\((?P<have>[^)]*)\), target_shape=\((?P<want>[^)]*)\)",
        "Reshape cannot make ({want}) out of ({have})",
        "A Reshape keeps the number of values of a sample.",
        "The product of the sizes must be the same; one of them may be -1.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Inputs have incompatible shapes\. Received shapes \((?P<have>[^)]*)\) and "
        r"\((?P<want>[^)]*)\)",
        "Two branches of shapes ({have}) and ({want}) are added",
        "Adding, subtracting and multiplying need equal shapes.",
        "Give both branches as many units or filters, or bring the shortcut there with a Dense or "
        "a 1x1 convolution; layers.Concatenate() joins different widths.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"`Concatenate` layer requires inputs with matching shapes.*"
        r"input_shape=\[(?P<have>.*?)\](?:\s|$)",
        "Branches of different shapes are concatenated: {have}",
        "All sizes but that of the joined axis must agree.",
        "Flatten both branches first, or crop or pad one of them to the other's size.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"expects (?P<want>\d+) (?:named )?input\(s\).* received (?P<have>\d+) input",
        "The model has {want} inputs and was given {have}",
        "Every Input of the model needs an array of its own.",
        "model.fit([a, b], y), with one array for each keras.Input in their order.",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"Incompatible shapes: \[(?P<have>[\d,]*)\] vs\. \[(?P<want>[\d,]*)\]|Matrix "
        r"size-incompatible: In\[0\]: \[(?P<a>[\d,]*)\], In\[1\]: \[(?P<b>[\d,]*)\]",
        lambda crash: (
            f"Arrays of shapes ({crash['have'] or crash['a']}) and "
            f"({crash['want'] or crash['b']}) are combined"
        ),
        "Numbers are combined place by place (or rows with columns in a matrix product), so the "
        "sizes must agree.",
        "Print both shapes before this line.",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"operands could not be broadcast together with shapes (?P<have>\([\d,]*\)) "
        r"(?P<want>\([\d,]*\))",
        "Arrays of shapes {have} and {want} are combined",
        "numpy combines place by place; sizes must be equal or 1, counted from the last axis.",
        "Print both shapes before this line.",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"matmul: .*\(size (?P<want>\d+) is different from (?P<have>\d+)\)",
        "A matrix product of {have} columns with {want} rows",
        "The columns of the first matrix must be as many as the rows of the second.",
        "Print both shapes; one of them may have to be transposed (.T).",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"cannot reshape array of size (?P<have>\d+) into shape (?P<want>\([\d,]*\))",
        "{have} values do not fill arrays of the shape {want}",
        "The number of values must be a multiple of the product of these sizes.",
        "Print the array's shape before this line; the rows, columns or channels are others than "
        "you expect.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"weight shape \((?P<want>[^)]*)\) is not compatible with provided weight shape "
        r"\((?P<have>[^)]*)\)|objects could not be loaded|Layer count mismatch when loading",
        lambda crash: (
            "The weights are of another architecture"
            + (f": ({crash['have']}) where ({crash['want']}) is needed" if crash["want"] else "")
        ),
        "Weights fit only the model they were saved from.",
        "Build the model exactly as it was when the weights were saved, or load the whole model "
        "with keras.models.load_model.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Shapes used to initialize variables must be fully-defined.*path='(?P<layer>[^']+)'",
        "A layer does not know how many inputs it gets: {layer}",
        "Its weights need the size of the last axis of its input, and that is None.",
        "Give the size in keras.Input(shape=...); for texts output_sequence_length=100 in "
        "TextVectorization; GlobalAveragePooling1D instead of Flatten behind sequences of any "
        "length.",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Kernel shape must have the same length as input.*input of shape \((?P<have>[^)]*)\)",
        "The input of a convolution has too many axes: ({have})",
        "Conv1D takes (samples, steps, features), Conv2D (samples, rows, columns, channels).",
        "Leave out the axis that is too many: x.reshape(...) or x.squeeze().",
    ),
    Known(
        "shape-mismatch",
        "layers",
        r"Input size must be at least (?P<want>\w+); Received: input_shape=(?P<have>\([^)]*\))",
        "The pre-trained network wants images of at least {want}, they are {have}",
        "It halves the image several times.",
        "layers.Resizing(96, 96) before it, or a smaller network of your own.",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"X has (?P<have>\d+) features, but (?P<name>\w+) is expecting (?P<want>\d+)",
        "{name} was fitted to {want} columns and is given {have}",
        "What was learnt of some columns cannot be applied to others.",
        "Use the same columns in the same order for fit and transform.",
    ),
    Known(
        "shape-mismatch",
        "data",
        r"Expected 2D array, got (?P<have>\d)D array|Found array with dim (?P<dim>\d)",
        lambda crash: f"An array of {crash['have'] or crash['dim']} axes where a table is needed",
        "scikit-learn works on tables: (samples, columns).",
        lambda crash: (
            "x.reshape(-1, 1) makes one column of it."
            if crash["have"] == "1"
            else "x.reshape(len(x), -1) makes a row of each sample; images are scaled by / 255."
        ),
    ),
)
