{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ {
    "functional": "functional model",
    "subclassed": "subclassed model",
}[style] }}.

    raw columns -> preprocessing -> block 1 ... block n -> output

The preprocessing is a part of the model: a trained one takes the columns as they are.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from pathlib import Path

import keras
from keras import layers

from preprocessing import make_encoder

{% include "model_" ~ style ~ ".py" %}

{% include "dense_blocks.py" %}

def output_layer(experiment: dict, classes: int) -> layers.Layer:
    """Make probabilities, which add up to 1: softmax with one unit a class.

    Of two classes one probability is enough, that of class 1: sigmoid of a single unit.
    """
    return layers.Dense(
        1 if classes == 2 else classes,
        activation="sigmoid" if classes == 2 else "softmax",
        kernel_regularizer=weight_decay(experiment),
        **start(experiment),
        name="output",
    )


{% include "layer_parts.py" %}

def load_model(file: Path) -> keras.Model:
    """Load a trained model; Keras knows our own layers by the modules imported here."""
    return keras.saving.load_model(file)


if __name__ == "__main__":
    from data import class_names, load_data

    experiment = load_experiment()
    inputs = load_data(experiment).train.inputs
    build_model(experiment, inputs, len(class_names(experiment))).summary()
