"""Rules on the output's units and activation, and on logits, each both ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import dense
from tests.core.ends import (
    HELPS,
    IN_VAIN,
    OUTPUT_LINE,
    end,
    good,
    other,
    place,
    poor,
)
from tests.core.judging import by
from tutor.diagnosis import output
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History

SCCE, CCE, BCE = (
    "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy",
)  # fmt: skip
MSE = "mean_squared_error"

HEALTHY: dict[str, tuple[int, str, str, str, dict[str, Any]]] = {
    "binary": (1, "sigmoid", BCE, "binary", {}),
    "binary by two units": (2, "softmax", SCCE, "binary", {}),
    "binary logits": (1, "linear", BCE, "binary", {"from_logits": True}),
    "classes": (10, "softmax", SCCE, "integer", {}),
    "one unit too many": (11, "softmax", SCCE, "integer", {}),
    "class logits": (10, "linear", SCCE, "integer", {"from_logits": True}),
    "one-hot": (10, "softmax", CCE, "one-hot", {}),
    "one against the rest": (10, "sigmoid", BCE, "one-hot", {}),
    "shallow net of the book": (10, "softmax", MSE, "one-hot", {}),
    "multi-label": (5, "sigmoid", BCE, "multi-hot", {}),
    "multi-label logits": (5, "linear", BCE, "multi-hot", {"from_logits": True}),
    "regression": (1, "linear", MSE, "continuous", {}),
    "regression on 0 to 1": (1, "sigmoid", MSE, "continuous",
                             {"minimum": 0.0, "maximum": 1.0, "std": 0.2}),
    "a series scaled on its past": (1, "sigmoid", MSE, "continuous",
                                    {"minimum": -0.01, "maximum": 1.008, "std": 0.2}),
    "prices behind a relu": (1, "relu", MSE, "continuous", {"minimum": 3.0}),
    "counts behind a softplus": (1, "softplus", "poisson", "continuous", {"minimum": 0.0}),
    "autoencoder of pixels": (8, "sigmoid", BCE, "inputs", {}),
    "autoencoder of table rows": (8, "linear", MSE, "inputs", {"minimum": -3.0, "maximum": 4.0}),
    "autoencoder behind a tanh": (8, "tanh", MSE, "inputs", {"minimum": -1.0, "maximum": 1.0}),
    "hinge": (1, "tanh", "hinge", "signs", {}),
    "exclusive or behind a tanh": (1, "tanh", MSE, "binary", {}),
    "grades": (1, "linear", MSE, "integer", {"task": "regression"}),
    "own loss": (3, "linear", "custom", "integer", {"from_logits": None}),
    "own loss on probabilities": (10, "softmax", "custom", "integer", {"from_logits": None}),
    "q values": (4, "linear", MSE, "continuous", {"task": "online", "shape": [4]}),
    "critic": (1, "linear", "custom", "binary", {"task": "adversarial", "from_logits": None}),
    "soft labels": (3, "softmax", CCE, "probabilities", {}),
    "labels from 1 on": (11, "softmax", SCCE, "integer", {"classes": 11, "distinct": 10}),
    "a vocabulary": (5000, "softmax", SCCE, "integer", {"classes": 900, "distinct": 300}),
    "no targets": (1, "linear", "custom", "none", {"from_logits": None}),
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("score", ["good", "poor", "unknown"])
def test_a_healthy_output_is_never_found(name: str, score: str) -> None:
    units, activation, loss, kind, more = HEALTHY[name]
    card = {"good": good(kind), "poor": poor(kind), "unknown": None}[score]
    assert by(output.RULES, end(units, activation, loss, kind, card=card, **more)) == {}


def only(history: History) -> Finding:
    (finding,) = (f for rule in output.RULES for f in rule(history))
    return finding


MISMATCHES: dict[str, tuple[int, str, str, str, dict[str, Any], dict[str, str] | None]] = {
    "softmax over one, two classes": (
        1, "softmax", BCE, "binary", {}, {"activation": '"sigmoid"'}),
    "softmax over one, many classes": (
        1, "softmax", SCCE, "integer", {}, {"units": "10", "activation": '"softmax"'}),
    "softmax over one, a regression": (
        1, "softmax", MSE, "continuous", {}, {"activation": '"linear"'}),
    "softmax over one and the wrong loss": (
        1, "softmax", CCE, "binary", {}, {"activation": '"sigmoid"'}),
    "one sigmoid for ten": (
        1, "sigmoid", BCE, "integer", {}, {"units": "10", "activation": '"softmax"'}),
    "five for ten": (
        5, "softmax", SCCE, "integer", {}, {"units": "10", "activation": '"softmax"'}),
    "one-hot rows": (
        1, "sigmoid", MSE, "one-hot", {}, {"units": "10", "activation": '"softmax"'}),
    "multi-hot rows": (
        4, "sigmoid", BCE, "multi-hot", {}, {"units": "5", "activation": '"sigmoid"'}),
    "ten for one number": (
        10, "linear", MSE, "continuous", {}, {"units": "1", "activation": '"linear"'}),
    "two for one yes or no": (
        2, "sigmoid", MSE, "binary", {}, {"units": "1", "activation": '"sigmoid"'}),
}  # fmt: skip


@pytest.mark.parametrize("name", MISMATCHES)
def test_output_mismatch(name: str) -> None:
    units, activation, loss, kind, more, arguments = MISMATCHES[name]
    history = end(units, activation, loss, kind, **more)
    finding = next(iter(output.output_mismatch(history)))
    assert (finding.rule, finding.level) == ("output-mismatch", "problem")
    assert finding.line == OUTPUT_LINE
    assert finding.mend == Mend(OUTPUT_LINE, "Dense", arguments or {})
    # Certain whatever the score: the task cannot be answered this way.
    well = end(units, activation, loss, kind, card=good(kind), **more)
    assert next(iter(output.output_mismatch(well))).level == "problem"


def test_labels_with_gaps_are_no_lack_of_units() -> None:
    assert by(output.RULES, end(2, "softmax", SCCE, "integer", classes=3, distinct=2)) == {}
    assert by(output.RULES, end(1, "sigmoid", BCE, "integer", classes=3, distinct=2)) == {}


def test_far_too_many_units_are_watched() -> None:
    finding = only(end(100, "softmax", SCCE, "integer", card=poor("integer")))
    assert (finding.rule, finding.level) == ("output-mismatch", "watch")
    words = [b.layer("words", "Embedding", None)]
    assert by(output.RULES, end(100, "softmax", SCCE, "integer", layers=words)) == {}


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind", "more", "right"),
    [
        (1, "relu", BCE, "binary", {}, "sigmoid"),
        (10, "relu", CCE, "one-hot", {}, "softmax"),
        (10, "relu", SCCE, "integer", {}, "softmax"),
        (5, "relu", BCE, "multi-hot", {}, "sigmoid"),
        (1, "tanh", BCE, "binary", {}, "sigmoid"),
        (10, "tanh", SCCE, "integer", {}, "softmax"),
        (1, "sigmoid", MSE, "continuous", {}, "linear"),
        (1, "tanh", MSE, "continuous", {}, "linear"),
        (1, "sigmoid", "mean_absolute_error", "continuous", {}, "linear"),
        (1, "relu", MSE, "continuous", {"minimum": -20.0, "std": 9.0}, "linear"),
        (8, "sigmoid", MSE, "inputs", {"minimum": -3.0, "maximum": 4.0, "std": 1.0}, "linear"),
        (1, "sigmoid", MSE, "signs", {}, "linear"),
        (5, "softmax", BCE, "multi-hot", {}, "sigmoid"),
    ],
)
def test_an_activation_that_cannot_answer(
    units: int, activation: str, loss: str, kind: str, more: dict[str, Any], right: str
) -> None:
    finding = only(end(units, activation, loss, kind, card=poor(kind), **more))
    assert (finding.rule, finding.level) == ("output-activation", "problem")
    assert finding.mend == Mend(OUTPUT_LINE, "Dense", {"activation": f'"{right}"'})
    assert only(end(units, activation, loss, kind, **more)).level == "problem"
    # A training that came through it unharmed is only watched.
    assert only(end(units, activation, loss, kind, card=good(kind), **more)).level == "watch"


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind", "more"),
    [
        (10, "sigmoid", CCE, "one-hot", {}),
        (10, "sigmoid", SCCE, "integer", {}),
        (10, "relu", MSE, "one-hot", {}),
        (10, "relu", SCCE, "integer", {"from_logits": True}),
    ],
)
def test_an_activation_that_trains_in_spite_of_all(
    units: int, activation: str, loss: str, kind: str, more: dict[str, Any]
) -> None:
    def level(**case: Any) -> str:
        return only(end(units, activation, loss, kind, **more, **case)).level

    assert level() == level(card=good(kind)) == "watch"
    assert level(card=poor(kind)) == "problem"
    assert level(card=poor(kind), what_ifs=HELPS) == "problem"
    assert level(card=poor(kind), what_ifs=IN_VAIN) == "watch"


def test_a_regression_of_two_classes_is_watched_where_it_suffers() -> None:
    assert by(output.RULES, end(1, "linear", MSE, "binary", card=good("binary"))) == {}
    poorly = end(1, "linear", MSE, "binary", card=poor("binary"))
    assert by(output.RULES, poorly) == {"output-activation": "watch"}
    helped = end(1, "linear", MSE, "binary", card=poor("binary"), what_ifs=HELPS)
    assert only(helped).level == "problem"
    assert "95.0 %" in only(helped).evidence


def test_targets_a_little_beyond_are_watched() -> None:
    history = end(1, "sigmoid", MSE, "continuous", minimum=0.0, maximum=1.06, std=0.2)
    assert only(history).level == "watch"


def test_an_output_behind_a_rescaling_is_not_judged() -> None:
    model = b.built([dense("h"), dense("head", 1, "tanh"), other("scale", "Rescaling")],
                    output_units=1, output_activation="tanh", loss=MSE)  # fmt: skip
    assert by(output.RULES, b.history(model)) == {}


def test_a_dead_relu_on_the_output() -> None:
    late = b.sampled(8, b.stats("hidden"), b.stats("output", dead_fraction=1.0))
    history = end(1, "relu", MSE, "continuous", card=poor("continuous"), minimum=0.0)
    assert by(output.RULES, history) == {}
    dead = history.after(late)
    flat = dead.after({"event": "scored", **poor("continuous"), "spread": 0.0})
    assert only(flat).level == "problem"
    assert "dead" in only(flat).title


def test_an_output_activated_twice() -> None:
    def twice(first: str, second: str) -> History:
        layers = [
            dense("hidden"),
            dense("head", 10, first) | {"place": place(9, "Dense(")},
            b.layer("act", "Activation", second),
        ]
        model = b.built(layers, output_units=10, output_activation=second, outputs=1, loss=SCCE)
        compiled = {"event": "compiled", "loss": SCCE, "from_logits": False}
        return b.history(compiled, model)

    finding = only(twice("softmax", "softmax"))
    assert finding.rule == "output-activation"
    assert (finding.level, finding.line) == ("problem", 9)
    assert finding.mend == Mend(9, "Dense", {"activation": "None"})
    assert only(twice("relu", "softmax")).level == "watch"
    assert by(output.RULES, twice("linear", "softmax")) == {}


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind"),
    [(10, "softmax", SCCE, "integer"), (10, "softmax", CCE, "one-hot"), (1, "sigmoid", BCE,
                                                                         "binary")],
)  # fmt: skip
def test_doubled_logits(units: int, activation: str, loss: str, kind: str) -> None:
    finding = only(end(units, activation, loss, kind, from_logits=True))
    assert (finding.rule, finding.level) == ("logits-mismatch", "watch")
    assert finding.mend == Mend(OUTPUT_LINE, "Dense", {"activation": '"linear"'})
    harmed = end(units, activation, loss, kind, from_logits=True, card=poor(kind))
    assert only(harmed).level == "problem"
    own = end(units, activation, loss, kind, from_logits=True, call={"api": "tape"})
    assert only(own).level == "problem"


@pytest.mark.parametrize(
    ("units", "loss", "kind", "right"),
    [
        (10, SCCE, "integer", "softmax"),
        (10, CCE, "one-hot", "softmax"),
        (2, SCCE, "binary", "softmax"),
        (1, BCE, "binary", "sigmoid"),
        (5, BCE, "multi-hot", "sigmoid"),
        (8, BCE, "inputs", "sigmoid"),
    ],
)
def test_missing_logits(units: int, loss: str, kind: str, right: str) -> None:
    finding = only(end(units, "linear", loss, kind))
    assert (finding.rule, finding.level) == ("logits-mismatch", "problem")
    assert finding.mend == Mend(OUTPUT_LINE, "Dense", {"activation": f'"{right}"'})
    assert only(end(units, "linear", loss, kind, card=good(kind))).level == "watch"


def test_a_project_of_dltutors_own_is_left_to_the_rule_on_its_first_loss() -> None:
    model = b.built(output_activation="linear")
    assert by(output.RULES, b.history(b.described(), model)) == {}
