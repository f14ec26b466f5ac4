"""Rules on misplaced layers, depth and width, each both ways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, POOR_R2, dense
from tests.core.ends import OUTPUT_LINE, end, good, other, place, poor, stacked
from tests.core.judging import by
from tutor.diagnosis import structure
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History

SCCE, BCE, MSE = "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error"


def misplaced(history: History) -> Finding:
    (finding,) = structure.misplaced_layer(history)
    return finding


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind", "shape"),
    [
        (10, "softmax", SCCE, "integer", [28, 28, 10]),
        (10, "softmax", "categorical_crossentropy", "one-hot", [28, 10]),
        (1, "sigmoid", BCE, "binary", [28, 28, 1]),
        (1, "linear", MSE, "continuous", [None, 1]),
        (1, "linear", MSE, "continuous", [20, 1]),
    ],
)
def test_a_missing_flatten(
    units: int, activation: str, loss: str, kind: str, shape: list[int | None]
) -> None:
    finding = misplaced(end(units, activation, loss, kind, shape=shape))
    assert (finding.rule, finding.level, finding.line) == (
        "misplaced-layer",
        "problem",
        OUTPUT_LINE,
    )
    assert "Flatten" in finding.advice


def test_a_recurrent_layer_that_returns_every_step() -> None:
    layers = [other("r", "LSTM", activation="tanh", return_sequences=True) | {"units": 32}]
    finding = misplaced(end(1, "linear", MSE, "continuous", shape=[20, 1], layers=layers))
    assert (finding.level, finding.layer, finding.line) == ("problem", "r", 7)
    assert finding.mend == Mend(7, "LSTM", {"return_sequences": "False"})


@pytest.mark.parametrize(
    ("units", "kind", "shape", "more"),
    [
        (1, "continuous", [1], {}),
        (1, "continuous", [], {}),
        (1, "continuous", [20, 1], {"shape_of": [20]}),
        (1, "continuous", [20, 1], {"shape_of": [20, 1]}),
        (10, "integer", [20, 10], {"task": "tagging", "shape_of": [20]}),
        (2, "integer", [64, 64, 2], {"task": "tagging", "shape_of": [64, 64]}),
        (10, "one-hot", [1, 1, 10], {}),
        (8, "inputs", [28, 28, 8], {"shape_of": [28, 28, 8]}),
        (3, "continuous", [3], {"shape_of": [3]}),
    ],
)
def test_positions_that_belong_to_the_target(
    units: int, kind: str, shape: list[int], more: dict[str, Any]
) -> None:
    target = {"shape": more.pop("shape_of")} if "shape_of" in more else {}
    history = end(units, "linear", MSE, kind, shape=shape, card=poor(kind), **more)
    seen = replace(history.targets[0], **{k: tuple(v) for k, v in target.items()})
    assert by(structure.RULES, replace(history, targets=(seen,))) == {}


def behind(*layers: dict[str, Any], activation: str = "softmax", **more: Any) -> History:
    """Layers behind the output."""
    history = stacked(dense("a"), dense("head", 10, activation), *layers, **more)
    assert history.model is not None
    kept = history.model.layers[:-1]  # the helper's own output
    return replace(history, model=replace(history.model, layers=kept))


def test_dropout_behind_the_output() -> None:
    history = behind(other("d", "Dropout", rate=0.5))
    finding = misplaced(history)
    assert (finding.level, finding.line) == ("problem", 7)
    assert misplaced(behind(other("d", "Dropout", rate=0.5), card=GOOD)).level == "watch"


def test_normalization_behind_the_output() -> None:
    layers = [other("n", "BatchNormalization")]
    assert misplaced(behind(*layers)).level == "problem"
    assert by(structure.RULES, behind(*layers, activation="linear")) == {}
    act = [other("n", "BatchNormalization"), other("s", "Activation", activation="softmax")]
    assert by(structure.RULES, behind(*act, activation="linear")) == {}


def test_dropout_before_normalization_is_watched() -> None:
    layers = [dense("a"), other("d", "Dropout", rate=0.3), other("n", "BatchNormalization")]
    assert by(structure.RULES, stacked(*layers, card=POOR)) == {"misplaced-layer": "watch"}
    turned = [layers[0], layers[2], layers[1]]
    assert by(structure.RULES, stacked(*turned, card=POOR)) == {}


def test_pictures_shrunk_to_a_pixel() -> None:
    def net(size: int) -> list[dict[str, Any]]:
        pool = other("p", "MaxPooling2D", output_shape=[size, size, 8])
        conv = other("c", "Conv2D", activation="relu", kernel_size="3x3", output_shape=[1, 1, 8])
        return [pool, conv, other("f", "Flatten")]

    assert misplaced(stacked(*net(1))).level == "watch"
    assert misplaced(stacked(*net(1), card=POOR)).level == "problem"
    assert by(structure.RULES, stacked(*net(5), card=POOR)) == {}


def late(history: History) -> dict[str, str]:
    return by(structure.LATE_RULES, history)


def test_too_deep() -> None:
    deep = [dense(f"d{i}", 16, "sigmoid") for i in range(6)]
    assert late(stacked(*deep)) == {}
    assert late(stacked(*deep, card=GOOD)) == {}
    assert late(stacked(*deep, card=POOR)) == {"too-deep": "problem"}
    helps = {"shallower": (0.95, 0.55, True)}
    assert late(stacked(*deep, card=POOR, what_ifs=helps)) == {"too-deep": "problem"}
    vain = {"shallower": (0.55, 0.55, False)}
    assert late(stacked(*deep, card=POOR, what_ifs=vain)) == {"too-deep": "watch"}
    assert late(stacked(*deep, other("n", "BatchNormalization"), card=POOR)) == {}
    plain = [dense(f"d{i}") for i in range(12)]
    assert late(stacked(*plain, card=POOR)) == {"too-deep": "problem"}
    assert late(stacked(*plain, other("s", "Add"), card=POOR)) == {}
    assert late(stacked(*plain[:4], card=POOR)) == {}


def test_too_small() -> None:
    narrow = [dense("a", 32), dense("b", 2, place=place(8))]
    (finding,) = structure.too_small(stacked(*narrow, card=POOR))
    assert (finding.rule, finding.level, finding.line) == ("too-small", "problem", 8)
    assert finding.mend == Mend(8, "Dense", {"units": "32"})
    assert late(stacked(*narrow)) == late(stacked(*narrow, card=GOOD)) == {}
    vain = {"larger-network": (0.55, 0.55, False)}
    assert late(stacked(*narrow, card=POOR, what_ifs=vain)) == {"too-small": "watch"}


def test_a_wide_network_is_too_small_only_where_a_larger_one_did_better() -> None:
    assert late(stacked(dense("a", 16), card=POOR)) == {}
    helps = {"larger-network": (0.95, 0.55, True)}
    assert late(stacked(dense("a", 16), card=POOR, what_ifs=helps)) == {"too-small": "problem"}
    regression = stacked(dense("a", 1), card=POOR_R2, task="regression")
    assert late(regression) == {}


def test_nothing_is_said_of_what_is_not_known() -> None:
    for events in ([], [b.described()], [b.described(), b.built()]):
        history = b.history(events)
        assert by((*structure.RULES, *structure.LATE_RULES), history) == {}


def test_the_usual_ends_are_healthy() -> None:
    for kind, units, activation in (
        ("integer", 10, "softmax"), ("binary", 1, "sigmoid"), ("continuous", 1, "linear"),
    ):  # fmt: skip
        for card in (None, good(kind), poor(kind)):
            assert by(structure.RULES, end(units, activation, SCCE, kind, card=card)) == {}
