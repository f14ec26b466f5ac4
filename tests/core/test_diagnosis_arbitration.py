"""Which finding comes first, which are silenced, and what the experiments decide."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, TINY, case, dense, falling, level
from tests.core.judging import levels
from tutor.diagnosis import arbitration, diagnose, remedies
from tutor.diagnosis.finding import Finding
from tutor.history import History

Tried = dict[str, tuple[float, float, bool]]

BETTER = (0.92, 0.55, True)
NO_BETTER = (0.56, 0.55, False)


def found(rule: str, level: str = "problem") -> Finding:
    return Finding(rule, level, "layers", rule, "seen", "because", "mend it")  # type: ignore[arg-type]


def order(history: History, *findings: Finding) -> list[tuple[str, str]]:
    return [(f.rule, f.level) for f in arbitration.arbitrate(history, findings)]


def poor(what_ifs: Tried | None = None, **options: Any) -> History:
    return case(**({"losses": level(20), "card": POOR, "what_ifs": what_ifs} | options))


# --- order and silence ----------------------------------------------------------------------------


def test_causes_come_before_consequences_whatever_the_rules_order() -> None:
    names = ["too-few-epochs", "all-linear", "vanishing-gradient", "not-scaled", "imbalance"]
    assert [rule for rule, _ in order(poor(), *(found(n, "watch") for n in names))] == [
        "not-scaled", "imbalance", "vanishing-gradient", "all-linear", "too-few-epochs",
    ]  # fmt: skip


def test_a_problem_silences_its_consequences_and_a_watch_does_not() -> None:
    names = ["output-mismatch", "no-learning", "diverged", "still-improving"]
    assert order(poor(), *map(found, names)) == [("output-mismatch", "problem")]
    watched = [found("all-linear", "watch"), found("worse-than-simple", "watch")]
    assert len(order(poor(), *watched)) == 2


def test_a_structural_certainty_needs_no_experiment() -> None:
    tried: Tried = {"mended-output": NO_BETTER, "adam": BETTER}
    assert order(poor(tried), found("output-mismatch"))[0] == ("output-mismatch", "problem")


def test_a_possible_cause_comes_before_the_bare_symptom_of_a_failed_training() -> None:
    findings = found("no-learning"), found("vanishing-gradient", "watch")
    assert order(poor(), *findings)[0][0] == "vanishing-gradient"
    remark = found("no-learning"), found("squared-error-on-classes", "watch")
    assert order(poor(), *remark)[0][0] == "no-learning"
    late = found("no-learning"), found("no-validation", "watch")
    assert order(poor(), *late)[0][0] == "no-learning"


@pytest.mark.parametrize("task", ["adversarial", "online"])
def test_moving_targets_are_judged_on_little(task: str) -> None:
    names = ["no-learning", "frozen", "dead-units", "initial-loss", "unsteady", "no-validation"]
    assert order(poor(task=task), *map(found, names)) == []
    assert order(poor(task=task), found("diverged")) == [("diverged", "problem")]


# --- the word of the experiments ------------------------------------------------------------------


def test_of_two_rivals_the_one_whose_change_helped_comes_first() -> None:
    tried: Tried = {"no-dropout": NO_BETTER, "learning-rate-up": BETTER}
    rivals = found("too-much-dropout"), found("slow-learning-rate", "watch")
    assert order(poor(tried), *rivals) == [
        ("slow-learning-rate", "problem"),
        ("too-much-dropout", "watch"),
    ]
    tried = {"no-dropout": BETTER, "learning-rate-up": NO_BETTER}
    assert order(poor(tried), *rivals)[0] == ("too-much-dropout", "problem")


def test_what_was_measured_is_not_refuted_by_a_remedy_that_failed() -> None:
    tried: Tried = {"learning-rate-down": NO_BETTER, "adam": NO_BETTER}
    findings = found("constant-answer"), found("dead-units")
    assert order(poor(tried), *findings) == [("dead-units", "problem")]
    assert order(poor(tried), found("unsteady"), found("learning-rate-too-large")) == [
        ("unsteady", "problem"),
        ("learning-rate-too-large", "watch"),
    ]


def test_the_proof_is_quoted_once() -> None:
    history = poor({"no-dropout": BETTER})
    (first, *_) = arbitration.arbitrate(history, [found("too-much-dropout", "watch")])
    assert first.evidence.count("trained again") == 1
    assert "92.0 %" in first.evidence
    again = arbitration.arbitrate(history, [first])
    assert again[0].evidence == first.evidence


def test_a_change_that_helps_a_training_that_does_well_enough_makes_no_problem() -> None:
    card = GOOD | {"validation": 0.8}
    history = poor({"no-dropout": (0.93, 0.8, True)}, card=card)
    assert order(history, found("too-much-dropout"))[0] == ("too-much-dropout", "watch")


def test_a_short_demonstration_is_not_blamed_for_what_may_be_meant() -> None:
    short = poor({"no-dropout": BETTER}, losses=[0.70, 0.69], steps=8)
    assert order(short, found("too-much-dropout"))[0] == ("too-much-dropout", "watch")
    assert order(short, found("output-mismatch"))[0] == ("output-mismatch", "problem")


def test_what_nothing_can_be_compared_with_is_left_to_its_rule() -> None:
    alone = poor(card=None)
    assert order(alone, found("vanishing-gradient")) == [("vanishing-gradient", "problem")]


@pytest.mark.parametrize(
    ("optimizer", "rate", "others", "rule"),
    [
        ("adam", 1e-6, {}, "slow-learning-rate"),
        ("adam", 0.5, {}, "learning-rate-too-large"),
        ("sgd", 0.01, {}, "optimizer-settings"),
        ("sgd", 0.01, {"learning-rate-up": BETTER}, "slow-learning-rate"),
        ("adadelta", 0.001, {"learning-rate-up": NO_BETTER}, "optimizer-settings"),
    ],
)
def test_adam_helps_by_its_rate_or_by_itself(
    optimizer: str, rate: float, others: Tried, rule: str
) -> None:
    model = {"optimizer": optimizer, "learning_rate": rate}
    first = diagnose(poor(others | {"adam": (0.93, 0.55, True)}, model=model))[0]
    assert first.rule == rule
    assert first.level == "problem"


@pytest.mark.parametrize("change", remedies.REMEDIES)
def test_every_change_that_helps_names_a_cause(change: str) -> None:
    history = poor({change: BETTER, "unheard-of": NO_BETTER}, model={"optimizer": "sgd"})
    first = diagnose(history)[0]
    assert change in remedies.CHANGES_OF[first.rule]
    assert "92.0 %" in first.evidence
    assert first.level == ("watch" if change == "longer" else "problem")
    assert "{" not in first.title + first.advice
    assert len(first.title) < 120


@pytest.mark.parametrize("change", remedies.REMEDIES)
def test_no_change_that_did_not_help_names_one(change: str) -> None:
    assert {f.rule for f in diagnose(poor({change: NO_BETTER}))} <= {
        "no-learning",
        "no-validation",
    }


@pytest.mark.parametrize(("reached", "found"), [(0.54, "problem"), (0.61, "watch")])
def test_a_slow_training_that_is_on_its_way_may_be_meant(reached: float, found: str) -> None:
    history = poor({"learning-rate-up": BETTER}, card=POOR | {"validation": reached}, ratio=4e-5)
    first = diagnose(history)[0]
    assert (first.rule, first.level) == ("slow-learning-rate", found)


def test_that_more_epochs_help_is_no_problem() -> None:
    short = poor({"longer": BETTER}, losses=[0.70, 0.69])
    assert levels(short)["too-few-epochs"] == "watch"
    assert diagnose(short)[0].rule == "too-few-epochs"


def test_exclusive_or_that_a_larger_rate_mends() -> None:
    layers = [dense("h", 2, "sigmoid")]
    tried: Tried = {
        "learning-rate-up": (1.0, 0.5, True),
        "longer": (0.75, 0.5, False),
        "larger-network": (0.5, 0.5, False),
    }
    history = case(level(1000, 0.25), card=TINY, steps=1, layers=layers, start_loss=0.26,
                   what_ifs=tried, model={"loss": "mean_squared_error", "optimizer": "sgd",
                                          "learning_rate": 0.01})  # fmt: skip
    assert diagnose(history)[0].rule == "slow-learning-rate"


# --- speed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("epochs", [10_000])
def test_ten_thousand_epochs_take_no_time(epochs: int) -> None:
    losses = [*level(epochs - 1, 0.25), math.pi / 12]
    batches = [
        {"event": "batches", "epoch": i, "first": i, "losses": [v]} for i, v in enumerate(losses)
    ]
    for card, values in ((TINY, losses), (GOOD, falling(epochs))):
        history = case(values, values, card=card, steps=1, more=batches)
        times = []
        for _ in range(3):
            copy = History(
                **{name: getattr(history, name) for name in history.__dataclass_fields__}
            )
            started = time.perf_counter()
            diagnose(copy)
            times.append(time.perf_counter() - started)
        assert min(times) < 0.1  # 15 ms on an idle core; tests share theirs


def test_a_rule_that_is_not_in_the_order_comes_last() -> None:
    assert order(poor(), found("new", "watch"), found("all-linear", "watch"))[-1][0] == "new"


def test_the_builders_history_is_the_doctors() -> None:
    assert case(falling(3)).task == "binary"
    assert b.history(b.healthy()).task is None
