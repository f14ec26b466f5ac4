"""Rules on the optimizer's settings, each both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.cases import GOOD, POOR, case, falling
from tests.core.ends import place
from tests.core.judging import by
from tutor.diagnosis import optimizer as rules
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History

MADE = place(18, "optimizer=keras.optimizers.SGD(")


def tuned(
    name: str = "sgd",
    rate: float = 0.01,
    rates: Sequence[float] = (),
    task: str = "binary",
    card: Any = None,
    what_ifs: Any = None,
    schedule: str | None = None,
    code: str | None = None,
    **settings: Any,
) -> History:
    """A training with this optimizer; `rates` of its batches."""
    more = [b.batches(1, [0.5] * len(rates)) | {"learning_rates": list(rates)}] if rates else []
    history = case(
        falling(8),
        task=task,
        card=card,
        what_ifs=what_ifs,
        model={"optimizer": name, "learning_rate": rate},
        compiled={
            "optimizer": name, "learning_rate": rate, "settings": settings, "schedule": schedule,
            "optimizer_place": MADE if code is None else place(18, code),
        },
        more=more,
    )  # fmt: skip
    # The helper's epochs all say .001.
    epochs = tuple(replace(e, learning_rate=rates[-1] if rates else rate) for e in history.epochs)
    return replace(history, epochs=epochs)


def only(history: History) -> Finding:
    (finding,) = (f for rule in rules.RULES for f in rule(history))
    return finding


HEALTHY: dict[str, dict[str, Any]] = {
    "plain": {},
    "sgd at .1": {"rate": 0.1},
    "sgd at 1 for exclusive or": {"rate": 1.0},
    "momentum": {"momentum": 0.9, "nesterov": True},
    "adam": {"name": "adam", "rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "adam at .03": {"name": "adam", "rate": 0.03},
    "adam of a generative pair": {"name": "adam", "rate": 2e-4, "beta_1": 0.5},
    "adamw": {"name": "adamw", "rate": 1e-3, "weight_decay": 0.004},
    "adamw of a language model": {"name": "adamw", "rate": 3e-4, "weight_decay": 0.1},
    "clipped": {"clipnorm": 1.0},
    "clipped closely, adam": {"name": "adam", "rate": 0.001, "clipnorm": 1e-3},
    "rmsprop": {"name": "rmsprop", "rate": 0.001, "rho": 0.9, "momentum": 0.0},
    "cosine": {"rates": [0.1, 0.09, 0.07, 0.05, 0.03, 0.015, 0.005, 0.0001]},
    "warm-up from 0": {"rate": 0.0, "rates": [0.0, 0.01, 0.02, 0.02, 0.02, 0.02]},
    "plateau at the end": {"rates": [0.01] * 12 + [0.001] * 4 + [0.000001] * 2},
    "restarts": {"rates": [0.1, 0.0, 0.1, 0.0, 0.1, 0.0]},
    "online": {"task": "online", "rate": 30.0},
    "adadelta as its author has it": {"name": "adadelta", "rate": 1.0},
}


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("card", [None, GOOD, POOR])
def test_usual_settings_are_never_found(name: str, card: Any) -> None:
    assert by(rules.RULES, tuned(card=card, **HEALTHY[name])) == {}


def test_a_negative_rate_has_a_rule_of_its_own() -> None:
    assert by(rules.RULES, tuned(rate=-0.01)) == {}


def test_no_rate_at_all() -> None:
    finding = only(tuned(rate=0.0))
    assert (finding.rule, finding.level) == ("optimizer-settings", "problem")
    assert finding.mend == Mend(18, "SGD", {"learning_rate": "0.01"})


@pytest.mark.parametrize(
    ("setting", "value", "usual"),
    [("momentum", 1.0, "0.9"), ("momentum", 1.5, "0.9"), ("beta_1", 1.0, "0.9")],
)
def test_a_memory_that_never_forgets(setting: str, value: float, usual: str) -> None:
    name = "sgd" if setting == "momentum" else "adam"
    finding = only(tuned(name, 0.001, **{setting: value}))
    assert finding.level == "problem"
    assert setting in finding.title
    assert only(tuned(name, 0.001, card=GOOD, **{setting: value})).level == "watch"
    assert f"{setting}={usual}" in finding.advice


UNUSUAL: dict[str, tuple[dict[str, Any], str]] = {
    "clipped to nothing": ({"clipnorm": 1e-5}, "adam"),
    "clipped by value": ({"clipvalue": 1e-4}, "learning-rate-up"),
    "decay": ({"name": "adamw", "rate": 0.01, "weight_decay": 10.0}, "no-regularization"),
    "short memory": ({"name": "adam", "rate": 0.001, "beta_2": 0.1}, "adam"),
    "gone early": ({"rates": [0.1, 0.01, 1e-5, *[1e-6] * 20], "schedule": "ExponentialDecay"},
                   "constant-rate"),
    "ended early": ({"rates": [0.1, 0.05, *[0.0] * 20], "schedule": "CosineDecay"},
                    "constant-rate"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_setting(name: str) -> None:
    settings, change = UNUSUAL[name]
    assert only(tuned(**settings)).level == "watch"
    assert only(tuned(card=POOR, **settings)).level == "problem"
    helps, vain = {change: (0.95, 0.55, True)}, {change: (0.55, 0.55, False)}
    assert only(tuned(card=POOR, what_ifs=helps, **settings)).level == "problem"
    assert only(tuned(card=POOR, what_ifs=vain, **settings)).level == "watch"
    assert by(rules.RULES, tuned(card=GOOD, **settings)) in (
        {}, {"optimizer-settings": "watch"},
    )  # fmt: skip


def test_a_large_epsilon_matters_only_where_the_training_suffers() -> None:
    assert by(rules.RULES, tuned("adam", 0.1, epsilon=1.0)) == {}
    assert by(rules.RULES, tuned("adam", 0.001, epsilon=1.0, card=GOOD)) == {}
    assert only(tuned("adam", 0.001, epsilon=1.0, card=POOR)).level == "problem"


@pytest.mark.parametrize(
    ("name", "rate", "change"),
    [
        ("adam", 1.0, "learning-rate-down"),
        ("rmsprop", 0.5, "learning-rate-down"),
        ("sgd", 100.0, "learning-rate-down"),
        ("adam", 1e-9, "learning-rate-up"),
    ],
)
def test_a_rate_far_from_any_in_use(name: str, rate: float, change: str) -> None:
    assert only(tuned(name, rate)).level == "watch"
    assert only(tuned(name, rate, card=POOR)).level == "watch"
    helps = {change: (0.95, 0.55, True)}
    assert only(tuned(name, rate, card=POOR, what_ifs=helps)).level == "problem"
    assert by(rules.RULES, tuned(name, rate, card=GOOD)) == {}


def test_adadelta_at_its_default_rate() -> None:
    assert by(rules.RULES, tuned("adadelta", 0.001)) == {}
    assert by(rules.RULES, tuned("adadelta", 0.001, card=GOOD)) == {}
    finding = only(tuned("adadelta", 0.001, card=POOR, code="keras.optimizers.Adadelta()"))
    assert finding.level == "problem"
    assert finding.mend == Mend(18, "Adadelta", {"learning_rate": "1.0"})


def test_without_a_call_to_mend_there_is_only_advice() -> None:
    finding = only(tuned("adam", 0.0, code='model.compile("adam")'))
    assert finding.mend is None
    assert "learning_rate=0.001" in finding.advice


def test_nothing_is_said_of_a_project_of_dltutors_own() -> None:
    model = b.built(optimizer="adam", learning_rate=1.0)
    assert by(rules.RULES, b.history(b.described(), model)) == {}
    assert by(rules.RULES, b.history([])) == {}
