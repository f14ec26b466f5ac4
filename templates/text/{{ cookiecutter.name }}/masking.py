"""Layers that know where a text ends.

Texts in a batch have different lengths. The shorter ones are filled up with zeros, the
padding, and a mask says which positions hold words: an array (texts, words) of True and
False, which Keras hands from layer to layer. What the network makes of a text must not
depend on its padding.
"""

from settings import load_experiment  # noqa: F401  isort: skip  (it chooses the backend)

import keras
from keras import layers, ops


def zeroed(words, mask):
    """Put zeros where the mask says that there is no word."""
    if mask is None:
        return words
    return words * ops.cast(ops.expand_dims(mask, -1), words.dtype)


@keras.saving.register_keras_serializable(package="project")
class MaskedConv1D(layers.Conv1D):
    """A convolution over words (texts, words, size) to which padding is zero.

    It goes on a little into the padding, as Keras's own at the end of a text does.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.supports_masking = True  # passes the mask on to the next layer

    def call(self, words, mask=None):
        return super().call(zeroed(words, mask))


@keras.saving.register_keras_serializable(package="project")
class MaskedAverage(layers.Layer):
    """The mean over the words of each text: (texts, words, size) to (texts, size)."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, words, mask=None):
        if mask is None:
            return ops.mean(words, axis=1)
        count = ops.sum(ops.cast(mask, words.dtype), axis=1, keepdims=True)
        # A text without a known word has a count of 0; its mean is 0, not 0/0.
        return ops.sum(zeroed(words, mask), axis=1) / ops.maximum(count, 1)

    def compute_mask(self, words, mask=None):
        return None  # what is left is no sequence

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], input_shape[-1])


@keras.saving.register_keras_serializable(package="project")
class MaskedMax(MaskedAverage):
    """The largest value over the words of each text, of every number of a word."""

    def call(self, words, mask=None):
        if mask is None:
            return ops.max(words, axis=1)
        lowest = ops.full_like(words, -1e4)
        largest = ops.max(ops.where(ops.expand_dims(mask, -1), words, lowest), axis=1)
        # A text without a known word has nothing but padding; it gives 0.
        return ops.where(ops.any(mask, axis=1, keepdims=True), largest, 0.0)
