"""The right change helps, and no change helps a training that is as good as it can be."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest

from tests.trainer.doctor.experimenting import Trained, moons, net, soon
from tutor.observed import Score
from tutor.trainer.doctor import experiments
from tutor.trainer.doctor.experiments import whatif
from tutor.trainer.doctor.experiments.changes import CHANGES
from tutor.trainer.doctor.experiments.trial import Trial
from tutor.trainer.doctor.experiments.whatif import Judge

Dense = keras.layers.Dense
CARD = Score("accuracy", constant=0.5, linear=0.88, neighbours=0.98, samples=300)


def tried(training: Trained, *changes: str, seconds: float = 60.0) -> dict[str, bool]:
    """Which of the changes helped, of those that were tried."""
    whatif.run(training.material(), CARD, soon(seconds), force=changes)
    found = {name: training.log.figures(f"what-if/{name}") for name in changes}
    return {name: figures["helps"] for name, figures in found.items() if figures is not None}


def training(model: Any, *, rate: float = 0.01, **options: Any) -> Trained:
    x, y = moons(500)
    optimizer = keras.optimizers.Adam(rate)
    options = {"epochs": 40, "held": 100, "loss": "binary_crossentropy", **options}
    return Trained(model, x, y, optimizer=optimizer, **options)


def test_relu_helps_a_linear_network() -> None:
    case = training(net(Dense(32), Dense(1, activation="sigmoid")))
    before = [weight.copy() for weight in case.model.get_weights()]
    assert tried(case, "relu-hidden", "learning-rate-down") == {
        "relu-hidden": True,
        "learning-rate-down": False,
    }
    control = case.log.figures("control")
    assert control is not None
    assert control["score"] == pytest.approx(0.88, abs=0.05)
    assert control["updates"] == 40 * math.ceil(400 / 32)
    assert control["share"] == 1.0
    assert all(map(np.array_equal, before, case.model.get_weights()))


def test_a_larger_rate_helps_one_that_is_far_too_small() -> None:
    model = net(Dense(32, activation="relu"), Dense(1, activation="sigmoid"))
    found = tried(training(model, rate=1e-5), "learning-rate-up", "no-dropout", "adam")
    assert found == {"learning-rate-up": True, "adam": True}


def test_nothing_helps_a_healthy_training() -> None:
    model = net(Dense(32, activation="relu"), Dense(1, activation="sigmoid"))
    found = tried(training(model, rate=0.03), *CHANGES)
    assert [change for change, helps in found.items() if helps] == []
    assert len(found) >= 4


def test_no_trial_begins_without_time() -> None:
    model = net(Dense(32), Dense(1, activation="sigmoid"))
    case = training(model)
    assert tried(case, "relu-hidden", seconds=0.0) == {}


def test_a_script_that_does_well_is_scored_and_left_alone() -> None:
    model = net(Dense(32, activation="relu"), Dense(1, activation="sigmoid"))
    case = training(model, rate=0.03, epochs=20).fit()
    experiments.run([case], soon(30))
    names = [fields.get("name", event) for event, fields in case.log.written]
    assert names[0] == "scored"
    assert "control" not in names


def judge(*scores: float, samples: int = 200, part: str = "validation") -> Judge:
    return Judge(Trial(list(scores)), 0.5, 1.0, samples, part, proportion=True)


@pytest.mark.parametrize(
    ("control", "change", "samples", "helps"),
    [
        ([0.5, 0.5], [0.9, 0.9], 200, True),
        ([0.5, 0.5], [0.52, 0.52], 200, False),  # too little
        ([0.6, 0.6], [0.7, 0.7], 200, False),  # a quarter of the way
        ([0.5, 0.5], [0.75, 0.75], 8, False),  # too few rows to tell
        ([0.1, 0.3], [0.5, 0.5], 200, False),  # no better than a constant
        ([0.5, 0.9, 0.5], [0.9, 0.5, 0.9], 200, False),  # the seeds differ as much
        ([math.nan], [0.9, 0.9], 200, True),  # the control diverged
        ([0.5, 0.5], [0.9, math.nan], 200, False),
    ],
)
def test_helps(control: list[float], change: list[float], samples: int, helps: bool) -> None:
    assert judge(*control, samples=samples).helps(Trial(change)) == helps


def test_a_copy_cut_short_proves_only_what_it_reached() -> None:
    control = Trial([0.5, 0.5], updates=100)
    asked = Judge(control, 0.5, 1.0, 200, "validation", proportion=True)
    assert not asked.is_fair(Trial([0.5], updates=40, cut=True), 1.0)
    assert asked.is_fair(Trial([0.5], updates=95, cut=True), 1.0)
    assert asked.is_fair(Trial([0.99, 0.99], updates=40, cut=True), 1.0)
