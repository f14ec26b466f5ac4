"""Data that come item by item: generators, watched as they pass, and Keras's dataset objects."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tutor.trainer.doctor import arrays
from tutor.trainer.doctor.arrays import Part
from tutor.trainer.doctor.elements import SECONDS, joined, unpacked

ITEMS = 32
"""Batches of a dataset object that are asked for, spread over all of it."""


def watched(generator: Generator[Any, Any, Any], keep: Callable[[Any], None]) -> Iterator[Any]:
    """The generator's own batches, each shown to `keep` as it passes.

    It is a generator itself, as Keras takes nothing else, and asks for nothing earlier than Keras
    would. `keep` must not raise.
    """
    for batch in generator:
        keep(batch)
        yield batch


def sample_of(dataset: Any) -> tuple[Part, bool]:
    """A sample of a `PyDataset`'s items, in their order, and whether it is all of them.

    The object, its own random generators and the global ones are put back as they were.
    """
    count = item_count(dataset)
    numbers = range(count) if count is not None else range(ITEMS)
    if len(numbers) > ITEMS:
        numbers = [int(i) for i in np.linspace(0, len(numbers) - 1, ITEMS)]  # type: ignore[assignment]
    parts: list[Part] = []
    started, rows, size = time.perf_counter(), 0, 0
    with untouched(dataset):
        for number in numbers:
            part = _numpy(unpacked(dataset[number]))
            parts.append(part)
            rows += part.rows or 0
            size += arrays.row_bytes(part.x) * (part.rows or 0)
            full = rows >= arrays.SAMPLES or size >= arrays.BYTES
            if full or time.perf_counter() - started > SECONDS:
                break
    return joined(parts), len(parts) == count


def item_count(dataset: Any) -> int | None:
    """Number of batches, None for an endless dataset."""
    count = getattr(dataset, "num_batches", None)
    if count is None:
        try:
            count = len(dataset)
        except Exception:
            return None
    return int(count)


def sample_count(dataset: Any) -> int | None:
    """Number of samples that the iterators of Keras's own image generators tell."""
    for name in ("samples", "n"):
        count = getattr(dataset, name, None)
        if isinstance(count, int):
            return count
    return None


def batch_size(dataset: Any) -> int | None:
    """Samples of its first item; the object is put back as it was."""
    with untouched(dataset):
        return unpacked(dataset[0]).rows


def order_of(dataset: Any) -> Any:
    """The labels in the order of training, where the object keeps that order; else None."""
    if getattr(dataset, "shuffle", True):
        return None
    for name in ("y", "classes", "labels"):
        labels = getattr(dataset, name, None)
        if labels is not None and np.ndim(labels) and len(labels) == sample_count(dataset):
            return np.asarray(labels)
    return None


@contextmanager
def untouched(thing: Any) -> Iterator[None]:
    """Put back an object's attributes, its random generators and the global random states."""
    kept = dict(vars(thing))
    states = [(value, _state(value)) for value in kept.values() if _state(value) is not None]
    python, numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        for value, state in states:
            _restore(value, state)
        vars(thing).clear()
        vars(thing).update(kept)
        random.setstate(python)
        np.random.set_state(numpy)


def _state(value: Any) -> Any:
    if isinstance(value, np.random.Generator):
        return value.bit_generator.state
    if isinstance(value, np.random.RandomState):
        return value.get_state()
    return value.getstate() if isinstance(value, random.Random) else None


def _restore(value: Any, state: Any) -> None:
    if isinstance(value, np.random.Generator):
        value.bit_generator.state = state
    elif isinstance(value, np.random.RandomState):
        value.set_state(state)
    else:
        value.setstate(state)


def _numpy(part: Part) -> Part:
    rows = part.rows or 0
    return part.chosen(slice(0, rows))
