{% from "escape.j2" import quoted -%}
{% from "listed.j2" import listed -%}
{% set about = cookiecutter.data -%}
{% set folder = about.get("folder") -%}
{% set lines = not folder and not cookiecutter.own_data and not cookiecutter.data_file -%}
{% set table = not folder and not lines -%}
{% set fixed = about.get("part") or not cookiecutter.own_data -%}
"""The data: texts and their classes, split into three parts, and fed in batches.

A text is a string; its label is the number of its class. `python data.py` says what
there is. A backend that knows no strings is given word numbers instead, see words.py.
"""

from settings import {{ "PROJECT, " if cookiecutter.data_file }}load_experiment  # isort: skip  (it chooses the backend)

{% if lines -%}
import io
{% endif -%}
{% if not table and not cookiecutter.own_data -%}
import os
{% endif -%}
{% if lines -%}
from collections.abc import Iterator
{% endif -%}
{% if not table -%}
from pathlib import Path
{% endif -%}
from typing import NamedTuple

import numpy as np
{%- if not folder %}
import pandas as pd
{%- endif %}
import tensorflow as tf

from words import has_text, in_numbers

SOURCE = {{ quoted("own" if cookiecutter.own_data else "embedded" if cookiecutter.data_file else "full") }}
{%- if cookiecutter.data_file %}
FILE = {{ quoted(cookiecutter.data_file) }}
{%- else %}
# Where Keras keeps data sets, and `dltutor data fetch` puts this one.
KERAS = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
FOLDER = KERAS / "datasets" / {{ quoted(cookiecutter.idea) }}
{%- endif %}
{%- if folder %}
ENCODING = {{ quoted(about.get("encoding", "utf-8")) }}
SUFFIXES = (".txt", ".text", ".md")
MOST_CHARACTERS = 1_000_000
{%- if cookiecutter.own_data %}
# Files that are damaged, or copies of others.
SKIPPED = {{ listed(about.get("skipped", [])) }}
{%- if about.get("parts") %}
# The folders of each part.
PARTS = {
{%- for part in ("train", "validation", "test") %}
    {{ quoted(part) }}: [{% for name in about["parts"].get(part, []) %}{{ quoted(name) }}{{ ", " if not loop.last }}{% endfor %}],
{%- endfor %}
}
{%- endif %}
{%- endif %}
{%- else %}
FORMAT = {
    "sep": {{ quoted(about.get("delimiter", ",")) }},
    "encoding": {{ quoted(about.get("encoding", "utf-8")) }},
    "encoding_errors": "replace",
{%- if about.get("columns") %}
    "header": None,
{%- if table %}
    "names": {{ listed(about["columns"]) | indent(4) }},
{%- endif %}
{%- endif %}
}
{%- if lines %}
COLUMNS = {{ listed(about["columns"]) }}
{%- endif %}
# The columns of text, which are joined to one, and the column of the class.
TEXT = {{ listed(about["text"]) }}
TARGET = {{ quoted(about["target"]) }}
{%- if about.get("part") %}
# This column says which rows are the test part.
PART = {{ quoted(about["part"]) }}
{%- endif %}
{%- endif %}

# The classes as they are called, and as the data have them.
CLASS_NAMES = {{ listed(cookiecutter.class_names.values() | list) }}
LABELS = {{ listed(about["labels"]) if about.get("labels") else "CLASS_NAMES" }}

# The split does not follow [training] seed: runs with different seeds are then compared
# on the same validation texts, so a difference between them is the training's own.
SPLIT_SEED = 1
{%- if not fixed %}
# Where the data have no test part of their own, this share of them becomes one.
TEST_SHARE = 0.15
TEST_SEED = 2
{%- endif %}
{%- if table %}
# Of a longer file only so many rows are read, the first ones: memory holds them all.
MOST_ROWS = 1_000_000
{%- endif %}
{%- if lines %}
TRAIN_ROWS = {{ "{:_}".format(about["train"]) }}
# More texts than these make a validation slow and hardly any more exact.
MOST_VALIDATION = 20_000
SECTIONS = 1000
{%- endif %}


class Split(NamedTuple):
    texts: np.ndarray  # strings, shape (n,); or word numbers (n, length)
    labels: np.ndarray  # int64, shape (n,), from 0 to the number of classes - 1


class Data(NamedTuple):
    train: Split  # the weights are fitted to these
    validation: Split  # every choice is made by these
    test: Split  # looked at once, at the very end, by evaluate.py


def load_data(experiment: dict) -> Data:
    """Load the three parts as the network takes them."""
    data = load_texts(experiment)
    if has_text():
        return data
    numbers = in_numbers(experiment, *(part.texts for part in data))
    return Data(*(Split(n, p.labels) for n, p in zip(numbers, data, strict=True)))


def load_texts(experiment: dict) -> Data:
    """Load the texts and split them as [data] says. No text is in two parts."""
    settings = experiment["data"]
    if settings["source"] != SOURCE:
        raise ValueError(f'[data] source: this project has only "{SOURCE}"')
    train, validation, test = read_parts(settings)
    validation = without(validation, set(test.texts))
    train = without(train, {*test.texts, *validation.texts})
    return Data(train, validation, test)


def class_names(experiment: dict) -> list[str]:
    """Name the classes of this experiment, in the order of their labels."""
    classes = experiment["data"]["classes"] or range(len(CLASS_NAMES))
    return [CLASS_NAMES[number] for number in classes]


{% include "read_folder.py" if folder else "read_lines.py" if lines else "read_table.py" %}
{%- if folder and cookiecutter.own_data %}
{% endif %}
def chosen(rows: Split, which: np.ndarray) -> Split:
    """Keep some of the rows."""
    return Split(rows.texts[which], rows.labels[which])


def without(rows: Split, known: set[str]) -> Split:
    """Leave out the texts that are known from another part."""
    return chosen(rows, np.array([text not in known for text in rows.texts], bool))
{%- if not lines %}


def draw(rows: Split, share: float, seed: int) -> tuple[Split, Split]:
    """Draw the same share of every class at random; return what is drawn and the rest.

    A smaller share is always a part of a larger one.
    """
    random = np.random.default_rng(seed)
    drawn = np.zeros(len(rows.labels), dtype=bool)
    for label in np.unique(rows.labels):
        of_class = random.permutation(np.flatnonzero(rows.labels == label))
        drawn[of_class[: max(1, round(share * len(of_class)))]] = True
    return chosen(rows, drawn), chosen(rows, ~drawn)
{%- endif %}


def make_dataset(
    texts: np.ndarray, labels: np.ndarray, experiment: dict, shuffle: bool
) -> tf.data.Dataset:
    """Feed texts and labels in batches; shuffled, the order is new in every epoch."""
    classes = len(class_names(experiment))
    if experiment["cost"]["function"] == "mean_squared_error" and classes > 2:
        # The squared error needs a target for every output: 1 for the class, else 0.
        labels = np.eye(classes, dtype="float32")[labels]
    dataset = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        dataset = dataset.shuffle(len(labels), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)


def main():
    """Say what the data hold."""
    experiment = load_experiment()
    for name, part in load_texts(experiment)._asdict().items():
        counts = np.bincount(part.labels, minlength=len(class_names(experiment)))
        shares = dict(zip(class_names(experiment), counts.tolist(), strict=True))
        words = np.median([len(text.split()) for text in part.texts])
        print(f"{name}: {len(part.labels)} texts of {words:.0f} words, {shares}")


if __name__ == "__main__":
    main()
