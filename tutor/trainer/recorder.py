"""The true loss of every batch, and the gradients of a chosen one.

Keras's logs hold the running mean of the epoch. Where TensorFlow trains, a few operations are
traced into the training step instead: they keep each batch's own loss in a ring of variables, for
microseconds a batch, and it is read ten times a second. Other backends get it from the means.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import keras
import numpy as np

RING = 4096
"""Batch losses that fit between two readings; the probe reads before they are overwritten."""

Gradients = dict[int, tuple[float, float]]
"""Sum of squares and sum of magnitudes of the gradient of each variable, by its `id`."""


class Recorder(Protocol):
    """What the probe asks of a recorder."""

    def install(self, model: keras.Model) -> None:
        """Attach to a compiled model, before its training step is traced."""

    def prepare(self, model: keras.Model) -> None:
        """Make room for the gradients of a model that is built by now."""

    def remove(self) -> None:
        """Detach from the model; nothing of the recorder is saved with it."""

    def new_losses(self) -> list[float]:
        """The losses of the batches since the last call."""

    def forget(self) -> None:
        """Pass over the losses since the last reading."""

    def arm(self, armed: bool) -> None:
        """Keep the gradients of the batches that follow, or no more."""

    def gradients(self) -> Gradients | None:
        """The gradients of the last armed batch, None before one."""


def recorder_for_backend() -> Recorder:
    """The best recorder that this backend allows."""
    if keras.backend.backend() == "tensorflow":
        return GraphRecorder()
    return MeanRecorder()


class MeanRecorder:
    """Takes batch losses out of the running means in the logs: (i + 1) m_i - i m_(i - 1).

    Exact up to rounding while all batches are of one size; the last, smaller one is weighed wrong
    by the ratio of the sizes. It knows no gradients.
    """

    def __init__(self) -> None:
        self._losses: list[float] = []
        self._mean = 0.0

    def install(self, model: keras.Model) -> None:
        """Nothing to attach: `see` is called with each batch's logs."""

    def prepare(self, model: keras.Model) -> None:
        """No gradients, no room."""

    def remove(self) -> None:
        """Nothing to detach."""

    def see(self, batch: int, mean: float) -> None:
        """Take the running mean of the loss after a batch (counted from 0 in its epoch)."""
        before = self._mean if batch else 0.0
        self._losses.append((batch + 1) * mean - batch * before)
        self._mean = mean

    def new_losses(self) -> list[float]:
        """The losses of the batches since the last call."""
        losses, self._losses = self._losses, []
        return losses

    def forget(self) -> None:
        """Pass over the losses since the last reading."""
        self._losses = []

    def arm(self, armed: bool) -> None:
        """Gradients are out of reach here."""

    def gradients(self) -> None:
        """No gradients."""
        return


