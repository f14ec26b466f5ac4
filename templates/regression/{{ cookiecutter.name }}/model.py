{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ {
    "functional": "functional model",
    "subclassed": "subclassed model",
}[style] }}.

    raw columns -> preprocessing -> block 1 ... block n -> output -> in units

Preprocessing and units are a part of the model: a trained one takes the columns as they
are and answers in the unit of the target.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from pathlib import Path

import keras
import numpy as np
from keras import layers

from preprocessing import make_encoder

{% include "model_" ~ style ~ ".py" %}

{% include "dense_blocks.py" %}

def output_layers(experiment: dict, targets: np.ndarray) -> list[layers.Layer]:
    """One unit, for any number; then from the spread of the targets to their unit.

    An untrained network is near 0, and so answers about their mean.
    """
    mean, spread = float(targets.mean()), float(targets.std()) or 1.0
    return [
        layers.Dense(
            1,
            kernel_regularizer=weight_decay(experiment),
            **start(experiment),
            name="output",
        ),
        layers.Rescaling(spread, offset=mean, name="in_units"),
    ]


def spread_of(model: keras.Model) -> float:
    """The standard deviation of the targets that the model was built for."""
    return model.get_layer("in_units").scale


{% include "layer_parts.py" %}

def load_model(file: Path) -> keras.Model:
    """Load a trained model; Keras knows our own layers by the modules imported here."""
    return keras.saving.load_model(file)


if __name__ == "__main__":
    from data import load_data

    experiment = load_experiment()
    build_model(experiment, *load_data(experiment).train).summary()
