"""The keys of an image project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from tutor.experiment import common
from tutor.experiment.schema import Key

KEYS = (
    common.SOURCE,
    common.CLASSES,
    common.fraction("images"),
    common.VALIDATION_SPLIT,
    common.WEIGHTS,
    common.BIASES,
    common.cost("crossentropy", "mean_squared_error"),
    Key("layers", "network", str, "kind of blocks", choices=("dense", "convolutional")),
    common.WIDTHS,
    Key(
        "layers",
        "convolutions",
        int,
        "convolutions in a block before its pooling",
        minimum=1,
        maximum=4,
    ),
    Key(
        "layers",
        "head",
        int,
        "units of the dense layer behind convolutional blocks; 0 for none",
        minimum=0,
        maximum=4096,
    ),
    common.ACTIVATION,
    common.DROPOUT,
    common.BATCH_NORMALIZATION,
    Key(
        "regularization",
        "augmentation",
        str,
        "random changes to the training images",
        choices=("none", "shift", "flip", "shift+flip"),
    ),
    common.EARLY_STOPPING,
    common.BEST_WEIGHTS,
    common.OPTIMIZER,
    common.RATE,
    common.SCHEDULE,
    common.batch_size("images"),
    common.EPOCHS,
    common.SEED,
    common.backend("tensorflow", "torch", "jax"),
)
