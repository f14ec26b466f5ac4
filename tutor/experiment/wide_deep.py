"""The keys of a wide and deep project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from tutor.experiment import common
from tutor.experiment.schema import Key
from tutor.experiment.tabular import SCALING, WEIGHT_DECAY

KEYS = (
    common.SOURCE,
    common.CLASSES,
    common.fraction("rows"),
    common.VALIDATION_SPLIT,
    SCALING,
    Key("data", "vocabulary", int, "words that the deep leg knows", minimum=10, maximum=200_000),
    Key("data", "length", int, "words after which a text is cut off", minimum=1, maximum=5000),
    common.WEIGHTS,
    common.BIASES,
    common.cost("crossentropy", "mean_squared_error"),
    Key("layers", "legs", str, "what the network stands on", choices=("both", "deep", "wide")),
    Key("layers", "embedding", int, "numbers that stand for a word", minimum=1, maximum=1024),
    common.WIDTHS,
    Key(
        "layers",
        "head",
        int,
        "units of the dense layer in which the legs meet; 0 for none",
        minimum=0,
        maximum=4096,
    ),
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
    common.backend("tensorflow"),
)
