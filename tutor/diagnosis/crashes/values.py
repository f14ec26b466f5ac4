"""What the arrays hold, and how they are handed over: text, lists, gaps, different lengths."""

from __future__ import annotations

import re

from tutor.diagnosis.crashes.known import Crash, Known


def _lengths(crash: Crash) -> str:
    first, second = _sizes(crash)
    if len(first) > 3:
        return f"fit() was given a list of {len(first)} arrays instead of one array"
    if not first or not second:
        return "Arrays of different numbers of samples are given to fit()"
    return f"{first[0]} samples but {second[0]} labels"


def _lengths_mend(crash: Crash) -> str:
    first, _ = _sizes(crash)
    if len(first) > 3:
        return "x_train = np.array(x_train): Keras takes a list as several inputs of a model."
    return (
        "Print x.shape and y.shape behind every step that filters, splits or cuts; drop rows of "
        "both together."
    )


def _sizes(crash: Crash) -> tuple[list[str], list[str]]:
    sides = re.findall(r"'[xy]' sizes: ([\d, ]+)", crash.words)
    numbers = [re.findall(r"\d+", side) for side in sides]
    if crash["x"]:
        return [crash["x"]], [crash["y"]]
    return (numbers[0] if numbers else [], numbers[1] if len(numbers) > 1 else [])


_TEXT = "text-in-data"
_TEXT_CAUSE = "A network computes with numbers; a column of names, dates or mixed values is none."
_TEXT_MEND = (
    "Categories: names, column = np.unique(column, return_inverse=True), or "
    "keras.layers.StringLookup. Numbers with gaps: pandas.to_numeric(column, errors='coerce'). "
    "Sentences: keras.layers.TextVectorization."
)

