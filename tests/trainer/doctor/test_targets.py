"""How targets are encoded is told from their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor.trainer.doctor import targets
from tutor.trainer.doctor.capture import from_fit

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 10, 400)
ONE_HOT = np.eye(10)[LABELS]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (LABELS, "integer"),
        (LABELS[:, None], "integer"),
        (LABELS.astype("float32"), "integer"),
        (LABELS.astype("uint8") + 1, "integer"),
        (np.repeat([0, 1, 2], 2), "integer"),
        (LABELS % 2, "binary"),
        ((LABELS % 2).astype(float)[:, None], "binary"),
        (LABELS % 2 == 0, "binary"),
        (np.array([0, 1, 1, 0]), "binary"),
        (LABELS % 2 * 2 - 1, "signs"),
        ((LABELS % 2 * 2.0 - 1)[:, None], "signs"),
        (LABELS % 2 + 1, "integer"),
        (LABELS % 3 - 1, "continuous"),
        (ONE_HOT, "one-hot"),
        (ONE_HOT.astype(int), "one-hot"),
        (ONE_HOT.astype(bool), "one-hot"),
        (np.eye(2)[LABELS % 2], "one-hot"),
        (np.clip(ONE_HOT + np.roll(ONE_HOT, 1, axis=0), 0, 1), "multi-hot"),
        (RNG.integers(0, 2, (400, 5)), "multi-hot"),
        (np.zeros((400, 5)) + np.eye(5)[0] * (LABELS > 3)[:, None], "multi-hot"),
        (ONE_HOT * 0.9 + 0.01, "probabilities"),
        (RNG.normal(size=400), "continuous"),
        (RNG.normal(size=(400, 3)), "continuous"),
        (RNG.random((400, 3)), "continuous"),
        (np.arange(400), "continuous"),
        (np.arange(6) * 2.0 - 1, "continuous"),
        (RNG.integers(0, 100_000, 400), "continuous"),
        (np.full(400, 7.0), "constant"),
        (np.zeros((400, 1)), "constant"),
        (np.full(400, np.nan), "continuous"),
        (np.array(["cat", "dog"] * 200), "text"),
        (LABELS.astype(object), "text"),
        (np.zeros((0,)), "none"),
    ],
)
def test_the_encoding(values: Any, kind: str) -> None:
    assert targets.kind_of(values) == kind


def test_the_model_decides_what_the_numbers_leave_open() -> None:
    words = RNG.integers(0, 5000, 400)
    assert targets.kind_of(words) == "continuous"
    assert targets.kind_of(words, (5000,)) == "integer"
    assert targets.kind_of(words, (1,)) == "continuous"
    assert targets.kind_of(words, sparse=True) == "integer"
    assert targets.kind_of(np.array([0, 1, 2]), (3,)) == "integer"
    assert targets.kind_of(LABELS % 3 - 1, (3,)) == "integer"
    assert targets.kind_of(np.arange(50) % 25, (64,)) == "integer"


def test_a_label_for_every_position() -> None:
    tags = RNG.integers(0, 4, (50, 12))
    assert targets.kind_of(tags, (12, 4)) == "integer"
    masks = RNG.integers(0, 2, (10, 8, 8))
    assert targets.kind_of(masks, (8, 8, 1)) == "binary"
    assert targets.kind_of(masks[..., None], (8, 8, 1)) == "binary"
    assert targets.kind_of(np.eye(4)[tags], (12, 4)) == "one-hot"


def described(x: Any, y: Any, shape: Any = None, **arguments: Any) -> dict[str, Any]:
    captured = from_fit(None, {"x": x, "y": y, **arguments})
    return targets.describe(captured, [shape] if shape else None)[0]


PICTURES = RNG.random((60, 12, 12, 1)).astype("float32")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (PICTURES, PICTURES),
        (PICTURES, PICTURES.copy()),
        (PICTURES, PICTURES.reshape(60, -1)),
        (PICTURES + 0.3 * RNG.normal(size=PICTURES.shape), PICTURES),
        (PICTURES, PICTURES * 255),
        (PICTURES.reshape(60, -1), PICTURES.reshape(60, -1)),
        (PICTURES > 0.5, PICTURES > 0.5),
        (RNG.normal(size=(60, 5)), None),
    ],
)
def test_an_autoencoder_is_given_its_inputs(x: Any, y: Any) -> None:
    y = x * 1 if y is None else y
    assert described(x, y, y.shape[1:])["kind"] == "inputs"


def test_what_only_resembles_the_inputs_is_something_else() -> None:
    mask = (PICTURES > 0.5).astype("float32")
    assert described(PICTURES, mask, (12, 12, 1))["kind"] == "binary"
    # The next ten values of a slow series, after ten of them.
    series = np.cumsum(RNG.normal(size=1000))
    windows = np.lib.stride_tricks.sliding_window_view(series, 20)
    assert described(windows[:, :10], windows[:, 10:], (10,))["kind"] == "continuous"
    assert described(windows[:, :10, None], windows[:, 10:], (10,))["kind"] == "continuous"
    assert described(np.arange(20.0), np.arange(20.0) * 1, (1,))["kind"] == "continuous"


def test_the_figures() -> None:
    told = described(np.zeros((400, 2)), LABELS)
    assert told["classes"] == told["distinct"] == 10
    assert sum(told["counts"]) == told["seen"] == 400
    assert (told["minimum"], told["maximum"], told["whole"]) == (0.0, 9.0, True)
    assert described(np.zeros((400, 2)), ONE_HOT)["counts"] == told["counts"]
    assert described(np.zeros((4, 2)), np.array([-1, 1, 1, 1]))["counts"] == [1, 3]
    broken = described(np.zeros((4, 2)), np.array([0.5, np.nan, np.inf, 1.5]))
    assert (broken["nonfinite"], broken["mean"]) == (2, 1.0)
    uneven = described(np.zeros((400, 2)), RNG.normal(size=(400, 2)) * [1, 1000])
    assert uneven["column_std_high"] > 500 * uneven["column_std_low"]


def test_a_rare_class_is_not_missed() -> None:
    y = np.zeros(50_000, dtype="int64")
    y[17] = 1
    told = described(np.zeros((50_000, 1)), y)
    assert (told["kind"], told["counts"]) == ("binary", [49_999, 1])


def test_sorted_labels_stand_out_from_shuffled_ones() -> None:
    x = np.zeros((400, 1))
    assert described(x, np.sort(LABELS))["runs"] > 30
    assert described(x, np.eye(10)[np.sort(LABELS)])["runs"] > 30
    assert 0.8 < described(x, LABELS)["runs"] < 1.2
    assert described(x, np.arange(400) % 2)["runs"] < 0.6
    assert described(x, RNG.normal(size=400))["runs"] is None
    assert targets.runs(np.array(["a", "a", "b", "b"] * 2), "one-hot") is not None


def test_no_targets_at_all() -> None:
    assert described(np.zeros((4, 2)), None) == {"kind": "none"}


def test_several_targets_have_names() -> None:
    captured = from_fit(None, {"x": np.zeros((400, 2)), "y": {"a": LABELS, "b": ONE_HOT}})
    told = targets.describe(captured)
    assert [(t["name"], t["kind"]) for t in told] == [("a", "integer"), ("b", "one-hot")]
