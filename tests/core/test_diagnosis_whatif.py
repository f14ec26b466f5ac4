"""Which changes are worth trying, and what their figures say."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core.cases import GOOD, POOR, POOR_R2, TINY, case, dense, falling, level
from tutor.diagnosis import whatif
from tutor.history import History


def poor(**options: Any) -> History:
    return case(**({"losses": level(20), "card": POOR} | options))


def test_nothing_is_tried_where_it_does_as_well_as_it_should() -> None:
    assert whatif.suspicions(case(falling(20), card=GOOD)) == ()
    assert whatif.suspicions(case(falling(20))) == ()
    assert whatif.suspicions(History()) == ()


def test_training_by_heart_is_no_matter_of_the_rate() -> None:
    assert whatif.suspicions(case(falling(20), card=GOOD | {"validation": 0.52})) == ()


@pytest.mark.parametrize("task", ["adversarial", "online"])
def test_nothing_is_tried_on_moving_targets(task: str) -> None:
    assert whatif.suspicions(poor(task=task)) == ()


SIGNS: dict[str, tuple[dict[str, Any], str]] = {
    "softmax over one unit": ({"model": {"output_activation": "softmax"}}, "mended-output"),
    "wrong loss": ({"model": {"loss": "mean_squared_error", "output_activation": "relu"}},
                   "mended-output"),
    "raw inputs": ({"inputs": {"std": 70.0, "mean": 50.0}}, "scaled-inputs"),
    "far from 0": ({"inputs": {"std": 1.0, "mean": 40.0}}, "scaled-inputs"),
    "uneven": ({"inputs": {"std": 2.9, "feature_std_low": 0.01, "feature_std_high": 4.0}},
               "scaled-inputs"),
    "raw targets": ({"task": "regression", "card": POOR_R2,
                     "targets": {"std": 5e4, "mean": 2e5}}, "scaled-targets"),
    "sorted": ({"targets": {"runs": 400.0}, "call": {"shuffle": False}}, "shuffled"),
    "zeros": ({"layers": [dense("hidden", kernel_initializer="zeros")]}, "glorot-start"),
    "no nonlinearity": ({"layers": [dense("hidden", activation="linear")]}, "relu-hidden"),
    "hidden softmax": ({"layers": [dense("hidden", activation="softmax")]}, "relu-hidden"),
    "sigmoids": ({"layers": [dense(f"h{i}", activation="sigmoid") for i in range(4)]},
                 "relu-hidden"),
    "frozen": ({"layers": [dense("a", trainable=False), dense("b", trainable=False)]}, "unfrozen"),
    "heavy dropout": ({"layers": [dense("hidden"), {"name": "drop", "type": "Dropout",
                                                    "settings": {"rate": 0.9}}]}, "no-dropout"),
    "narrow": ({"layers": [dense("hidden", 1)]}, "larger-network"),
    "deep": ({"layers": [dense(f"h{i}") for i in range(9)]}, "shallower"),
    "huge rate": ({"model": {"learning_rate": 1.0}}, "learning-rate-down"),
    "huge steps": ({"ratio": 0.5}, "learning-rate-down"),
    "diverged": ({"losses": [0.7, math.nan]}, "learning-rate-down"),
    "tiny steps": ({"ratio": 1e-6, "model": {"learning_rate": 1e-6}}, "learning-rate-up"),
    "adadelta": ({"model": {"optimizer": "adadelta"}}, "adam"),
    "odd adam": ({"compiled": {"settings": {"beta_1": 0.999}}}, "adam"),
    "falling": ({"losses": falling(20, speed=1.5)}, "longer"),
    "one huge batch": ({"steps": 1, "model": {"batch_size": 1000}}, "smaller-batch"),
    "schedule": ({"compiled": {"schedule": "ExponentialDecay"}}, "constant-rate"),
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_puts_its_change_first(sign: str) -> None:
    options, change = SIGNS[sign]
    assert whatif.suspicions(poor(**options))[0] == change


@pytest.mark.parametrize("kind", ["tokens", "text"])
def test_tokens_are_not_scaled(kind: str) -> None:
    history = poor(inputs={"kind": kind, "std": 900.0})
    assert "scaled-inputs" not in whatif.suspicions(history)


def test_a_layer_that_rescales_is_trusted() -> None:
    history = poor(inputs={"std": 70.0}, layers=[dense("n", type="Normalization"), dense("h")])
    assert "scaled-inputs" not in whatif.suspicions(history)


def test_exclusive_or_on_a_plateau() -> None:
    history = case(level(1000, 0.25), card=TINY, steps=1, model={"loss": "mean_squared_error",
                   "optimizer": "sgd", "learning_rate": 0.01}, layers=[dense("h", 2, "sigmoid")],
                   start_loss=0.26)  # fmt: skip
    named = whatif.suspicions(history)
    assert {"larger-network", "adam", "learning-rate-up", "longer"} <= set(named)
    assert "smaller-batch" not in named


def test_what_was_tried() -> None:
    history = poor(
        what_ifs={
            "learning-rate-up": (0.90, 0.55, True),
            "adam": (0.92, 0.55, True),
            "longer": (0.60, 0.55, False),
        }
    )
    assert whatif.changes_tried(history) == ("learning-rate-up", "adam", "longer")
    assert whatif.tried(history, "longer")
    assert not whatif.helped(history, "longer")
    assert whatif.failed(history, "longer")
    assert not whatif.tried(history, "shallower")
    assert not whatif.failed(history, "shallower")
    assert whatif.gain(history, "adam") == pytest.approx(0.37)
    assert whatif.gain(history, "longer") == 0
    assert whatif.decides(history, "adam")
    # Both are as good; a rate that is too small is the simpler word, and was suspected first.
    assert whatif.best(history) == "learning-rate-up"
    said = whatif.in_words(history, "adam")
    assert "92.0 %" in said
    assert "55.0 %" in said


def test_the_larger_gain_wins() -> None:
    changes = {"learning-rate-up": (0.74, 0.55, True), "adam": (0.95, 0.55, True)}
    assert whatif.best(poor(what_ifs=changes)) == "adam"
    assert whatif.best(poor(what_ifs={"adam": (0.56, 0.55, False)})) is None
    assert whatif.best(poor()) is None


def test_a_change_that_only_eases_the_fault_does_not_decide() -> None:
    eased = poor(what_ifs={"relu-hidden": (0.66, 0.55, True)})
    assert whatif.helped(eased, "relu-hidden")
    assert whatif.best(eased) is None
    assert whatif.most_helpful(eased) == "relu-hidden"


def test_a_control_that_is_no_number_does_not_stop_the_words() -> None:
    history = poor(what_ifs={"learning-rate-down": (0.9, math.nan, True)})
    assert whatif.decides(history, "learning-rate-down")
    assert whatif.in_words(history, "learning-rate-down") != ""
