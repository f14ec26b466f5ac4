{%- from "kinds.j2" import has_texts with context -%}
{%- set style = cookiecutter.style -%}
"""The network that experiment.toml describes, as a {{ {
    "functional": "functional model",
    "subclassed": "subclassed model",
}[style] }}.

    raw columns -> deep leg: embeddings, dense blocks --+-- head -> output
                -> wide leg: engineered features -------+

The preprocessing is a part of the model: a trained one takes the columns as they are.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

from pathlib import Path

import keras
from keras import layers, ops

from data import CATEGORIES, NUMBERS
from features import DEEP, {{ "JoinTexts, " if has_texts }}wide_features
from preprocessing import encode_categories, encode_numbers

{% include "model_" ~ style ~ ".py" %}

def make_inputs(train: dict) -> dict:
    """The model's inputs, all raw columns: those of the training part, without rows."""
    kinds = {"numbers": "float32", "categories": "string"{{ ', "texts": "string"' if has_texts }}}
    return {
        name: keras.Input(columns.shape[1:], dtype=kinds[name], name=name)
        for name, columns in train.items()
    }


def legs(experiment: dict) -> list[str]:
    """The legs to stand on, by [layers] legs: deep, wide or both."""
    chosen = experiment["layers"]["legs"]
    return ["deep", "wide"] if chosen == "both" else [chosen]


def read_by_deep_leg(raw: dict, train: dict, experiment: dict):
{%- if has_texts %}
    """Raw columns to an array (n, features): embedded texts, then the other columns."""
    parts = [embedded_texts(raw["texts"], train["texts"], experiment)]
{%- else %}
    """Raw columns to an array (n, features): those that DEEP names, preprocessed."""
    parts = []
{%- endif %}
    if chosen := [index for index, name in enumerate(NUMBERS) if name in DEEP]:
        columns = chosen_columns(raw["numbers"], chosen)
        scaling = experiment["data"]["scaling"]
        parts += encode_numbers(columns, train["numbers"][:, chosen], scaling)
    if chosen := [index for index, name in enumerate(CATEGORIES) if name in DEEP]:
        columns = chosen_columns(raw["categories"], chosen)
        parts += encode_categories(columns, train["categories"][:, chosen])
    return joined(parts)
{%- if has_texts %}


def embedded_texts(raw, texts, experiment: dict):
    """Each word becomes a vector; a text is the mean of its words' vectors."""
    settings = experiment["data"]
    join = JoinTexts(name="join_texts")
    number_words = layers.TextVectorization(
        settings["vocabulary"], output_sequence_length=settings["length"], name="words"
    )
    number_words.adapt(join(texts.astype(str)))
    embedding = layers.Embedding(
        number_words.vocabulary_size(),
        experiment["layers"]["embedding"],
        mask_zero=True,  # 0 fills up short texts and is no word
        name="embedding",
    )
    average = layers.GlobalAveragePooling1D(name="average")
    return average(embedding(number_words(join(raw))))
{%- endif %}


{% include "dense_blocks.py" %}

def head_layers(experiment: dict) -> list[layers.Layer]:
    """What stands on the legs: a dense layer that sees both, or nothing."""
    units = experiment["layers"]["head"]
    if not units:
        return []
    dense = layers.Dense(
        units,
        kernel_regularizer=weight_decay(experiment),
        **start(experiment),
        name="head_dense",
    )
    return activated(dense, experiment) + dropout("head_dropout", experiment)


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

def chosen_columns(raw, chosen: list[int]):
    """Some columns of an input (n, k), in their order."""
    columns = ops.split(raw, raw.shape[1], axis=1)
    return joined([columns[index] for index in chosen])


def joined(parts: list):
    """Put arrays (n, k) side by side."""
    return parts[0] if len(parts) == 1 else ops.concatenate(parts, axis=1)


def load_model(file: Path) -> keras.Model:
    """Load a trained model; Keras knows our own layers by the modules imported here."""
    return keras.saving.load_model(file)


if __name__ == "__main__":
    from data import class_names, load_data

    experiment = load_experiment()
    inputs = load_data(experiment).train.inputs
    build_model(experiment, inputs, len(class_names(experiment))).summary()