KNOWN = (
    Known(
        _TEXT,
        "data",
        r"could not convert string to float: (?:np\.str_\()?(?P<text>'[^']{0,40}|\"[^\"]{0,40})",
        "The data hold the text {text}' where a number is needed",
        _TEXT_CAUSE,
        lambda crash: (
            "Decimal commas: text.replace(',', '.'). " + _TEXT_MEND
            if re.search(r"\d,\d", crash["text"])
            else _TEXT_MEND
        ),
    ),
    Known(
        _TEXT,
        "data",
        r"invalid literal for int\(\) with base 10: (?:np\.str_\()?(?P<text>'[^']{0,40})",
        "The text {text}' is to be a whole number",
        _TEXT_CAUSE,
        "names, y_train = np.unique(y_train, return_inverse=True) numbers the classes.",
    ),
    Known(
        _TEXT,
        "data",
        r"Invalid dtype: (?:str\d*|bytes\d*|string)|Cast string to \w+ is not supported|"
        r"dtype (?:string|<U\d+).*not supported|Unsupported object type str",
        "The arrays given to the model hold text",
        _TEXT_CAUSE,
        _TEXT_MEND,
    ),
    Known(
        _TEXT,
        "data",
        r"Invalid dtype: object|Unsupported object type (?P<kind>\w+)|numpy\.object_|dtype\('O'\)",
        "The arrays given to the model hold objects, not numbers",
        "An array gets dtype object where it holds text, None or rows of different lengths.",
        'x_train = np.array(x_train).astype("float32") shows which value is in the way; gaps are '
        "filled first, sequences brought to one length with keras.utils.pad_sequences.",
    ),
    Known(
        "ragged-data",
        "data",
        r"inhomogeneous shape|setting an array element with a sequence",
        "The rows have different lengths",
        "An array has as many values in every row.",
        "x = keras.utils.pad_sequences(rows) brings sequences to one length; for a table look for "
        "the row whose len() differs.",
    ),
    Known(
        "data-type",
        "data",
        r"Unrecognized data type: (?P<name>\w+)=\[",
        "fit() was given a plain list for {name}",
        "Keras 3 takes arrays, tensors and data sets. A list of arrays means several inputs.",
        "x_train, y_train = np.array(x_train), np.array(y_train) before fit().",
    ),
    Known(
        "data-type",
        "data",
        r"IndexError: tuple index out of range",
        "fit() was given a list of single numbers",
        "Keras takes a list as several arrays, and a single number has no samples.",
        "x_train, y_train = np.array(x_train), np.array(y_train) before fit().",
        lambda crash: re.search(r"\.(fit|evaluate|train_on_batch)\(", crash.code) is not None,
    ),
    Known(
        "data-type",
        "data",
        r"Cannot cast ufunc '(?P<name>\w+)' output from dtype\('float64'\) to "
        r"dtype\('(?P<kind>\w+)'\)",
        "An array of whole numbers ({kind}) is changed in place to fractions",
        "x /= 255 would write fractions into an array that can hold whole numbers only.",
        'x = x.astype("float32") / 255',
    ),
    Known(
        "data-type",
        "cost",
        r"has type (?P<one>\w+) that does not match type (?P<two>\w+) of argument|"
        r"cannot compute \w+ as input #\d+.*was expected to be a (?P<three>\w+) tensor",
        lambda crash: (
            "Numbers of two types are combined"
            + (f": {crash['one']} and {crash['two']}" if crash["one"] else "")
        ),
        "TensorFlow does not convert by itself.",
        'y_true = tf.cast(y_true, "float32"), or keras.ops, which converts.',
    ),
    Known(
        "lengths-differ",
        "data",
        r"Data cardinality is ambiguous|inconsistent numbers of samples: \[(?P<x>\d+), "
        r"(?P<y>\d+)\]|ValueError: Dimensions (?P<one>\d+) and (?P<two>\d+) are not compatible",
        lambda crash: (
            f"{crash['one']} samples but {crash['two']} labels" if crash["one"] else _lengths(crash)
        ),
        "Every sample needs its label, and every array of a call the same number of rows.",
        _lengths_mend,
    ),
    Known(
        "inputs-not-finite",
        "data",
        r"Input (?:\w+ )?contains (?P<what>NaN|infinity)|contains infinity or a value too large",
        "The data hold values that are not finite numbers",
        "Most methods cannot compute with a gap (NaN) or an infinity.",
        "keep = np.isfinite(x).all(axis=1); x, y = x[keep], y[keep]. Or fill gaps with the "
        "column's mean.",
    ),
    Known(
        "not-finite",
        "data",
        r"cannot convert float (?P<what>NaN|infinity) to integer",
        "{what} is to become a whole number",
        "It comes from a gap in the data, a division by 0, or a model whose loss is NaN.",
        "Look for it one line earlier with np.isfinite; if it is a prediction, the training "
        "diverged: lower the learning rate and check the inputs.",
    ),
    Known(
        "empty-data",
        "data",
        r"pop from an empty set|not optional, but None was passed|Expected input data to be "
        r"non-empty|max\(\) (?:arg is an empty|iterable argument is empty)|zero-size array",
        "There are no data where some are needed",
        "The array, list or argument is empty or None: a filter kept nothing, a file was empty, or "
        "fit() got no x.",
        "print(x_train.shape) before this line.",
    ),
    Known(
        "data-type",
        "data",
        r"(?P<rank>arrays must be at least rank 1)|generator must return a tuple|Data is expected "
        r"to be in format",
        lambda crash: (
            "A generator yields lists of numbers instead of arrays"
            if crash["rank"]
            else "A generator yields something else than inputs and targets"
        ),
        "Every batch is one array of inputs and one of targets: (x, y), or (x, y, sample_weight).",
        "yield np.array(batch_x), np.array(batch_y)",
    ),
    Known(
        "data-type",
        "data",
        r"Cannot convert (?P<value>\S+) to EagerTensor of dtype (?P<kind>\w+)",
        "A tensor of type {kind} is combined with {value}",
        "TensorFlow does not convert by itself.",
        'tf.cast(x, "float32") first.',
    ),
    Known(
        "text-encoding",
        "data",
        r"UnicodeDecodeError",
        "The file is not in the encoding that it is read with",
        "Text files from spreadsheets are often in cp1252 instead of UTF-8; pictures and archives "
        "are no text at all.",
        'open(path, encoding="cp1252"), pandas.read_csv(path, encoding="cp1252").',
    ),
    Known(
        "not-fitted",
        "data",
        r"is not fitted yet|Table not initialized|must be adapted|has not been adapted",
        "A scaler or vectorizer is used before it has seen the data",
        "Its figures or words come from the training data.",
        "layer.adapt(x_train) for layers of Keras, scaler.fit(x_train) for scikit-learn, before.",
    ),
    Known(
        "crashed",
        "data",
        r"least populated class(?:es)? in y ha(?:s|ve) only (?P<have>\d+) member",
        "A class has {have} sample: it cannot be in both parts",
        "stratify puts a share of each class into either part.",
        "Leave stratify out, or drop classes with a single sample.",
    ),
)
