{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ {
    "sequential": "Sequential model",
    "functional": "functional model",
    "subclassed": "subclassed model",
}[style] }}.

    text -> word numbers -> a vector for each word -> blocks -> output

The texts go in as they are: the vocabulary is a part of the model and saved with it.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from pathlib import Path

import keras
import numpy as np
from keras import layers{% if style == "subclassed" %}, ops{% endif %}

from masking import MaskedAverage, MaskedConv1D, MaskedMax
from words import has_text, learn_vocabulary, new_vectorizer

CELLS = {"lstm": layers.LSTM, "gru": layers.GRU, "simple": layers.SimpleRNN}
{%- if style != "sequential" %}
KERNELS = (2, 3, 4)  # of the parallel convolutions, in words
{%- endif %}

{% include "model_" ~ style ~ ".py" %}
{%- if style != "subclassed" %}

def text_input(texts: np.ndarray) -> keras.KerasTensor:
    """The model's input: a string, or the word numbers of a text."""
    if has_text():
        return keras.Input((), dtype="string", name="text")
    return keras.Input(texts.shape[1:], dtype="int32", name="words")


def vectorizing(texts: np.ndarray, experiment: dict) -> list[layers.Layer]:
    """From text to word numbers; nothing where the texts are numbers already."""
    if not has_text():
        return []
    vectorize = new_vectorizer(experiment)
    learn_vocabulary(vectorize, texts)
    return [vectorize]
{% endif %}

def embedding(experiment: dict) -> layers.Layer:
    """A vector for each word, learned; number 0 is padding and is masked."""
    words, size = experiment["data"]["vocabulary"], experiment["layers"]["embedding"]
    return layers.Embedding(words, size, mask_zero=True, name="embedding")


def hidden_layers(experiment: dict) -> list[layers.Layer]:
    """The vectors of the words, and the blocks of [layers] behind them."""
    settings = experiment["layers"]
    group = [embedding(experiment)]
    if settings["network"] == "convolutional" and settings["widths"]:
        return group + convolutional_layers(experiment)
    if settings["network"] == "recurrent" and settings["widths"]:
        return group + recurrent_layers(experiment)
    group += [MaskedAverage(name="average"), *dropout("average_dropout", experiment)]
    return group + dense_layers(settings["widths"], 1, experiment)


def dense_layers(widths: list, first: int, experiment: dict) -> list[layers.Layer]:
    """Dense blocks of these widths, numbered from the first one."""
    group = []
    for number, units in enumerate(widths, start=first):
        dense = layers.Dense(units, **start(experiment), name=f"block{number}_dense")
        group += activated(dense, experiment)
        group += dropout(f"block{number}_dropout", experiment)
    return group


def convolutional_layers(experiment: dict) -> list[layers.Layer]:
    """Filters over some words in a row; each is kept where it answers most."""
    settings = experiment["layers"]
    group = []
    for number, filters in enumerate(settings["widths"], start=1):
        group += convolution(filters, settings["kernel"], f"block{number}", experiment)
    return [*group, MaskedMax(name="max"), *dropout("max_dropout", experiment)]


def convolution(
    filters: int, kernel: int, name: str, experiment: dict
) -> list[layers.Layer]:
    """A convolution over so many words in a row, and its activation."""
    layer = MaskedConv1D(
        filters, kernel, padding="same", **start(experiment), name=f"{name}_conv"
    )
    return activated(layer, experiment)

{% if style != "sequential" %}
def branches(experiment: dict) -> list[list[layers.Layer]]:
    """The parallel convolutions: each looks for groups of another number of words."""
    filters = experiment["layers"]["widths"][0]
    return [
        [
            *convolution(filters, kernel, f"block1_{kernel}words", experiment),
            MaskedMax(name=f"block1_{kernel}words_max"),
        ]
        for kernel in KERNELS
    ]


def layers_behind_branches(experiment: dict) -> list[layers.Layer]:
    """The other widths are dense blocks."""
    widths = experiment["layers"]["widths"][1:]
    return dropout("max_dropout", experiment) + dense_layers(widths, 2, experiment)

{% endif %}
def recurrent_layers(experiment: dict) -> list[layers.Layer]:
    """Cells that read word by word. The last block gives what it knows at the end."""
    settings = experiment["layers"]
    cell = CELLS[settings["cell"]]
    group = []
    for number, units in enumerate(settings["widths"], start=1):
        last = number == len(settings["widths"])
        name = f"block{number}_{settings['cell']}"
        layer = cell(units, return_sequences=not last, **start(experiment), name=name)
        if settings["bidirectional"]:
            layer = layers.Bidirectional(layer, name=f"block{number}_both_ways")
        group += [layer, *dropout(f"block{number}_dropout", experiment)]
    return group


def output_layer(classes: int, experiment: dict) -> layers.Layer:
    """Of two classes the probability of the second; of more, one for each class."""
    units, activation = (1, "sigmoid") if classes == 2 else (classes, "softmax")
    return layers.Dense(
        units, activation=activation, **start(experiment), name="output"
    )


{% include "layer_parts.py" %}

def load_model(file: Path) -> keras.Model:
    """Load a trained model; Keras knows its layers because this module names them."""
    return keras.saving.load_model(file)


if __name__ == "__main__":
    from data import class_names, load_data

    experiment = load_experiment()
    texts = load_data(experiment).train.texts
    build_model(experiment, texts, len(class_names(experiment))).summary()
