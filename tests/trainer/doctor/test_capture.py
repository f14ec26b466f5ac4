"""The data of a training are seen, whatever their kind, and the training stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tutor.trainer.doctor.capture import Captured, from_batches, from_fit

SAMPLES = 300
Slices = tf.data.Dataset.from_tensor_slices


def numbers() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(SAMPLES, 6)).astype("float32")
    return x, (x[:, 0] > 0).astype("int32")


def captured(**arguments: Any) -> Captured:
    return from_fit(None, arguments)


def test_arrays_are_taken_as_they_are() -> None:
    x, y = numbers()
    seen = captured(x=x, y=y, sample_weight=np.ones(SAMPLES), batch_size=20)
    assert (seen.source, seen.samples, seen.complete, seen.batch_size) == ("arrays", 300, True, 20)
    assert np.array_equal(seen.x[0], x)
    assert np.array_equal(seen.y[0], y)
    assert seen.order is not None
    assert seen.full_x[0] is not seen.x[0]
    assert seen.sample_weight is not None
    assert seen.split_source == "none"
    x[:] = 0
    assert seen.x[0].any(), "the script may change its arrays after training"


def test_the_last_part_is_held_out() -> None:
    x, y = numbers()
    seen = captured(x=x, y=y, validation_split=0.25)
    assert (seen.samples, seen.validation_samples) == (225, 75)
    assert (seen.split_source, seen.fraction) == ("validation_split", 0.25)
    assert np.array_equal(seen.validation_x[0], x[225:])
    assert np.shares_memory(seen.full_x[0], x)


def test_a_large_part_is_sampled_over_its_whole_length_in_order() -> None:
    y = np.arange(100_000) % 7
    seen = captured(x=np.arange(100_000.0)[:, None], y=y)
    assert not seen.complete
    assert len(seen.x[0]) == 4096
    assert (np.diff(seen.x[0][:, 0]) > 0).all()
    assert seen.x[0][-1, 0] > 99_900
    # Classes that take turns are all met.
    assert np.bincount(seen.y[0]).min() > 400
    assert seen.order is not None
    assert len(seen.order) == 100_000


def test_rows_of_many_bytes_make_a_small_sample() -> None:
    # Zeros that nobody touches take no memory.
    seen = captured(x=np.zeros((400, 512, 512, 3), "float32"), y=np.arange(400))
    assert len(seen.x[0]) == 21
    assert len(seen.y[0]) == 21


@pytest.mark.parametrize("kind", ["tuple", "list", "dataset", "generator", "object"])
def test_validation_data_of_every_kind(kind: str) -> None:
    x, y = numbers()
    data: Any = {
        "tuple": (x[:60], y[:60]),
        "list": [x[:60], y[:60], np.ones(60)],
        "dataset": Slices((x[:60], y[:60])).batch(20),
        "generator": (pair for pair in [(x[:60], y[:60])]),
        "object": Items(x[:60], y[:60]),
    }[kind]
    seen = captured(x=x, y=y, validation_data=data)
    for _ in seen.replaced.get("validation_data", ()):
        pass
    seen.complete_after_training()
    assert seen.split_source == "validation_data"
    assert np.array_equal(seen.validation_x[0], x[:60])
    assert np.array_equal(seen.validation_y[0], y[:60])
    assert seen.samples == SAMPLES
    assert not seen.same_object


def test_the_same_objects_are_known_again() -> None:
    x, y = numbers()
    assert captured(x=x, y=y, validation_data=(x, y)).same_object
    dataset = Slices((x, y)).batch(16)
    assert captured(x=dataset, validation_data=dataset).same_object


def test_several_inputs_are_handed_back_as_they_came() -> None:
    x, y = numbers()
    by_name = captured(x={"left": x, "right": y}, y={"out": y, "more": x})
    assert by_name.names == ["left", "right"]
    assert by_name.pack_x(by_name.x)["right"].shape == (SAMPLES,)
    assert set(by_name.pack_y(by_name.y)) == {"out", "more"}
    in_order = captured(x=[x, y], y=y)
    assert [part.shape for part in in_order.pack_x(in_order.x)] == [(SAMPLES, 6), (SAMPLES,)]
    assert captured(x=x).pack_y([]) is None


def test_what_is_no_numpy_array() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    x, y = numbers()
    rows = sparse.csr_matrix(x)
    assert np.array_equal(captured(x=rows, y=y).x[0], x)
    assert captured(x=rows, y=y).full_x == []
    assert np.array_equal(captured(x=tf.constant(x), y=tf.constant(y)).x[0], x)
    words = captured(x=tf.constant(["a", "b"]), y=y[:2])
    assert words.x[0].dtype == object


class Frame:
    """As much of a data frame as matters here."""

    def __init__(self, values: Any) -> None:
        self._values = values
        self.shape = values.shape

    @property
    def iloc(self) -> Any:
        values = self._values

        class Places:
            def __getitem__(self, places: Any) -> Any:
                return Frame(values[places])

        return Places()

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self._values, dtype)


def test_a_data_frame_is_taken_by_its_rows() -> None:
    x, y = numbers()
    seen = captured(x=Frame(x), y=Frame(y), validation_split=0.5)
    assert np.array_equal(seen.x[0], x[:150])
    assert np.array_equal(seen.validation_y[0], y[150:])


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"x": None},
        {"x": [[0, 0], [0, 1]], "y": [0, 1]},
        {"x": 3, "y": "text"},
        {"x": np.zeros((5, 2)), "y": np.zeros(3)},
        {"x": np.zeros((0, 2)), "y": np.zeros(0)},
        {"x": object(), "validation_data": object()},
        {"x": np.zeros((5, 2)), "y": np.zeros(5), "validation_data": np.zeros((2, 2))},
        {"x": np.zeros((5, 2)), "y": None, "validation_split": "a lot"},
    ],
)
def test_nothing_is_raised_into_the_script(arguments: dict[str, Any]) -> None:
    seen = captured(**arguments)
    seen.complete_after_training()
    assert isinstance(seen, Captured)


# --- tf.data ---------------------------------------------------------------------------------


def test_a_pipeline_is_read_without_its_shuffling() -> None:
    x, y = numbers()
    dataset = Slices((x, y)).cache().shuffle(100).repeat().batch(16).prefetch(2)
    seen = captured(x=dataset)
    assert (seen.source, seen.samples, seen.batch_size) == ("tf.data", SAMPLES, 16)
    assert np.array_equal(seen.x[0], x)
    assert np.array_equal(seen.full_y[0], y)
    assert not seen.waiting


def test_stages_are_gone_through() -> None:
    x, y = numbers()
    dataset = (
        Slices((x, y))
        .filter(lambda a, b: b > 0)
        .map(lambda a, b: (a * 2, tf.one_hot(b, 2)))
        .batch(16, drop_remainder=True)
    )
    seen = captured(x=dataset)
    assert np.allclose(seen.x[0], x[y > 0] * 2)
    assert seen.y[0].shape == ((y > 0).sum(), 2)
    assert seen.full_y == []


def test_a_large_pipeline_is_sampled_over_its_whole_length() -> None:
    y = np.repeat(np.arange(10), 2000)
    x = y[:, None].astype("float32")
    seen = captured(x=Slices((x, y)).batch(32).map(lambda a, b: (a / 10, b)))
    assert np.bincount(seen.y[0]).min() > 300
    assert seen.samples == 20_000
    zipped = tf.data.Dataset.zip((Slices(x), Slices(y).map(lambda b: tf.one_hot(b, 10))))
    assert captured(x=zipped.batch(32)).y[0].sum(axis=0).min() > 300


def test_the_order_is_that_behind_the_buffer() -> None:
    y = np.repeat([0, 1], 1000)
    x = np.zeros((2000, 1), "float32")
    whole = captured(x=Slices((x, y)).shuffle(2000).batch(32)).order
    short = captured(x=Slices((x, y)).shuffle(10).batch(32)).order
    none = captured(x=Slices((x, y)).batch(32)).order
    assert whole is not None
    assert short is not None
    assert none is not None
    changes = [int((np.diff(order) != 0).sum()) for order in (whole, short, none)]
    assert changes[0] > 800
    assert 1 <= changes[1] < 40
    assert changes[2] == 1


@pytest.mark.parametrize(("anew", "mixed"), [(True, True), (False, False)])
def test_parts_that_are_drawn_anew_from_one_shuffling_mix(anew: bool, mixed: bool) -> None:
    x, y = numbers()
    base = Slices((x, y)).shuffle(SAMPLES, reshuffle_each_iteration=anew)
    train, held_out = base.take(200).batch(16), base.skip(200).batch(16)
    seen = captured(x=train, validation_data=held_out)
    assert (seen.samples, seen.validation_samples) == (200, 100)
    assert seen.mixed_split is mixed


def test_parts_that_are_cut_before_shuffling_do_not_mix() -> None:
    x, y = numbers()
    base = Slices((x, y))
    train = base.take(200).shuffle(200).batch(16)
    seen = captured(x=train, validation_data=base.skip(200).batch(16))
    assert not seen.mixed_split
    assert np.array_equal(seen.full_validation_x[0], x[200:])


def test_augmentation_is_left_out_and_seen_later() -> None:
    x, y = numbers()
    dataset = Slices((x, y)).map(lambda a, b: (a + tf.random.normal((6,)), b)).batch(16)
    seen = captured(x=dataset)
    assert np.array_equal(seen.x[0], x)
    assert seen.waiting
    seen.complete_after_training()
    assert seen.x[0].shape == x.shape
    assert not np.array_equal(seen.x[0], x)
    assert not seen.waiting


def test_python_code_in_a_pipeline_waits_for_the_end() -> None:
    x, y = numbers()

    def rows() -> Iterator[Any]:
        yield from zip(x, y, strict=True)

    signature = (tf.TensorSpec((6,), tf.float32), tf.TensorSpec((), tf.int32))
    dataset = tf.data.Dataset.from_generator(rows, output_signature=signature).batch(16)
    seen = captured(x=dataset)
    assert seen.waiting
    assert seen.x == []
    seen.complete_after_training()
    assert np.array_equal(seen.x[0], x)


# --- generators, objects, loops --------------------------------------------------------------


class Items(keras.utils.PyDataset):
    """Batches of 20, with noise from a generator of its own and from the global one."""

    def __init__(self, x: Any, y: Any, noise: float = 0.0) -> None:
        super().__init__()
        self.data = x, y
        self.noise = noise
        self.chance = np.random.default_rng(1)
        self.asked = 0

    def __len__(self) -> int:
        return len(self.data[0]) // 20

    def __getitem__(self, number: int) -> Any:
        self.asked += 1
        x, y = (side[number * 20 : number * 20 + 20] for side in self.data)
        noise = self.chance.normal(size=x.shape) + np.random.normal(size=x.shape)
        return (x + self.noise * noise).astype("float32"), y


def test_a_dataset_object_is_asked_and_put_back() -> None:
    x, y = numbers()
    items = Items(x, y)
    state = items.chance.bit_generator.state
    seen = captured(x=items)
    assert (seen.source, seen.samples, seen.batch_size) == ("dataset-object", SAMPLES, 20)
    assert np.array_equal(seen.x[0], x)
    assert items.asked == 0
    assert items.chance.bit_generator.state == state


def test_a_generator_is_watched_as_it_passes() -> None:
    x, y = numbers()
    asked = []

    def batches() -> Iterator[Any]:
        for start in range(0, SAMPLES, 20):
            asked.append(start)
            yield x[start : start + 20], y[start : start + 20]

    seen = captured(x=batches())
    assert asked == []
    passing = seen.replaced["x"]
    assert type(passing).__name__ == "generator"
    first = next(passing)
    assert np.array_equal(first[0], x[:20])
    assert asked == [0]
    assert np.array_equal(seen.x[0], x[:20])
    assert len(list(passing)) == 14
    seen.complete_after_training()
    assert np.array_equal(seen.x[0], x)
    assert seen.batch_size == 20


def test_batches_of_a_loop_are_kept_until_there_are_enough() -> None:
    seen, chance = from_batches(), np.random.default_rng(0)
    for _ in range(300):
        seen.add_batch(chance.random((32, 4)), np.zeros(32))
    assert 2048 <= len(seen.x[0]) <= 4096
    seen.complete_after_training()
    assert len(seen.x[0]) == len(seen.y[0]) == 4096
    assert seen.batch_size == 32
    seen.add_batch("nonsense")


def test_batches_of_other_lengths_are_filled_up() -> None:
    seen = from_batches()
    seen.add_batch(np.ones((2, 5), "int64"), np.arange(2))
    seen.add_batch(np.ones((2, 7), "int64"), np.arange(2))
    seen.complete_after_training()
    assert seen.x[0].shape == (4, 7)
    assert seen.x[0][0].tolist() == [1] * 5 + [0] * 2


# --- the training stays the same -------------------------------------------------------------


def _data(kind: str) -> dict[str, Any]:
    x, y = numbers()
    if kind == "split":
        base = Slices((x, y)).shuffle(SAMPLES)
        return {"x": base.take(200).batch(16), "validation_data": base.skip(200).batch(16)}
    if kind == "augmented":
        noise = layers.GaussianNoise(0.5)
        dataset = Slices((x, y)).shuffle(50).batch(16)
        return {"x": dataset.map(lambda a, b: (noise(a, training=True), b))}
    if kind == "generator":

        def batches() -> Iterator[Any]:
            while True:
                chosen = np.random.randint(0, SAMPLES, 16)
                yield x[chosen], y[chosen]

        return {"x": batches(), "steps_per_epoch": 9}
    if kind == "object":
        return {"x": Items(x, y, noise=1.0)}
    return {"x": x, "y": y, "validation_split": 0.2}


def _losses(kind: str, watched: bool) -> list[Any]:
    keras.utils.set_random_seed(1)
    arguments = _data(kind)
    model = keras.Sequential(
        [
            layers.Dense(8, "relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(1, "sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    losses = []
    # Keras reads ahead of a generator in a thread: what a second fit() gets is a matter of luck.
    for _ in range(1 if kind == "generator" else 2):
        seen = from_fit(model, arguments) if watched else Captured()
        history = model.fit(**{**arguments, **seen.replaced}, epochs=1, verbose=0)
        losses.append(history.history)
    return losses


@pytest.mark.parametrize("kind", ["arrays", "split", "augmented", "generator", "object"])
def test_no_loss_is_changed_by_looking(kind: str) -> None:
    assert _losses(kind, watched=True) == _losses(kind, watched=False)


def test_the_epochs_of_a_loop_count_once() -> None:
    x, y = numbers()
    seen = from_batches()
    for epoch in range(5):
        order = np.random.default_rng(epoch).permutation(SAMPLES)
        for start in range(0, SAMPLES, 20):
            chosen = order[start : start + 20]
            seen.add_batch(x[chosen], y[chosen])
    seen.complete_after_training()
    assert (seen.samples, seen.complete) == (SAMPLES, True)
    assert len(seen.x[0]) == SAMPLES
    assert np.array_equal(np.sort(seen.x[0], axis=0), np.sort(x, axis=0))
