"""What a model answers for arrays of inputs, batch by batch and within a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.experiments.terms import Array

BATCH = 128
"""Samples in one call; small enough to look at the clock between two calls of a large model."""

Pack = Callable[[list[Any]], Any]
"""Arrays, one for each input, as the model is called with them."""


def outputs_of(model: Any, inputs: list[Array], pack: Pack, deadline: float) -> Array | None:
    """The outputs of a model in inference mode, shape (m, ...).

    The model is called, not asked to predict: predict() would leave a traced function on it.

    Args:
        model: any Keras model with one output; others give None.
        inputs: one array for each input, samples first, shape (n, ...).
        pack: see `Pack`.
        deadline: on `time.perf_counter()`; the samples answered by then are given back, so that
            m <= n.
    """
    total = len(inputs[0]) if inputs else 0
    answer = caller(model)
    found: list[Array] = []
    for start in range(0, total, BATCH):
        if found and time.perf_counter() > deadline:
            break
        given = answer(pack([part[start : start + BATCH] for part in inputs]))
        if isinstance(given, list | tuple) and len(given) == 1:
            given = given[0]
        if isinstance(given, list | tuple | dict):
            return None
        found.append(np.asarray(keras.ops.convert_to_numpy(given)))
    if not found or found[0].ndim == 0 or len(found[0]) != min(BATCH, total):
        return None
    return np.concatenate(found)


def caller(model: Any) -> Callable[[Any], Any]:
    """Calls a model in inference mode; a recurrent one by a graph of its own.

    Outside a graph TensorFlow steps through a sequence in Python: 5 ms for every step of an LSTM on
    a busy machine.
    """

    def call(x: Any) -> Any:
        return model(x, training=False)

    if keras.backend.backend() != "tensorflow" or not _is_recurrent(model):
        return call
    import tensorflow as tf

    return tf.function(call, autograph=False, reduce_retracing=True)  # type: ignore[no-any-return]


def _is_recurrent(model: Any) -> bool:
    kinds = (keras.layers.RNN, keras.layers.Bidirectional, keras.layers.ConvLSTM2D)
    return any(isinstance(layer, kinds) for layer in model._flatten_layers(include_self=False))
