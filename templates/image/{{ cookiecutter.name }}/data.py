{% from "escape.j2" import quoted -%}
{% if cookiecutter.own_data -%}
{% include "own_head.py" %}
{%- else -%}
"""The data: loaded, split into training, validation and test, and fed in batches.

An image is an array (rows, columns, 1) of grey values from 0 (black) to 255 (white);
a label is the number of its class.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from settings import PROJECT

CLASS_NAMES = [
{%- for name in cookiecutter.class_names.values() %}
    {{ quoted(name) }},
{%- endfor %}
]

{%- endif %}

# The split does not follow [training] seed: runs with different seeds are then compared
# on the same validation images, so a difference between them is the training's own.
SPLIT_SEED = 1


class Split(NamedTuple):
    {%- if cookiecutter.own_data %}
    images: np.ndarray  # names of files, shape (n,)
    {%- else %}
    images: np.ndarray  # uint8, shape (n, rows, columns, 1)
    {%- endif %}
    labels: np.ndarray  # int64, shape (n,), from 0 to the number of classes - 1


class Data(NamedTuple):
    train: Split  # the weights are fitted to these
    validation: Split  # every choice is made by these
    test: Split  # looked at once, at the very end, by evaluate.py


def load_data(experiment: dict) -> Data:
    {%- if cookiecutter.own_data %}
    """Find the image files and split them as [data] says."""
    settings = experiment["data"]
    train, test = find_parts()
    {%- else %}
    """Load the images of [data] source and split them as [data] says."""
    settings = experiment["data"]
    train, test = load_source(settings["source"])
    {%- endif %}
    if settings["classes"]:
        train = keep_classes(train, settings["classes"])
        test = keep_classes(test, settings["classes"])
    validation, train = split_by_class(train, settings["validation_split"])
    train, _ = split_by_class(train, settings["fraction"])
    return Data(train, validation, test)


{% if cookiecutter.own_data -%}
{% include "own_files.py" %}

{% else -%}
def load_source(source: str) -> tuple[Split, Split]:
    """Load the training part and the test part of the embedded or the full data set."""
    if source == "full":
{%- if cookiecutter.keras_dataset %}
        from keras.datasets import {{ cookiecutter.keras_dataset }}

        train, test = {{ cookiecutter.keras_dataset }}.load_data()
    else:
        with np.load(PROJECT / {{ quoted(cookiecutter.data_file) }}) as arrays:
            train = arrays["x_train"], arrays["y_train"]
            test = arrays["x_test"], arrays["y_test"]
{%- else %}
        raise ValueError('[data] source: there is no larger set than "embedded"')
    with np.load(PROJECT / {{ quoted(cookiecutter.data_file) }}) as arrays:
        train = arrays["x_train"], arrays["y_train"]
        test = arrays["x_test"], arrays["y_test"]
{%- endif %}
    return as_split(*train), as_split(*test)


def as_split(images: np.ndarray, labels: np.ndarray) -> Split:
    """Give the images the axis of colours that Keras expects; grey is one colour."""
    return Split(images[..., np.newaxis], labels.astype("int64"))


{% endif -%}
def class_names(experiment: dict) -> list[str]:
    """Name the classes of this experiment, in the order of their labels."""
    classes = experiment["data"]["classes"] or range(len(CLASS_NAMES))
    return [CLASS_NAMES[number] for number in classes]


def keep_classes(split: Split, classes: list[int]) -> Split:
    """Keep the images of some classes; the first of them gets label 0, and so on."""
    kept = np.isin(split.labels, classes)
    labels = [classes.index(label) for label in split.labels[kept]]
    return Split(split.images[kept], np.array(labels, dtype="int64"))


def split_by_class(split: Split, share: float) -> tuple[Split, Split]:
    """Draw the same share of every class at random; return what is drawn and the rest.

    A smaller share is always a part of a larger one.
    """
    random = np.random.default_rng(SPLIT_SEED)
    drawn = np.zeros(len(split.labels), dtype=bool)
    for label in np.unique(split.labels):
        of_class = random.permutation(np.flatnonzero(split.labels == label))
        drawn[of_class[: max(1, round(share * len(of_class)))]] = True
    return (
        Split(split.images[drawn], split.labels[drawn]),
        Split(split.images[~drawn], split.labels[~drawn]),
    )


{% if cookiecutter.own_data -%}
{% include "own_batches.py" %}
{%- else -%}
def make_dataset(
    images: np.ndarray, labels: np.ndarray, experiment: dict, shuffle: bool
) -> tf.data.Dataset:
    """Feed images and labels in batches; shuffled, the order is new in every epoch."""
    if experiment["cost"]["function"] == "mean_squared_error":
        # The squared error needs a target for every output: 1 for the class, else 0.
        labels = np.eye(len(class_names(experiment)), dtype="float32")[labels]
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    if shuffle:
        dataset = dataset.shuffle(len(images), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)
{%- endif %}
