"""The keys of a tabular project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from tutor.experiment import common
from tutor.experiment.schema import Key

SCALING = Key("data", "scaling", bool, "bring each column of numbers to mean 0 and spread 1")
BINS = Key(
    "data",
    "bins",
    int,
    "bins that each number is told by besides; 0 for none",
    minimum=0,
    maximum=256,
)
WEIGHT_DECAY = Key(
    "regularization",
    "weight_decay",
    float,
    "factor of the squared weights in the loss; 0 for none",
    minimum=0,
    maximum=1,
)

KEYS = (
    common.SOURCE,
    common.CLASSES,
    common.fraction("rows"),
    common.VALIDATION_SPLIT,
    SCALING,
    BINS,
    common.WEIGHTS,
    common.BIASES,
    common.cost("crossentropy", "mean_squared_error"),
    common.WIDTHS,
    common.ACTIVATION,
    common.DROPOUT,
    common.BATCH_NORMALIZATION,
    WEIGHT_DECAY,
    common.EARLY_STOPPING,
    common.BEST_WEIGHTS,
    common.OPTIMIZER,
    common.RATE,
    common.SCHEDULE,
    common.batch_size("rows"),
    common.EPOCHS,
    common.SEED,
    common.backend("tensorflow", "torch", "jax"),
)
