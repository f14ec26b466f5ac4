"""The keys of a regression project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from tutor.experiment import common
from tutor.experiment.tabular import BINS, SCALING, WEIGHT_DECAY

KEYS = (
    common.SOURCE,
    common.fraction("rows"),
    common.VALIDATION_SPLIT,
    SCALING,
    BINS,
    common.WEIGHTS,
    common.BIASES,
    common.cost("mean_squared_error", "mean_absolute_error", "huber"),
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
