"""Rules on frozen, linear and softmax hidden layers, each both ways."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, dense
from tests.core.ends import other, place, stacked
from tests.core.judging import by
from tutor.diagnosis import layers as rules
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History

HELPS = {"relu-hidden": (0.95, 0.55, True)}
IN_VAIN = {"relu-hidden": (0.55, 0.55, False)}
RIVAL = {"relu-hidden": (0.65, 0.55, True), "learning-rate-up": (0.97, 0.55, True)}


def only(history: History) -> Finding:
    (finding,) = (f for rule in rules.RULES for f in rule(history))
    return finding


def linear(name: str, units: int = 16, line: int = 5) -> dict[str, Any]:
    return dense(name, units, "linear", place=place(line, "Dense("))


def conv(name: str, activation: str = "linear", kind: str = "Conv2D") -> dict[str, Any]:
    made = b.layer(name, kind, activation)
    return made | {"units": 8, "parameters": 80, "place": place(4, f"{kind}(")}


HEALTHY: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "dense": ([dense("a"), dense("b")], {}),
    "activation layers": ([linear("a"), other("r", "Activation", activation="relu")], {}),
    "leaky relu": ([linear("a"), other("r", "LeakyReLU")], {}),
    "normalized in between": (
        [linear("a"), other("n", "BatchNormalization"), other("r", "ReLU", activation="relu")],
        {},
    ),
    "linear before a normalization": (
        [linear("a"), other("n", "BatchNormalization"), dense("b")], {}),
    "dropout in between": (
        [linear("a"), other("d", "Dropout", rate=0.2), other("r", "ReLU", activation="relu")], {}),
    "recurrent": ([b.layer("r", "LSTM", "tanh")], {}),
    "projection before a recurrent layer": ([linear("p"), b.layer("r", "LSTM", "tanh")], {}),
    "embedding": ([b.layer("e", "Embedding", None), dense("a")], {}),
    "residual": ([dense("a"), linear("b"), other("s", "Add"), dense("c")], {}),
    "attention": (
        [linear("q"), linear("k"), dense("w", 8, "softmax"), other("s", "Multiply"), dense("c")],
        {},
    ),
    "own layer behind": ([linear("a"), other("mine", "Sine"), dense("c")], {}),
    "lambda behind": ([linear("a"), other("f", "Lambda"), dense("c")], {}),
    "bottleneck": ([dense("a"), linear("code", 2), dense("b")], {}),
    "autoencoder with a linear code": (
        [dense("a"), linear("code", 8), dense("b")], {"task": "autoencoder"}),
    "convolutions": (
        [conv("c", "relu"), other("p", "MaxPooling2D"), other("f", "Flatten"), dense("d")], {}),
    "no hidden layer": ([other("f", "Flatten")], {}),
    "generator": ([linear("a"), linear("b")], {"task": "adversarial"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("card", [None, GOOD, POOR])
def test_healthy_layers_are_never_found(name: str, card: Any) -> None:
    layers, more = HEALTHY[name]
    unknown_order = {"model": {"sequential": False}}
    assert by(rules.RULES, stacked(*layers, card=card, **unknown_order, **more)) == {}


def levels_of(*layers: dict[str, Any], **more: Any) -> list[str]:
    tries: list[tuple[Any, Any]] = [
        (None, None), (GOOD, None), (POOR, None), (POOR, HELPS), (POOR, IN_VAIN), (POOR, RIVAL),
    ]  # fmt: skip
    return [only(stacked(*layers, card=c, what_ifs=w, **more)).level for c, w in tries]


def test_all_linear() -> None:
    finding = only(stacked(linear("a"), linear("b")))
    assert (finding.rule, finding.line) == ("all-linear", 5)
    assert finding.mend == Mend(5, "Dense", {"activation": '"relu"'})
    expected = ["watch", "watch", "problem", "problem", "watch", "watch"]
    assert levels_of(linear("a"), linear("b")) == expected


def test_a_linear_autoencoder_is_watched() -> None:
    history = stacked(linear("a"), linear("b"), task="autoencoder", card=POOR)
    assert by(rules.RULES, history) == {"all-linear": "watch"}


@pytest.mark.parametrize(
    ("layers", "line", "kind"),
    [
        ([linear("a"), dense("b")], 5, "Dense"),
        ([conv("c"), other("p", "MaxPooling2D"), other("f", "Flatten"), dense("d")], 4, "Conv2D"),
        ([conv("c"), other("p", "MaxPooling2D"), conv("d"), other("f", "Flatten")], 4, "Conv2D"),
    ],
)
def test_missing_activation(layers: list[dict[str, Any]], line: int, kind: str) -> None:
    finding = only(stacked(*layers))
    assert (finding.rule, finding.level) == ("missing-activation", "watch")
    assert finding.mend == Mend(line, kind, {"activation": '"relu"'})
    assert levels_of(*layers) == ["watch", "watch", "problem", "problem", "watch", "watch"]


def test_one_missing_activation_of_several_is_a_problem_only_where_mending_helped() -> None:
    layers = [dense("a"), linear("b"), dense("c")]
    assert levels_of(*layers) == ["watch", "watch", "watch", "problem", "watch", "watch"]


def test_hidden_softmax() -> None:
    layers = [dense("a", 16, "softmax", place=place(5))]
    finding = only(stacked(*layers))
    assert (finding.rule, finding.line) == ("hidden-softmax", 5)
    assert finding.mend == Mend(5, "Dense", {"activation": '"relu"'})
    expected = ["watch", "watch", "problem", "problem", "watch", "watch"]
    assert levels_of(*layers) == expected
    behind = [linear("a"), other("s", "Activation", activation="softmax")]
    assert by(rules.RULES, stacked(*behind)) == {"hidden-softmax": "watch"}
    # Over one unit it is a constant, whatever the score.
    assert only(stacked(dense("a", 1, "softmax"), card=GOOD)).level == "problem"


def kernel(name: str, inputs: int, units: int, trainable: bool = False) -> dict[str, Any]:
    return dense(
        name, units, parameters=(inputs + 1) * units, trainable=trainable, place=place(6, "Dense(")
    )


def frozen(norm: float, first: bool = False, **more: Any) -> History:
    sample = b.sampled(0, b.stats("a", weight_norm=norm), b.stats("output"))
    layers = [kernel("a", 64, 32, first)]
    history = stacked(*layers, samples=[sample], **more)
    # The last sample of epoch 0 is this one; the first is the helper's.
    return replace(history, samples=history.samples[-1:])


GLOROT = math.sqrt(64 * 32 * 2 / (64 + 32))


def test_frozen_at_a_random_start() -> None:
    finding = only(frozen(GLOROT * 1.02))
    assert (finding.rule, finding.level, finding.line) == ("frozen", "watch", 6)
    assert finding.mend == Mend(6, "Dense", {"trainable": "True"})
    assert only(frozen(GLOROT, card=POOR)).level == "problem"
    helps = {"unfrozen": (0.95, 0.55, True)}
    assert only(frozen(GLOROT, card=POOR, what_ifs=helps)).level == "problem"
    assert only(frozen(GLOROT, card=GOOD)).level == "watch"


def test_a_pretrained_base_may_be_frozen() -> None:
    assert by(rules.RULES, frozen(GLOROT * 1.4, card=POOR)) == {}
    assert by(rules.RULES, frozen(GLOROT, first=True, card=POOR)) == {}
    assert by(rules.RULES, frozen(GLOROT, task="adversarial")) == {}


def test_a_frozen_discriminator_is_no_fault() -> None:
    model = {"trainable_parameters": 0}
    assert by(rules.RULES, stacked(dense("a"), task="adversarial", model=model)) == {}
    assert by(rules.RULES, stacked(dense("a"), model=model)) == {"frozen": "problem"}
