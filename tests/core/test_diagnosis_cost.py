"""Rules on loss and metrics, each both ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import falling
from tests.core.cases import level as flat
from tests.core.ends import COMPILE_LINE, HELPS, IN_VAIN, end, good, poor
from tests.core.judging import by
from tests.core.test_diagnosis_output import BCE, CCE, HEALTHY, MSE, SCCE
from tutor.diagnosis import cost
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History

MAE, KLD = "mean_absolute_error", "kl_divergence"


def of_the_loss(history: History) -> Finding:
    (finding,) = cost.loss_mismatch(history)
    return finding


MORE_HEALTHY: dict[str, tuple[int, str, str, str, dict[str, Any]]] = {
    "two one-hot columns": (2, "softmax", BCE, "one-hot", {"classes": 2, "shape": [2]}),
    "kl on distributions": (3, "softmax", KLD, "probabilities", {}),
    "kl on one-hot": (10, "softmax", KLD, "one-hot", {}),
    "hinge on zero and one": (1, "linear", "hinge", "binary", {}),
    "huber regression": (1, "linear", "huber", "continuous", {}),
    "relative error of positive targets": (
        1, "linear", "mean_absolute_percentage_error", "continuous", {"minimum": 3.0}),
    "logarithmic error of counts": (
        1, "relu", "mean_squared_logarithmic_error", "continuous", {"minimum": 0.0}),
    "counts": (1, "exponential", "poisson", "integer", {"task": "regression"}),
    "ratings with an accuracy of nothing": (1, "linear", MSE, "integer", {"task": "regression"}),
    "cosine over an embedding": (16, "linear", "cosine_similarity", "continuous",
                                 {"shape": [16]}),
    "many whole numbers": (1, "linear", MSE, "integer",
                           {"classes": 300, "distinct": 250, "metrics": ["accuracy"]}),
}  # fmt: skip


@pytest.mark.parametrize("name", [*HEALTHY, *MORE_HEALTHY])
@pytest.mark.parametrize("score", ["good", "poor", "unknown"])
def test_a_healthy_loss_is_never_found(name: str, score: str) -> None:
    units, activation, loss, kind, more = (HEALTHY | MORE_HEALTHY)[name]
    card = {"good": good(kind), "poor": poor(kind), "unknown": None}[score]
    found = by(cost.RULES, end(units, activation, loss, kind, card=card, **more))
    squared = {"squared-error-on-classes": "watch"}
    assert found in ({}, squared if "book" in name else {})


ALWAYS: dict[str, tuple[int, str, str, str, dict[str, Any], str | None]] = {
    "one unit, categorical": (1, "sigmoid", CCE, "binary", {}, BCE),
    "one unit, sparse": (1, "sigmoid", SCCE, "binary", {}, BCE),
    "one unit, a regression": (1, "linear", CCE, "continuous", {}, MSE),
    "numbers into bce": (1, "linear", BCE, "continuous", {}, MSE),
    "numbers into sparse": (3, "softmax", SCCE, "continuous", {}, MSE),
    "counts into bce": (1, "linear", BCE, "integer", {"task": "regression"}, None),
    "class numbers into squares": (10, "softmax", MSE, "integer", {}, SCCE),
    "class numbers into hinge": (10, "linear", "hinge", "integer", {}, SCCE),
    "one label for two units": (2, "softmax", MSE, "binary", {}, SCCE),
    "kl of one unit": (1, "sigmoid", KLD, "binary", {}, BCE),
    "hinge of numbers": (1, "linear", "hinge", "continuous", {}, MSE),
    "poisson of negative numbers": (1, "softplus", "poisson", "continuous", {}, MSE),
    "cosine of one number": (1, "linear", "cosine_similarity", "continuous", {}, MSE),
}  # fmt: skip


@pytest.mark.parametrize("name", ALWAYS)
def test_a_loss_that_cannot_teach(name: str) -> None:
    units, activation, loss, kind, more, right = ALWAYS[name]
    for card in (None, good(kind), poor(kind)):
        finding = of_the_loss(end(units, activation, loss, kind, card=card, **more))
        assert (finding.rule, finding.level) == ("loss-mismatch", "problem")
        assert finding.line == COMPILE_LINE
        if right:
            assert finding.mend == Mend(COMPILE_LINE, "compile", {"loss": f'"{right}"'})


USUALLY: dict[str, tuple[int, str, str, str, dict[str, Any]]] = {
    "bce behind a softmax": (10, "softmax", BCE, "one-hot", {}),
    "class numbers as numbers": (1, "linear", MSE, "integer", {"metrics": ["accuracy"]}),
    "class numbers, absolute": (1, "relu", MAE, "integer", {}),
    "absolute error of probabilities": (10, "softmax", MAE, "one-hot", {}),
    "percentage of probabilities": (
        1, "sigmoid", "mean_absolute_percentage_error", "binary", {}),
    "hinge behind a sigmoid": (1, "sigmoid", "hinge", "binary", {}),
    "poisson of classes": (10, "softmax", "poisson", "one-hot", {}),
    "percentage of zeros": (1, "linear", "mean_absolute_percentage_error", "continuous", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", USUALLY)
def test_a_loss_that_may_do(name: str) -> None:
    units, activation, loss, kind, more = USUALLY[name]

    def level(**case: Any) -> str:
        return of_the_loss(end(units, activation, loss, kind, **more, **case)).level

    assert level() == level(card=good(kind)) == "watch"
    assert level(card=poor(kind)) == "problem"
    assert level(card=poor(kind), what_ifs=HELPS) == "problem"
    assert level(card=poor(kind), what_ifs=IN_VAIN) == "watch"


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind", "more"),
    [
        (5, "softmax", CCE, "multi-hot", {}),
        (5, "sigmoid", CCE, "multi-hot", {}),
        (1, "sigmoid", BCE, "signs", {}),
        (8, "linear", BCE, "inputs", {"minimum": -3.0, "maximum": 4.0}),
        (5, "sigmoid", KLD, "multi-hot", {}),
    ],
)
def test_a_loss_that_is_wrong_and_may_do_no_harm(
    units: int, activation: str, loss: str, kind: str, more: dict[str, Any]
) -> None:
    assert of_the_loss(end(units, activation, loss, kind, **more)).level == "problem"
    assert of_the_loss(end(units, activation, loss, kind, card=good(kind), **more)).level == "watch"


def test_the_mend_names_the_output_where_that_is_wrong_too() -> None:
    finding = of_the_loss(end(5, "softmax", CCE, "multi-hot"))
    assert 'Dense(5, activation="sigmoid")' in finding.advice
    assert 'activation="softmax"' in of_the_loss(end(10, "linear", "hinge", "integer")).advice


def test_a_loss_with_its_sign_turned() -> None:
    down = falling(8, 0.5, -40.0)
    lost = poor("binary") | {"validation": 0.5}
    case = end(1, "sigmoid", "custom", "binary", from_logits=None, losses=down, card=lost)
    finding = of_the_loss(case)
    assert (finding.level, finding.mend) == ("problem", None)
    # Negative losses of healthy trainings: a likelihood, a similarity.
    well = end(1, "sigmoid", "custom", "binary", losses=down, card=good("binary"))
    assert by(cost.RULES, well) == {}
    density = end(2, "linear", "custom", "continuous", losses=down, card=poor("continuous"))
    assert by(cost.RULES, density) == {}
    still = end(1, "sigmoid", "custom", "binary", losses=flat(8), card=lost)
    assert by(cost.RULES, still) == {}


def test_a_negative_crossentropy_names_the_line() -> None:
    case = end(1, "sigmoid", BCE, "integer", losses=falling(5, 0.5, -9.0))
    (finding,) = cost.negative_loss(case)
    assert (finding.level, finding.line) == ("problem", COMPILE_LINE)


@pytest.mark.parametrize(
    ("losses", "card", "what_ifs", "level"),
    [
        (flat(12), None, None, "watch"),
        (flat(12), good("one-hot"), HELPS, "watch"),
        (flat(12), poor("one-hot"), None, "watch"),
        (flat(12), poor("one-hot"), IN_VAIN, "watch"),
        (flat(12), poor("one-hot"), HELPS, "problem"),
        # Slow and on its way: what textbooks mean it to be.
        (falling(12, speed=1.0), poor("one-hot"), HELPS, "watch"),
    ],
)
def test_a_squared_error_is_a_problem_only_where_it_stands_still_and_the_other_helps(
    losses: list[float], card: Any, what_ifs: Any, level: str
) -> None:
    history = end(10, "softmax", MSE, "one-hot", losses=losses, card=card, what_ifs=what_ifs)
    (finding,) = cost.squared_error_on_classes(history)
    assert finding.level == level
    assert finding.mend == Mend(COMPILE_LINE, "compile", {"loss": f'"{CCE}"'})


@pytest.mark.parametrize(
    ("units", "activation", "loss", "kind", "metrics", "right"),
    [
        (1, "linear", MSE, "continuous", ["accuracy"], "mae"),
        (8, "linear", MSE, "inputs", ["accuracy"], "mae"),
        (10, "softmax", CCE, "one-hot", ["binary_accuracy"], "accuracy"),
        (1, "sigmoid", BCE, "binary", ["sparse_categorical_accuracy"], "accuracy"),
        (1, "linear", MSE, "continuous", ["mean_absolute_error"], None),
        (10, "softmax", CCE, "one-hot", ["accuracy"], None),
        (10, "softmax", CCE, "one-hot", ["categorical_accuracy"], None),
        (10, "softmax", SCCE, "integer", ["sparse_categorical_accuracy"], None),
        (5, "sigmoid", BCE, "multi-hot", ["binary_accuracy"], None),
        (8, "sigmoid", BCE, "inputs", ["accuracy"], None),
    ],
)
def test_a_metric_is_watched_and_no_more(
    units: int, activation: str, loss: str, kind: str, metrics: list[str], right: str | None
) -> None:
    found = list(
        cost.metric_mismatch(end(units, activation, loss, kind, metrics=metrics, card=poor(kind)))
    )
    assert [f.level for f in found] == (["watch"] if right else [])
    if right:
        assert found[0].mend == Mend(COMPILE_LINE, "compile", {"metrics": f'["{right}"]'})


def test_nothing_is_said_of_what_is_not_known() -> None:
    for events in ([], [b.described()], [b.built(outputs=2)], [b.described(), b.built()]):
        assert by(cost.RULES, b.history(events)) == {}
