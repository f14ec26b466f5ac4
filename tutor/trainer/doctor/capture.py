"""What a training works on: a sample of its data, taken without changing the training."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tutor.trainer.doctor import arrays, elements, reading, rows
from tutor.trainer.doctor.arrays import Array, Part, Structure
from tutor.trainer.doctor.passes import Passes


@dataclass
class Captured:
    """A sample of a training's data, in the script's own order and dtypes.

    Attributes:
        source: `arrays`, `tf.data`, `generator` or `dataset-object`; `batches` for a loop of the
            learner's own.
        x, y: one array for each of the model's inputs and targets, samples first; empty where
            nothing was seen (yet). `names` and `target_names` say which they are.
        sample_weight: of the same samples, None for none.
        validation_x, validation_y: the same of the validation part; empty for none.
        samples, validation_samples: of the whole parts, None where that is not known.
        complete: True where `x` is the whole training part.
        full_x, full_y, full_validation_x, full_validation_y: the whole parts by reference, where
            they lie in memory; else empty. Behind tf.data, `full_x` are what the pipeline starts
            from, and `full_y` stay empty where a stage changes them.
        order: the first target as training meets it, from the start on, shape (n,) or
            (n, columns); None where that is not known.
        split_source: `none`, `validation_data` or `validation_split`; `fraction` of the latter.
        same_object: True where the validation data are the very objects trained on.
        mixed_split: True where training and validation part of one tf.data pipeline are drawn
            anew for every epoch, so that each meets the other's samples.
        batch_size: of a training batch, None where that is not known.
        other_fits: calls of fit() on the same model with other samples than these.
        moved_targets: True where the same inputs came again with other, continuous targets.
        replaced: what fit() must be given in the place of its own arguments, by their names:
            generators that are watched as they pass.
        waiting: True where something can be looked at only when the script has ended: call
            `complete_after_training()` then.
    """

    source: str = "arrays"
    x: list[Array] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    y: list[Array] = field(default_factory=list)
    target_names: list[str] = field(default_factory=list)
    sample_weight: Array | None = None
    validation_x: list[Array] = field(default_factory=list)
    validation_y: list[Array] = field(default_factory=list)
    samples: int | None = None
    validation_samples: int | None = None
    complete: bool = False
    full_x: list[Array] = field(default_factory=list)
    full_y: list[Array] = field(default_factory=list)
    full_validation_x: list[Array] = field(default_factory=list)
    full_validation_y: list[Array] = field(default_factory=list)
    order: Array | None = None
    split_source: str = "none"
    fraction: float | None = None
    same_object: bool = False
    mixed_split: bool = False
    batch_size: int | None = None
    other_fits: int = 0
    moved_targets: bool = False
    replaced: dict[str, Any] = field(default_factory=dict)
    _later: list[Callable[[], None]] = field(default_factory=list)
    _pending: list[Part] = field(default_factory=list)
    _numbers: Array = field(default_factory=lambda: np.zeros(0, dtype="uint64"))
    _numbered: list[Array] | None = None
    _passes: Passes = field(default_factory=Passes)
    _kept: Part = field(default_factory=Part)
    _structures: tuple[Structure, Structure] = field(default=(Structure(), Structure()))

    @property
    def waiting(self) -> bool:
        """True where there is more to see once the script has ended."""
        return bool(self._later or self._pending)

    def pack_x(self, values: list[Any]) -> Any:
        """Arrays in the order of `x` as the model is called with them: one, a list or a dict."""
        return self._structures[0].pack(values)

    def pack_y(self, values: list[Any]) -> Any:
        """Arrays in the order of `y` as the loss is computed from them; None for no targets."""
        return self._structures[1].pack(values)

    def row_numbers(self) -> Array:
        """A number for each training row, equal for equal rows (see `rows.hashes`); taken once."""
        parts = self.full_x or self.x
        if self._numbered is not parts:
            self._numbers, self._numbered = rows.hashes(parts), parts
        return self._numbers

    def add_batch(self, x: Any, y: Any = None, sample_weight: Any = None) -> None:
        """Keep a batch of a loop of the learner's own, until the sample is large enough.

        Never raises. `x` grows whenever as much has passed as it holds, so that the cost stays in
        proportion; `complete_after_training()` adds the rest.
        """
        with contextlib.suppress(Exception):
            self._add(Part(x, y, sample_weight))

    def complete_after_training(self) -> None:
        """Look at what could not be looked at before: the script has ended by now."""
        later, self._later = self._later, []
        for look in [*later, self._settle]:
            with contextlib.suppress(Exception):
                look()

    def compare(self, other: Captured) -> None:
        """Take note of another call of fit() on the same model. Never raises."""
        with contextlib.suppress(Exception):
            if not self.other_fits:
                self._passes.pass_by(self.x, self.y)
            before = self._passes.known
            self._passes.pass_by(other.x, other.y)
            self.other_fits += self._passes.known > before
            self.moved_targets |= self._passes.moved

    def look_later(self, look: Callable[[], None]) -> None:
        """Have something looked at by `complete_after_training()`."""
        self._later.append(look)

    def _add(self, part: Part) -> None:
        count, kept = part.rows or 0, self._kept.rows or 0
        passed = sum(pending.rows or 0 for pending in self._pending)
        seen = kept + passed
        full = seen >= arrays.SAMPLES or seen * arrays.row_bytes(part.x) >= arrays.BYTES
        if not count or full or self._passes.over:
            return
        self.batch_size = self.batch_size or count
        part = part.chosen(slice(0, count))
        fresh = self._passes.pass_by(arrays.leaves(part.x), arrays.leaves(part.y))
        self.moved_targets |= self._passes.moved
        if len(fresh):
            # A copy: the script may use its buffers again.
            self._pending.append(part.chosen(fresh).copied())
        if passed + len(fresh) >= kept or self._passes.over:
            self._settle()
            self.complete = self._passes.all_seen
            self.samples = len(self.x[0]) if self.complete and self.x else None

    def _settle(self) -> None:
        pending, self._pending = self._pending, []
        if pending:
            known = [self._kept] if self._kept.x is not None else []
            self._kept = elements.joined([*known, *pending])
            self.take_training(self._kept)
            self.order = self.y[0] if self.y else None

    def take_training(self, part: Part) -> None:
        """Take a sample of the training part, all of it NumPy."""
        self._structures = Structure.of(part.x), Structure.of(part.y)
        self.x, self.y = arrays.leaves(part.x), arrays.leaves(part.y)
        self.names, self.target_names = (structure.names for structure in self._structures)
        weights = arrays.leaves(part.sample_weight)
        self.sample_weight = weights[0] if weights else None

    def take_validation(self, part: Part) -> None:
        """Take a sample of the validation part, all of it NumPy."""
        self.validation_x, self.validation_y = arrays.leaves(part.x), arrays.leaves(part.y)


def from_fit(model: Any, arguments: dict[str, Any]) -> Captured:
    """The data that fit() is about to train on; nothing is consumed, drawn or raised.

    Args:
        model: the model about to be trained.
        arguments: of fit(), by their names.
    """
    captured = Captured()
    with contextlib.suppress(Exception):
        captured.source = kind_of(arguments.get("x"))
        reading.read_training(captured, arguments)
    with contextlib.suppress(Exception):
        reading.read_validation(captured, arguments)
    return captured


def from_batches(source: str = "batches") -> Captured:
    """An empty sample that grows by `add_batch`."""
    return Captured(source=source)


def kind_of(data: Any) -> str:
    """`arrays`, `tf.data`, `generator` or `dataset-object`."""
    modules = [f"{base.__module__}.{base.__name__}" for base in type(data).__mro__]
    if any(m.startswith("tensorflow.python.data") and "Dataset" in m for m in modules):
        return "tf.data"
    if any(m.startswith("tensorflow.python.distribute") and "Dataset" in m for m in modules):
        return "dataset-object"
    if isinstance(data, types.GeneratorType):
        return "generator"
    objects = (".PyDataset", ".DataAdapter", ".DataLoader", "grain.")
    if any(name in module for module in modules for name in objects):
        return "dataset-object"
    return "arrays"
