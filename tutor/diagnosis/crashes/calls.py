"""Calls of Keras that are refused: compile() forgotten, arguments that do not go together."""

from __future__ import annotations

import re

from tutor.diagnosis.crashes.known import Crash, Known, nearest

FIT = (
    "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split",
    "validation_data", "shuffle", "class_weight", "sample_weight", "initial_epoch",
    "steps_per_epoch", "validation_steps", "validation_batch_size", "validation_freq",
)  # fmt: skip
COMPILE = (
    "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly",
    "steps_per_execution", "jit_compile", "auto_scale_loss",
)  # fmt: skip
LAYER = (
    "units", "filters", "kernel_size", "strides", "padding", "activation", "use_bias", "rate",
    "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer",
    "activity_regularizer", "kernel_constraint", "bias_constraint", "name", "trainable", "dtype",
    "input_shape", "pool_size", "data_format", "dilation_rate", "return_sequences",
    "return_state", "stateful", "dropout", "recurrent_dropout", "input_dim", "output_dim",
    "mask_zero", "learning_rate", "momentum", "nesterov", "clipnorm", "clipvalue",
)  # fmt: skip


def _is_model_call(crash: Crash) -> bool:
    return re.search(r"\.(fit|compile|evaluate|predict)\b", crash["where"] + crash.code) is not None


def _argument_mend(crash: Crash) -> str:
    where = crash["where"] + crash["layer"]
    known = FIT if "fit" in where else COMPILE if "compile" in where else LAYER
    meant = nearest(crash["name"], known)
    if meant and meant != crash["name"]:
        return f"Did you mean {meant}?"
    return f"Leave {crash['name']} out, or look at the arguments with help()."


def _logits_mend(crash: Crash) -> str:
    return (
        "from_logits belongs to the loss: loss=keras.losses.BinaryCrossentropy(from_logits=True), "
        "with no activation on the last layer."
    )


