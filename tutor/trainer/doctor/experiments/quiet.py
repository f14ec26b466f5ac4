"""Experiments leave no trace: nothing printed, no random state moved, no fault let out."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TypeVar

import keras
import numpy as np

T = TypeVar("T")


def attempt(make: Callable[[], T]) -> T | None:
    """What `make` gives; None where Keras, the script's own code or the numbers refuse.

    A learner's layers, losses and training steps run in here, and may raise anything. That an
    experiment cannot be made says nothing about the script, so it is passed over.
    """
    try:
        return make()
    except Exception:
        return None


@contextmanager
def unnoticed() -> Iterator[None]:
    """Within, Python's output and warnings go nowhere, and random states are put back after."""
    states = random.getstate(), np.random.get_state()
    generator = _tensorflow_generator()
    drawn = generator.getstate() if generator is not None else None
    nowhere = io.StringIO()
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            redirect_stdout(nowhere),
            redirect_stderr(nowhere),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        if generator is not None and drawn is not None:
            generator.setstate(drawn)


def seeded(seed: int) -> None:
    """Make what follows repeatable: Keras draws the seeds of its own generators from Python's."""
    random.seed(seed)
    np.random.seed(seed)


def _tensorflow_generator() -> Any:
    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.python.eager import context

    return getattr(context.context(), "_rng", None)
