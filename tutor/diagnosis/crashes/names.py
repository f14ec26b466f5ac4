"""Names that nothing goes by: losses, metrics, activations, modules, variables."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.diagnosis.crashes.known import Crash, Known, nearest

NAMES: Mapping[str, tuple[str, ...]] = {
    "loss": (
        "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy",
        "mean_squared_error", "mean_absolute_error", "huber", "kl_divergence", "poisson",
        "hinge", "squared_hinge", "cosine_similarity", "log_cosh",
        "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "mse", "mae",
    ),
    "metric": (
        "accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
        "AUC", "Precision", "Recall", "mae", "mse", "mean_absolute_error", "mean_squared_error",
        "RootMeanSquaredError", "R2Score", "F1Score",
    ),
    "optimizer": ("adam", "sgd", "rmsprop", "adamw", "nadam", "adagrad", "adadelta", "adamax",
                  "ftrl", "lion"),
    "activation": (
        "relu", "sigmoid", "softmax", "tanh", "linear", "elu", "selu", "gelu", "softplus",
        "softsign", "swish", "silu", "leaky_relu", "relu6", "exponential", "mish", "hard_sigmoid",
    ),
    "initializer": (
        "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal",
        "lecun_uniform", "zeros", "ones", "random_normal", "random_uniform", "orthogonal",
        "truncated_normal",
    ),
    "regularizer": ("l1", "l2", "l1_l2"),
}  # fmt: skip

STEPS: Mapping[str, str] = {
    "loss": "cost",
    "metric": "above-chance",
    "optimizer": "learning-rate",
    "activation": "layers",
    "initializer": "init",
    "regularizer": "overfitting",
}

CLASSES = (
    "Dense", "Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D", "Flatten",
    "Dropout", "MaxPooling1D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling1D",
    "GlobalAveragePooling2D", "BatchNormalization", "LayerNormalization", "Activation", "Embedding",
    "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "Input", "Reshape", "Add",
    "Concatenate", "Rescaling", "Normalization", "TextVectorization", "Sequential", "Model",
    "Adam", "SGD", "RMSprop", "EarlyStopping", "ModelCheckpoint", "to_categorical", "load_model",
    "ReLU", "LeakyReLU", "ZeroPadding2D", "UpSampling2D", "RandomFlip", "RandomRotation",
    "layers", "models", "optimizers", "losses", "metrics", "callbacks", "datasets", "utils",
)  # fmt: skip

PACKAGES: Mapping[str, str] = {
    "cv2": "opencv-python",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "PIL": "pillow",
    "yaml": "pyyaml",
    "bs4": "beautifulsoup4",
    "tensorflow_datasets": "tensorflow-datasets",
}
"""Packages that are installed under another name than they are imported by."""


def _identifier(kind: str) -> Known:
    def meant(crash: Crash) -> str:
        name = nearest(crash["name"].strip("'\" "), NAMES[kind])
        if name:
            return f'Did you mean "{name}"?'
        return f"Keras knows for example {', '.join(NAMES[kind][:5])}; a function works as well."

    return Known(
        "unknown-name",
        STEPS[kind],
        rf"Could not interpret {kind}(?: function)? identifier: (?P<name>\S{{1,60}})",
        f"Keras knows no {kind} called {{name}}",
        "Names are written in full, with underscores and lower case.",
        meant,
    )


def _class_mend(crash: Crash) -> str:
    name = nearest(crash["name"] or crash["other"], CLASSES)
    return (
        f"Did you mean {name}?"
        if name
        else "Look for the name in the documentation of Keras 3: keras.io/api."
    )


KNOWN = (
    *map(_identifier, NAMES),
    Known(
        "unknown-name",
        "layers",
        r"cannot import name '(?P<name>\w+)' from '(?:\w+\.)*?keras[\w.]*'|module '(?:\w+\.)*?"
        r"keras[\w.]*' has no attribute '(?P<other>\w+)'",
        lambda crash: f"Keras 3 has no {crash['name'] or crash['other']} there",
        "A misspelt name, one of an older Keras, or one that stands in another module.",
        _class_mend,
    ),
    Known(
        "unknown-name",
        "above-chance",
        r"KeyError: ['\"]+(?P<name>val_\w+)['\"]+",
        "The history has no {name}: nothing was held out, or it has another name",
        "Figures that begin with val_ are written where fit() was given validation data.",
        "model.fit(..., validation_split=0.2); print(history.history.keys()) shows the names.",
    ),
    Known(
        "unknown-name",
        "above-chance",
        r"KeyError: ['\"]+(?P<name>\w*accuracy|loss|mae|mse|auc)['\"]+",
        "The history has no {name}",
        "Only what compile() was given as a metric is written there, under that name.",
        'model.compile(..., metrics=["accuracy"]); print(history.history.keys()) shows the names.',
    ),
    Known(
        "unknown-name",
        "data",
        r"module 'numpy' has no attribute '(?P<name>\w+)'",
        "numpy has no {name} any more",
        "It was removed from newer versions of numpy.",
        lambda crash: (
            f"Write {crash['name'].rstrip('8')}, Python's own."
            if crash["name"] in ("int", "float", "bool", "object", "bool8", "complex", "str")
            else "Look for its new name in numpy's release notes."
        ),
    ),
    Known(
        "missing-module",
        "data",
        r"attempted relative import with no known parent package",
        "A script cannot import with a dot",
        "`from .name import` works inside a package; a script that is run is in none.",
        "Leave the dot out: files beside the script are found by their names.",
    ),
    Known(
        "missing-module",
        "data",
        r"Unable to import backend : (?P<name>\S{1,40})",
        "Keras has no backend {name}",
        "KERAS_BACKEND, or the file ~/.keras/keras.json, names it.",
        "KERAS_BACKEND=tensorflow, torch or jax; the package of that name must be installed.",
    ),
    Known(
        "missing-module",
        "data",
        r"Keras cannot be imported",
        "TensorFlow finds no Keras",
        "TF_USE_LEGACY_KERAS asks for the package tf_keras, or no Keras is installed at all.",
        "Leave TF_USE_LEGACY_KERAS out and pip install keras: dltutor examines Keras 3.",
    ),
    Known(
        "missing-module",
        "data",
        r"No module named '(?P<name>[^']+)'",
        "The package {name} is not installed",
        "The script imports it, and this Python does not find it.",
        lambda crash: (
            f"pip install {_package(crash['name'])}"
            if "keras" not in crash["name"]
            else "Look for its new place in Keras 3: from keras import layers, models, utils."
        ),
    ),
    Known(
        "missing-module",
        "data",
        r"cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<place>"
        r"[\w.]+)'",
        "{place} has no {name}",
        "The name is misspelt, of another version, or a file of yours has the name of a package "
        "and is read in its place.",
        "Look whether one of your files is called like {place} (rename it); otherwise look at the "
        "package's version.",
    ),
    Known(
        "unknown-name",
        "data",
        r"NameError: name '(?P<name>\w+)' is not defined",
        "The name {name} is used and defined nowhere",
        "It is misspelt, not imported, or defined only inside a function or an if.",
        lambda crash: (
            f"from keras.layers import {crash['name']}"
            if crash["name"] in CLASSES
            else "Define or import it before this line."
        ),
    ),
)


def _package(name: str) -> str:
    top = name.split(".")[0]
    return PACKAGES.get(top, top)
