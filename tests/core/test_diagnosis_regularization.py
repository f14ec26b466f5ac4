"""Rules on dropout, weight penalties and batch statistics, each both ways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, dense
from tests.core.ends import other, place, stacked
from tests.core.judging import by
from tutor.diagnosis import regularization
from tutor.diagnosis.finding import Mend

NO_DROPOUT = {"no-dropout": (0.95, 0.55, True)}
IN_VAIN = {"no-dropout": (0.55, 0.55, False)}


def dropped(*rates: float, **more: Any) -> dict[str, str]:
    layers: list[dict[str, Any]] = []
    for number, rate in enumerate(rates):
        layers += [dense(f"a{number}"), other(f"d{number}", "Dropout", rate=rate)]
    return by(regularization.RULES, stacked(*layers, **more))


@pytest.mark.parametrize(
    ("rates", "unknown", "good", "poor"),
    [
        ([0.2], None, None, None),
        ([0.5], None, None, None),
        ([0.5, 0.5], None, None, None),
        ([0.8], "watch", None, "watch"),
        ([0.5, 0.5, 0.5], "watch", None, "watch"),
        ([1.0], "problem", "problem", "problem"),
    ],
)
def test_dropout(
    rates: list[float], unknown: str | None, good: str | None, poor: str | None
) -> None:
    for card, level in ((None, unknown), (GOOD, good), (POOR, poor)):
        expected = {"too-much-dropout": level} if level else {}
        assert dropped(*rates, card=card) == expected


def test_dropout_is_a_problem_where_the_training_suffers_and_none_helps() -> None:
    for rates in ([0.9], [0.5], [0.4]):
        assert dropped(*rates, card=POOR, what_ifs=NO_DROPOUT) == {"too-much-dropout": "problem"}
    assert dropped(0.9, card=POOR, what_ifs=IN_VAIN) == {"too-much-dropout": "watch"}
    assert dropped(0.4, card=POOR, what_ifs=IN_VAIN) == {}
    layers = [dense("a"), other("d", "Dropout", rate=0.9)]
    (finding,) = regularization.too_much_dropout(stacked(*layers, card=POOR))
    assert (finding.line, finding.mend) == (7, Mend(7, "Dropout", {"rate": "0.3"}))
    inner = [other("r", "LSTM", activation="tanh", dropout=0.9, recurrent_dropout=0.0)]
    (finding,) = regularization.too_much_dropout(stacked(*inner, card=POOR))
    assert finding.mend == Mend(7, "LSTM", {"dropout": "0.3"})


def penalized(text: str | None, norm: float = 8.0, **more: Any) -> dict[str, str]:
    layer = dense(
        "hidden", 64, settings={"kernel_regularizer": text}, place=place(5, "Dense("),
        parameters=64 * 785,
    )  # fmt: skip
    sample = b.sampled(0, b.stats("hidden", weight_norm=norm), b.stats("output"))
    return by(regularization.RULES, stacked(layer, samples=[sample], **more))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, False), ("l2(0.0001)", False), ("l2(0.01)", False), ("l1(1e-05)", False),
        ("l2(1)", True), ("l1(0.01)", True), ("l1(0.1)", True), ("l1l2(l1=0.01, l2=0.01)", True),
        ("L2(l2=0.5)", True),
    ],
)  # fmt: skip
def test_weight_penalties(text: str | None, found: bool) -> None:
    name = "too-much-regularization"
    assert penalized(text) == ({name: "watch"} if found else {})
    assert penalized(text, card=GOOD) == {}
    assert penalized(text, card=POOR) == ({name: "problem"} if found else {})
    vain = {"no-regularization": (0.55, 0.55, False)}
    assert penalized(text, card=POOR, what_ifs=vain) == ({name: "watch"} if found else {})


def test_a_usual_penalty_is_a_problem_only_where_taking_it_out_helped() -> None:
    helps = {"no-regularization": (0.95, 0.55, True)}
    assert penalized("l2(0.01)", card=POOR, what_ifs=helps) == {
        "too-much-regularization": "problem"
    }


def normalized(
    accuracy: float,
    val: float | None,
    *,
    epochs: int = 5,
    steps: int = 10,
    momentum: float = 0.99,
    **more: Any,
) -> dict[str, str]:
    layers = [dense("a"), other("n", "BatchNormalization", momentum=momentum)]
    curve = [b.epoch(i, 0.5, 1.0, accuracy, val) for i in range(1, epochs + 1)]
    history = stacked(*layers, samples=curve, steps=steps, model={"steps_per_epoch": steps}, **more)
    # The helper's own epochs, without an accuracy, come before these.
    history = replace(history, epochs=history.epochs[-epochs:]).after(b.described(10))
    return by((regularization.lagging_statistics,), history)


def test_lagging_statistics_by_the_same_data_scored_in_use() -> None:
    found = {"lagging-statistics": "problem"}
    lost = POOR | {"train": 0.3, "validation": 0.3}
    assert normalized(0.95, 0.5, card=lost) == found
    assert normalized(0.95, 0.5, card=lost, epochs=2) == {"lagging-statistics": "watch"}
    assert normalized(0.95, 0.5, card=lost, steps=200) == {}
    assert normalized(0.95, 0.5, card=lost, momentum=0.8) == {}
    assert normalized(0.95, 0.5, card=GOOD) == {}


def test_lagging_statistics_by_validation_at_chance() -> None:
    assert normalized(0.95, 0.1) == {"lagging-statistics": "watch"}
    assert normalized(0.95, 0.7) == {}  # overfitting
    assert normalized(0.95, None) == {}


def test_nothing_is_said_of_what_is_not_known() -> None:
    for events in ([], [b.described()], [b.described(), b.built()], b.healthy()):
        assert by(regularization.RULES, b.history(events)) == {}
