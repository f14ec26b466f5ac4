"""tf.data pipelines: read without their shuffling, so that the script's own draws stay the same.

An iterator over a shuffled dataset advances the seeds that the next iterator shuffles by. So a
pipeline is never iterated itself: its stages are put together anew upon the same source without
those that shuffle, repeat or cache. Where a stage draws random numbers or runs Python code, none of
this is possible, and the pipeline is left alone until the script has ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras import tree

from tutor.trainer.doctor import arrays
from tutor.trainer.doctor.arrays import Array, Part
from tutor.trainer.doctor.elements import read
from tutor.trainer.doctor.stages import (
    Unreadable,
    filtered,
    mapped,
    require_certain,
    same_kind,
    through_buffer,
)

ORDER_LIMIT = 20_000
"""Samples whose order is followed through the buffers of the shuffling, 10 ms."""

_STRIPPED = re.compile(r"Shuffle|Cache|Repeat|Prefetch|Options|AssertCardinality|Model|MaxIntra")
_CHANCE = re.compile(r"Shuffle|Cache|Snapshot|Save|Random|Sample|Generator|DirectedInterleave")
Stage = Callable[[Any], Any]


@dataclass
class Pipeline:
    """A pipeline taken apart.

    Attributes:
        root: the dataset it starts from.
        tensors: the root's slices, a structure of tensors, None for another kind of root.
        span: first and last + 1 of the slices that are used; the second None for all.
        stages: what is done to them, without shuffling.
        unit: samples in an element, 1 before batching; `root_unit` in one of the root.
        shuffles: size of the buffer in elements, samples in an element, for each shuffling.
        drawn_anew: the last shuffling that a part was cut out of after, where it is another one for
            every epoch; it identifies the pipeline that is cut.
        changed: True where a stage changes the samples.
        shortened: True where a stage that draws random numbers was left out.
        countable: False where a stage leaves out samples by what they are.
    """

    root: Any
    tensors: Any = None
    span: tuple[int, int | None] = (0, None)
    stages: list[Stage] = field(default_factory=list)
    unit: int = 1
    shuffles: list[tuple[int, int]] = field(default_factory=list)
    drawn_anew: Any = None
    changed: bool = False
    shortened: bool = False
    countable: bool = True
    root_unit: int = 1
    _last_shuffle: Any = None

    @property
    def rows(self) -> int | None:
        """Samples in all, None where only reading them would tell."""
        if self.tensors is None or not self.countable:
            return None
        stop = arrays.row_count(tree.flatten(self.tensors)[0]) or 0
        return max(0, min(stop, self.span[1] if self.span[1] is not None else stop) - self.span[0])

    def whole(self) -> Part:
        """The source's arrays, without a copy, where they are pairs of inputs and targets."""
        if self.rows is None or not isinstance(self.tensors, tuple):
            return Part(self.tensors if self.rows is not None else None)
        chosen = slice(self.span[0], self.span[0] + self.rows)
        return Part(*(tree.map_structure(lambda t: np.asarray(t)[chosen], s) for s in self.tensors))

    def sample(self) -> tuple[Part, bool]:
        """A sample of the elements, unbatched, and whether it is all of them."""
        import tensorflow as tf

        rows, root = self.rows, self.root
        everything = True
        if rows is not None:
            chosen = arrays.spread(rows, arrays.row_bytes(self.tensors))
            everything = isinstance(chosen, slice)
            picked = np.arange(rows)[chosen] + self.span[0]
            if not everything or len(picked) != arrays.row_count(tree.flatten(self.tensors)[0]):
                root = tf.data.Dataset.from_tensor_slices(
                    tree.map_structure(lambda tensor: tf.gather(tensor, picked), self.tensors)
                )
        elif self.steps_over() > 1:
            root, everything = root.shard(self.steps_over(), 0), False
        for stage in self.stages:
            root = stage(root)
        part, ended = read(root, self.unit > 1)
        return part, ended and everything

    def steps_over(self) -> int:
        """Of a root that is read as it stands, every so-many-th element makes the sample."""
        if self.root_unit > 1 or not self.countable:
            return 1
        return max(1, -(-int(self.root.cardinality()) // arrays.SAMPLES))

    def order(self) -> Array | None:
        """The first target in the order of training, through all shuffle buffers."""
        whole = self.whole()
        targets = arrays.leaves(whole.y)
        if not targets or not len(targets[0]):
            return None
        return self.shuffled(targets[0])

    def shuffled(self, labels: Array) -> Array:
        """Labels as the buffers of this pipeline would order them."""
        rows = min(len(labels), ORDER_LIMIT)
        order = np.arange(rows)
        for buffer, unit in self.shuffles:
            # Of a part, only as much of the buffer is simulated as belongs to it.
            size = buffer if buffer < len(labels) // unit else rows
            order = through_buffer(order, size, unit)
        return labels[order]


def taken_apart(dataset: Any) -> Pipeline:
    """The pipeline behind a dataset. Raises Unreadable."""
    name = type(dataset).__name__
    tensors = _slices(dataset)
    if tensors is not None:
        return Pipeline(dataset, tensors)
    zipped = _zipped(dataset)
    if zipped is not None:
        return zipped
    handler = _HANDLERS.get(name)
    if len(dataset._inputs()) != 1 or (handler is None and not _STRIPPED.search(name)):
        return _as_root(dataset)
    pipeline = taken_apart(dataset._inputs()[0])
    (handler or _strip)(pipeline, dataset)
    return pipeline


def _slices(dataset: Any) -> Any:
    """What a dataset of slices was made of; None for another dataset."""
    if type(dataset).__name__ != "_TensorSliceDataset":
        return None
    if any(type(spec).__name__ != "TensorSpec" for spec in tree.flatten(_spec(dataset))):
        return None
    return tree.pack_sequence_as(_spec(dataset), list(dataset._tensors))


def _zipped(dataset: Any) -> Pipeline | None:
    """Slices that go through stages of their own side by side; None where they are of other kinds.

    Parts that are shuffled each for itself are none: their samples do not belong together.
    """
    import tensorflow as tf

    if type(dataset).__name__ != "_ZipDataset" or not isinstance(dataset._datasets, tuple):
        return None
    try:
        parts = [taken_apart(part) for part in dataset._datasets]
    except Unreadable:
        return None
    plain = all(p.rows is not None and p.unit == 1 and not p.shuffles for p in parts)
    if not plain or len({p.rows for p in parts}) != 1 or any(p.span != (0, None) for p in parts):
        return None

    def side_by_side(source: Any) -> Any:
        sides = [source.map(lambda *sides, n=n: sides[n]) for n in range(len(parts))]
        for number, part in enumerate(parts):
            for stage in part.stages:
                sides[number] = stage(sides[number])
        return tf.data.Dataset.zip(tuple(sides))

    return Pipeline(
        tf.data.Dataset.zip(tuple(part.root for part in parts)),
        tuple(part.tensors for part in parts),
        stages=[side_by_side] if any(part.stages for part in parts) else [],
        changed=any(part.changed for part in parts),
        shortened=any(part.shortened for part in parts),
    )


def _spec(dataset: Any) -> Any:
    return tree.map_structure(lambda spec: spec, dataset.element_spec)


def _as_root(dataset: Any) -> Pipeline:
    """A dataset that is read as it stands: it holds no chance and nothing that is kept."""
    nodes = [dataset]
    while nodes:
        node = nodes.pop()
        if _CHANCE.search(type(node).__name__):
            raise Unreadable(type(node).__name__)
        require_certain(node)
        nodes.extend(node._inputs())
    spec = tree.flatten(dataset.element_spec)
    batched = any("Batch" in type(node).__name__ for node in _chain(dataset))
    unit = (spec[0].shape[0] or 2) if batched and spec[0].shape.rank else 1
    return Pipeline(dataset, unit=int(unit), root_unit=int(unit))


def _chain(dataset: Any) -> Iterator[Any]:
    while True:
        yield dataset
        if len(dataset._inputs()) != 1:
            return
        dataset = dataset._inputs()[0]


def _strip(pipeline: Pipeline, dataset: Any) -> None:
    if "Shuffle" in type(dataset).__name__:
        pipeline.shuffles.append((int(dataset._buffer_size), pipeline.unit))
        pipeline._last_shuffle = dataset if dataset._reshuffle_each_iteration else None


def _map(pipeline: Pipeline, dataset: Any) -> None:
    pipeline.changed = True
    try:
        require_certain(dataset)
    except Unreadable:
        # An augmentation can be left out for now: what it changes is of the same kind before it.
        if not same_kind(dataset._inputs()[0].element_spec, dataset.element_spec):
            raise
        pipeline.shortened = True
        return
    pipeline.stages.append(lambda source: mapped(source, dataset))


def _filter(pipeline: Pipeline, dataset: Any) -> None:
    require_certain(dataset)
    pipeline.countable = False
    pipeline.stages.append(lambda source: filtered(source, dataset))


def _batch(pipeline: Pipeline, dataset: Any) -> None:
    size, drop = int(dataset._batch_size), bool(dataset._drop_remainder)
    if "Padded" in type(dataset).__name__:
        shapes, values = dataset._padded_shapes, dataset._padding_values
        pipeline.stages.append(lambda s: s.padded_batch(size, shapes, values))
    else:
        # The remainder of a sample is not that of the whole, and is kept.
        pipeline.stages.append(lambda source: source.batch(size))
    if drop and pipeline.rows is not None:
        used = pipeline.rows - pipeline.rows % (size * pipeline.unit)
        pipeline.span = (pipeline.span[0], pipeline.span[0] + used)
    pipeline.unit *= size


def _unbatch(pipeline: Pipeline, dataset: Any) -> None:
    pipeline.stages.append(lambda source: source.unbatch())
    pipeline.unit = 1


def _take(pipeline: Pipeline, dataset: Any) -> None:
    count = int(dataset._count)
    pipeline.drawn_anew = pipeline._last_shuffle
    if count < 0:
        return
    start, rows = pipeline.span[0], pipeline.rows
    if rows is None:
        pipeline.stages.append(lambda source: source.take(count))
    else:
        pipeline.span = (start, start + min(rows, count * pipeline.unit))


def _skip(pipeline: Pipeline, dataset: Any) -> None:
    count = int(dataset._count)
    pipeline.drawn_anew = pipeline._last_shuffle
    rows = pipeline.rows
    if rows is None:
        pipeline.stages.append(lambda source: source.skip(count))
    else:
        start = pipeline.span[0] + min(rows, count * pipeline.unit)
        pipeline.span = (start, pipeline.span[0] + rows)


_HANDLERS: dict[str, Callable[[Pipeline, Any], None]] = {
    "_UnbatchDataset": _unbatch,
    "_BatchDataset": _batch,
    "_ParallelBatchDataset": _batch,
    "_PaddedBatchDataset": _batch,
    "_MapDataset": _map,
    "_ParallelMapDataset": _map,
    "_FilterDataset": _filter,
    "_TakeDataset": _take,
    "_SkipDataset": _skip,
}
