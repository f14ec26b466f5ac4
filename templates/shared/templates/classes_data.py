{% from "escape.j2" import quoted -%}
{% from "listed.j2" import listed -%}
{% set about = cookiecutter.data -%}
{% from "kinds.j2" import has_numbers, has_categories, has_texts, numbered, all_columns, text_columns with context -%}
{% set text = text_columns | map("replace", "", "*", 1) | join(", ") ~ (", " if text_columns else "") -%}
{% set numbers = "NUMBERS" if has_numbers else "[]" -%}
"""The data: a table read from its file, split into three parts, and fed in batches.

{% if has_texts -%}
A row has numbers, NaN where one is missing, categories and texts, "" where one is
missing. Its label is the number of its class. `python data.py` says more.
{% elif has_numbers and has_categories -%}
A row has numbers, NaN where one is missing, and categories, which are text, "" where
one is missing. Its label is the number of its class. `python data.py` says more.
{% elif has_numbers -%}
A row has numbers, NaN where one is missing. Its label is the number of its class.
`python data.py` says more.
{% else -%}
A row has categories, which are text, "" where one is missing.
Its label is the number of its class. `python data.py` says more.
{% endif -%}
"""

from settings import PROJECT, load_experiment  # isort: skip  (it chooses the backend)

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import tensorflow as tf

{% if numbered -%}
from preprocessing import has_text, number_categories

{% endif -%}
{% include "column_names.py" %}
# The classes as they are called, and as the file writes them.
CLASS_NAMES = {{ listed(cookiecutter.class_names.values() | list) }}
LABELS = {{ listed(about["labels"]) if about.get("labels") else "CLASS_NAMES" }}

# The split does not follow [training] seed: runs with different seeds are then compared
# on the same validation rows, so a difference between them is the training's own.
SPLIT_SEED = 1
{%- if not about.get("part") %}
# The file has no test part of its own: this share of the rows becomes one.
TEST_SHARE = 0.15
TEST_SEED = 2
{%- endif %}

# Of a longer file only so many rows are read, the first ones: memory holds them all.
MOST_ROWS = 1_000_000


class Split(NamedTuple):
{%- if has_texts %}
    inputs: dict[str, np.ndarray]  # "numbers" (n, k), "categories" and "texts" alike
{%- elif has_numbers and has_categories %}
    inputs: dict[str, np.ndarray]  # "numbers" (n, k) float32, "categories" (n, c) text
{%- elif has_numbers %}
    inputs: dict[str, np.ndarray]  # "numbers": float32, shape (n, k)
{%- else %}
    inputs: dict[str, np.ndarray]  # "categories": text, shape (n, c)
{%- endif %}
    labels: np.ndarray  # int64, shape (n,), from 0 to the number of classes - 1


class Data(NamedTuple):
    train: Split  # the weights are fitted to these
    validation: Split  # every choice is made by these
    test: Split  # looked at once, at the very end, by evaluate.py


{% if numbered -%}
def load_data(experiment: dict) -> Data:
    """Load the three parts of the table."""
    return Data(*with_numbered_categories(split_table(experiment)))


def split_table(experiment: dict) -> list[Split]:
{%- else -%}
def load_data(experiment: dict) -> Data:
{%- endif %}
    """Read the table and split it as [data] says.

    Rows that are equal in all columns that the network reads stay in one part.
    """
    settings = experiment["data"]
    table, labels = read_labelled(settings["classes"])
    groups = group_equal_rows(table[{{ all_columns }}])
    rows = np.arange(len(labels))
{%- if about.get("part") %}
    is_test = table[PART].to_numpy() == "test"
    test, train = rows[is_test], rows[~is_test]
{%- else %}
    test, train = draw(rows, TEST_SHARE, groups, labels, TEST_SEED)
{%- endif %}
    share = settings["validation_split"]
    validation, train = draw(train, share, groups, labels, SPLIT_SEED)
    train, _ = draw(train, settings["fraction"], groups, labels, SPLIT_SEED)

    inputs = as_inputs(table)
    parts = [
        Split({name: values[part] for name, values in inputs.items()}, labels[part])
        for part in (train, validation, test)
    ]
    return {{ "parts" if numbered else "Data(*parts)" }}


def read_labelled(classes: list[int]) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the rows of some classes, [] for all, and number their classes from 0 on.

    A row without a label, or with one that is not among LABELS, is left out.
    """
    chosen = classes or range(len(LABELS))
    number_of = {LABELS[number]: label for label, number in enumerate(chosen)}
{%- if about.get("part") %}
    table = read_table(text=[{{ text }}TARGET, PART], numbers={{ numbers }})
{%- else %}
    table = read_table(text=[{{ text }}TARGET], numbers={{ numbers }})
{%- endif %}
    table = table[table[TARGET].isin(number_of)]
{%- if cookiecutter.own_data %}
    if table.empty:
        raise ValueError(f"{FILE} has no row with one of LABELS: was it changed?")
{%- endif %}
    return table, table[TARGET].map(number_of).to_numpy("int64")


def class_names(experiment: dict) -> list[str]:
    """Name the classes of this experiment, in the order of their labels."""
    classes = experiment["data"]["classes"] or range(len(CLASS_NAMES))
    return [CLASS_NAMES[number] for number in classes]


def describe(experiment: dict) -> dict:
    """Name the columns that the network reads, for dltutor to show."""
    columns = {{ all_columns }}
    return {"columns": columns, "input_shape": [len(columns)]}


{% include "columns.py" %}

def make_dataset(
    inputs: dict[str, np.ndarray],
    labels: np.ndarray,
    experiment: dict,
    shuffle: bool,
) -> tf.data.Dataset:
    """Feed rows and labels in batches; shuffled, the order is new in every epoch."""
    classes = len(class_names(experiment))
    if experiment["cost"]["function"] == "mean_squared_error" and classes > 2:
        # The squared error needs a target for every output: 1 for the class, else 0.
        labels = np.eye(classes, dtype="float32")[labels]
    dataset = tf.data.Dataset.from_tensor_slices((inputs, labels))
    if shuffle:
        dataset = dataset.shuffle(len(labels), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)


def main():
    """Say what the table holds."""
    experiment = load_experiment()
    for name, part in load_data(experiment)._asdict().items():
        counts = np.bincount(part.labels, minlength=len(class_names(experiment)))
        shares = dict(zip(class_names(experiment), counts.tolist(), strict=True))
        print(f"{name}: {len(part.labels)} rows, {shares}")
    print_columns(read_labelled(experiment["data"]["classes"])[0])


if __name__ == "__main__":
    main()
