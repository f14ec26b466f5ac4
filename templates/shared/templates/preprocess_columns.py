{% from "kinds.j2" import is_wide, has_numbers, has_categories, numbered with context -%}
{% set figures = (["medians", "means", "spreads"] if has_numbers else []) + (["vocabularies"] if has_categories else []) -%}
{% set figures = figures | join(", ") -%}
{% set batches = (['"numbers": (n, k)'] if has_numbers else []) + (['"categories": (n, c)'] if has_categories else []) -%}
{% set batches = "{" ~ batches | join(", ") ~ "}" -%}
"""Preprocessing: raw columns in, the numbers that a network can work with out.

{%- if has_numbers %}

    numbers    -> missing ones filled, with a 0/1 column that says so -> scaled
{%- if not is_wide %}
               -> spread over bins too, where [data] bins asks for it
{%- endif %}
{%- endif %}
{%- if has_categories %}
{%- if not has_numbers %}
{% endif %}
    categories -> numbered by a vocabulary -> one-hot, or embedded where there are many
{%- endif %}

Its figures ({{ figures }}) are taken from the training part
alone and become a part of the model: whoever loads it hands it raw columns.
"""

from settings import load_experiment  # noqa: F401  # isort: skip  (chooses the backend)

import keras
import numpy as np
from keras import layers, ops
{%- if has_categories %}

# A value of a category that fewer training rows have counts as unknown. So the network
# also learns what to make of a value that it has never seen.
RARE = 5
# A category with more values than this is embedded: each value becomes a few trained
# numbers, instead of a column of 0 and 1 of its own.
MOST_ONE_HOT = 32
EMBEDDING_SIZE = 8

UNKNOWN = "[UNK]"  # what Keras calls a value that is in no vocabulary; its number is 0
{%- endif %}
{%- if not is_wide %}


def make_encoder(inputs: dict, scaling: bool, bins: int = 0) -> keras.Model:
    """Make the preprocessing as a model, fitted to the inputs of the training part.

    It takes batches of {{ batches }} and gives one array of
    numbers (n, features).
    """
    raw, encoded = {}, []
{%- if has_numbers %}
    columns = inputs["numbers"]
    raw["numbers"] = keras.Input(columns.shape[1:], name="numbers")
    encoded += encode_numbers(raw["numbers"], columns, scaling, bins)
{%- endif %}
{%- if has_categories %}
    columns = inputs["categories"]
    dtype = "string" if has_text() else "int32"
    raw["categories"] = keras.Input(columns.shape[1:], dtype=dtype, name="categories")
    encoded += encode_categories(raw["categories"], columns)
{%- endif %}
    if len(encoded) > 1:
        encoded = [layers.Concatenate(name="encoded")(encoded)]
    return keras.Model(raw, encoded[0], name="encoder")
{%- endif %}
{%- if has_numbers %}


def encode_numbers(raw, columns: np.ndarray, scaling: bool{{ ", bins: int = 0" if not is_wide }}) -> list:
    """Fill what is missing, scale, and tell in further columns where it was missing."""
    missing = np.isnan(columns)
    medians = [median(column) for column in columns.T]
    columns = np.where(missing, medians, columns).astype("float32")
    filled = FillMissing(medians, name="fill_missing")(raw)

    encoded = [make_scaling(columns)(filled) if scaling else filled]
{%- if not is_wide %}
    edges = [edges_of(column, bins) for column in columns.T]
    if any(len(column) > 1 for column in edges):
        encoded.append(Bins(edges, name="bins")(filled))
{%- endif %}
    with_gaps = np.flatnonzero(missing.any(axis=0)).tolist()
    if with_gaps:
        encoded.append(MissingFlags(with_gaps, name="missing_flags")(raw))
    return encoded


def median(column: np.ndarray) -> float:
    """The median of what is there; 0 where nothing is."""
    present = column[~np.isnan(column)]
    return float(np.median(present)) if len(present) else 0.0


def make_scaling(columns: np.ndarray) -> layers.Layer:
    """Bring each column to mean 0 and spread 1; a column of one value only to 0."""
    mean = columns.mean(axis=0, dtype="float64")
    variance = columns.var(axis=0, dtype="float64")
    variance[variance == 0] = 1.0
    return layers.Normalization(
        mean=mean.tolist(), variance=variance.tolist(), name="scale"
    )

{%- if not is_wide %}


def edges_of(column: np.ndarray, bins: int) -> list[float]:
    """The edges of bins with equally many rows each.

    Where one value has too many rows for that, as 0 often has, the bins get equally
    many different values instead.
    """
    if not bins:
        return []
    shares = np.linspace(0, 1, bins + 1)
    edges = np.unique(np.quantile(column, shares))
    if len(edges) <= bins:
        edges = np.unique(np.quantile(np.unique(column), shares))
    return edges.tolist()
{%- endif %}
{%- endif %}
{%- if has_categories %}


