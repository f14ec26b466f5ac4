{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ {
    "sequential": "Sequential model",
    "functional": "functional model",
    "subclassed": "subclassed model",
}[style] }}.

    images -> rescale -> augment -> block 1 ... block n -> head -> output

Each function here returns a list of layers; build_model puts the lists together.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from pathlib import Path

import keras
from keras import layers

{% include "model_" ~ style ~ ".py" %}

def input_layers(experiment: dict) -> list[layers.Layer]:
    """{{ "Values" if cookiecutter.own_data else "Grey values" }} to the range 0 to 1; in training, each image a little changed."""
    augmentation = experiment["regularization"]["augmentation"]
    group = [layers.Rescaling(1 / 255, name="rescale")]
    if "flip" in augmentation:
        group.append(layers.RandomFlip("horizontal", name="augment_flip"))
    if "shift" in augmentation:
        group.append(
            layers.RandomTranslation(
                0.08, 0.08, fill_mode="constant", name="augment_shift"
            )
        )
    return group


def hidden_layers(experiment: dict) -> list[layers.Layer]:
    """The blocks of [layers], one for each of its widths, and the head behind them."""
    if experiment["layers"]["network"] == "dense":
        return dense_layers(experiment)
    return convolutional_layers(experiment)


def dense_layers(experiment: dict) -> list[layers.Layer]:
    """Every pixel is an input of every unit of the first block."""
    group = [layers.Flatten(name="flatten")]
    for number, units in enumerate(experiment["layers"]["widths"], start=1):
        dense = layers.Dense(units, **start(experiment), name=f"block{number}_dense")
        group += activated(dense, experiment)
        group += dropout(f"block{number}_dropout", experiment)
    return group


def convolutional_layers(experiment: dict) -> list[layers.Layer]:
    """Filters of 3x3 pixels, block by block on images of half the size."""
    settings = experiment["layers"]
    group = []
    for number, filters in enumerate(settings["widths"], start=1):
        for repeat in range(1, settings["convolutions"] + 1):
            name = f"block{number}_conv{repeat}"
            convolution = layers.Conv2D(
                filters, 3, padding="same", **start(experiment), name=name
            )
            group += activated(convolution, experiment)
        # "same" lets an image of a single pixel pass: a deep network still builds.
        group.append(layers.MaxPooling2D(padding="same", name=f"block{number}_pool"))
        group += dropout(f"block{number}_dropout", experiment)
    if settings["head"] == 0:
        return [*group, layers.GlobalAveragePooling2D(name="average")]
    head = layers.Dense(settings["head"], **start(experiment), name="head_dense")
    group += [layers.Flatten(name="flatten"), *activated(head, experiment)]
    return group + dropout("head_dropout", experiment)


def output_layer(experiment: dict, classes: int) -> layers.Layer:
    """One unit a class; softmax makes their values probabilities, which add up to 1."""
    return layers.Dense(
        classes, activation="softmax", **start(experiment), name="output"
    )


{% include "layer_parts.py" %}

def load_model(file: Path) -> keras.Model:
    """Load a trained model{% if style == "subclassed" %}; Keras knows its class because this module defines it{% endif %}."""
    return keras.saving.load_model(file)


if __name__ == "__main__":
    {%- if cookiecutter.own_data %}
    from data import IMAGE_SHAPE, class_names

    experiment = load_experiment()
    build_model(experiment, IMAGE_SHAPE, len(class_names(experiment))).summary()
    {%- else %}
    from data import class_names, load_data

    experiment = load_experiment()
    shape = load_data(experiment).train.images.shape[1:]
    build_model(experiment, shape, len(class_names(experiment))).summary()
    {%- endif %}
