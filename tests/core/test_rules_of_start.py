"""Rules on the data, the loss, the untrained model and its layers, each both ways."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.judging import RAW, flat, levels, only, start
from tutor.diagnosis import diagnose

SCALED: dict[str, Any] = {"input_min": 0.0, "input_max": 1.0, "input_mean": 0.3, "input_std": 0.35}
STANDARD: dict[str, Any] = {
    "input_min": -4.0, "input_max": 9.0, "input_mean": 0.0, "input_std": 1.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "rescale", "level"),
    [
        (RAW, False, "problem"),
        (RAW | {"input_max": 16.0, "input_std": 6.0}, False, "watch"),
        ({"input_min": 0.0, "input_max": 0.0039, "input_mean": 0.001, "input_std": 0.001}, False,
         "watch"),
        (RAW, True, None),
        (SCALED, False, None),
        (STANDARD, False, None),
        ({"input_std": None}, False, None),
    ],
)  # fmt: skip
def test_not_scaled(figures: dict[str, Any], rescale: bool, level: str | None) -> None:
    model = b.built(b.network(rescale=rescale))
    assert levels(b.history(b.described(**figures), model)).get("not-scaled") == level


@pytest.mark.parametrize(
    "first", ["Embedding", "Normalization", "Functional", "BatchNormalization"]
)
def test_behind_another_layer_the_raw_scale_says_nothing(first: str) -> None:
    layers = [b.layer("first", first, None), *b.network(rescale=False)]
    assert "not-scaled" not in levels(b.history(b.described(**RAW), b.built(layers)))


def test_a_normalization_behind_the_first_layer_does_not_scale_the_inputs() -> None:
    layers = [b.layer("d"), b.layer("n", "BatchNormalization", None), b.layer("output")]
    assert levels(b.history(b.described(**RAW), b.built(layers)))["not-scaled"] == "problem"


def test_unscaled_inputs_explain_a_high_first_loss() -> None:
    model = b.built(b.network(rescale=False))
    assert set(levels(b.history(b.described(**RAW), model, b.initial(80.0)))) == {"not-scaled"}


def test_constant_and_broken_inputs() -> None:
    same = b.described(input_min=0.0, input_max=0.0, input_mean=0.0, input_std=0.0)
    assert levels(b.history(same, b.built())) == {"constant-inputs": "problem"}
    broken = b.described(input_mean=math.nan)
    assert levels(b.history(broken, b.built())) == {"inputs-not-finite": "problem"}


@pytest.mark.parametrize(
    ("counts", "rule"),
    [
        ([1000, 90], "class-imbalance"),
        ([1000, 110], None),
        ([300, 20], None),
        ([1000, 0], "missing-class"),
        ([], None),
    ],
)
def test_classes(counts: list[int], rule: str | None) -> None:
    data = b.described(2, train_counts=counts)
    assert set(levels(b.history(data, b.built(output_units=2)))) == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("units", "activation", "classes", "wrong"),
    [
        (1, "softmax", 2, True),
        (1, "sigmoid", 3, True),
        (5, "softmax", 10, True),
        (1, "sigmoid", 2, False),
        (10, "softmax", 10, False),
        (11, "softmax", 10, False),
        (None, None, 10, False),
    ],
)
def test_output_mismatch(
    units: int | None, activation: str | None, classes: int, wrong: bool
) -> None:
    model = b.built(output_units=units, output_activation=activation)
    found = levels(b.history(b.described(classes), model))
    assert found == ({"output-mismatch": "problem"} if wrong else {})


def test_negative_loss() -> None:
    events = b.training([0.1, -3.0, -9.0], [0.1, -3.0, -9.0], [0.1] * 3)
    assert only(b.history(events), "negative-loss").step == "cost"


def test_a_squared_error_on_classes_is_watched_and_on_a_regression_not() -> None:
    model = b.built(loss="mean_squared_error")
    finding = only(b.history(b.described(), model), "squared-error-on-classes")
    assert finding.level == "watch"
    assert finding.edit == {"cost.function": "crossentropy"}
    linear = b.built(loss="mean_squared_error", output_activation="linear", output_units=1)
    assert diagnose(b.history(linear)) == ()
    one = b.described(1)
    assert diagnose(b.history(one, linear)) == ()


@pytest.mark.parametrize(
    ("loss", "name", "level"),
    [
        (2.30, "sparse_categorical_crossentropy", None),
        (2.75, "sparse_categorical_crossentropy", None),
        (3.40, "sparse_categorical_crossentropy", None),
        (1.10, "sparse_categorical_crossentropy", None),
        (0.05, "sparse_categorical_crossentropy", None),
        (5.50, "sparse_categorical_crossentropy", "watch"),
        (11.6, "sparse_categorical_crossentropy", "problem"),
        (math.inf, "sparse_categorical_crossentropy", "problem"),
        (0.093, "mean_squared_error", None),
        (0.18, "mean_squared_error", "problem"),
        (600.0, "hinge", None),
    ],
)
def test_initial_loss(loss: float, name: str, level: str | None) -> None:
    found = levels(b.history(b.described(), b.built(loss=name), b.initial(loss)))
    assert found.get("initial-loss") == level


def test_a_high_first_loss_behind_a_linear_output_names_the_logits() -> None:
    model = b.built(output_activation="linear")
    finding = only(b.history(b.described(), model, b.initial(11.0)), "initial-loss")
    assert finding.step == "cost"
    assert "from_logits" in finding.advice
    assert finding.edit == {}


def test_zero_start() -> None:
    zero = {"weight_norm": 0.0, "gradient_norm": 0.0, "gradient_mean_abs": 0.0,
            "dead_fraction": 1.0}  # fmt: skip
    sample = b.sampled(0, b.stats("block1_dense", **zero), b.stats("output", weight_norm=0.0))
    finding = only(b.history(flat(start=start(sample=sample))), "zero-start")
    assert finding.step == "init"
    assert finding.edit == {"initialization.weights": "glorot_uniform"}


@pytest.mark.parametrize(
    "layers",
    [
        (b.stats("output", weight_norm=0.0),),
        (b.stats("block1_dense", gradient_norm=0.0, gradient_mean_abs=0.0),
         b.stats("output", weight_norm=0.0)),
        (b.stats("block1_dense", weight_norm=0.0), b.stats("output")),
    ],
)  # fmt: skip
def test_a_zero_kernel_that_learns_is_no_fault(layers: tuple[dict[str, Any], ...]) -> None:
    assert diagnose(b.history(b.healthy()[:4], b.sampled(0, *layers))) == ()


def test_frozen() -> None:
    model = b.built(trainable_parameters=0)
    assert only(b.history(flat(start=start(model=model))), "frozen").step == "layers"
    assert diagnose(b.history(b.described(), b.built(trainable_parameters=650))) == ()


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        (b.network("linear"), True),
        (b.network("linear", hidden=1), True),
        (b.network("linear", hidden=0), False),
        (b.network("relu"), False),
        ([b.layer("a"), b.layer("n", "BatchNormalization", None), b.layer("o")], True),
        ([b.layer("a"), b.layer("r", "ReLU", "relu"), b.layer("o")], False),
        ([b.layer("a", "Conv2D"), b.layer("p", "MaxPooling2D", None), b.layer("o")], False),
        ([b.layer("a"), b.layer("mine", "MyLayer", None), b.layer("o")], False),
    ],
)
def test_all_linear(layers: list[dict[str, Any]], found: bool) -> None:
    assert ("all-linear" in levels(b.history(b.described(), b.built(layers)))) is found
