"""How each kind of data that fit() takes is read into a `Captured`."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import GeneratorType
from typing import TYPE_CHECKING, Any

from tutor.trainer.doctor import arrays, elements, pipelines, streams
from tutor.trainer.doctor.arrays import Part

if TYPE_CHECKING:
    from tutor.trainer.doctor.capture import Captured


def read_training(captured: Captured, arguments: dict[str, Any]) -> None:
    """Read a sample of the training part; raises what the data raise."""
    x = arguments.get("x")
    captured.batch_size = arguments.get("batch_size")
    if isinstance(x, GeneratorType):
        captured.replaced["x"] = streams.watched(x, _keeper(captured))
    elif captured.source == "arrays":
        _read_arrays(captured, arguments)
    elif captured.source == "tf.data":
        _read_pipeline(captured, x)
    else:
        _read_object(captured, x)


def read_validation(captured: Captured, arguments: dict[str, Any]) -> None:
    """Read a sample of `validation_data`; that of `validation_split` comes with the training's."""
    from tutor.trainer.doctor.capture import kind_of

    data = arguments.get("validation_data")
    if data is None:
        return
    captured.split_source = "validation_data"
    kind = kind_of(data)
    if kind == "arrays":
        part = elements.unpacked(data)
        captured.same_object = part.x is not None and part.x is arguments.get("x")
        _take_validation(captured, part)
        return
    captured.same_object = data is arguments.get("x")
    if kind == "tf.data":
        _read_validation_pipeline(captured, data, arguments.get("x"))
    elif kind == "generator":
        _watch_validation(captured, data)
    elif hasattr(data, "__getitem__"):
        part, complete = streams.sample_of(data)
        captured.take_validation(part)
        captured.validation_samples = streams.sample_count(data) or (
            part.rows if complete else None
        )


def _read_arrays(captured: Captured, arguments: dict[str, Any]) -> None:
    part = Part(arguments.get("x"), arguments.get("y"), arguments.get("sample_weight"))
    rows = part.rows
    if rows is None:
        return
    captured.batch_size = _batch_size(rows, arguments)
    share = arguments.get("validation_split")
    if share and arguments.get("validation_data") is None:
        # The last samples, counted as Keras's `train_validation_split` does.
        split = math.floor(rows * (1.0 - share))
        captured.split_source, captured.fraction = "validation_split", float(share)
        _take_validation(captured, part.chosen(slice(split, rows)))
        part, rows = part.chosen(slice(0, split)), split
    captured.full_x, captured.full_y = arrays.whole(part.x), arrays.whole(part.y)
    chosen = arrays.spread(rows, arrays.row_bytes(part.x))
    captured.samples, captured.complete = rows, isinstance(chosen, slice)
    # A copy: the script may change its arrays in place once it has trained on them.
    captured.take_training(part.chosen(chosen).copied())
    captured.order = captured.full_y[0] if captured.full_y else None


def _batch_size(rows: int, arguments: dict[str, Any]) -> int:
    """As Keras's `ArrayDataAdapter` has it: 32, or what the steps make of the samples."""
    steps = arguments.get("steps_per_epoch")
    return int(arguments.get("batch_size") or (math.ceil(rows / steps) if steps else 32))


def _take_validation(captured: Captured, part: Part) -> None:
    rows = part.rows
    if rows is None:
        return
    captured.full_validation_x = arrays.whole(part.x)
    captured.full_validation_y = arrays.whole(part.y)
    captured.validation_samples = rows
    captured.take_validation(part.chosen(arrays.spread(rows, arrays.row_bytes(part.x))))


def _read_pipeline(captured: Captured, dataset: Any) -> None:
    try:
        pipeline = pipelines.taken_apart(dataset)
        part, complete = pipeline.sample()
    except Exception:
        # It draws random numbers, runs Python code or is of a make that we do not know.
        captured.look_later(lambda: _read_late(captured, dataset))
        return
    if pipeline.shortened:
        captured.look_later(lambda: _read_late(captured, dataset))
    captured.take_training(part)
    captured.complete = complete
    captured.batch_size = pipeline.unit if pipeline.unit > 1 else None
    captured.samples = _samples(pipeline, dataset, part.rows if complete else None)
    source = pipeline.whole()
    captured.full_x = arrays.whole(source.x)
    captured.full_y = [] if pipeline.changed else arrays.whole(source.y)
    captured.order = pipeline.order()
    if captured.order is None and captured.y and pipeline.tensors is None:
        captured.order = pipeline.shuffled(captured.y[0])


def _samples(pipeline: pipelines.Pipeline, dataset: Any, seen: int | None) -> int | None:
    known = pipeline.rows if pipeline.rows is not None else seen
    if known is None:
        count = int(dataset.cardinality())
        known = count * pipeline.unit if count >= 0 else None
    return known


def _read_late(captured: Captured, dataset: Any) -> None:
    part, complete = elements.read(dataset, batched=True)
    captured.take_training(part)
    captured.complete = complete
    captured.samples = part.rows if complete else captured.samples
    captured.order = captured.y[0] if captured.y else None


def _read_validation_pipeline(captured: Captured, data: Any, trained_on: Any) -> None:
    try:
        pipeline = pipelines.taken_apart(data)
        part, complete = pipeline.sample()
    except Exception:
        captured.look_later(lambda: captured.take_validation(elements.read(data, True)[0]))
        return
    source = pipeline.whole()
    captured.full_validation_x = arrays.whole(source.x)
    captured.full_validation_y = [] if pipeline.changed else arrays.whole(source.y)
    captured.take_validation(part)
    captured.validation_samples = _samples(pipeline, data, part.rows if complete else None)
    captured.mixed_split = not captured.same_object and _is_mixed(pipeline, trained_on)


def _is_mixed(held_out: pipelines.Pipeline, trained_on: Any) -> bool:
    """True where both parts are cut out of one shuffling that is drawn anew for each of them."""
    if held_out.drawn_anew is None:
        return False
    return pipelines.taken_apart(trained_on).drawn_anew is held_out.drawn_anew


def _read_object(captured: Captured, dataset: Any) -> None:
    if not hasattr(dataset, "__getitem__"):
        return
    part, complete = streams.sample_of(dataset)
    captured.take_training(part)
    captured.complete = complete
    captured.batch_size = streams.batch_size(dataset)
    count = streams.item_count(dataset)
    captured.samples = streams.sample_count(dataset)
    if captured.samples is None and complete:
        captured.samples = part.rows
    elif captured.samples is None and count is not None and captured.batch_size:
        captured.samples = count * captured.batch_size
    captured.order = streams.order_of(dataset)


def _watch_validation(captured: Captured, data: Any) -> None:
    from tutor.trainer.doctor.capture import from_batches

    held_out = from_batches()

    def take() -> None:
        held_out.complete_after_training()
        captured.take_validation(Part(held_out.pack_x(held_out.x), held_out.pack_y(held_out.y)))

    captured.replaced["validation_data"] = streams.watched(data, _keeper(held_out))
    captured.look_later(take)


def _keeper(captured: Captured) -> Callable[[Any], None]:
    def keep(batch: Any) -> None:
        part = elements.unpacked(batch)
        captured.add_batch(part.x, part.y, part.sample_weight)

    return keep
