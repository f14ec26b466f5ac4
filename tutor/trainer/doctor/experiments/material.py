"""What the experiments work on: a training as the doctor saw it, and its data cut to size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from tutor.history import History
from tutor.trainer.doctor.experiments.terms import Array, Terms

SAMPLE = 1024
"""Rows of either part that a score is taken on: its binomial error is at most .016."""

WHOLE_ROWS = 10_000
WHOLE_VALUES = 2**24
"""Rows and numbers of the training part that copies train on; of more, a random part is taken."""

ENOUGH_HELD_OUT = 30
ENOUGH_TO_CUT = 120
"""A score on fewer held-out rows says little (binomial error .09 at .5), so a smaller validation
part is not used; from 120 rows a quarter holds 30. Below that, copies are scored on what they were
trained on: then they can show a failure to learn, but nothing about new data."""


class Log(Protocol):
    """Takes the events of a training."""

    def write(self, event: str, *, durable: bool = False, **fields: Any) -> None:
        """Append one event."""


class Data(Protocol):
    """A sample of a training's data; see `tutor.trainer.doctor.capture.Captured`."""

    source: str
    x: list[Array]
    y: list[Array]
    sample_weight: Array | None
    validation_x: list[Array]
    validation_y: list[Array]
    samples: int | None
    complete: bool
    full_x: list[Array]
    full_y: list[Array]
    split_source: str
    batch_size: int | None

    def pack_x(self, values: list[Any]) -> Any:
        """Arrays as the model is called with them."""


class Training(Protocol):
    """One model's training; see `tutor.trainer.doctor.trainings.Training`."""

    model: Any
    captured: Any
    compile_arguments: dict[str, Any]
    initial_weights: list[Any] | None
    fit_arguments: dict[str, Any]

    @property
    def log(self) -> Log:
        """Takes its events."""

    @property
    def history(self) -> History:
        """What its events tell up to now."""


@dataclass(frozen=True)
class Rows:
    """Rows of data: one array for each input, the targets, and which part they come from."""

    x: list[Array]
    y: Array
    weight: Array | None = None
    part: str = "training"

    def __len__(self) -> int:
        return len(self.y)

    def take(self, chosen: Array | slice, part: str | None = None) -> Rows:
        """Some of the rows."""
        weight = None if self.weight is None else self.weight[chosen]
        return Rows([v[chosen] for v in self.x], self.y[chosen], weight, part or self.part)

    def some(self, most: int) -> Rows:
        """At most so many rows, spread evenly over all of them."""
        if len(self) <= most:
            return self
        return self.take(np.linspace(0, len(self) - 1, most).astype(int))


@dataclass(frozen=True)
class Material:
    """A training with one output, ready for experiments.

    Attributes:
        training: as observed.
        terms: how answers are read.
        train: rows of the training part, in the script's order.
        validation: of the validation part, None without one.
        history: what its events tell.
    """

    training: Training
    terms: Terms
    train: Rows
    validation: Rows | None
    history: History

    def pack(self, values: list[Any]) -> Any:
        """Arrays, one for each input, as the model is called with them."""
        return self.training.captured.pack_x(values)

    @property
    def numeric(self) -> bool:
        """True where there is one input, and it holds numbers that are no token numbers."""
        inputs = self.train.x
        return len(inputs) == 1 and inputs[0].dtype.kind in "fiub"

    @property
    def batch_size(self) -> int:
        """Samples in a batch of the script's; Keras's default is 32."""
        asked = self.training.fit_arguments.get("batch_size")
        return max(1, int(asked or self.training.captured.batch_size or 32))

    @property
    def shuffles(self) -> bool:
        """Whether the script's batches are drawn in a new order for every epoch.

        fit() does it with arrays unless told otherwise. A pipeline shows one order only; it counts
        as shuffled where its labels do not come in long stretches.
        """
        if self.training.captured.source == "arrays":
            return bool(self.training.fit_arguments.get("shuffle", True))
        return not comes_sorted(self.terms, self.train.y)

    @property
    def updates(self) -> int:
        """Weight updates that the script made."""
        history, call = self.history, self.history.call
        if history.batches_done:
            return history.batches_done
        rows = self.training.captured.samples or len(self.train)
        steps = (call.steps_per_epoch if call else None) or math.ceil(rows / self.batch_size)
        epochs = len(history.epochs) or (call.epochs if call else None) or 1
        return epochs * steps

    @cached_property
    def parts(self) -> tuple[Rows, Rows]:
        """Rows that copies are trained on, and rows that they are scored on."""
        held = self.validation
        if held is not None and len(held) >= ENOUGH_HELD_OUT:
            return self.train, held.some(SAMPLE)
        if len(self.train) >= ENOUGH_TO_CUT:
            return quartered(self.train)
        return self.train, self.train


def quartered(rows: Rows) -> tuple[Rows, Rows]:
    """Three quarters of the rows, in their order, and a random quarter (at most `SAMPLE`)."""
    order = np.random.default_rng(0).permutation(len(rows))
    cut = min(SAMPLE, len(rows) // 4)
    return rows.take(np.sort(order[cut:])), rows.take(np.sort(order[:cut]), "quarter")


def comes_sorted(terms: Terms, targets: Array) -> bool:
    """True where equal labels stand in stretches at least twice as long as chance makes them."""
    if terms.task not in ("binary", "multiclass") or len(targets) < 20:
        return False
    labels = terms.truth(targets)
    _, counts = np.unique(labels, return_counts=True)
    changes = float(np.mean(labels[1:] != labels[:-1]))
    expected = 1 - float(np.square(counts / len(labels)).sum())
    return expected > 0 and changes < expected / 2


def rows_of(data: Data) -> tuple[Rows, Rows | None] | None:
    """The training and validation rows of a training with one target; None for others.

    Whole arrays in memory are preferred to the sample, up to `WHOLE_ROWS` random rows of them.
    """
    if len(data.y) != 1 or not data.x:
        return None
    x, y, weight = data.x, data.y[0], data.sample_weight
    whole = data.source == "arrays" and data.full_x and len(data.full_y) == 1
    if whole and len(data.full_y[0]) > len(y):
        x, y, weight = data.full_x, data.full_y[0], None
    if len(y) == 0 or any(len(part) != len(y) for part in x):
        return None
    if weight is not None and len(weight) != len(y):
        weight = None
    train = Rows([np.asarray(part) for part in _cut(x, len(y))], np.asarray(_cut([y], len(y))[0]))
    if weight is not None and len(train) == len(weight):
        train = Rows(train.x, train.y, np.asarray(weight))
    held = None
    if len(data.validation_y) == 1 and len(data.validation_x) == len(x):
        count = len(data.validation_y[0])
        if count and all(len(part) == count for part in data.validation_x):
            held = Rows(
                [np.asarray(part) for part in data.validation_x],
                np.asarray(data.validation_y[0]),
                part="validation",
            )
    return train, held


def _cut(arrays: list[Array], rows: int) -> list[Array]:
    values = sum(int(np.prod(part.shape[1:], dtype=np.int64)) for part in arrays)
    most = min(WHOLE_ROWS, max(SAMPLE, WHOLE_VALUES // max(1, values)))
    if rows <= most:
        return list(arrays)
    chosen = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
    return [part[chosen] for part in arrays]
