"""From texts to word numbers: 0 is padding, 1 an unknown word, 2 the most frequent."""

from settings import load_experiment  # noqa: F401  isort: skip  (it chooses the backend)

import keras
import numpy as np
from keras import layers

# The vocabulary of a large data set is made of so many of its texts, spread over it.
MOST_TEXTS = 50_000


def has_text() -> bool:
    """Whether the backend computes with text. Of Keras's three, TensorFlow does."""
    return keras.backend.backend() == "tensorflow"


def new_vectorizer(experiment: dict) -> layers.TextVectorization:
    """A layer that numbers words, in small letters and without punctuation.

    With n-grams of up to 2, the pairs of neighbours follow behind the words.
    """
    settings = experiment["data"]
    return layers.TextVectorization(
        max_tokens=settings["vocabulary"],
        ngrams=settings["ngrams"] if settings["ngrams"] > 1 else None,
        output_sequence_length=settings["length"] * settings["ngrams"],
        name="vectorize",
    )


def learn_vocabulary(vectorize: layers.TextVectorization, texts: np.ndarray):
    """Give the most frequent words of these texts a number."""
    step = -(-len(texts) // MOST_TEXTS)
    vectorize.adapt(texts[::step], batch_size=1024)


def in_numbers(experiment: dict, train: np.ndarray, *parts: np.ndarray) -> list:
    """Replace texts by word numbers (texts, length), by the vocabulary of the first."""
    vectorize = new_vectorizer(experiment)
    learn_vocabulary(vectorize, train)
    return [
        np.concatenate(
            [
                keras.ops.convert_to_numpy(vectorize(part[first : first + 1024]))
                for first in range(0, len(part), 1024)
            ]
        ).astype("int32")
        for part in (train, *parts)
    ]
