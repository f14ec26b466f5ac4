"""Step 4: which networks are tried, which is taken, and what a tie goes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.steps import builders
from tests.steps.fabricate import result, verdict_text_has
from tutor import steps
from tutor.steps.base import Context, Result
from tutor.steps.layers.candidates import candidates
from tutor.steps.layers.experiments import plan

STEP = steps.step("layers")


def tried(context: Context) -> dict[str, str]:
    return {candidate.setting: candidate.group for candidate in candidates(context)}


def results(
    scores: dict[str, tuple[float, ...]], parameters: dict[str, int] | None = None
) -> tuple[Result, ...]:
    """A result a score, seeds counted up; losses follow the scores."""
    return tuple(
        result(setting, score, seed, parameters=(parameters or {}).get(setting, 1000))
        for setting, values in scores.items()
        for seed, score in enumerate(values, start=42)
    )


def test_a_dense_network_is_tried_deeper_wider_linear_and_convolutional() -> None:
    assert tried(builders.context()) == {
        "current": "current",
        "linear": "linear",
        "dense 64-64-64": "depth",
        "dense 128-128": "width",
        "convolutional 32-64": "kind",
    }


@pytest.mark.parametrize("vary", ["depth", "width", "kind"])
def test_one_choice_tries_one_group_and_the_floor(vary: str) -> None:
    context = builders.context(answers={"vary": vary})
    assert set(tried(context).values()) == {"current", "linear", vary}
    assert len(tried(context)) > 3


def test_no_network_is_tried_twice() -> None:
    linear = builders.context({"layers.widths": []})
    assert "linear" not in tried(linear)
    convolutional = {"layers.network": "convolutional", "layers.widths": [32, 64]}
    assert "convolutional 32-64" not in tried(builders.context(convolutional))


def test_the_largest_network_has_valid_neighbours() -> None:
    largest = {"layers.widths": [4096] * 64}
    assert set(tried(builders.context(largest)).values()) == {"current", "linear", "kind"}


def test_all_runs_take_the_same_images_and_epochs() -> None:
    trials = plan(builders.context(), ())
    shared = {(t.changes["training.epochs"], t.changes.get("data.fraction", 1.0)) for t in trials}
    assert len(shared) == 1


def test_second_round_is_the_best_two_and_the_own() -> None:
    scores = {
        "current": (0.80,),
        "linear": (0.95,),
        "dense 64-64-64": (0.81,),
        "dense 128-128": (0.83,),
        "convolutional 32-64": (0.86,),
    }
    trials = plan(builders.context(), results(scores))
    assert [t.setting for t in trials] == ["current", "dense 128-128", "convolutional 32-64"]
    assert {t.changes["training.seed"] for t in trials} == {43}


def test_nothing_is_run_again_where_the_own_network_is_clearly_best() -> None:
    scores = {"current": (0.9,), "linear": (0.7,), "dense 128-128": (0.8,)}
    assert plan(builders.context(), results(scores)) == ()


def test_a_clear_winner_is_taken() -> None:
    scores = {
        "current": (0.82, 0.82),
        "linear": (0.78,),
        "convolutional 32-64": (0.86, 0.87),
    }
    verdict = STEP.judge(builders.context(), results(scores))
    assert verdict.passed
    assert verdict.edit == {"layers.network": "convolutional", "layers.widths": [32, 64]}
    assert verdict.answer == "kind"
    verdict_text_has(verdict, "Convolutional 32-64 beats", "the linear model")


def test_a_tie_of_two_better_networks_goes_to_fewer_parameters() -> None:
    scores = {
        "current": (0.82, 0.82),
        "linear": (0.70,),
        "dense 128-128": (0.864, 0.866),
        "convolutional 32-64": (0.866, 0.868),
    }
    tied = results(scores, {"dense 128-128": 100, "convolutional 32-64": 9000})
    verdict = STEP.judge(builders.context(), tied)
    assert verdict.edit == {"layers.widths": [128, 128]}
    verdict_text_has(verdict, "within the noise", "Dense 128-128 has the fewer parameters")


def test_of_two_even_scores_the_clearly_lower_loss_is_no_tie() -> None:
    scores = {"current": (0.80, 0.80), "linear": (0.70,), "dense 128-128": (0.85, 0.85)}
    lower = [result("convolutional 32-64", 0.86, seed, [2.0, 0.5, 0.2]) for seed in (42, 43)]
    tried = (*results(scores, {"dense 128-128": 1}), *lower)
    assert STEP.judge(builders.context(), tried).answer == "kind"


def test_a_difference_within_the_noise_changes_nothing() -> None:
    scores = {"current": (0.82, 0.83), "linear": (0.70,), "dense 128-128": (0.828, 0.832)}
    verdict = STEP.judge(builders.context(), results(scores))
    assert verdict.passed
    assert not verdict.edit
    assert verdict.answer == "current"
    verdict_text_has(verdict, "within the noise")


def test_a_network_no_better_than_the_linear_model_does_not_pass() -> None:
    scores = {"current": (0.80, 0.80), "linear": (0.80,), "dense 128-128": (0.80, 0.80)}
    verdict = STEP.judge(builders.context(), results(scores))
    assert not verdict.passed
    verdict_text_has(verdict, "not yet worth anything")


def test_one_lucky_seed_does_not_replace_a_network_measured_on_two() -> None:
    scores = {"current": (0.82, 0.82), "linear": (0.70,), "dense 64-64-64": (0.9,)}
    assert not STEP.judge(builders.context(), results(scores)).edit


def test_a_run_that_diverged_is_named_and_never_taken() -> None:
    scores = {"current": (0.82, 0.82), "linear": (0.70,)}
    lost = result("dense 128-128", 0.9, 42)
    lost = replace(lost, history=replace(lost.history, epochs=(), status="diverged"))
    verdict = STEP.judge(builders.context(), (*results(scores), lost))
    assert not verdict.edit
    verdict_text_has(verdict, "No score came from dense 128-128")


def test_it_is_the_own_network_that_passes_not_the_one_to_take() -> None:
    scores = {
        "current": (0.80, 0.80),
        "linear": (0.80,),
        "convolutional 32-64": (0.90, 0.90),
    }
    verdict = STEP.judge(builders.context(), results(scores))
    assert not verdict.passed
    assert verdict.edit
    verdict_text_has(verdict, "does not beat the linear model, and convolutional 32-64 does")


def test_a_linear_model_above_chance_is_no_mistake() -> None:
    context = builders.context({"layers.widths": []})
    better = results({"current": (0.80, 0.80), "convolutional 32-64": (0.90, 0.90)})
    assert STEP.judge(context, better).passed
    assert STEP.judge(context, better).edit
    assert not STEP.judge(context, results({"current": (0.10, 0.10)})).passed


def test_the_comparison_with_the_linear_model_is_said_once() -> None:
    verdict = STEP.judge(builders.context(), results({"current": (0.80,), "linear": (0.80,)}))
    assert verdict.text.count("the linear model") == 1
