"""Rules on the inputs of somebody's own script: the fault, and its healthy neighbours."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, case, dense, falling, level
from tests.core.judging import by
from tutor.diagnosis import data
from tutor.history import History
from tutor.observed import Inputs

RULES = (*data.RULES, *data.LATE_RULES)

GREY: dict[str, Any] = {
    "kind": "image", "shape": [28, 28], "dtype": "uint8", "minimum": 0.0, "maximum": 255.0,
    "mean": 33.0, "std": 79.0, "features": 28,
}  # fmt: skip
RAW_TABLE: dict[str, Any] = {
    "minimum": 0.0, "maximum": 846.0, "mean": 45.0, "std": 60.0, "features": 8,
    "feature_std_low": 0.33, "feature_std_high": 115.0, "feature_mean_high": 121.0,
}  # fmt: skip
WELL = {"losses": falling(20), "card": GOOD}
POORLY = {"losses": level(20), "card": POOR}
UNKNOWN: dict[str, Any] = {"losses": falling(20)}
CONVOLUTION = [b.layer("conv", "Conv2D", "relu"), b.layer("flat", "Flatten", None)]


def found(history: History) -> dict[str, str]:
    return by(RULES, history)


def with_first(kind: str, **settings: Any) -> list[dict[str, Any]]:
    return [b.layer("first", kind, None) | {"settings": settings}, dense("hidden")]


@pytest.mark.parametrize("figures", [GREY, RAW_TABLE], ids=["grey values", "table"])
@pytest.mark.parametrize(
    ("options", "severity"),
    [
        (POORLY, "problem"),
        (POORLY | {"what_ifs": {"scaled-inputs": (0.94, 0.55, True)}}, "problem"),
        (POORLY | {"what_ifs": {"scaled-inputs": (0.56, 0.55, False)}}, "watch"),
        (POORLY | {"what_ifs": {"mended-output": (0.94, 0.55, True)}}, "watch"),
        (POORLY | {"what_ifs": {"mended-output": (0.94, 0.55, True),
                                "scaled-inputs": (0.66, 0.55, True)}}, "watch"),
        (WELL, "watch"),
        (UNKNOWN, "watch"),
        ({"losses": level(20)}, "problem"),
        ({"losses": [math.nan] * 3}, "problem"),
    ],
)  # fmt: skip
def test_raw_inputs(figures: dict[str, Any], options: dict[str, Any], severity: str) -> None:
    assert found(case(inputs=figures, **options)) == {"not-scaled": severity}


def test_raw_images_before_a_convolution_name_the_line_and_the_mend() -> None:
    place = {"file": "train.py", "line": 31}
    history = case(inputs=GREY, layers=CONVOLUTION, call={"place": place}, **POORLY)
    (finding,) = (f for rule in RULES for f in rule(history))
    assert finding.line == 31
    assert "/ 255" in finding.advice
    assert "from 0 to 255" in finding.title


def test_the_experiment_is_quoted() -> None:
    history = case(inputs=GREY, what_ifs={"scaled-inputs": (0.94, 0.55, True)}, **POORLY)
    (finding,) = (f for rule in RULES for f in rule(history))
    assert "94.0 % instead of 55.0 %" in finding.evidence


HEALTHY: dict[str, dict[str, Any]] = {
    "standardized": {"feature_std_low": 0.9, "feature_std_high": 1.1, "feature_mean_high": 0.1},
    "zero to one": {"minimum": 0.0, "maximum": 1.0, "mean": 0.13, "std": 0.31},
    "one-hot": {"minimum": 0.0, "maximum": 1.0, "mean": 0.01, "std": 0.1, "features": 100,
                "feature_std_low": 0.01, "feature_std_high": 0.3, "feature_mean_high": 0.1},
    "iris": {"minimum": 0.1, "maximum": 7.9, "mean": 3.5, "std": 1.97, "features": 4,
             "feature_std_low": 0.43, "feature_std_high": 1.76, "feature_mean_high": 5.84},
    "counts": {"minimum": 0.0, "maximum": 20.0, "mean": 6.0, "std": 5.0, "features": 6,
               "feature_std_low": 1.0, "feature_std_high": 5.8, "feature_mean_high": 10.0},
    "token ids": {"kind": "tokens", "minimum": 0.0, "maximum": 9999.0, "mean": 800.0,
                  "std": 1500.0, "dtype": "int64", "features": 100},
    "text": {"kind": "text", "std": None, "minimum": None, "maximum": None},
    "one small image": {"kind": "image", "minimum": 0.0, "maximum": 1.0, "std": 0.3},
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("options", [WELL, POORLY, UNKNOWN], ids=["well", "poorly", "unknown"])
def test_inputs_of_a_usual_scale(name: str, options: dict[str, Any]) -> None:
    assert found(case(inputs=HEALTHY[name], **options)) == {}


def test_a_usual_scale_is_named_where_another_one_was_seen_to_help() -> None:
    wide = {"minimum": 0.0, "maximum": 20.0, "mean": 6.0, "std": 5.0, "features": 6,
            "feature_std_low": 0.01, "feature_std_high": 5.8}  # fmt: skip
    helped = {"scaled-inputs": (0.94, 0.55, True)}
    assert found(case(inputs=wide, what_ifs=helped, **POORLY)) == {"not-scaled": "problem"}


@pytest.mark.parametrize(
    "first", ["Rescaling", "Normalization", "BatchNormalization", "Embedding", "Functional"]
)
def test_a_layer_that_rescales(first: str) -> None:
    assert found(case(inputs=GREY, layers=with_first(first, scale=1 / 255), **POORLY)) == {}


def test_several_inputs_with_a_layer_that_may_rescale_one() -> None:
    history = case(inputs=RAW_TABLE, layers=with_first("Dense"), **POORLY)
    two = (*history.inputs, replace(history.inputs[0], name="words", kind="tokens"))
    assert found(replace(history, inputs=two)) == {"not-scaled": "problem"}
    layers = [dense("a"), b.layer("scale", "Normalization", None), dense("c")]
    safe = case(inputs=RAW_TABLE, layers=layers, **POORLY)
    assert found(replace(safe, inputs=(*safe.inputs, two[1]))) == {}


@pytest.mark.parametrize("task", ["adversarial", "online"])
def test_moving_targets_are_left_alone(task: str) -> None:
    assert found(case(inputs=GREY, task=task, **POORLY)) == {}


def test_word_numbers_in_a_dense_layer_are_shown_the_embedding() -> None:
    words = RAW_TABLE | {"dtype": "int64", "features": 50, "maximum": 9999.0,
                         "feature_std_high": 2500.0}  # fmt: skip
    history = case(inputs=words, **POORLY)
    (finding,) = (f for rule in RULES for f in rule(history))
    assert "Embedding(10000" in finding.advice


TWICE = GREY | {"maximum": 255 / 255**2, "mean": 0.0005, "std": 0.0012, "dtype": "float32"}


@pytest.mark.parametrize(
    ("options", "severity"),
    [
        (POORLY, "problem"),
        (WELL, "watch"),
        (POORLY | {"what_ifs": {"scaled-inputs": (0.56, 0.55, False)}}, "watch"),
    ],
)
def test_scaled_twice(options: dict[str, Any], severity: str) -> None:
    assert found(case(inputs=TWICE, **options)) == {"scaled-twice": severity}


def test_scaled_in_the_data_and_again_in_the_model() -> None:
    once = GREY | {"maximum": 1.0, "mean": 0.13, "std": 0.31}
    again = with_first("Rescaling", scale=1 / 255)
    assert found(case(inputs=once, layers=again, **POORLY)) == {"scaled-twice": "problem"}
    assert found(case(inputs=once, layers=with_first("Rescaling", scale=2.0), **POORLY)) == {}
    assert found(case(inputs=GREY, layers=again, **POORLY)) == {}


@pytest.mark.parametrize(
    ("losses", "severity"),
    [
        ([math.nan] * 3, "problem"),
        (falling(5), "watch"),
        (level(5), "problem"),  # relu makes 0 of a NaN: the last bias answers alone
    ],
)
def test_inputs_that_are_not_finite(losses: list[float], severity: str) -> None:
    history = case(losses, inputs={"nonfinite": 12, "nonfinite_samples": 7})
    assert found(history) == {"inputs-not-finite": severity}
    (finding,) = (f for rule in RULES for f in rule(history))
    assert "12 values" in finding.evidence
    assert "in 7 of 1000 samples" in finding.evidence


SAME: dict[str, Any] = {"minimum": 0.0, "maximum": 0.0, "mean": 0.0, "std": 0.0, "dtype": "uint8"}


def test_constant_inputs() -> None:
    assert found(case(inputs=GREY | SAME, **POORLY)) == {"constant-inputs": "problem"}
    rows = {"features": 8, "constant_features": 8, "feature_std_low": None}
    assert found(case(inputs=rows, **POORLY)) == {"constant-inputs": "problem"}
    assert found(case(inputs={"features": 8, "constant_features": 6}, **WELL)) == {
        "constant-inputs": "watch"
    }


def test_constant_inputs_that_may_be_meant() -> None:
    history = case(inputs=SAME, **WELL)
    two = (*history.inputs, Inputs(kind="table", seen=1000, std=1.0, minimum=-1.0, maximum=1.0))
    assert found(replace(history, inputs=two)) == {"constant-inputs": "watch"}
    assert found(case(inputs=SAME, task="adversarial", **WELL)) == {}
    assert found(case(inputs=SAME | {"seen": 1}, **WELL)) == {}
    assert found(case(inputs={"features": 64, "constant_features": 3}, **WELL)) == {}
    rare = {"features": 2000, "constant_features": 1500}
    assert found(case(inputs=rare, **WELL)) == {}


def test_duplicates() -> None:
    image = GREY | {"maximum": 1.0, "std": 0.3, "mean": 0.1, "dtype": "float32"}
    assert found(case(inputs=image | {"duplicates": 0.8}, **WELL)) == {"duplicates": "watch"}
    assert found(case(inputs=image | {"duplicates": 0.05}, **WELL)) == {}
    loop = {"api": "train_on_batch"}
    assert found(case(inputs=image | {"duplicates": 1.0}, call=loop, **WELL)) == {}
    few = {"features": 3, "shape": [3], "duplicates": 0.9}
    assert found(case(inputs=few, **WELL)) == {}


def test_nothing_is_said_of_what_was_not_seen() -> None:
    assert found(History()) == {}
    assert found(replace(case(**POORLY), inputs=())) == {}
    assert found(replace(case(**POORLY), inputs=(Inputs(),))) == {}
