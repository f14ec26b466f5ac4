"""Rules on agents, both ways: each fault is named, and healthy agents are left alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from tests.core import builders as b
from tutor.diagnosis import diagnose
from tutor.experiment import rl, spec
from tutor.history import History

CHANCE = {"chance": 22.0, "chance_error": 1.2, "environment": "CartPole-v1", "actions": 2}


def agent(
    returns: Sequence[float],
    *,
    errors: Sequence[float] | None = None,
    training: Sequence[float] | None = None,
    values: Sequence[float] | None = None,
    exploration: Sequence[float] | None = None,
    losses: Sequence[float] | None = None,
    chance: dict[str, Any] | None = None,
    status: str = "finished",
    task: str = "online",
) -> History:
    """An agent's training as its project logs it; healthy in all that is not given."""
    count = len(returns)
    events: b.Events = [
        b.started(count) | {"family": "rl"},
        {"event": "data_described", "time": 0.1, "input_shape": [4]} | (chance or CHANCE),
        {"event": "task_known", "time": 0.1, "task": task},
        b.built(loss="huber", output_units=2, output_activation="linear"),
    ]
    for i, value in enumerate(returns):
        metrics = {
            "val_mean_return": value,
            "val_mean_return_error": errors[i] if errors else 0.03 * abs(value),
            "mean_return": training[i] if training else 0.7 * value,
            "mean_value": values[i] if values else min(80.0, 4.0 * (i + 1)),
            "exploration": exploration[i] if exploration else max(0.05, 1 - 0.25 * i),
        }
        loss = losses[i] if losses else 0.03 + 0.01 * i  # it rises, as values do
        events.append(b.epoch(i + 1, loss) | {"metrics": metrics})
    if status:
        events.append(b.finished(status))
    return b.history(events)


def found(history: History) -> dict[str, str]:
    return {finding.rule: finding.level for finding in diagnose(history)}


SOLVED = [21.0, 60.0, 180.0, 330.0, 470.0, 440.0, 495.0, 500.0, 500.0, 488.0, 500.0, 497.0]
JUMPY = [10.0, 278.0, 496.0, 297.0, 402.0, 241.0, 330.0, 420.0, 300.0, 380.0]
VALLEY = {"chance": -200.0, "chance_error": 0.0}
LAKE = {"chance": 0.014, "chance_error": 0.012}


@pytest.mark.parametrize(
    ("returns", "more"),
    [
        (SOLVED, {}),
        (JUMPY, {}),
        ([-200, -200, -160, -125, -115, -118, -110, -112, -111, -113], {
            "chance": VALLEY, "values": [-5 * (i + 1) for i in range(10)]}),
        ([0.0, 0.1, 0.6, 0.7, 0.74, 0.7, 0.73, 0.72], {
            "chance": LAKE, "values": [0.1, 0.2, 0.4, 0.5, 0.6, 0.6, 0.6, 0.6]}),
        ([0.0, 0.1, 0.6, 0.7, 0.74, 0.7, 0.73, 0.72], {
            "chance": LAKE, "values": [1.5, 1.0, 0.4, 0.5, 0.6, 0.6, 0.6, 0.6]}),
    ],
)  # fmt: skip
def test_healthy_agents_are_left_alone(returns: list[float], more: dict[str, Any]) -> None:
    assert found(agent(returns, **more)) == {}


def test_a_growing_loss_is_no_fault_of_an_agent() -> None:
    assert found(agent(SOLVED, losses=[0.1 * 2**i for i in range(len(SOLVED))])) == {}


def test_values_that_explode() -> None:
    values = [3.0 * 4**i for i in range(6)]
    history = agent([20, 15, 12, 10, 9, 9], values=values)
    assert found(history)["values-exploding"] == "problem"
    assert "stopped-exploring" not in found(history)  # the values explain it
    finding = next(f for f in diagnose(history) if f.rule == "values-exploding")
    assert finding.edit == {"learning_rate.value": 0.0001}
    assert found(agent([20, 15, 12, 10, 9, 9], values=[-v for v in values]))["values-exploding"]


@pytest.mark.parametrize(
    "values",
    [
        [30, 50, 60, 70, 80, 85],  # too high for such returns, but no further than 3 times
        [30, 500, 400, 300, 200, 150],  # on their way back
        [3, 10, 30, 40, 50, 400],  # once
        [math.nan] * 6,
    ],
)
def test_values_that_do_not(values: list[float]) -> None:
    assert "values-exploding" not in found(agent([30, 40, 45, 50, 60, 55], values=values))


