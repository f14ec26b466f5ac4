"""Step 1: which starts are at fault, and which edit follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.steps import builders
from tutor.history import Epoch
from tutor.steps import step
from tutor.steps.base import Context, Result, Verdict

INIT = step("init")


def judged(start: Context, **accuracies: float) -> Verdict:
    """The verdict where some starts reach these accuracies."""
    results = builders.walk(INIT, start)
    return INIT.judge(start, [_reaching(r, accuracies) for r in results])


def _reaching(result: Result, accuracies: dict[str, float]) -> Result:
    accuracy = accuracies.get(result.trial.setting)
    if accuracy is None or result.trial.kind == "measure":
        return result
    epoch = Epoch(1, 1.0, 1.0, 0.001, 0.1, {"val_accuracy": accuracy})
    return replace(result, history=replace(result.history, epochs=(epoch,)))


def test_every_start_is_measured_before_it_is_trained() -> None:
    kinds = [result.trial.kind for result in builders.walk(INIT, builders.context())]
    assert kinds == ["measure"] * 4 + ["train"] * 8


def test_the_projects_own_start_is_measured_too() -> None:
    results = builders.walk(INIT, builders.context({"initialization.weights": "lecun_normal"}))
    assert len({result.trial.setting for result in results}) == 5


def test_a_tie_keeps_the_projects_start() -> None:
    verdict = builders.verdict(INIT)
    assert verdict.passed
    assert verdict.edit == {}
    assert "within the noise" in verdict.text


def test_a_start_that_is_better_beyond_the_noise_is_taken() -> None:
    verdict = judged(builders.context(), glorot_uniform=0.80, he_normal=0.84)
    assert verdict.passed
    assert verdict.edit == {"initialization.weights": "he_normal"}


def test_a_start_that_is_far_behind_is_at_fault() -> None:
    verdict = judged(builders.context(), glorot_uniform=0.5, he_normal=0.84)
    assert not verdict.passed
    assert verdict.edit == {"initialization.weights": "he_normal"}


@pytest.mark.parametrize(("activation", "start"), [("relu", "he"), ("tanh", "glorot")])
@pytest.mark.parametrize("weights", ["zeros", "wide_normal"])
def test_a_bad_start_is_replaced_by_the_activations_own(
    weights: str, activation: str, start: str
) -> None:
    changes = {"initialization.weights": weights, "layers.activation": activation}
    verdict = builders.verdict(INIT, changes)
    assert not verdict.passed
    assert verdict.edit["initialization.weights"].startswith(start)


def test_zeros_are_no_fault_without_hidden_layers() -> None:
    changes = {"initialization.weights": "zeros", "layers.widths": []}
    assert builders.verdict(INIT, changes).passed


def test_a_vanishing_gradient_is_no_fault_of_the_start() -> None:
    deep = {"layers.widths": [64] * 12, "layers.activation": "sigmoid"}
    verdict = builders.verdict(INIT, deep)
    assert not verdict.passed
    assert verdict.edit == {}
    assert "the step above-chance" in verdict.text


def test_the_zero_start_is_at_chance_as_the_answer() -> None:
    assert builders.verdict(INIT).answer == "chance"
    assert judged(builders.context(), zeros=0.6).answer == "behind"
    assert judged(builders.context(), zeros=0.86).answer == "same"


def test_the_picture_has_one_histogram_a_start() -> None:
    figure = builders.verdict(INIT).figure
    assert figure is not None
    assert figure.kind == "histograms"
    assert [s.name for s in figure.series] == [
        "zeros",
        "wide normal",
        "Glorot uniform",
        "He normal",
    ]
