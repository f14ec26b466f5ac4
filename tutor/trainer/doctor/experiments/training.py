"""Training a copy: the script's batches and loss, in one graph that holds the whole loop.

fit() pays for every epoch and batch on top of the work, which is most of the time of the small
trainings that learners write: 300 epochs of four samples took 14 to 19 s by fit() on a shared
two-core machine. Here the loop over the batches is part of the graph, and the same took .3 s.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.trainer.doctor.experiments.material import Rows
from tutor.trainer.doctor.experiments.outputs import Pack
from tutor.trainer.doctor.experiments.terms import Array

CHUNK_SECONDS = 0.25
"""The clock is looked at about this often."""

FIRST_STEPS = 4
"""Batches in the first chunk, which also pays for tracing the graph."""


@dataclass(frozen=True)
class Pace:
    """How long a training is.

    Attributes:
        batch_size: samples in a batch.
        updates: batches at most.
        shuffle: True to draw a new order for every epoch.
        deadline: on `time.perf_counter()`; no batch begins after it (but for one chunk).
    """

    batch_size: int
    updates: int
    shuffle: bool
    deadline: float


class Loop:
    """Trains a compiled, built copy on rows that lie in memory. TensorFlow only.

    Args:
        model: compiled; its own train_step() is used.
        rows: to train on.
        pack: see `Pack`.
        seed: of the batches' order.

    Attributes:
        done: batches trained on.
        loss: mean loss of the last chunk; NaN before the first.
        first_loss: of the very first batch.
    """

    def __init__(self, model: Any, rows: Rows, pack: Pack, seed: int) -> None:
        import tensorflow as tf

        self.done = 0
        self.loss = self.first_loss = math.nan
        self.step_seconds = 0.0
        self._model = model
        self._count = len(rows)
        self._random = np.random.default_rng(seed)
        self._order: list[Array] = []
        constants = [tf.constant(part) for part in rows.x]
        targets = tf.constant(rows.y)
        weight = None if rows.weight is None else tf.constant(rows.weight)

        def step(index: Any, batches: Any, _: Any) -> Any:
            chosen = batches[index]
            chosen = tf.boolean_mask(chosen, chosen >= 0)
            x = pack([tf.gather(part, chosen) for part in constants])
            y = tf.gather(targets, chosen)
            data = (x, y) if weight is None else (x, y, tf.gather(weight, chosen))
            logs = model.train_step(data)
            return index + 1, batches, _loss_in(logs)

        def run(batches: Any) -> Any:
            return tf.while_loop(
                lambda index, rows, _: index < tf.shape(rows)[0],
                step,
                (tf.constant(0), batches, tf.constant(0.0)),
                parallel_iterations=1,
            )[2]

        signature = [tf.TensorSpec((None, None), tf.int32)]
        self._run = tf.function(run, input_signature=signature, autograph=False)

    def restart(self, seed: int) -> None:
        """Begin anew, after the model was given other weights: the traced graph is kept."""
        self.done = 0
        self.loss = self.first_loss = math.nan
        self._random = np.random.default_rng(seed)
        self._order = []

    def train(self, pace: Pace) -> None:
        """Train on for so many batches, until the deadline or until the loss is no number."""
        goal = self.done + pace.updates
        while self.done < goal and (self.done == 0 or time.perf_counter() < pace.deadline):
            steps = min(self._chunk(pace.deadline), goal - self.done)
            self._advance(self._batches(steps, pace))
            if not math.isfinite(self.loss):
                return

    def _chunk(self, deadline: float) -> int:
        if self.done == 0:
            return 1
        if self.step_seconds == 0.0:
            return FIRST_STEPS
        left = min(CHUNK_SECONDS, max(0.0, deadline - time.perf_counter()))
        return max(1, int(left / self.step_seconds))

    def _advance(self, batches: Array) -> None:
        started = time.perf_counter()
        self._model.reset_metrics()
        # Keras's own step tells the mean since the reset; a learner's own what it likes.
        self.loss = float(self._run(batches))
        if self.done == 0:
            self.first_loss = self.loss  # the first call traces: its time says nothing
        else:
            self.step_seconds = (time.perf_counter() - started) / len(batches)
        self.done += len(batches)

    def _batches(self, steps: int, pace: Pace) -> Array:
        """The row numbers of the next batches, (steps, batch size), short ones filled with -1."""
        while len(self._order) < steps:
            order = np.arange(self._count, dtype=np.int32)
            if pace.shuffle:
                self._random.shuffle(order)
            size = min(pace.batch_size, self._count)
            filled = np.full(math.ceil(self._count / size) * size, -1, np.int32)
            filled[: self._count] = order
            self._order.extend(filled.reshape(-1, size))
        taken, self._order = self._order[:steps], self._order[steps:]
        return np.stack(taken)


def _loss_in(logs: Any) -> Any:
    """The loss among what a training step tells, as a number of single precision."""
    import tensorflow as tf

    told = logs.get("loss", next(iter(logs.values()), 0.0)) if isinstance(logs, dict) else 0.0
    return tf.reshape(tf.cast(tf.convert_to_tensor(told), tf.float32), [-1])[0]
