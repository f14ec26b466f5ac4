"""Rules on held-out data and on the order of the data: the fault, and its healthy neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.cases import GOOD, POOR, case, falling, level
from tests.core.judging import by
from tutor.diagnosis import split
from tutor.history import History
from tutor.observed import Experiment, Split

WELL: dict[str, Any] = {"losses": falling(20), "val_losses": falling(20), "card": GOOD}
POORLY: dict[str, Any] = {"losses": level(20), "val_losses": level(20), "card": POOR}
IMAGE: dict[str, Any] = {"kind": "image", "shape": [28, 28], "features": 28}


def found(history: History) -> dict[str, str]:
    return by(split.RULES, history)


def held(part: dict[str, Any], **options: Any) -> History:
    history = case(**(WELL | options))
    facts = {"source": "validation_data", "samples": 400} | part
    return replace(history, split=Split(**facts))


def test_validation_on_the_training_data() -> None:
    assert found(held({"same_data": True, "samples": 1000})) == {
        "validation-is-training": "problem"
    }
    assert found(held({"same_data": True, "samples": 4})) == {"validation-is-training": "watch"}
    assert found(held({"same_data": True, "samples": 1000}, task="online")) == {}
    assert found(held({})) == {}


@pytest.mark.parametrize(
    ("overlap", "inputs", "severity"),
    [
        (400, IMAGE, "problem"),
        (90, IMAGE, "problem"),
        (40, IMAGE, "watch"),
        (3, IMAGE, None),
        (0, IMAGE, None),
        (None, IMAGE, None),
        (390, {"features": 4, "duplicates": 0.95}, None),  # a small table of whole numbers
        (390, {"features": 4, "duplicates": 0.1}, "problem"),
        (390, {"features": 4, "duplicates": None}, None),
        (390, {"features": 30, "duplicates": 0.9}, "watch"),  # copied before, or all flags
        (390, {"features": 30, "duplicates": 0.0}, "problem"),
    ],
)
def test_leakage(overlap: int | None, inputs: dict[str, Any], severity: str | None) -> None:
    history = held({"overlap": overlap, "checked": 400}, inputs=inputs)
    assert found(history).get("leakage") == severity


def test_a_leak_is_not_told_twice() -> None:
    both = {"same_data": True, "samples": 1000, "overlap": 1000, "checked": 1000}
    assert set(found(held(both))) == {"validation-is-training"}


def told(figures: dict[str, Any], features: int = 8) -> History:
    history = case(**WELL, inputs={"features": features})
    return replace(history, experiments=(Experiment("leaky-feature", figures),))


@pytest.mark.parametrize(
    ("figures", "features", "severity"),
    [
        ({"feature": 3, "correlation": 1.0}, 8, "problem"),
        ({"feature": 3, "correlation": -0.995}, 8, "watch"),
        ({"feature": 0, "agreement": 0.998}, 8, "watch"),
        ({"feature": 0, "correlation": 1.0}, 1, None),  # a straight line through one column
        ({"feature": 0, "correlation": 0.9}, 8, None),
        ({"feature": None, "correlation": 0.2}, 8, None),
        ({}, 8, None),
    ],
)
def test_leaky_feature(figures: dict[str, Any], features: int, severity: str | None) -> None:
    assert found(told(figures, features)).get("leaky-feature") == severity


FALLS_THERE = GOOD | {"train": 0.98, "validation": 0.52}


@pytest.mark.parametrize(
    ("part", "card", "severity"),
    [
        ({"scale_ratio": 255.0, "mean_shift": 90.0}, GOOD, "problem"),
        ({"scale_ratio": 1 / 255, "mean_shift": 0.4}, GOOD, "problem"),
        ({"scale_ratio": 14.0, "mean_shift": 38.0}, FALLS_THERE, "problem"),
        ({"scale_ratio": 14.0, "mean_shift": 38.0}, GOOD, "watch"),
        ({"scale_ratio": 0.4, "mean_shift": 2.5}, FALLS_THERE, None),  # a series that grows
        ({"scale_ratio": 1.1, "mean_shift": 0.2}, GOOD, None),
        ({"scale_ratio": 255.0, "samples": 3}, GOOD, None),
        ({"scale_ratio": 0.0}, GOOD, None),
        ({"scale_ratio": float("inf")}, GOOD, None),
        ({}, GOOD, None),
    ],
)
def test_validation_differs(
    part: dict[str, Any], card: dict[str, Any], severity: str | None
) -> None:
    assert found(held(part, card=card)).get("validation-differs") == severity


def parted(counts: list[int], held_counts: list[int], **part: Any) -> History:
    missing = {
        "missing_in_training": tuple(i for i, n in enumerate(counts) if not n and held_counts[i]),
        "missing_in_validation": tuple(i for i, n in enumerate(held_counts) if not n and counts[i]),
    }
    targets = {"kind": "integer", "counts": counts, "classes": len(counts)}
    facts = {"source": "validation_split", "fraction": 0.2, "counts": tuple(held_counts)}
    model = {"output_units": len(counts)}
    return held(facts | missing | part, task="multiclass", targets=targets, model=model)


@pytest.mark.parametrize(
    ("counts", "held_counts", "severity"),
    [
        ([100, 100, 0], [0, 0, 50], "problem"),
        ([100, 60, 0], [0, 40, 100], "problem"),
        ([500, 0], [0, 100], "problem"),
        ([500, 300], [0, 200], "problem"),
        ([200] * 8 + [100, 0], [0] * 8 + [100, 300], "problem"),
        ([300, 300, 300, 100], [0, 90, 90, 70], "watch"),
        ([100, 100, 100], [30, 20, 25], None),
        ([400, 400, 3], [100, 100, 0], None),  # a rare class misses the validation part by chance
        ([400, 400, 0], [100, 100, 1], None),
        ([], [], None),
    ],
)
def test_sorted_split(counts: list[int], held_counts: list[int], severity: str | None) -> None:
    assert found(parted(counts, held_counts)).get("sorted-split") == severity


def test_a_sorted_split_says_which_class_and_why() -> None:
    history = parted([100, 100, 0], [0, 0, 50])
    (finding,) = (f for rule in split.RULES for f in rule(history))
    assert "class 2" in finding.title
    assert "validation_split=0.2" in finding.evidence
    assert "takes the last part" in finding.cause
    by_hand = parted([100, 100, 0], [0, 0, 50], source="validation_data")
    (finding,) = (f for rule in split.RULES for f in rule(by_hand))
    assert "validation_split" not in finding.cause


SORTED: dict[str, Any] = {"kind": "binary", "counts": [500, 500], "runs": 250.0}
UNSHUFFLED: dict[str, Any] = {"shuffle": False, "batch_size": 32}
PIPELINE: dict[str, Any] = {"source": "tf.data", "shuffle": None, "batch_size": 32}
SHUFFLING = {"shuffled": (0.95, 0.52, True)}


@pytest.mark.parametrize(
    ("call", "options", "severity"),
    [
        (UNSHUFFLED, POORLY, "problem"),
        (PIPELINE, POORLY, "problem"),
        (PIPELINE, POORLY | {"what_ifs": SHUFFLING}, "problem"),
        (PIPELINE, POORLY | {"what_ifs": {"shuffled": (0.53, 0.52, False)}}, "watch"),
        (PIPELINE, POORLY | {"what_ifs": {"mended-output": (0.9, 0.5, True)}}, "watch"),
        (PIPELINE, WELL, "watch"),
        (UNSHUFFLED | {"shuffle": True}, POORLY, None),
        ({"api": "train_on_batch", "batch_size": 32}, POORLY, "problem"),
        ({"api": "tape", "batch_size": 32}, WELL, "watch"),
    ],
)
def test_sorted_batches(
    call: dict[str, Any], options: dict[str, Any], severity: str | None
) -> None:
    history = case(**options, call=call, targets=SORTED)
    assert found(history).get("sorted-batches") == severity


@pytest.mark.parametrize(
    ("runs", "options", "severity"),
    [
        (1.0, POORLY, None),
        (None, POORLY, None),
        (6.0, WELL, None),  # stretches of 12 in batches of 32: a series in its own order
        (6.0, POORLY, "watch"),
    ],
)
def test_series_in_their_own_order(
    runs: float | None, options: dict[str, Any], severity: str | None
) -> None:
    history = case(**options, call=UNSHUFFLED, targets=SORTED | {"runs": runs})
    assert found(history).get("sorted-batches") == severity


def test_nothing_is_said_of_what_was_not_seen() -> None:
    assert found(History()) == {}
    assert found(replace(case(**WELL), split=None, call=None, targets=())) == {}
    assert found(held({"same_data": False})) == {}
