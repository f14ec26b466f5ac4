"""Ways of training in which the targets are no fixed truth: against another model, or online."""

from __future__ import annotations

import weakref
from typing import Any

import keras

from tutor.trainer.layers import is_weighted, leaves

MANY_FITS = 10
"""Calls of fit() on one model, each with other data, from which on it learns from a stream. Folds
of a cross-validation are fewer."""

SMALL_FIT = 512
"""Samples of such a call at most: a batch or an episode."""

_judges: weakref.WeakSet[Any] = weakref.WeakSet()
"""Models that stand at the end of another one, whose answers they judge."""


def is_adversarial(model: keras.Model) -> bool:
    """True where models are trained against each other, by turns or in one step.

    A generator is trained through its judge, which stands behind it, frozen or compiled for its own
    training by turns; a frozen base of transfer learning stands in front, and the halves of an
    autoencoder are not compiled. A step of the learner's own for both has two optimizers.
    """
    judge = next((part for part in reversed(model.layers) if isinstance(part, keras.Model)), None)
    at_the_end = judge is not None and judge is model.layers[-1]
    if at_the_end and (_is_frozen(judge) or getattr(judge, "compiled", False)):
        before = [layer for layer in leaves(model) if layer not in leaves(judge)]
        if any(is_weighted(layer) and layer.trainable for layer in before):
            _judges.add(judge)
            return True
    if model in _judges:
        return True
    # By their ids, as a model keeps what it is given under several names.
    optimizers = {id(o) for o in vars(model).values() if isinstance(o, keras.optimizers.Optimizer)}
    return len(optimizers) > 1


def is_online(captured: Any, call: dict[str, Any]) -> bool:
    """True where the targets of the same inputs change, or each of many fits gets other data."""
    if captured.moved_targets:
        return True
    many = int(call.get("calls") or 0) >= MANY_FITS and call.get("api", "fit") == "fit"
    return many and captured.other_fits > 1 and (captured.samples or SMALL_FIT + 1) <= SMALL_FIT


def _is_frozen(model: keras.Model) -> bool:
    own = [layer for layer in leaves(model) if is_weighted(layer)]
    return len(own) > 1 and not any(layer.trainable for layer in own)
