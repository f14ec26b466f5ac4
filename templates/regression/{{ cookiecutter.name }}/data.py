{% from "escape.j2" import quoted -%}
{% from "kinds.j2" import has_numbers, has_categories, has_texts, numbered, all_columns with context -%}
{% set about = cookiecutter.data -%}
{% set numbers = "[*NUMBERS, TARGET]" if has_numbers else "[TARGET]" -%}
"""The data: a table read from its file, split into three parts, and fed in batches.

{% if has_texts -%}
A row has numbers, NaN where one is missing, categories and texts, "" where one is
missing. Its target is a number. `python data.py` says more.
{% elif has_numbers and has_categories -%}
A row has numbers, NaN where one is missing, and categories, which are text, "" where
one is missing. Its target is a number. `python data.py` says more.
{% elif has_numbers -%}
A row has numbers, NaN where one is missing. Its target is a number.
`python data.py` says more.
{% else -%}
A row has categories, which are text, "" where one is missing.
Its target is a number. `python data.py` says more.
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
# What the target is measured in.
UNIT = {{ quoted(about.get("unit", "")) }}

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
    inputs: dict[str, np.ndarray]  # "numbers" (n, k), "categories" (n, c), "texts" (n, t)
{%- elif has_numbers and has_categories %}
    inputs: dict[str, np.ndarray]  # "numbers" (n, k) float32, "categories" (n, c) text
{%- elif has_numbers %}
    inputs: dict[str, np.ndarray]  # "numbers": float32, shape (n, k)
{%- else %}
    inputs: dict[str, np.ndarray]  # "categories": text, shape (n, c)
{%- endif %}
    targets: np.ndarray  # float64, shape (n,), in UNIT


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
    table = read_with_targets()
    targets = table[TARGET].to_numpy()
    groups = group_equal_rows(table[{{ all_columns }}])
    # Low and high targets come into every part in the same shares, tenth by tenth; of
    # few rows by larger steps, as each gives a row to each part.
    step = 1 / max(1, min(10, len(np.unique(groups)) // 30))
    tenths = np.searchsorted(np.quantile(targets, np.arange(step, 1, step)), targets)
    rows = np.arange(len(targets))
{%- if about.get("part") %}
    is_test = table[PART].to_numpy() == "test"
    test, train = rows[is_test], rows[~is_test]
{%- else %}
    test, train = draw(rows, TEST_SHARE, groups, tenths, TEST_SEED)
{%- endif %}
    share = settings["validation_split"]
    validation, train = draw(train, share, groups, tenths, SPLIT_SEED)
    train, _ = draw(train, settings["fraction"], groups, tenths, SPLIT_SEED)

    inputs = as_inputs(table)
    parts = [
        Split({name: values[part] for name, values in inputs.items()}, targets[part])
        for part in (train, validation, test)
    ]
    return {{ "parts" if numbered else "Data(*parts)" }}


def read_with_targets() -> pd.DataFrame:
    """Read the rows; one without a target teaches nothing and is left out."""
{%- if about.get("part") %}
    table = read_table(text=[{{ "*CATEGORIES, " if has_categories }}PART], numbers={{ numbers }})
{%- else %}
    table = read_table(text={{ "CATEGORIES" if has_categories else "[]" }}, numbers={{ numbers }})
{%- endif %}
    return table[table[TARGET].notna()]


def describe(experiment: dict) -> dict:
    """Name the columns that the network reads, for dltutor to show."""
    columns = {{ all_columns }}
    return {"columns": columns, "input_shape": [len(columns)]}


{% include "columns.py" %}

def make_dataset(
    inputs: dict[str, np.ndarray],
    targets: np.ndarray,
    experiment: dict,
    shuffle: bool,
) -> tf.data.Dataset:
    """Feed rows and targets in batches; shuffled, the order is new in every epoch."""
    # A target is a row of one number, as the network's answer is.
    targets = targets.astype("float32")[:, np.newaxis]
    dataset = tf.data.Dataset.from_tensor_slices((inputs, targets))
    if shuffle:
        dataset = dataset.shuffle(len(targets), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)


def main():
    """Say what the table holds."""
    for name, (_, targets) in load_data(load_experiment())._asdict().items():
        span = f"from {targets.min():g} to {targets.max():g}, mean {targets.mean():g}"
        print(f"{name}: {len(targets)} rows, targets {span} {UNIT}")
    print_columns(read_with_targets())


if __name__ == "__main__":
    main()