def encode_categories(raw, columns: np.ndarray) -> list:
    """Number the values of each column by its vocabulary, then one-hot or embedding."""
    count = columns.shape[1]
    encoded = []
    for index, column in enumerate(ops.split(raw, count, axis=1)):
        name = f"category{index + 1}"
        values = vocabulary(columns[:, index])
{%- if is_wide %}
        column = layers.StringLookup(vocabulary=values, name=f"{name}_number")(column)
{%- else %}
        if has_text():
            lookup = layers.StringLookup(vocabulary=values, name=f"{name}_number")
            column = lookup(column)
{%- endif %}
        size = len(values) + 1  # one for unknown values
        if len(values) <= MOST_ONE_HOT:
            column = layers.CategoryEncoding(
                size, output_mode="one_hot", name=f"{name}_one_hot"
            )(column)
        else:
            embedded = layers.Embedding(size, EMBEDDING_SIZE, name=f"{name}_embedding")
            column = layers.Flatten(name=f"{name}_flat")(embedded(column))
        encoded.append(column)
    return encoded


def vocabulary(column: np.ndarray) -> list:
    """List the values of a category that are worth a number, which is from 1 on."""
{%- if numbered %}
    if column.dtype.kind == "i":  # numbered already, see number_categories
        return list(range(1, column.max(initial=0) + 1))
{%- endif %}
    values, counts = np.unique(column.astype(object), return_counts=True)
    frequent = counts >= min(RARE, counts.max(initial=1))
    return [value for value in values[frequent] if value != UNKNOWN] or ["only one"]

{%- if numbered %}


def has_text() -> bool:
    """Whether the backend computes with text. Of Keras's three, TensorFlow does."""
    return keras.backend.backend() == "tensorflow"


def number_categories(train: np.ndarray, *parts: np.ndarray) -> list[np.ndarray]:
    """Replace the values of categories by their numbers, for a backend without text.

    The vocabularies are those of the training part; the parts come back in their order.
    """
    numbered = [np.zeros(part.shape, dtype="int32") for part in parts]
    for index in range(train.shape[1]):
        values = vocabulary(train[:, index])
        number_of = {value: number for number, value in enumerate(values, start=1)}
        for part, numbers in zip(parts, numbered, strict=True):
            numbers[:, index] = [number_of.get(value, 0) for value in part[:, index]]
    return numbered
{%- endif %}
{%- endif %}
{%- if has_numbers %}


@keras.saving.register_keras_serializable(package="project")
class FillMissing(layers.Layer):
    """Put a column's median where its number is missing (NaN)."""

    def __init__(self, medians: list[float], **kwargs):
        super().__init__(**kwargs)
        self.medians = medians

    def call(self, numbers):
        medians = ops.convert_to_tensor(self.medians, dtype=numbers.dtype)
        return ops.where(ops.isnan(numbers), medians, numbers)

    def get_config(self) -> dict:
        return {**super().get_config(), "medians": self.medians}


@keras.saving.register_keras_serializable(package="project")
class MissingFlags(layers.Layer):
    """Give 1 where a number is missing (NaN), else 0, for some of the columns."""

    def __init__(self, columns: list[int], **kwargs):
        super().__init__(**kwargs)
        self.columns = columns

    def call(self, numbers):
        chosen = ops.take(numbers, ops.convert_to_tensor(self.columns), axis=1)
        return ops.cast(ops.isnan(chosen), self.compute_dtype)

    def get_config(self) -> dict:
        return {**super().get_config(), "columns": self.columns}
{%- if not is_wide %}


@keras.saving.register_keras_serializable(package="project")
class Bins(layers.Layer):
    """Pour each number into its column's bins, lowest first, and say how full each is.

    0 is empty and 1 full. So the layer behind can give each range of values a slope of
    its own. Piecewise linear encoding: Gorishniy et al. 2022, arXiv:2203.05556.
    """

    def __init__(self, edges: list[list[float]], **kwargs):
        super().__init__(**kwargs)
        self.edges = edges  # of each column, ascending
        self.columns = [c for c, column in enumerate(edges) for _ in column[1:]]
        self.low = [edge for column in edges for edge in column[:-1]]
        self.high = [edge for column in edges for edge in column[1:]]

    def call(self, numbers):
        low = ops.convert_to_tensor(self.low, numbers.dtype)
        high = ops.convert_to_tensor(self.high, numbers.dtype)
        values = ops.take(numbers, ops.convert_to_tensor(self.columns), axis=1)
        return ops.clip((values - low) / (high - low), 0.0, 1.0)

    def get_config(self) -> dict:
        return {**super().get_config(), "edges": self.edges}
{%- endif %}
{%- endif %}
