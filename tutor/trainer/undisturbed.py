"""Looking at a model without changing what its training will do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np


@contextmanager
def undisturbed(model: keras.Model, *, alone: bool = True) -> Iterator[None]:
    """Put back all random states, and every variable of the model that training does not learn.

    Among the latter are the moving averages of batch normalization, the seeds of dropout and
    augmentation, and the states of recurrent layers.

    Args:
        model: that is looked at.
        alone: False where a thread that feeds the training may draw from Python's and NumPy's
            global generators meanwhile: putting those back would let it draw the same once more.
            Of all that is looked at only a layer of the learner's own could draw from them.
    """
    kept = [(variable, value_of(variable)) for variable in model.non_trainable_variables]
    python, numpy = random.getstate(), np.random.get_state()
    seeds = _tensorflow_seeds()
    drawn = seeds.getstate() if seeds is not None else None
    try:
        yield
    finally:
        for variable, value in kept:
            variable.assign(value)
        if alone:
            random.setstate(python)
            np.random.set_state(numpy)
        if seeds is not None:
            seeds.setstate(drawn)


def value_of(variable: Any) -> np.ndarray[Any, Any]:
    """A copy of a Keras variable's value, which later updates leave alone."""
    return np.array(keras.ops.convert_to_numpy(keras.ops.convert_to_tensor(variable)))


def _tensorflow_seeds() -> Any:
    """The generator from which TensorFlow draws seeds for operations that were given none."""
    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.python.eager import context

    return getattr(context.context(), "_rng", None)
