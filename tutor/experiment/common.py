"""The keys that every family has, or that several share: declared once."""

from __future__ import annotations

from tutor.experiment.schema import Key

SOURCE = Key(
    "data", "source", str, "which copy of the data to use", choices=("embedded", "full", "own")
)
CLASSES = Key(
    "data",
    "classes",
    list,
    "numbers of the classes to keep; empty keeps all",
    item_minimum=0,
    item_maximum=999,
    max_items=1000,
    distinct=True,
)
VALIDATION_SPLIT = Key(
    "data",
    "validation_split",
    float,
    "part of the training data held out for validation",
    minimum=0.02,
    maximum=0.5,
)
WEIGHTS = Key(
    "initialization",
    "weights",
    str,
    "how the kernels start",
    choices=(
        "glorot_uniform",
        "glorot_normal",
        "he_uniform",
        "he_normal",
        "lecun_normal",
        "wide_normal",
        "zeros",
    ),
)
BIASES = Key(
    "initialization", "biases", str, "how the biases start", choices=("zeros", "small_positive")
)
WIDTHS = Key(
    "layers",
    "widths",
    list,
    "units or filters of each block, in powers of two",
    item_maximum=4096,
    max_items=64,
    powers_of_two=True,
)
ACTIVATION = Key(
    "layers",
    "activation",
    str,
    "the nonlinearity of the hidden layers",
    choices=("relu", "elu", "gelu", "tanh", "sigmoid", "linear"),
)
DROPOUT = Key(
    "regularization",
    "dropout",
    float,
    "share of units left out in training",
    minimum=0,
    maximum=0.9,
)
BATCH_NORMALIZATION = Key("regularization", "batch_normalization", bool, "normalize between layers")
EARLY_STOPPING = Key(
    "regularization",
    "early_stopping",
    int,
    "epochs without a better validation result before stopping; 0 never stops",
    minimum=0,
    maximum=1000,
)
BEST_WEIGHTS = Key("regularization", "best_weights", bool, "keep the weights of the best epoch")
OPTIMIZER = Key(
    "learning_rate",
    "optimizer",
    str,
    "how gradients become updates",
    choices=("sgd", "momentum", "rmsprop", "adam", "adamw", "nadam"),
)
RATE = Key(
    "learning_rate",
    "value",
    float,
    "size of the first updates",
    minimum=0,
    maximum=1e6,
    above_minimum=True,
)
SCHEDULE = Key(
    "learning_rate",
    "schedule",
    str,
    "how the learning rate changes over the training",
    choices=("constant", "cosine", "exponential"),
)
EPOCHS = Key("training", "epochs", int, "passes over the training data", minimum=1, maximum=10000)
SEED = Key("training", "seed", int, "start of all random numbers", minimum=0, maximum=2**31 - 1)


def fraction(samples: str) -> Key:
    """`[data] fraction` in the family's own word for its samples."""
    return Key(
        "data",
        "fraction",
        float,
        f"part of the training {samples} to use",
        minimum=0,
        maximum=1,
        above_minimum=True,
    )


def batch_size(samples: str) -> Key:
    """`[batch] size` in the family's own word for its samples."""
    return Key("batch", "size", int, f"{samples} in one update", minimum=1, maximum=65536)


def cost(*choices: str) -> Key:
    """`[cost] function` with the family's costs."""
    return Key("cost", "function", str, "what training minimizes", choices=choices)


def backend(*choices: str) -> Key:
    """`[training] backend`: what the family's template runs on."""
    return Key("training", "backend", str, "what Keras computes with", choices=choices)
