{% from "escape.j2" import quoted -%}
{% from "listed.j2" import listed -%}
{% from "kinds.j2" import has_texts with context -%}
{% set about = cookiecutter.data -%}
{% set columns = about.get("numbers", []) + about.get("categories", []) -%}
{% set deep = about["deep"] if "deep" in about else ([] if about.get("text") else columns) -%}
{% set wide = about["wide"] if "wide" in about else columns -%}
{% set crosses = about["crosses"] if "crosses" in about else ([wide[:2]] if wide | length > 1 else []) -%}
"""What each leg reads, and the features that are engineered for the wide one.

{%- if has_texts %}

    texts            -> lengths, exclamation marks, capitals; words and pairs of words
{%- else %}
{% endif %}
    columns          -> one-hot; a number by the bucket it falls into, as an age group
    pairs of columns -> crossed: one feature for each pair of values

A linear model of crossed features learns by heart that two things together mean more
than each does alone. The deep leg has to find that out, and generalizes further.
"""

from settings import load_experiment  # noqa: F401  # isort: skip  (chooses the backend)

{% if has_texts -%}
import keras
import numpy as np
import tensorflow as tf
{% else -%}
import numpy as np
{% endif -%}
from keras import layers, ops

from data import CATEGORIES, NUMBERS{{ ", TEXTS" if has_texts }}
from preprocessing import FillMissing, median, vocabulary

# The deep leg reads these columns{{ ", and every text" if has_texts }}.
DEEP = {{ listed(deep) }}
# The wide leg reads these: one-hot, numbers in buckets.
WIDE = {{ listed(wide) }}
# Pairs of columns whose values are crossed for the wide leg.
CROSSES = {% if not crosses %}[]{% else %}[
{%- for pair in crosses %}
    ({{ quoted(pair[0]) }}, {{ quoted(pair[1]) }}),
{%- endfor %}
]{% endif %}
{%- if has_texts %}
# Short texts whose words, and pairs of neighbours, are features of the wide leg.
WORDS = {{ listed(about.get("words", [])) }}
{%- endif %}

BUCKETS = 10
# A crossed pair of values goes into one of so many places, whichever its hash says.
PLACES = 256
{%- if has_texts %}
MOST_WORDS = 2000
{%- endif %}


def wide_features(raw: dict, train: dict) -> list:
    """Engineer the features of the wide leg, each an array (n, so many).

    `raw` are the model's inputs, `train` those of the training part as arrays, by which
    vocabularies and buckets are made.
    """
    columns = {name: values(name, raw, train) for name in wide_columns()}
    features = []
    for number, name in enumerate(WIDE, start=1):
        column, size = columns[name]
        encoding = layers.CategoryEncoding(
            size, output_mode="one_hot", name=f"wide{number}_one_hot"
        )
        features.append(encoding(column))
    for number, (one, other) in enumerate(CROSSES, start=1):
        crossing = layers.HashedCrossing(
            PLACES, output_mode="one_hot", name=f"cross{number}"
        )
        features.append(crossing((columns[one][0], columns[other][0])))
{%- if has_texts %}
    figures = TextFigures(name="text_figures")
    scale = layers.Normalization(name="text_figures_scale")
    scale.adapt(figures(train["texts"].astype(str)))
    features.append(scale(figures(raw["texts"])))
    for name in WORDS:
        features.append(words_of(name, raw, train))
{%- endif %}
    return features


def wide_columns() -> list[str]:
    """The columns that the wide leg needs, each once."""
    return list(dict.fromkeys([*WIDE, *(name for pair in CROSSES for name in pair)]))


def values(name: str, raw: dict, train: dict) -> tuple:
    """Number a column's values; return the numbers (n, 1) and how many there are."""
    kind, index = place_of(name)
    column = ops.split(raw[kind], raw[kind].shape[1], axis=1)[index]
    seen = train[kind][:, index]
    if kind == "categories":
        known = vocabulary(seen)
        lookup = layers.StringLookup(vocabulary=known, name=f"wide_category{index + 1}")
        return lookup(column), len(known) + 1  # one for unknown values
    limits = bucket_limits(seen)
    name = f"wide_number{index + 1}"
    column = FillMissing([median(seen)], name=f"{name}_filled")(column)
    buckets = layers.Discretization(limits, name=f"{name}_bucket")(column)
    return buckets, len(limits) + 1


def place_of(name: str) -> tuple[str, int]:
    """Which input has a column, and at which place."""
    if name in NUMBERS:
        return "numbers", NUMBERS.index(name)
    return "categories", CATEGORIES.index(name)


def bucket_limits(column: np.ndarray) -> list[float]:
    """Limits between buckets that have about as many different values each.

    As many rows would not do: a column that is nearly always 0 were one bucket then.
    """
    different = np.unique(column[~np.isnan(column)])
    if len(different) < 2:
        return [0.0]
    shares = np.linspace(0, 1, BUCKETS + 1)[1:-1]
    return np.unique(np.quantile(different, shares)).tolist()
{%- if has_texts %}


def words_of(name: str, raw: dict, train: dict):
    """Tell which words, and pairs of neighbouring ones, a text has: 0 or 1 for each."""
    index = TEXTS.index(name)
    words = layers.TextVectorization(
        MOST_WORDS,
        ngrams=2,
        output_mode="multi_hot",
        name=f"text{index + 1}_words",
    )
    words.adapt(train["texts"][:, index].astype(str))
    text = ops.split(raw["texts"], len(TEXTS), axis=1)[index]
    flat = layers.Flatten(name=f"text{index + 1}_words_flat")
    return flat(words(text))


@keras.saving.register_keras_serializable(package="project")
class TextFigures(layers.Layer):
    """Measure texts (n, t): four figures of each, an array (n, 4 t).

    They are the logarithms of 1 + the number of words, of exclamation marks and of
    question marks, and the share of capitals among the letters.
    """

    def call(self, texts):
        words = count(texts, r"\s*(\S+)\s*")
        marks = [count(texts, "[!]"), count(texts, "[?]")]
        capitals, letters = count(texts, r"\p{Lu}"), count(texts, r"\p{L}")
        counts = [tf.math.log1p(number) for number in (words, *marks)]
        return tf.concat([*counts, capitals / tf.maximum(letters, 1.0)], axis=1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], 4 * input_shape[1])


@keras.saving.register_keras_serializable(package="project")
class JoinTexts(layers.Layer):
    """Join the texts of a row (n, t) to one (n, 1), in their order."""

    def call(self, texts):
        return tf.strings.reduce_join(texts, axis=1, keepdims=True, separator=" ")

    def compute_output_spec(self, texts):
        return keras.KerasTensor((texts.shape[0], 1), dtype="string")


def count(texts, pattern: str):
    """How often a regular expression fits into each text."""
    marked = tf.strings.regex_replace(texts, pattern, "\n\n")
    rest = tf.strings.regex_replace(texts, pattern, "\n")
    difference = tf.strings.length(marked) - tf.strings.length(rest)
    return tf.cast(difference, "float32")
{%- endif %}
