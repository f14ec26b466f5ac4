{% from "escape.j2" import quoted -%}
"""The data: real images, split into training, validation and test, and fed in batches.

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

# The split does not follow [training] seed: runs with different seeds are then compared
# on the same validation images, so a difference between them is the training's own.
SPLIT_SEED = 1
{%- if "bitmaps" in cookiecutter.data %}

# One file for each class: an array (n, 784) of bytes, row by row of 28 x 28 pixels.
BITMAPS = (
    {{ quoted(cookiecutter.data.bitmaps) }}
)
LARGEST_CLASS = {{ cookiecutter.data.largest_class }}  # the first so many drawings of a class
TEST_SHARE = 0.1  # the last of them are the test part
{%- endif %}


class Split(NamedTuple):
    images: np.ndarray  # uint8, shape (n, rows, columns, 1)
    labels: np.ndarray  # int64, shape (n,), from 0 to the number of classes - 1


class Data(NamedTuple):
    train: Split  # the discriminator sees these
    validation: Split  # the drawn images are compared with these, epoch by epoch
    test: Split  # looked at once, at the very end, by evaluate.py


def load_data(experiment: dict) -> Data:
    """Load the images of [data] source and split them as [data] says."""
    settings = experiment["data"]
    train, validation, test = split_source(settings)
    if settings["classes"]:
        train = keep_classes(train, settings["classes"])
        validation = keep_classes(validation, settings["classes"])
        test = keep_classes(test, settings["classes"])
    train, _ = split_by_class(train, settings["fraction"])
    return Data(train, validation, test)


def split_source(settings: dict) -> Data:
    """Split the whole source; [data] may then keep some classes only, or a part."""
{%- if "bitmaps" in cookiecutter.data %}
    train, test = load_source()
{%- else %}
    train, test = load_source(settings["source"])
{%- endif %}
    validation, train = split_by_class(train, settings["validation_split"])
    return Data(train, validation, test)

{% if "bitmaps" in cookiecutter.data %}
def load_source() -> tuple[Split, Split]:
    """Load the training part and the test part of every class."""
    parts = {"train": [], "test": []}
    for label, name in enumerate(CLASS_NAMES):
        images = load_bitmaps(name)
        test = round(TEST_SHARE * len(images))
        for part, chosen in (("train", images[:-test]), ("test", images[-test:])):
            parts[part].append(as_split(chosen, np.full(len(chosen), label)))
    train, test = (
        Split(*map(np.concatenate, zip(*parts[part], strict=True))) for part in parts
    )
    return train, test


def load_bitmaps(name: str) -> np.ndarray:
    """Load the drawings of one class, uint8 (n, 28, 28); they are fetched once.

    The file is looked for in data/ and in Keras's folder of data sets.
    """
    file = PROJECT / "data" / f"{name}.npy"
    if not file.exists():
        from keras.utils import get_file

        url = BITMAPS.format(name=name.replace(" ", "%20"))
        file = get_file(f"{name}.npy", url, cache_subdir="datasets/quickdraw")
    # Mapped: only the drawings that are wanted are read, not the whole file.
    images = np.load(file, mmap_mode="r")[:LARGEST_CLASS]
    if images.dtype != np.uint8 or images[0].size != 28 * 28:
        raise ValueError(f"{file} does not hold bitmaps of 28 x 28 bytes")
    return np.array(images).reshape(-1, 28, 28)
{% else %}
def load_source(source: str) -> tuple[Split, Split]:
    """Load the training part and the test part of the embedded or the full data set."""
    if source == "full":
        from keras.datasets import {{ cookiecutter.keras_dataset }}

        train, test = {{ cookiecutter.keras_dataset }}.load_data()
    else:
        with np.load(PROJECT / {{ quoted(cookiecutter.data_file) }}) as arrays:
            train = arrays["x_train"], arrays["y_train"]
            test = arrays["x_test"], arrays["y_test"]
    return as_split(*train), as_split(*test)
{% endif %}

def as_split(images: np.ndarray, labels: np.ndarray) -> Split:
    """Give the images the axis of colours that Keras expects; grey is one colour."""
    return Split(images[..., np.newaxis], labels.astype("int64"))


def chosen_classes(experiment: dict) -> list[int]:
    """Number the classes of this experiment as CLASS_NAMES does, each once."""
    classes = experiment["data"]["classes"] or range(len(CLASS_NAMES))
    return list(dict.fromkeys(classes))


def class_names(experiment: dict) -> list[str]:
    """Name the classes of this experiment, in the order of their labels."""
    return [CLASS_NAMES[number] for number in chosen_classes(experiment)]


def describe(experiment: dict) -> dict:
    """The likeness of knowing nothing: that of the mean image, drawn every time."""
    return {"chance": 0.0}


def keep_classes(split: Split, classes: list[int]) -> Split:
    """Keep the images of some classes; the first of them gets label 0, and so on."""
    classes = list(dict.fromkeys(classes))
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


def make_dataset(
    images: np.ndarray, labels: np.ndarray, experiment: dict, shuffle: bool
) -> tf.data.Dataset:
    """Feed real images with their labels in batches; shuffled, newly in every epoch.

    The labels are no answers to be learned: they only tell a conditional pair of
    networks what each image is.
    """
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    if shuffle:
        dataset = dataset.shuffle(len(images), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)
