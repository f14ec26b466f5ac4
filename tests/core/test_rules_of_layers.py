"""Rules on gradients and units, each both ways."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.core import builders as b
from tests.core.judging import chain, flat, levels, only, start
from tutor.diagnosis import diagnose


def test_a_vanishing_gradient_is_a_problem_where_nothing_is_learnt() -> None:
    sample = chain(2e-6, 1e-4, 0.5)
    model = b.built(b.network("sigmoid"))
    finding = only(b.history(flat(start=start(model=model, sample=sample))), "vanishing-gradient")
    assert finding.level == "problem"
    assert finding.layer == "block1_dense"
    assert finding.edit == {"layers.activation": "relu"}
    assert set(levels(b.history(flat(start=start(model=model, sample=sample))))) == {
        "vanishing-gradient"
    }


def test_a_vanishing_gradient_is_watched_before_training_and_where_it_learns() -> None:
    sample = chain(2e-6, 1e-4, 0.5)
    assert levels(b.history(b.started(5, "measure"), start(sample=sample))) == {
        "vanishing-gradient": "watch"
    }
    events = b.replaced(b.healthy(), sample)
    assert levels(b.history(events)) == {"vanishing-gradient": "watch"}


@pytest.mark.parametrize(
    "sample",
    [
        chain(0.01, 0.05, 0.3),
        chain(1e-5, 1e-5, 1e-5),  # a well-trained network: small everywhere
        chain(1e-9, 1e-9, 1e-9),
        chain(0.0, 0.0, 0.0),
        chain(3.0, 0.3, 0.05),
    ],
)
def test_small_gradients_everywhere_do_not_vanish(sample: dict[str, Any]) -> None:
    assert "vanishing-gradient" not in levels(b.history(b.replaced(b.healthy(), sample)))


def test_late_gradients_are_not_judged() -> None:
    late = chain(1e-8, 1e-3, 0.5, epoch=9)
    assert diagnose(b.history(b.healthy(), late)) == ()


def test_an_exploding_gradient() -> None:
    sample = chain(5e4, 1e3, 2.0)
    finding = only(b.history(flat(start=start(sample=sample))), "exploding-gradient")
    assert (finding.level, finding.step) == ("problem", "init")
    assert levels(b.history(b.replaced(b.healthy(), sample))) == {"exploding-gradient": "watch"}
    broken = chain(math.inf, math.nan, 2.0)
    assert "no finite number" in only(b.history(start(sample=broken)), "exploding-gradient").title


@pytest.mark.parametrize(
    "sample", [chain(5.6, 2.0, 2.0), chain(4.3, 0.5, 0.05), chain(500, 500, 9)]
)
def test_large_gradients_do_not_explode(sample: dict[str, Any]) -> None:
    assert "exploding-gradient" not in levels(b.history(start(sample=sample)))


def test_weights_too_wide_explain_the_explosion() -> None:
    events = start(loss=600.0, sample=chain(5e4, 1e3, 2.0))
    assert set(levels(b.history(events))) == {"initial-loss"}


@pytest.mark.parametrize(
    ("dead", "learning", "level"),
    [
        (0.44, True, None),
        (0.60, True, "watch"),
        (0.98, True, "watch"),
        (1.00, False, "problem"),
        (0.75, False, "problem"),
        (0.60, False, "watch"),
    ],
)
def test_dead_units(dead: float, learning: bool, level: str | None) -> None:
    sample = b.sampled(5, b.stats("block1_dense", dead_fraction=dead), b.stats("output"))
    finding = levels(b.history(b.healthy() if learning else flat(), sample))
    assert finding.get("dead-units") == level
    if level == "problem":
        assert set(finding) == {"dead-units"}


def test_the_step_of_dead_units_depends_on_when_they_died() -> None:
    dead = b.stats("block1_dense", dead_fraction=1.0)
    early = only(b.history(start(sample=b.sampled(0, dead, b.stats("output")))), "dead-units")
    late = only(b.history(flat(), b.sampled(5, dead, b.stats("output"))), "dead-units")
    assert (early.step, late.step) == ("init", "learning-rate")
    assert late.edit == {"learning_rate.value": 1e-4}


@pytest.mark.parametrize("activation", ["tanh", "gelu", "linear"])
def test_only_relus_die(activation: str) -> None:
    sample = b.sampled(0, b.stats("block1_dense", dead_fraction=1.0), b.stats("output"))
    model = b.built(b.network(activation))
    assert "dead-units" not in levels(b.history(b.described(), model, sample))


def test_units_that_came_back_are_not_dead() -> None:
    dead = b.sampled(1, b.stats("block1_dense", dead_fraction=0.9), b.stats("output"))
    assert diagnose(b.history(b.healthy(), dead, b.healthy_sample(2))) == ()


@pytest.mark.parametrize(
    ("saturated", "curve", "level"),
    [
        (0.9, "flat", "problem"),
        (0.9, "none", "watch"),
        (0.9, "healthy", None),
        (0.4, "flat", None),
    ],
)
def test_saturated_units(saturated: float, curve: str, level: str | None) -> None:
    sample = b.sampled(0, b.stats("block1_dense", saturated_fraction=saturated), b.stats("output"))
    first = start(model=b.built(b.network("tanh")), sample=sample)
    events = {
        "flat": flat(start=first),
        "none": first,
        "healthy": b.training([1.0, 0.7, 0.5], [1.0, 0.8, 0.795], [0.6, 0.7, 0.7], start=first),
    }[curve]
    assert levels(b.history(events)).get("saturated-units") == level


def test_a_saturated_output_is_a_sure_answer() -> None:
    sample = b.sampled(0, b.stats("block1_dense"), b.stats("output", saturated_fraction=1.0))
    assert diagnose(b.history(start(sample=sample))) == ()
