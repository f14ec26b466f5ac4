{%- set style = cookiecutter.style -%}
"""The two networks that experiment.toml describes, as {{ {
    "functional": "functional models",
    "subclassed": "subclassed models",
}[style] }}.

    noise -> small image of many channels -> doubled 1 ... doubled n -> pixels
    image -> rescale -> halved 1 ... halved n -> score

generator_layers and discriminator_layers return lists of layers; what stands above them
puts the lists together. How the two are trained against each other stands in gan.py.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from math import ceil, prod
from pathlib import Path

import keras
from keras import layers

from gan import Adversaries


@keras.saving.register_keras_serializable(package="project")
class GAN(Adversaries):
    """The two networks of an experiment, for images of a shape in so many classes."""

    def __init__(self, experiment: dict, image_shape: tuple, classes: int, **kwargs):
        super().__init__(experiment, classes, **kwargs)
        self.config = {
            "experiment": experiment,
            "image_shape": image_shape,
            "classes": classes,
        }
        self.generator = build_generator(**self.config)
        self.discriminator = build_discriminator(**self.config)

    def get_config(self) -> dict:
        """What load_model needs to build the same networks again."""
        return {**super().get_config(), **self.config}


def build_model(experiment: dict, input_shape: tuple, classes: int) -> GAN:
    """Make both networks with new weights; input_shape is that of an image."""
    return GAN(experiment, input_shape, classes)

{% include "networks_" ~ style ~ ".py" %}

def generator_layers(experiment: dict, image_shape: tuple) -> list[layers.Layer]:
    """A small image of many channels, doubled step by step to the size of an image."""
    rows, columns, channels = image_shape
    # Each width is the channels of an image; the last one, of the pixels, is given.
    first, *widths = [*experiment["layers"]["generator"], channels]
    factor = 2 ** len(widths)
    small = (ceil(rows / factor), ceil(columns / factor), first)
    group = [
        layers.Dense(prod(small), **start(experiment), name="small_values"),
        layers.Reshape(small, name="small"),
    ]
    for number, filters in enumerate(widths, start=1):
        group += activated(group.pop(), experiment)
        group.append(
            layers.Conv2DTranspose(
                filters, 4, 2, "same", **start(experiment), name=f"doubled{number}"
            )
        )
    group.append(layers.Activation("sigmoid", name="brightness"))
    group.append(layers.Rescaling(255, name="pixels"))
    # Doubled three times, 4 rows are 32: more than the 28 wanted.
    surplus = [(0, small[0] * factor - rows), (0, small[1] * factor - columns)]
    return [*group, layers.Cropping2D(surplus, name="cut")]


def discriminator_layers(experiment: dict) -> list[layers.Layer]:
    """Filters of 4x4 pixels that move by two, and a score, of which 0 is undecided."""
    group = []
    for number, filters in enumerate(experiment["layers"]["widths"], start=1):
        name = f"halved{number}"
        # No batch normalization here: real and drawn images come in batches of their
        # own, which it would let be told by their means.
        group.append(
            layers.Conv2D(filters, 4, 2, "same", **start(experiment), name=name)
        )
        activation = experiment["layers"]["activation"]
        group.append(layers.Activation(activation, name=f"{name}_activation"))
        group += dropout(f"{name}_dropout", experiment)
    score = layers.Dense(1, **start(experiment), name="score")
    return [*group, layers.Flatten(name="flatten"), score]


{% include "layer_parts.py" %}

def load_model(file: Path) -> GAN:
    """Load a trained pair; Keras knows its class because this module defines it."""
    return keras.saving.load_model(file, compile=False)


if __name__ == "__main__":
    from data import class_names, load_data

    experiment = load_experiment()
    shape = load_data(experiment).train.images.shape[1:]
    model = build_model(experiment, shape, len(class_names(experiment)))
    model.generator.summary()
    model.discriminator.summary()
