"""The scale and the defects of inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor.trainer.doctor import inputs
from tutor.trainer.doctor.capture import from_fit

RNG = np.random.default_rng(0)


def described(x: Any, *reads: str) -> dict[str, Any]:
    return inputs.describe(from_fit(None, {"x": x, "y": np.zeros(len(x))}), set(reads))[0]


@pytest.mark.parametrize(
    ("x", "reads", "kind"),
    [
        (np.zeros((5, 32, 32, 3)), (), "image"),
        (np.zeros((5, 1, 28, 28)), (), "image"),
        (np.zeros((5, 28, 28), "uint8"), (), "image"),
        (np.zeros((5, 28, 28)), ("sequence",), "sequence"),
        (RNG.normal(size=(5, 28, 28)), (), "sequence"),
        (np.zeros((5, 30, 2)), (), "sequence"),
        (np.zeros((5, 4)), (), "table"),
        (np.zeros(5), (), "table"),
        (np.zeros((5, 20), "int64"), ("tokens",), "tokens"),
        (np.zeros((5, 20)), ("tokens",), "tokens"),
        (np.zeros((5, 20)) + 0.5, ("tokens",), "table"),
        (np.array(["a text", "another"]), (), "text"),
        (np.zeros((5, 4)).astype(object), (), "text"),
        (np.zeros((5, 8, 16, 16, 3)), (), "other"),
    ],
)
def test_the_kind(x: Any, reads: tuple[str, ...], kind: str) -> None:
    assert described(x, *reads)["kind"] == kind


def test_the_figures() -> None:
    x = np.column_stack([RNG.normal(size=500), RNG.normal(size=500) * 1000 + 5000, np.ones(500)])
    told = described(x)
    assert (told["shape"], told["features"], told["seen"], told["samples"]) == ([3], 3, 500, 500)
    assert told["constant_features"] == 1
    assert told["feature_std_low"] == pytest.approx(1, abs=0.1)
    assert told["feature_std_high"] == pytest.approx(1000, rel=0.1)
    assert told["feature_mean_high"] == pytest.approx(5000, rel=0.05)
    assert told["maximum"] == pytest.approx(x.max())
    assert told["dtype"] == "float64"
    assert told["duplicates"] == 0


def test_one_defect_among_many_samples_is_found() -> None:
    x = RNG.normal(size=(30_000, 5)).astype("float32")
    x[4321, 2] = np.nan
    x[4321, 3] = np.inf
    told = described(x)
    assert (told["nonfinite"], told["nonfinite_samples"]) == (2, 1)
    assert np.isfinite([told["minimum"], told["maximum"], told["mean"], told["std"]]).all()


def test_defects_all_over() -> None:
    told = described(np.full((10, 3), np.nan))
    assert (told["nonfinite"], told["nonfinite_samples"]) == (30, 10)
    assert told["minimum"] is None
    column = RNG.normal(size=(10, 3))
    column[:, 1] = np.nan
    assert described(column)["feature_std_high"] is not None


def test_constant_inputs() -> None:
    told = described(np.zeros((100, 8)))
    assert (told["constant_features"], told["std"], told["feature_std_low"]) == (8, 0.0, None)
    assert described(np.full((100, 2), 0.1))["constant_features"] == 2
    assert described(np.zeros((1, 8)))["constant_features"] == 0


def test_repeated_samples_are_counted() -> None:
    x = RNG.normal(size=(100, 4))
    x[50:] = x[:50]
    x[0] = 7
    assert described(x)["duplicates"] == pytest.approx(0.98)
    table = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 10)
    assert described(table)["duplicates"] == 1
    whole = np.arange(4000.0).reshape(1000, 4)
    assert described(whole)["duplicates"] == 0
    assert described(np.array(["a", "b", "a"]))["duplicates"] == pytest.approx(2 / 3)


def test_several_inputs_have_names() -> None:
    captured = from_fit(None, {"x": {"a": np.zeros((9, 2)), "b": np.zeros((9, 4, 4, 3))}})
    told = inputs.describe(captured, set())
    assert [(t["name"], t["kind"]) for t in told] == [("a", "table"), ("b", "image")]


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int32", "float16", "float64"])
def test_every_dtype_has_figures(dtype: str) -> None:
    told = described((RNG.random((50, 3)) > 0.5).astype(dtype))
    assert (told["minimum"], told["maximum"], told["dtype"]) == (0.0, 1.0, dtype)
