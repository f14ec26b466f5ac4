"""What was held out, beside what was trained on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tutor.trainer.doctor import rows, split
from tutor.trainer.doctor.capture import from_fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(500, 6)).astype("float32")
Y = RNG.integers(0, 3, 500)


def described(kind: str = "integer", **arguments: Any) -> dict[str, Any]:
    return split.describe(from_fit(None, arguments), kind)


def test_nothing_is_held_out() -> None:
    assert described(x=X, y=Y) == {"source": "none"}


def test_an_honest_part() -> None:
    told = described(x=X, y=Y, validation_split=0.2)
    assert (told["source"], told["samples"], told["fraction"]) == ("validation_split", 100, 0.2)
    assert (told["overlap"], told["checked"], told["same_data"]) == (0, 100, False)
    assert told["mean_shift"] < 0.3
    assert told["scale_ratio"] == pytest.approx(1, abs=0.1)
    assert sum(told["counts"]) == 100
    assert told["missing_in_training"] == told["missing_in_validation"] == []


@pytest.mark.parametrize("held_out", [(X, Y), (X.copy(), Y.copy()), (X[::-1], Y[::-1])])
def test_the_training_data_themselves(held_out: Any) -> None:
    told = described(x=X, y=Y, validation_data=held_out)
    assert told["same_data"]
    assert told["overlap"] == told["samples"] == 500


def test_rows_that_were_trained_on() -> None:
    mixed = np.concatenate([X[:30], RNG.normal(size=(70, 6)).astype("float32")])
    told = described(x=X, y=Y, validation_data=(mixed, Y[:100]))
    assert (told["overlap"], told["checked"], told["same_data"]) == (30, 100, False)
    told = described(x=X, y=Y, validation_data=(mixed.astype("float64"), Y[:100]))
    assert told["overlap"] == 30
    part = described(x=X, y=Y, validation_data=(X[:100], Y[:100]))
    assert (part["overlap"], part["same_data"]) == (100, False)


def test_wide_rows_that_agree_in_part_are_told_apart() -> None:
    wide = RNG.normal(size=(200, 5000)).astype("float32")
    other = wide.copy()
    other[:, 2501] += 1
    assert rows.shared([other], [wide]) == (0, 200)
    assert rows.shared([wide], [wide]) == (200, 200)


def test_words_and_holes_are_compared_too() -> None:
    words = np.array(["a", "b", "c"], dtype=object)
    assert rows.shared([words[:2]], [words]) == (2, 2)
    holes = np.array([[np.nan, 1.0], [2.0, 3.0]])
    assert rows.shared([holes], [holes.copy()]) == (2, 2)
    assert rows.comparable([words], [holes]) is None


def test_another_scale() -> None:
    told = described(x=X / 255, y=Y, validation_data=(X[:100] + 1, Y[:100]))
    assert told["scale_ratio"] > 200
    told = described(x=X, y=Y, validation_data=(X[:100] + 3, Y[:100]))
    assert told["mean_shift"] == pytest.approx(3, abs=0.3)


def test_classes_that_one_part_lacks() -> None:
    order = np.argsort(Y)
    told = described(x=X[order], y=Y[order], validation_split=0.2)
    assert told["missing_in_validation"] == [0, 1]
    told = described(x=X[:100], y=Y[:100] % 2, validation_data=(X[100:], Y[100:]))
    assert told["missing_in_training"] == [2]
    told = described("one-hot", x=X[order], y=np.eye(3)[Y[order]], validation_split=0.2)
    assert told["missing_in_validation"] == [0, 1]


def test_a_pipeline_that_is_drawn_anew() -> None:
    base = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(500)
    train, held_out = base.take(400).batch(32), base.skip(400).batch(32)
    told = described(x=train, validation_data=held_out)
    assert (told["overlap"], told["checked"]) == (80, 100)


def test_other_shapes_are_not_compared() -> None:
    told = described(x=X, y=Y, validation_data=(X[:50, :3], Y[:50]))
    assert told["overlap"] is None
    assert told["checked"] == 0
