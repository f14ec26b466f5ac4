{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ style }} model.

    observation -> scale or one-hot -> layer 1 ... layer n -> output, one unit an action

Each function here returns a list of layers; build_model puts the lists together.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from collections.abc import Callable{{ ", Sequence" if style == "subclassed" }}
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from data import Observation

FAR = 1e6  # a bound beyond this is none of anything that happens

{% include "model_" ~ style ~ ".py" %}

def input_layers(observation: Observation) -> list[layers.Layer]:
    """A state as a row of zeros with a single 1; small and large numbers as -1 to 1."""
    if observation.states:
        return [layers.CategoryEncoding(observation.states, "one_hot", name="one_hot")]
    group = [layers.Flatten(name="flatten")] if len(observation.shape) != 1 else []
    low, high = np.array(observation.low), np.array(observation.high)
    # What moves by about 1 is on a good scale already; what has no bounds has none.
    half = (high - low) / 2
    rescaled = (half > 0) & ((half < 1) | (half > 10)) & (half < FAR)
    low, high = np.where(rescaled, low, -1), np.where(rescaled, high, 1)
    scale = 2 / (high - low)
    offset = -(high + low) / (high - low)
    return [*group, layers.Rescaling(scale.tolist(), offset.tolist(), name="rescale")]


def hidden_layers(experiment: dict) -> list[layers.Layer]:
    """The dense layers of [layers], one for each of its widths."""
    settings = experiment["layers"]
    group = []
    for number, units in enumerate(settings["widths"], start=1):
        name = f"block{number}_dense"
        group.append(layers.Dense(units, **start(experiment), name=name))
        activation = settings["activation"]
        group.append(layers.Activation(activation, name=f"{name}_activation"))
    return group


def output_layer(experiment: dict, units: int, activation: str) -> layers.Layer:
    """One unit an action: linear for their values, softmax for their probabilities."""
    return layers.Dense(
        units, activation=activation, **start(experiment), name="output"
    )


{% include "start_values.py" %}

def load_model(file: Path) -> keras.Model:
    """Load a trained model{% if style == "subclassed" %}; Keras knows its class because this module defines it{% endif %}."""
    return keras.saving.load_model(file)


def best_actions(model: keras.Model) -> Callable[[np.ndarray], np.ndarray]:
    """The way to act without exploration: from observations to their best actions."""
    outputs = tf.function(model, reduce_retracing=True, autograph=False)
    return lambda observations: np.argmax(outputs(observations), axis=-1)


if __name__ == "__main__":
    from data import make, observe

    experiment = load_experiment()
    env = make(experiment["data"]["environment"])
    build_model(experiment, observe(env), int(env.action_space.n)).summary()