LOST = [20.0, 200.0, 480.0, 300.0, 120.0, 95.0, 98.0, 92.0]


def test_a_policy_that_is_lost() -> None:
    history = agent(LOST)
    assert found(history) == {"policy-lost": "watch"}
    (finding,) = diagnose(history)
    assert finding.epoch == 3
    assert finding.edit["learning_rate.schedule"] == "cosine"


def test_a_policy_may_come_back() -> None:
    assert found(agent(LOST, status="")) == {}
    assert "policy-lost" not in found(agent([*LOST, 300.0, 450.0, 470.0]))
    assert "policy-lost" not in found(agent(LOST, errors=[150.0] * len(LOST)))


FLAT = [21.0, 22.0, 20.0, 23.0, 21.0, 22.0, 20.0, 22.0]


def test_exploration_that_ended_too_early() -> None:
    early = [0.5, *[0.05] * 7]
    history = agent(FLAT, exploration=early)
    assert found(history) == {"stopped-exploring": "problem"}
    (finding,) = diagnose(history)
    assert finding.epoch == 2
    assert finding.edit == {"data.exploration": 0.5}
    assert "stopped-exploring" not in found(agent(SOLVED, exploration=early + [0.05] * 4))


def test_never_above_random() -> None:
    late = [1.0 - 0.1 * i for i in range(8)]
    assert found(agent(FLAT, exploration=late)) == {"not-above-random": "problem"}
    assert found(agent(FLAT[:5], exploration=late[:5])) == {"not-above-random": "watch"}
    assert found(agent(FLAT, exploration=late, status="")) == {}
    assert found(agent(FLAT[:3], exploration=late[:3])) == {}


def test_a_reward_that_was_never_met() -> None:
    never = [-200.0] * 6
    history = agent(never, training=never, chance=VALLEY, values=[-5.0 * i for i in range(6)])
    assert found(history) == {"no-reward-met": "problem"}
    once = [-200.0] * 5 + [-199.1]
    history = agent(never, training=once, chance=VALLEY, values=[-5.0 * i for i in range(6)])
    assert "no-reward-met" not in found(history)


RISING = [20.0, 25.0, 40.0, 60.0, 90.0, 120.0, 160.0, 210.0, 260.0]


def test_returns_that_still_rise() -> None:
    history = agent(RISING)
    assert found(history) == {"returns-rising": "watch"}
    assert diagnose(history)[0].edit == {"training.epochs": 18}
    assert found(agent(RISING, status="stopped")) == {}
    assert found(agent(SOLVED)) == {}


def test_only_agents_are_judged() -> None:
    assert not {"policy-lost", "returns-rising"} & set(found(agent(LOST, task="regression")))
    assert found(b.history(b.healthy())) == {}


def test_every_mend_is_an_edit_of_the_experiment() -> None:
    faults = [
        agent([20, 15, 12, 10, 9, 9], values=[3.0 * 4**i for i in range(6)]),
        agent(LOST),
        agent(FLAT, exploration=[0.5, *[0.05] * 7]),
        agent(FLAT, exploration=[1.0] * 8),
        agent([-200.0] * 6, training=[-200.0] * 6, chance=VALLEY, values=[-1.0] * 6),
        agent(RISING),
    ]
    keys = {key.path: key for key in rl.KEYS}
    for history in faults:
        (finding, *_) = diagnose(history)
        assert finding.edit
        for path, value in finding.edit.items():
            assert spec.check_value(keys[path], value) == value


def test_the_course_of_a_loss_is_no_fault_of_an_agent() -> None:
    """Its targets are its own promises: with them its loss grows, here to a hundred times."""
    losses = [0.1 * 1.6**i for i in range(len(SOLVED))]
    events: b.Events = [
        b.started(len(SOLVED)) | {"family": "rl"},
        {"event": "data_described", "time": 0.1, "input_shape": [4]} | CHANCE,
        {"event": "task_known", "time": 0.1, "task": "online"},
        b.built(loss="mean_squared_error", output_units=2, output_activation="linear"),
        b.initial(0.1),
    ]
    for i, (loss, value) in enumerate(zip(losses, SOLVED, strict=True), start=1):
        metrics = {"val_mean_return": value, "val_mean_return_error": 0.03 * value}
        events += [b.batches(i, [loss] * 40), b.epoch(i, loss) | {"metrics": metrics}]
    assert found(b.history([*events, b.finished()])) == {}
