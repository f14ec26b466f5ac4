"""Rules on a generator and a discriminator: on runs with one fault each, and on healthy ones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core import builders as b
from tutor.diagnosis import adversarial, diagnose
from tutor.diagnosis.finding import Finding
from tutor.events import Event
from tutor.history import History

HEALTHY: dict[str, list[float]] = {
    # As a short run of fashion-gan went: 5 epochs of 48 batches.
    "generator_loss": [1.0, 1.06, 0.98, 0.95, 0.98],
    "discriminator_loss": [0.39, 0.55, 0.56, 0.6, 0.58],
    "discriminator_accuracy": [0.81, 0.74, 0.73, 0.67, 0.71],
    "likeness": [0.56, 0.56, 0.75, 0.73, 0.74],
    "val_likeness": [0.57, 0.56, 0.75, 0.73, 0.74],
    "drawn_confidence": [0.52, 0.6, 0.6, 0.63, 0.63],
    "drawn_entropy": [1.66, 1.68, 2.06, 1.94, 2.0],
    "real_entropy": [2.3] * 5,
    "drawn_variety": [0.29, 0.42, 0.61, 0.63, 0.66],
    "real_accuracy": [0.39, 0.75, 0.88, 0.45, 0.6],
    "val_real_accuracy": [0.36, 0.74, 0.87, 0.47, 0.58],
    "generator_learning_rate": [0.001] * 5,
}
COLLAPSED = {"drawn_entropy": [0.6, 0.9, 0.3, 0.8, 0.5], "val_likeness": [0.1, 0.3, 0.2, 0.1, 0.2]}
ALIKE = {"drawn_variety": [0.2, 0.1, 0.02, 0.03, 0.02]}
OVERWHELMED = {
    "discriminator_accuracy": [0.9, 0.97, 0.99, 1.0, 1.0],
    "generator_loss": [1.5, 3.0, 4.5, 6.0, 7.0],
    "val_likeness": [0.1, 0.2, 0.1, 0.1, 0.05],
}
FOOLED = {
    "discriminator_accuracy": [0.6, 0.5, 0.52, 0.48, 0.5],
    "val_likeness": [0.0, 0.1, 0.1, 0.2, 0.2],
}
BY_HEART = {
    "real_accuracy": [0.6, 0.8, 0.9, 0.95, 0.97],
    "val_real_accuracy": [0.6, 0.7, 0.7, 0.7, 0.65],
}
CASES: dict[str, dict[str, Any]] = {
    "mode-collapse": COLLAPSED,
    "discriminator-too-strong": OVERWHELMED,
    "discriminator-too-weak": FOOLED,
    "discriminator-memorizes": BY_HEART,
}


def run(task: str = "adversarial", epochs: int = 5, **changes: list[float]) -> History:
    """A run with these figures, epoch by epoch."""
    figures = HEALTHY | changes
    convolution = b.layer("halved1", "Conv2D", "linear")
    layers = [convolution, b.layer("score", "Dense", "linear")]
    events: list[Event] = [
        b.started(epochs),
        {"event": "task_known", "time": 0.0, "task": task},
        b.described(),
        b.built(layers, loss="", output_units=1, output_activation="linear", steps_per_epoch=48),
    ]
    for number in range(1, epochs + 1):
        metrics = {name: values[number - 1] for name, values in figures.items()}
        loss = metrics["generator_loss"] + metrics["discriminator_loss"]
        events.append(b.batches(number, [loss] * 48))
        events.append(b.epoch(number, loss) | {"metrics": metrics})
    return b.history(events, b.finished())


def found(history: History) -> dict[str, Finding]:
    return {finding.rule: finding for finding in diagnose(history)}


def test_healthy_run_has_no_findings() -> None:
    assert found(run()) == {}


@pytest.mark.parametrize("rule", CASES)
def test_planted_fault_is_the_only_finding(rule: str) -> None:
    findings = found(run(**CASES[rule]))
    assert list(findings) == [rule]
    assert findings[rule].epoch == 5
    assert findings[rule].edit


@pytest.mark.parametrize("rule", CASES)
def test_silent_where_no_two_networks_fight(rule: str) -> None:
    rules = {f.rule for r in adversarial.RULES for f in r(run(task="multiclass", **CASES[rule]))}
    assert rules == set()


@pytest.mark.parametrize("rule", CASES)
def test_silent_in_the_first_epochs(rule: str) -> None:
    assert found(run(epochs=3, **CASES[rule])) == {}


@pytest.mark.parametrize("rule", CASES)
def test_one_healthy_epoch_among_the_last_clears(rule: str) -> None:
    changes = {name: [*values[:-1], HEALTHY[name][-1]] for name, values in CASES[rule].items()}
    assert found(run(**changes)) == {}


def test_images_that_are_all_alike_are_a_collapse_even_of_one_class() -> None:
    alone = {"real_entropy": [0.1] * 5, "drawn_entropy": [0.0] * 5}
    assert found(run(**alone)) == {}
    assert list(found(run(**alone, **ALIKE))) == ["mode-collapse"]


def test_pair_that_draws_well_may_have_any_accuracy() -> None:
    well = {"val_likeness": [0.8] * 5}
    assert found(run(**(OVERWHELMED | well))) == {}
    assert found(run(**(FOOLED | well))) == {}


def test_edits_restore_the_balance() -> None:
    assert found(run(**COLLAPSED))["mode-collapse"].edit == {
        "learning_rate.generator_value": 0.0003
    }
    assert found(run(**OVERWHELMED))["discriminator-too-strong"].edit == {
        "learning_rate.value": 0.0003
    }
    fast = {"generator_learning_rate": [0.01] * 5}
    assert found(run(**FOOLED, **fast))["discriminator-too-weak"].edit == {
        "learning_rate.value": 0.01
    }
    assert found(run(**FOOLED))["discriminator-too-weak"].edit == {
        "learning_rate.generator_value": 0.0003
    }


def test_figures_that_are_no_numbers_are_no_evidence() -> None:
    assert found(run(drawn_entropy=[float("nan")] * 5, val_likeness=[float("nan")] * 5)) == {}
