"""What a loop of the learner's own is made of: whose variables, which loss, which data."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

from keras import tree

Calls = dict[int, tuple["weakref.ref[Any]", Any]]


@dataclass
class Seen:
    """The newest of everything in one thread.

    Attributes:
        calls: what each model was last called with, by the model's id.
        loss: the `keras.Loss` called last, and the targets that it was given.
        targets: what a tape differentiated last, by the ids of the variables asked for.
    """

    calls: Calls = field(default_factory=dict)
    loss: tuple[Any, Any] | None = None
    targets: dict[frozenset[int], Any] = field(default_factory=dict)

    def input_of(self, model: Any) -> Any:
        """What the model was last called with, itself or within another; None if not known."""
        own = self.calls.get(id(model))
        if own is not None and own[0]() is model:
            return own[1]
        return None

    def target_of(self, variables: list[Any]) -> Any:
        """What was differentiated with respect to these variables, None if nothing was."""
        key = frozenset(id(variable) for variable in variables)
        target = self.targets.pop(key, None)
        if target is None:
            # A tape may have been asked for more than is applied.
            found = next((known for known in self.targets if known >= key), None)
            target = self.targets.get(found) if found is not None else None
        if len(self.targets) > 8:
            self.targets.clear()
        return target


class Owners:
    """Knows every model, and whose variables an optimizer is given."""

    def __init__(self) -> None:
        self._models: weakref.WeakSet[Any] = weakref.WeakSet()
        self._known: dict[frozenset[int], weakref.ref[Any]] = {}

    def add(self, model: Any) -> None:
        """A model that may come to be trained."""
        self._models.add(model)

    def of(self, variables: list[Any], seen: Seen) -> Any:
        """The model that has all of these variables; None where there is none.

        Of several, one that the script itself has called comes first, then the smallest: a
        generator, not the pair that it is trained in.
        """
        key = frozenset(id(variable) for variable in variables)
        known = self._known.get(key)
        model = known() if known is not None else None
        if model is None:
            model = self._find(key, seen)
            if model is not None:
                self._known[key] = weakref.ref(model)
        return model

    def _find(self, key: frozenset[int], seen: Seen) -> Any:
        fitting = []
        for model in list(self._models):
            own = {id(weight) for weight in _weights(model)}
            # A loop may hand over the backend's variables instead of Keras's.
            own |= {id(getattr(weight, "value", None)) for weight in _weights(model)}
            if key <= own:
                rank = (seen.input_of(model) is None, len(own))
                fitting.append((rank, model))
        return min(fitting, key=lambda pair: pair[0], default=(None, None))[1]


class Box:
    """Takes batches out of traced functions, as long as they are wanted.

    Args:
        parts: a structure of symbolic tensors. Later functions must hand over the like of it.
    """

    def __init__(self, parts: Any) -> None:
        import tensorflow as tf

        with tf.init_scope():
            self._wanted = tf.Variable(True, trainable=False)
            self._kept = [
                tf.Variable(
                    tf.zeros([0], tensor.dtype), shape=tf.TensorShape(None), trainable=False
                )
                for tensor in tree.flatten(parts)
            ]
        self._structure = tree.map_structure(lambda tensor: 0, parts)

    def fill(self, parts: Any) -> None:
        """Add what keeps a batch to the graph being traced."""
        import tensorflow as tf

        def keep() -> Any:
            for variable, tensor in zip(self._kept, tree.flatten(parts), strict=True):
                variable.assign(tensor)
            return tf.constant(True)

        tf.cond(self._wanted, keep, lambda: tf.constant(False))

    def taken(self) -> Any:
        """The structure of arrays that was kept last."""
        arrays = [variable.numpy() for variable in self._kept]
        return tree.pack_sequence_as(self._structure, arrays)

    def close(self) -> None:
        """Want no more."""
        self._wanted.assign(False)


def weigh(target: Any) -> Any:
    """The loss as one number where a tape was given several; None for none."""
    while isinstance(target, list | tuple) and target:
        target = target[0]
    return target if target is not None and hasattr(target, "shape") else None


def _weights(model: Any) -> list[Any]:
    try:
        return list(model.weights)
    except Exception:  # not built yet, or half made
        return []