class GraphRecorder:
    """Records inside TensorFlow's traced training step.

    Attributes:
        fault: why something could not be recorded, None while everything can be.
    """

    def __init__(self) -> None:
        self.fault: str | None = None
        self._model: keras.Model | None = None
        self._read = 0
        self._armed_once = False
        self._is_armed = False
        self._gradients: Any = None
        self._variables: list[int] = []

    def install(self, model: keras.Model) -> None:
        """Wrap the training step, the loss and the optimizer of this one model."""
        if self._model is not model:
            self.make_variables()
        self._model = model
        # Set past Keras: its attribute tracking must not see them, nor saving write them.
        model.__dict__["train_step"] = self._recording_step(type(model).train_step.__get__(model))
        optimizer = model.optimizer
        optimizer.__dict__["apply"] = self._recording_apply(
            type(optimizer).apply.__get__(optimizer), optimizer
        )

    def prepare(self, model: keras.Model) -> None:
        """Make room for the gradients of a model that is built by now."""
        import tensorflow as tf

        rows = len(_learned(model))
        # Layers may have been frozen or set free since the last training.
        if rows and (self._gradients is None or self._gradients.shape[0] != rows):
            self._gradients = tf.Variable(tf.zeros([rows, 2]), trainable=False)

    def remove(self) -> None:
        """Give the model its own methods back; what is traced goes on recording unread."""
        if self._model is not None:
            self._model.__dict__.pop("train_step", None)
            self._model.optimizer.__dict__.pop("apply", None)

    def new_losses(self) -> list[float]:
        """The losses of the batches since the last call."""
        count = int(self._count.numpy())
        fresh = min(count - self._read, RING)
        if fresh <= 0:
            return []
        indices = np.arange(count - fresh, count) % RING
        self._read = count
        # The shortest text that is this very single-precision number.
        return [float(str(loss)) for loss in self._ring.numpy()[indices]]

    def forget(self) -> None:
        """Pass over the losses since the last reading."""
        self._read = int(self._count.numpy())

    def arm(self, armed: bool) -> None:
        """Keep the gradients of the batches that follow, or no more."""
        self._armed_once |= armed
        self._is_armed = armed
        self._armed.assign(armed)

    def gradients(self) -> Gradients | None:
        """The gradients of the last armed batch, None before one."""
        if not self._armed_once or not self._variables:
            return None
        return dict(
            zip(self._variables, map(tuple, self._gradients.numpy().tolist()), strict=False)
        )

    def make_variables(self) -> None:
        """Make room for the losses, before a first step."""
        import tensorflow as tf

        # A loop of the learner's own is first met while its step is being traced.
        with tf.init_scope():
            self._ring = tf.Variable(tf.zeros([RING]), trainable=False)
            self._count = tf.Variable(0, dtype=tf.int64, trainable=False)
            self._armed = tf.Variable(False, trainable=False)
        self._gradients = None
        self._read = 0

    def _recording_step(self, original: Any) -> Any:
        """The model's training step that also keeps its loss. Traced, so it runs once or twice."""

        def train_step(data: Any) -> Any:
            with _Intercepted(original.__self__) as seen:
                result = original(data)
            with self._quiet():
                loss = seen.loss if seen.loss is not None else logged_loss(result)
                if loss is not None:
                    self.record(loss)
            return result

        return train_step

    def record(self, loss: Any) -> None:
        """Keep a batch's loss: an operation, to be traced into the step or to be done now."""
        import tensorflow as tf

        value = tf.reshape(tf.cast(loss, tf.float32), [])
        self._ring.scatter_update(tf.IndexedSlices(value, self._count % RING))
        self._count.assign_add(1)

    def note(self, grads: list[Any], variables: list[Any]) -> None:
        """Keep the gradients of a step where asked for: operations, to be traced or done now."""
        with self._quiet():
            self._note(grads, variables)

    def note_if_armed(self, grads: list[Any], variables: list[Any]) -> None:
        """The same for a step that is done now, which need not ask a variable."""
        if self._is_armed:
            self.note(grads, variables)

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """What cannot be recorded is left out; the training step must go on."""
        try:
            yield
        except Exception as fault:
            self.fault = self.fault or f"{type(fault).__name__}: {fault}"

    def _recording_apply(self, original: Any, optimizer: Any) -> Any:
        def apply(grads: Any, trainable_variables: Any = None) -> Any:
            # They may come as iterators.
            grads = list(grads)
            if trainable_variables is not None:
                trainable_variables = list(trainable_variables)
            self.note(grads, trainable_variables or list(optimizer._trainable_variables))
            return original(grads, trainable_variables)

        return apply

    def _note(self, grads: list[Any], variables: list[Any]) -> None:
        import tensorflow as tf

        if self._gradients is None or len(grads) != self._gradients.shape[0]:
            return
        self._variables = [id(variable) for variable in variables]

        def measure() -> Any:
            return self._gradients.assign(tf.stack([_sums(grad) for grad in grads]))

        tf.cond(self._armed, measure, lambda: self._gradients)


class _Intercepted:
    """Catches the loss on its way into the model's loss tracker, while a step is traced."""

    def __init__(self, model: Any) -> None:
        self._tracker = getattr(model, "_loss_tracker", None)
        self.loss: Any = None

    def __enter__(self) -> _Intercepted:
        if self._tracker is not None:
            original = self._tracker.update_state

            def update_state(loss: Any, *args: Any, **kwargs: Any) -> Any:
                self.loss = loss
                return original(loss, *args, **kwargs)

            self._tracker.__dict__["update_state"] = update_state
        return self

    def __exit__(self, *error: object) -> None:
        if self._tracker is not None:
            self._tracker.__dict__.pop("update_state", None)


def logged_loss(logs: Any) -> Any:
    """The loss among what a training step of the learner's own logs, None where there is none.

    A step without Keras's loss tracker (a GAN's, say) may call it otherwise: the first name that
    speaks of a loss is taken.
    """
    if not isinstance(logs, dict):
        return None
    names = [name for name in logs if "loss" in str(name).lower()]
    return logs["loss"] if "loss" in logs else logs[names[0]] if names else None


def _learned(model: keras.Model) -> list[Any]:
    """The variables that the model's optimizer moves.

    Where a training step of its own feeds several networks (a GAN's), each has an optimizer; the
    model's is built for one of them.
    """
    if type(model).train_step is not keras.Model.train_step:
        own = getattr(model.optimizer, "_trainable_variables", None)
        if own:
            return list(own)
    return list(model.trainable_variables)


def _sums(gradient: Any) -> Any:
    """Sum of squares and sum of magnitudes of a gradient, shape (2,); NaN where there is none."""
    import tensorflow as tf

    if gradient is None:
        return tf.constant([float("nan")] * 2)
    values = tf.cast(getattr(gradient, "values", gradient), tf.float32)
    return tf.stack([2 * tf.nn.l2_loss(values), tf.reduce_sum(tf.abs(values))])
