"""Rules on divergence, learning and chance, each both ways."""

from __future__ import annotations

import math

import pytest

from tests.core import builders as b
from tests.core.judging import falls_to_chance, flat, levels, only, start
from tutor.diagnosis import diagnose


def test_diverged_names_epoch_batch_and_rate() -> None:
    events = [b.started(), *start(model=b.built(optimizer="sgd", learning_rate=10.0))]
    events += [b.batches(1, [2.3] * b.STEPS), b.batches(2, [9.0, 1e9, math.nan])]
    finding = only(b.history(events), "diverged")
    assert finding.epoch == 2
    assert "epoch 2, batch 3" in finding.title
    assert "10" in finding.evidence
    assert finding.edit == {"learning_rate.value": 0.01}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_an_epoch_without_a_finite_loss_diverged(bad: float) -> None:
    assert only(b.history(b.started(), start(), b.epoch(1, bad)), "diverged").step == (
        "learning-rate"
    )


def test_a_loss_far_above_its_start_diverged() -> None:
    finding = only(b.history(flat(30.0, epochs=3)), "diverged")
    assert "30" in finding.title


@pytest.mark.parametrize("status", ["diverged"])
def test_the_trainers_word_is_enough(status: str) -> None:
    events = [*b.healthy(2)[:-1], b.finished(status, reason="The loss became nan.")]
    assert only(b.history(events), "diverged").evidence.startswith("The loss became nan.")


def test_a_spike_that_heals_and_a_high_loss_of_an_agent_did_not_diverge() -> None:
    assert "diverged" not in levels(b.history(b.training([9.0, 2.0, 1.0], [1.0] * 3, [0.7] * 3)))
    agent = [b.built(loss="td", output_activation="linear"), b.initial(1.0)]
    assert "diverged" not in levels(b.history(flat(50.0, start=agent)))


def test_the_mend_of_a_usual_rate_is_a_tenth() -> None:
    events = flat(30.0, start=start(model=b.built(optimizer="adam", learning_rate=0.0005)))
    assert only(b.history(events), "diverged").edit == {"learning_rate.value": 5e-5}


def test_unsteady() -> None:
    swinging = [0.6, 0.7, 0.80, 0.66, 0.81, 0.65, 0.80, 0.67]
    falling = [1 / (i + 1) for i in range(8)]
    events = b.training(falling, [0.6] * 8, swinging)
    finding = only(b.history(events), "unsteady")
    assert (finding.level, finding.step) == ("watch", "learning-rate")
    assert finding.edit == {"learning_rate.value": 0.0003}


def test_the_noise_of_small_validation_data_is_not_unsteady() -> None:
    swinging = [0.6, 0.7, 0.80, 0.74, 0.81, 0.75, 0.80, 0.76]
    falling = [1 / (i + 1) for i in range(8)]
    small = b.described(validation=100)
    events = b.training(falling, [0.6] * 8, swinging, start=start(data=small))
    assert "unsteady" not in levels(b.history(events))


def test_no_learning() -> None:
    finding = only(b.history(flat()), "no-learning")
    assert "chance 10.0 %" in finding.evidence
    assert set(levels(b.history(flat()))) == {"no-learning"}


def test_no_learning_with_large_steps_names_the_rate() -> None:
    sample = b.sampled(1, b.stats("block1_dense", update_ratio=0.5), b.stats("output"))
    finding = only(b.history(flat(), sample), "no-learning")
    assert finding.step == "learning-rate"
    assert finding.edit == {"learning_rate.value": 0.0001}


def test_one_epoch_proves_nothing() -> None:
    assert diagnose(b.history(flat(epochs=1)[:-1])) == ()


def test_a_plateau_is_given_half_of_the_planned_epochs() -> None:
    for done, found in ((4, False), (5, True)):
        events = flat(epochs=done, planned=10)[:-1]
        assert ("no-learning" in levels(b.history(events))) is found


def test_a_training_that_goes_on_from_a_good_start_is_not_blamed() -> None:
    first = [b.described(), b.built(), b.initial(0.4, 0.85), b.healthy_sample(0)]
    found = levels(b.history(flat(0.4, accuracy=0.85, start=first)))
    assert "problem" not in found.values()


@pytest.mark.parametrize(("ratio", "rule"), [(5e-6, "slow-learning-rate"), (2e-3, "no-learning")])
def test_a_rate_too_small(ratio: float, rule: str) -> None:
    sample = b.sampled(
        1, b.stats("block1_dense", update_ratio=ratio), b.stats("output", update_ratio=ratio)
    )
    first = start(model=b.built(learning_rate=1e-6))
    finding = only(b.history(flat(start=first), sample), rule)
    assert finding.level == "problem"
    if rule == "slow-learning-rate":
        assert finding.edit == {"learning_rate.value": 0.001}


def test_a_crawl_is_watched_and_a_loss_near_its_floor_is_not() -> None:
    crawl = [2.3 - 0.05 * i for i in range(8)]
    events = b.training(crawl, crawl, [0.2 + 0.01 * i for i in range(8)])
    assert levels(b.history(events)) == {"slow-learning-rate": "watch"}
    floor = [2.3 - 0.4 * (1 - math.exp(-i)) for i in range(8)]
    events = b.training(floor, floor, [0.25 + 0.001 * i for i in range(8)])
    assert "slow-learning-rate" not in levels(b.history(events))


def test_not_above_chance() -> None:
    finding = only(b.history(falls_to_chance()), "not-above-chance")
    assert set(levels(b.history(falls_to_chance()))) == {"not-above-chance"}
    assert finding.step == "above-chance"
    for part in ("10.0 %", "900", "5 epochs"):
        assert part in finding.title + finding.evidence


@pytest.mark.parametrize(
    ("counts", "accuracy", "fires"),
    [
        ([90] * 10, 0.12, True),
        ([90] * 10, 0.15, False),
        ([9] * 10, 0.15, True),
        ([810] + [10] * 9, 0.90, True),
        ([810] + [10] * 9, 0.95, False),
    ],
)
def test_chance_is_that_of_these_validation_data(
    counts: list[int], accuracy: float, fires: bool
) -> None:
    data = b.described(validation=sum(counts), validation_counts=counts)
    losses = [2.0, 1.5, 1.0, 0.5]
    events = b.training(losses, [2.3] * 4, [accuracy] * 4, start=start(data=data))
    assert ("not-above-chance" in levels(b.history(events))) is fires


def test_a_useful_model_of_unequal_classes_is_only_watched() -> None:
    data = b.described(2, validation=1000, validation_counts=[950, 50], train_counts=[950, 50])
    first = [data, b.built(output_units=2), b.initial(0.7, 0.5)]
    losses = [0.4, 0.2, 0.12, 0.10]
    found = levels(b.history(b.training(losses, losses, [0.95] * 4, start=first)))
    assert found["not-above-chance"] == "watch"


def test_a_loss_on_its_slow_way_down_is_only_watched() -> None:
    losses = [2.34, 2.30, 2.26, 2.22]
    found = diagnose(b.history(b.training(losses, losses, [0.1] * 4, noise=0.02)))
    assert [(f.rule, f.level) for f in found] == [("not-above-chance", "watch")]
    assert "longer" in found[0].advice


def test_a_short_run_that_ended_is_only_watched() -> None:
    first = [b.described(), b.built(steps_per_epoch=3), b.initial()]
    events = [b.started(1), *first, b.epoch(1, 2.3, 2.3, 0.1, 0.1)]
    assert diagnose(b.history(events)) == ()
    assert levels(b.history(events, b.finished())) == {"not-above-chance": "watch"}
