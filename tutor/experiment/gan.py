"""The keys of a GAN project's `experiment.toml`, in the file's order."""

from __future__ import annotations

from dataclasses import replace

from tutor.experiment import common
from tutor.experiment.schema import Key

KEYS = (
    common.SOURCE,
    # One class alone can be drawn, as it cannot be told from others.
    replace(common.CLASSES, distinct=False, help="numbers of the classes to draw; empty draws all"),
    common.fraction("images"),
    common.VALIDATION_SPLIT,
    common.WEIGHTS,
    common.BIASES,
    common.cost("crossentropy", "least_squares", "hinge"),
    Key("layers", "latent", int, "numbers of noise behind one image", minimum=1, maximum=4096),
    Key(
        "layers",
        "generator",
        list,
        "channels of the generator's small first image and of each one of twice the size",
        item_maximum=1024,
        max_items=5,
        powers_of_two=True,
    ),
    replace(
        common.WIDTHS,
        help="filters of the discriminator's blocks, in powers of two",
        item_maximum=1024,
        max_items=8,
    ),
    replace(
        common.ACTIVATION,
        choices=("leaky_relu", *common.ACTIVATION.choices),
        help="the nonlinearity of both networks' hidden layers",
    ),
    Key("layers", "conditional", bool, "tell both networks the class of every image"),
    replace(common.DROPOUT, help="share of the discriminator's values left out in training"),
    replace(common.BATCH_NORMALIZATION, help="normalize between the generator's layers"),
    Key(
        "regularization",
        "label_smoothing",
        float,
        "how much less than certain the discriminator is to be of a real image",
        minimum=0,
        maximum=0.4,
    ),
    common.EARLY_STOPPING,
    common.BEST_WEIGHTS,
    common.OPTIMIZER,
    replace(common.RATE, help="size of the discriminator's updates"),
    replace(common.RATE, name="generator_value", help="size of the generator's updates"),
    common.SCHEDULE,
    common.batch_size("images"),
    common.EPOCHS,
    common.SEED,
    common.backend("tensorflow"),
)