KNOWN = (
    Known(
        "not-compiled",
        "cost",
        r"must call `compile\(\)` before|model (?:has not|must) be(?:en)? compiled",
        "The model is trained or tested before compile()",
        "compile() gives the model its loss, its optimizer and its metrics.",
        'model.compile(optimizer="adam", loss=..., metrics=["accuracy"]) before this line, and '
        "again after every change of trainable.",
    ),
    Known(
        "not-compiled",
        "cost",
        r"No loss to compute",
        "compile() was given no loss",
        "Without a loss there is nothing to lower.",
        'model.compile(optimizer="adam", loss="sparse_categorical_crossentropy") for classes, '
        '"mean_squared_error" for numbers.',
    ),
    Known(
        "logits-mismatch",
        "cost",
        r"(?:passed to (?P<layer>\w+): \{|unexpected keyword argument )'from_logits'",
        lambda crash: f"{crash['layer'] or 'compile()'} has no argument from_logits",
        "Whether outputs are logits or probabilities is told to the loss that reads them.",
        _logits_mend,
    ),
    Known(
        "fit-arguments",
        "overfitting",
        r"`validation_split` is only supported for tensors or NumPy arrays",
        "validation_split is given with a data set or a generator",
        "Keras can cut off the last part of arrays only: nobody knows where a stream ends.",
        "validation = dataset.take(n); training = dataset.skip(n); model.fit(training, "
        "validation_data=validation)",
    ),
    Known(
        "fit-arguments",
        "overfitting",
        r"Training data contains (?P<have>\d+) samples, which is not sufficient to split",
        "{have} samples are too few for a validation_split",
        "One of both parts would be empty.",
        "Leave validation_split out, or use more data.",
    ),
    Known(
        "fit-arguments",
        "data",
        r"When providing `x` as a (?P<kind>[\w.]+)[^,]*, `(?P<name>\w+)` should not be passed",
        "fit() was given a {kind} and {name} beside it",
        "Such a source holds the labels (and weights) itself, as pairs.",
        "dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32); model.fit(dataset)",
    ),
    Known(
        "fit-arguments",
        "data",
        r"`class_weight` is only supported for Models with a single output",
        "class_weight is given to a model with several outputs",
        "Keras would not know which output's classes are meant.",
        "sample_weight=[weights_of_a, weights_of_b], one array for each output.",
    ),
    Known(
        "fit-arguments",
        "data",
        r"'str' object has no attribute 'get'",
        "class_weight is a text instead of a dictionary",
        'Keras knows no "balanced"; it takes a weight for each class number.',
        "class_weight={0: 1.0, 1: 5.0}, for example total / (classes * count) for each class.",
        lambda crash: "class_weight" in crash.code,
    ),
    Known(
        "fit-arguments",
        "cost",
        r"Expected `metrics` argument to be a list",
        "metrics is a text instead of a list",
        "A model can have several metrics.",
        'metrics=["accuracy"]',
    ),
    Known(
        "fit-arguments",
        "batch-size",
        r"Expected int\d+ passed to parameter 'size'|'(?:str|float)' object cannot be interpreted "
        r"as an integer",
        "A number of samples, epochs or steps is no whole number",
        "A division gives a fraction (64 / 4 is 16.0), input() and files give text.",
        "int(...), or // for the division.",
    ),
    Known(
        "class-not-called",
        "cost",
        r"Could not interpret (?P<what>\w+) identifier: <class|(?P<method>Callback)\.\w+\(\) "
        r"missing 1 required positional argument|missing 1 required positional argument: 'self'",
        "A class is given where one of its objects is needed",
        "The brackets behind the name are missing: they make the object.",
        "keras.optimizers.Adam() instead of keras.optimizers.Adam; so with losses, metrics and "
        "callbacks.",
    ),
    Known(
        "loss-called",
        "cost",
        r"Could not interpret loss identifier: (?:\[|tf\.Tensor|<tf\.|None|KerasTensor)",
        "The loss is a number instead of a function",
        "compile() wants the function itself; here it was called already.",
        "loss=keras.losses.mean_squared_error, without arguments.",
    ),
    Known(
        "optimizer-settings",
        "learning-rate",
        r"Argument `learning_rate` should be float.*learning_rate=(?P<rate>\S+)",
        "The learning rate is no number: {rate}",
        "A text is no number, even if it looks like one.",
        "keras.optimizers.Adam(learning_rate=0.001), or float(...).",
    ),
    Known(
        "layer-arguments",
        "layers",
        r"invalid value for `(?P<name>units|filters)`, expected a positive integer\. Received: "
        r"\w+=(?P<value>\S+)",
        "A layer is to have {value} {name}",
        "The size of a layer is a whole number above 0; a division gives a fraction.",
        "int(...), or // for the division.",
    ),
    Known(
        "layer-arguments",
        "overfitting",
        r"Invalid value received for argument `rate`.*rate=(?P<value>\S+)",
        "Dropout is given a rate of {value}",
        "The rate is the share of the units that are left out, between 0 and 1.",
        "layers.Dropout(0.5) for 50 %.",
    ),
    Known(
        "unknown-argument",
        "layers",
        r"Unrecognized keyword arguments passed to (?P<layer>\w+): \{'(?P<name>\w+)'|"
        r"Argument\(s\) not recognized: \{'(?P<other>\w+)'",
        lambda crash: (
            f"{crash['layer'] or 'The call'} has no argument {crash['name'] or crash['other']}"
        ),
        "A misspelt argument, or one of another layer.",
        lambda crash: (
            _argument_mend(crash)
            if crash["name"]
            else f"Leave {crash['other']} out, or look at the arguments with help()."
        ),
    ),
    Known(
        "unknown-argument",
        "layers",
        r"(?P<where>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'",
        lambda crash: (
            f"{crash['where'].rpartition('.')[2]}() has no argument {crash['name']}"
            if not crash["where"].endswith("__init__")
            else f"{crash['where'].split('.')[0]} has no argument {crash['name']}"
        ),
        "A misspelt argument, or one of another function.",
        _argument_mend,
    ),
    Known(
        "layer-arguments",
        "layers",
        r"(?P<where>\w+)\.__init__\(\) missing \d+ required positional arguments?: '(?P<name>\w+)'",
        "{where} is made without {name}",
        "This argument has no default.",
        "{where}({name}=..., ...)",
    ),
    Known(
        "history-is-no-model",
        "above-chance",
        r"'History' object has no attribute '(?P<name>\w+)'",
        "fit() gave a history, and {name} is asked of it",
        "model = model.fit(...) replaces the model by the history of its training.",
        "history = model.fit(...), then model.{name}(...).",
    ),
)
