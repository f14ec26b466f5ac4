"""The keys of a text project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from tutor.experiment import common
from tutor.experiment.schema import Key

NETWORKS = ("dense", "convolutional", "parallel", "recurrent")
CELLS = ("lstm", "gru", "simple")

KEYS = (
    common.SOURCE,
    common.CLASSES,
    common.fraction("texts"),
    common.VALIDATION_SPLIT,
    Key(
        "data",
        "vocabulary",
        int,
        "words that get a vector of their own",
        minimum=100,
        maximum=1_000_000,
    ),
    Key("data", "length", int, "words of a text that are read", minimum=1, maximum=10_000),
    Key("data", "ngrams", int, "words in a row that are counted together", minimum=1, maximum=3),
    common.WEIGHTS,
    common.BIASES,
    common.cost("crossentropy", "mean_squared_error"),
    Key("layers", "network", str, "kind of blocks", choices=NETWORKS),
    Key("layers", "embedding", int, "numbers in the vector of a word", minimum=1, maximum=4096),
    common.WIDTHS,
    Key("layers", "kernel", int, "words that a filter sees at once", minimum=1, maximum=32),
    Key("layers", "cell", str, "kind of recurrent cell", choices=CELLS),
    Key("layers", "bidirectional", bool, "read texts backwards too"),
    common.ACTIVATION,
    common.DROPOUT,
    common.BATCH_NORMALIZATION,
    common.EARLY_STOPPING,
    common.BEST_WEIGHTS,
    common.OPTIMIZER,
    common.RATE,
    common.SCHEDULE,
    common.batch_size("texts"),
    common.EPOCHS,
    common.SEED,
    common.backend("tensorflow", "torch", "jax"),
)
