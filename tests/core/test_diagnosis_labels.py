"""Rules on the targets of somebody's own script: the fault, and its healthy neighbours."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.core.cases import GOOD, GOOD_R2, POOR, POOR_R2, case, falling, level
from tests.core.judging import by
from tutor.diagnosis import labels
from tutor.history import History
from tutor.observed import Experiment, Split

POORLY = {"losses": level(20), "card": POOR}
WELL = {"losses": falling(20), "card": GOOD}

SPARSE = "sparse_categorical_crossentropy"
CATEGORICAL = "categorical_crossentropy"
BINARY = "binary_crossentropy"
NUMBERS: dict[str, Any] = {"kind": "integer", "minimum": 0.0, "maximum": 2.0, "distinct": 3,
                           "classes": 3, "counts": [400, 300, 300], "whole": True}  # fmt: skip
ONE_HOT: dict[str, Any] = {"kind": "one-hot", "shape": [3], "minimum": 0.0, "maximum": 1.0,
                           "distinct": 2, "classes": 3, "counts": [400, 300, 300]}  # fmt: skip
BITS: dict[str, Any] = {"kind": "binary", "minimum": 0.0, "maximum": 1.0, "distinct": 2,
                        "classes": 2, "counts": [500, 500], "whole": True}  # fmt: skip
SIGNS: dict[str, Any] = BITS | {"kind": "signs", "minimum": -1.0}


def found(history: History) -> dict[str, str]:
    return by(labels.RULES, history)


def classes(
    targets: dict[str, Any], loss: str, activation: str = "softmax", units: int = 3, **options: Any
) -> History:
    model = {"loss": loss, "output_activation": activation, "output_units": units,
             "output_shape": [units]}  # fmt: skip
    return case(task="multiclass", model=model, targets=targets, **({"losses": []} | options))


@pytest.mark.parametrize(
    ("targets", "loss", "activation", "units", "wrong"),
    [
        (ONE_HOT, SPARSE, "softmax", 3, True),
        (ONE_HOT, CATEGORICAL, "softmax", 3, False),
        (ONE_HOT, BINARY, "sigmoid", 3, False),
        (ONE_HOT, "mean_squared_error", "softmax", 3, False),
        (NUMBERS, CATEGORICAL, "softmax", 3, True),
        (NUMBERS, SPARSE, "softmax", 3, False),
        (NUMBERS, SPARSE, "linear", 3, False),
        (NUMBERS | {"shape": [1]}, SPARSE, "softmax", 3, False),
        (NUMBERS | {"shape": [1]}, "mean_squared_error", "softmax", 3, True),
        (NUMBERS, "mse", "sigmoid", 3, True),
        (NUMBERS, "mean_squared_error", "linear", 1, False),
        (SIGNS, BINARY, "sigmoid", 1, True),
        (SIGNS, "mean_squared_error", "sigmoid", 1, True),
        (SIGNS, "mean_squared_error", "tanh", 1, False),
        (SIGNS, "hinge", "tanh", 1, False),
        (SIGNS, "hinge", "sigmoid", 1, False),
        (SIGNS, "custom", "sigmoid", 1, False),
        (BITS, BINARY, "sigmoid", 1, False),
        (BITS, "hinge", "tanh", 1, False),
        (BITS, SPARSE, "softmax", 2, False),
        (BITS | {"kind": "integer", "minimum": 1.0, "maximum": 2.0}, BINARY, "sigmoid", 1, True),
        (BITS | {"kind": "integer", "maximum": 255.0}, BINARY, "sigmoid", 1, True),
        ({"kind": "text", "dtype": "<U10"}, SPARSE, "softmax", 3, True),
        ({"kind": "multi-hot", "shape": [3], "distinct": 2}, BINARY, "sigmoid", 3, False),
        ({"kind": "probabilities", "shape": [3], "distinct": 90}, CATEGORICAL, "softmax", 3,
         False),
    ],
)  # fmt: skip
def test_label_encoding(
    targets: dict[str, Any], loss: str, activation: str, units: int, wrong: bool
) -> None:
    expected = {"label-encoding": "problem"} if wrong else {}
    assert found(classes(targets, loss, activation, units)) == expected


def test_the_mend_of_an_encoding_is_an_argument_of_compile() -> None:
    compiled = {"place": {"file": "train.py", "line": 9}}
    history = classes(NUMBERS, CATEGORICAL, compiled=compiled)
    (finding,) = (f for rule in labels.RULES for f in rule(history))
    assert finding.mend is not None
    assert finding.mend.line == 9
    assert finding.mend.arguments == {"loss": f'"{SPARSE}"'}
    assert "to_categorical(y_train, 3)" in finding.advice


@pytest.mark.parametrize(
    ("low", "high", "units", "losses", "wrong"),
    [
        (1.0, 3.0, 3, [], True),
        (1.0, 3.0, 3, [math.nan], True),
        (-1.0, 1.0, 2, [], True),
        (0.0, 9.0, 3, [], True),
        (0.0, 2.0, 3, [], False),
        (1.0, 3.0, 4, [], False),
        (0.0, 2.0, 100, [], False),
        (-1.0, 2.0, 3, [1.0, 0.8], False),  # such a loss has an ignore_class
    ],
)
def test_label_range(low: float, high: float, units: int, losses: list[float], wrong: bool) -> None:
    numbers = NUMBERS | {"minimum": low, "maximum": high}
    expected = {"label-range": "problem"} if wrong else {}
    assert found(classes(numbers, SPARSE, units=units, losses=losses)) == expected


def test_the_mend_of_a_range() -> None:
    for low, high, mend in ((1.0, 3.0, "y_train - 1"), (0.0, 6.0, "7 units"), (-1.0, 1.0, "uniq")):
        history = classes(NUMBERS | {"minimum": low, "maximum": high}, SPARSE)
        (finding,) = (f for rule in labels.RULES for f in rule(history))
        assert mend in finding.advice


def test_targets_that_are_not_finite() -> None:
    broken = {"nonfinite": 3}
    for losses, severity in (([math.nan] * 3, "problem"), (falling(5), "watch")):
        history = case(losses, task="regression", targets=broken)
        assert found(history) == {"targets-not-finite": severity}


CONSTANT: dict[str, Any] = {"kind": "constant", "distinct": 1, "minimum": 1.0, "maximum": 1.0,
                            "std": 0.0, "mean": 1.0}  # fmt: skip


def test_constant_targets() -> None:
    assert found(case(level(5), targets=CONSTANT)) == {"constant-targets": "problem"}
    one = BITS | {"distinct": 1, "counts": [0, 1000], "minimum": 1.0}
    assert found(case(level(5), targets=one)) == {"constant-targets": "problem"}


@pytest.mark.parametrize(
    "options",
    [
        {"call": {"api": "train_on_batch"}},
        {"call": {"api": "tape"}},
        {"model": {"loss": "custom"}},
        {"model": {"loss": ""}, "compiled": {"loss": ""}},
        {"task": "adversarial"},
        {"targets": CONSTANT | {"seen": 1}},
        {"targets": CONSTANT | {"kind": "none"}},
    ],
)
def test_constant_targets_that_are_meant(options: dict[str, Any]) -> None:
    assert found(case(level(5), **({"targets": CONSTANT} | options))) == {}


# --- labels and inputs ----------------------------------------------------------------------------


def related(
    agreement: float,
    shifted: float = 0.5,
    card: dict[str, Any] | None = None,
    expected: float = 0.5,
    **options: Any,
) -> History:
    figures = {"agreement": agreement, "expected": expected, "shifted_agreement": shifted,
               "shift": 1}  # fmt: skip
    history = case(level(20), targets=BITS | options.pop("targets", {}), card=card, **options)
    return replace(history, experiments=(*history.experiments, Experiment("neighbours", figures)))


CHANCE = POOR | {"train": 0.52, "validation": 0.51, "linear": 0.5, "neighbours": 0.49}
BY_HEART = CHANCE | {"train": 0.99}


@pytest.mark.parametrize("card", [CHANCE, BY_HEART], ids=["nothing learnt", "by heart"])
def test_labels_unrelated(card: dict[str, Any]) -> None:
    assert found(related(0.51, card=card)) == {"labels-unrelated": "problem"}


@pytest.mark.parametrize(
    "part", [{"scale_ratio": 222.0}, {"mean_shift": 61.0}, {"missing_in_training": (1,)}]
)
def test_validation_data_of_another_kind_say_nothing_of_their_labels(part: Any) -> None:
    history = replace(related(0.93, card=BY_HEART), split=Split(**part))
    assert found(history) == {}


def test_validation_labels_unrelated() -> None:
    history = related(0.93, card=BY_HEART)
    assert found(history) == {"labels-unrelated": "problem"}
    (finding,) = (f for rule in labels.RULES for f in rule(history))
    assert "validation labels" in finding.title


ONE_ANSWER = GOOD | {"train": 0.95, "validation": 0.95, "constant": 0.95, "answers": 1,
                     "linear": 0.95, "neighbours": 0.95}  # fmt: skip


UNIFORM: dict[str, Any] = {"minimum": 0.0, "maximum": 1.0, "mean": 0.501, "std": 0.2884}
NORMAL: dict[str, Any] = {"minimum": -4.1, "maximum": 4.3, "mean": 0.003, "std": 0.999,
                          "feature_std_low": 0.96, "feature_std_high": 1.04}  # fmt: skip


@pytest.mark.parametrize("inputs", [UNIFORM, NORMAL])
def test_random_demonstration_data_are_watched_at_most(inputs: dict[str, Any]) -> None:
    assert found(related(0.51, card=CHANCE, inputs=inputs)) == {"labels-unrelated": "watch"}


@pytest.mark.parametrize(
    "history",
    [
        related(0.51, card=CHANCE | {"linear": 0.8}),  # many noisy columns, one that tells
        related(0.51, card=CHANCE | {"validation": 0.8}),  # the network finds what others miss
        related(0.75, card=CHANCE),
        related(0.51, card=CHANCE, targets={"seen": 60}),
        related(0.51, card=CHANCE | {"validation_samples": 20}),
        related(0.51, card=CHANCE, inputs={"kind": "tokens"}),
        related(0.97, card=ONE_ANSWER, expected=0.967),  # fraud: almost all of one class
        related(0.51, card=CHANCE, task="regression"),
        related(0.51, card=None),
        case(level(20), card=CHANCE),
    ],
)
def test_labels_that_may_be_related(history: History) -> None:
    assert found(history) == {}


def test_labels_shifted() -> None:
    history = related(0.5, 0.93, card=CHANCE)
    assert found(history)["labels-shifted"] == "problem"
    (first, *_) = (f for rule in labels.RULES for f in rule(history))
    assert first.rule == "labels-shifted"
    assert "1 row out of step" in first.title


@pytest.mark.parametrize(
    ("own", "shifted", "samples"),
    [
        (0.93, 0.5, 1000),
        (0.93, 0.97, 1000),  # a sorted series: every shift agrees
        (0.75, 0.9, 1000),  # windows that overlap
        (0.5, 0.56, 1000),
        (0.5, 0.7, 30),
    ],
)
def test_labels_in_step(own: float, shifted: float, samples: int) -> None:
    assert found(related(own, shifted, targets={"seen": samples})) == {}


# --- balance --------------------------------------------------------------------------------------


def unequal(counts: list[int], card: dict[str, Any] | None, **options: Any) -> History:
    targets = BITS | {"counts": counts, "seen": sum(counts)}
    return case(**({"losses": falling(20), "card": card, "targets": targets} | options))


def test_imbalance() -> None:
    assert found(unequal([950, 50], ONE_ANSWER)) == {"imbalance": "watch"}
    told = ONE_ANSWER | {"constant": 0.91, "validation": 0.91, "train": 0.91, "linear": 0.995}
    assert found(unequal([910, 90], told)) == {"imbalance": "problem"}
    assert found(unequal([950, 50], None)) == {"imbalance": "watch"}
    assert found(unequal([190, 10], ONE_ANSWER)) == {"imbalance": "watch"}


@pytest.mark.parametrize(
    "history",
    [
        unequal([950, 50], ONE_ANSWER, call={"class_weight": True}),
        unequal([950, 50], ONE_ANSWER, call={"sample_weight": True}),
        unequal([950, 50], ONE_ANSWER | {"validation": 0.99, "answers": 2}),
        unequal([700, 300], GOOD),
        unequal([190, 10], ONE_ANSWER | {"answers": 2}),
        unequal([], None),
        unequal([1000, 0], None),
    ],
)
def test_balance(history: History) -> None:
    assert "imbalance" not in found(history)


# --- regression targets ---------------------------------------------------------------------------

PRICES: dict[str, Any] = {"kind": "continuous", "minimum": 15000.0, "maximum": 500000.0,
                          "mean": 206000.0, "std": 115000.0, "distinct": 900}  # fmt: skip
BOSTON: dict[str, Any] = PRICES | {"minimum": 5.0, "maximum": 50.0, "mean": 22.5, "std": 9.2}


def regression(card: dict[str, Any] | None, targets: dict[str, Any], **options: Any) -> History:
    return case(level(20), task="regression", card=card, targets=targets, **options)


@pytest.mark.parametrize(
    ("targets", "card", "what_ifs", "severity"),
    [
        (PRICES, POOR_R2, None, "problem"),
        (PRICES, POOR_R2, {"scaled-targets": (0.8, 0.02, True)}, "problem"),
        (BOSTON, POOR_R2, {"scaled-targets": (0.8, 0.02, True)}, "problem"),
        (BOSTON, POOR_R2, None, "watch"),
        (PRICES, POOR_R2, {"scaled-inputs": (0.8, 0.02, True)}, "watch"),
        (PRICES, POOR_R2, {"scaled-targets": (0.03, 0.02, False)}, None),
        (PRICES, GOOD_R2, None, None),
        (BOSTON, GOOD_R2, None, None),
        (PRICES, None, None, None),
        (PRICES | {"mean": 0.0, "std": 1.0}, POOR_R2, None, None),
    ],
)
def test_targets_not_scaled(
    targets: dict[str, Any],
    card: dict[str, Any] | None,
    what_ifs: dict[str, Any] | None,
    severity: str | None,
) -> None:
    history = regression(card, targets, what_ifs=what_ifs)
    assert found(history).get("targets-not-scaled") == severity


def test_an_autoencoder_of_raw_grey_values_behind_a_sigmoid() -> None:
    raw = {"kind": "inputs", "minimum": 0.0, "maximum": 255.0, "mean": 33.0, "std": 79.0}
    assert found(case(level(5), task="autoencoder", targets=raw)) == {
        "targets-not-scaled": "problem"
    }
    linear = {"output_activation": "linear"}
    assert found(case(level(5), task="autoencoder", targets=raw, model=linear)) == {}
    scaled = raw | {"maximum": 1.0, "std": 0.3, "mean": 0.1}
    assert found(case(level(5), task="autoencoder", targets=scaled)) == {}


def test_class_numbers_are_no_regression_targets() -> None:
    many = NUMBERS | {"maximum": 999.0, "std": 288.0, "mean": 500.0, "classes": 1000}
    assert found(classes(many, SPARSE, units=1000)) == {}


def test_nothing_is_said_of_what_was_not_seen() -> None:
    assert found(History()) == {}
    assert found(replace(case(**POORLY), targets=())) == {}
    assert found(case(**WELL)) == {}
