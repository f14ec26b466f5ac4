"""Scores that are no accuracies: below 0, at chance 0, measured with an error, of no samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.steps import builders, projects
from tutor import noise, steps
from tutor.history import Epoch, Evaluation, History
from tutor.metric import ACCURACY, LIKENESS, R2, RETURN, Metric, spoken
from tutor.noise import Spread
from tutor.steps import ranking
from tutor.steps.base import Context, Result, Row, Trial, Verdict
from tutor.steps.finish import STEP as FINISH
from tutor.steps.finish.closing import closing_words
from tutor.steps.layers import STEP as LAYERS
from tutor.steps.layers.candidates import is_linear
from tutor.steps.learning_rate import STEP as RATE

MOUNTAIN = {"data.environment": projects.MOUNTAIN}


def row(label: str, spread: Spread) -> Row:
    return Row(label, label, spread, Spread((), 0), ())


def with_scores(result: Result, *scores: float, error: float | None = None) -> Result:
    """The same run with these validation scores."""
    metric = result.history.metric
    measured = {} if error is None else {metric.error_name: error}
    epochs = tuple(
        Epoch(i, 1.0, None, 0.001, 0.1, {metric.val_name: score, **measured})
        for i, score in enumerate(scores, start=1)
    )
    return replace(result, history=replace(result.history, epochs=epochs))


def ended(family: str, score: float, **more: float) -> tuple[Context, tuple[Result, ...]]:
    """A finished project of the family whose test gave this score."""
    beginning = builders.context(family=family)
    results = builders.walk(FINISH, beginning)
    metric = beginning.metric
    measured = results[-1].history.evaluation
    assert measured is not None
    told = replace(measured, metrics={metric.name: score, **more})
    results[-1] = replace(results[-1], history=replace(results[-1].history, evaluation=told))
    return beginning, tuple(results)


@pytest.mark.parametrize(
    ("value", "metric", "shown"),
    [
        (-200.0, RETURN, "-200.0"),
        (-0.0, RETURN, "0.000"),
        (0.742, RETURN, "0.742"),
        (199.52, RETURN, "199.5"),
        (-0.0004, R2, ".000"),
        (-0.25, R2, "-.250"),
        (-12.5, R2, "-12.500"),
        (0.0, LIKENESS, ".000"),
        (None, R2, "none"),
    ],
)
def test_scores_are_spoken_in_their_own_form(
    value: float | None, metric: Metric, shown: str
) -> None:
    assert spoken(value, metric) == shown


@pytest.mark.parametrize("metric", [ACCURACY, R2, LIKENESS])
@pytest.mark.parametrize("score", [0.0, 1.0])
def test_no_score_is_free_of_noise(metric: Metric, score: float) -> None:
    assert 0 < noise.score_error(metric, score, 900) <= max(0.05, metric.scatter)
    assert noise.score_error(metric, score, 0) == math.inf
    assert noise.margin(Spread((score,), 900, metric), Spread((score,), 900, metric)) > 0


def test_the_noise_of_an_r2_grows_below_0() -> None:
    errors = [noise.score_error(R2, score, 900) for score in (-0.1, -1.0, -50.0)]
    assert errors == sorted(errors)
    assert not noise.differs(Spread((-0.001,), 900, R2), Spread((-0.002,), 900, R2))
    assert noise.differs(Spread((-50.0,), 900, R2), Spread((-0.002,), 900, R2))


def test_returns_are_compared_by_their_measured_errors() -> None:
    first, second = Spread((-150.0,), 0, RETURN, 8.0), Spread((-200.0,), 0, RETURN, 0.0)
    assert ranking.beats(row("yours", first), row("the rest", second))
    unsure = Spread((-190.0,), 0, RETURN, 8.0)
    assert not ranking.beats(row("yours", unsure), row("the rest", second))
    resting = row("yours", Spread((-200.0, -200.0), 0, RETURN, 0.0))
    assert not ranking.beats(resting, resting)


@pytest.mark.parametrize("scores", [(math.nan,), (math.inf, -math.inf)])
def test_scores_that_are_no_numbers_count_as_none(scores: Sequence[float]) -> None:
    step, beginning = steps.step("layers"), builders.context(family="regression")
    results = builders.walk(step, beginning)
    results[0] = with_scores(results[0], *scores)
    verdict = step.judge(beginning, results)
    assert "nan" not in verdict.text
    assert "inf" not in verdict.text


def test_an_agent_that_never_arrives_is_at_chance_and_one_that_does_is_not() -> None:
    step = steps.step("above-chance")
    assert not builders.verdict(step, MOUNTAIN | {"learning_rate.value": 1e-9}, "rl").passed
    verdict = builders.verdict(step, MOUNTAIN, "rl")
    assert verdict.passed
    assert "chance is -200.0" in verdict.headline
    assert verdict.figure is not None
    assert dict(verdict.figure.levels) == {
        "chance": -200.0,
        "chance, the easier CartPole-v1": 21.74,
    }


@pytest.mark.parametrize(("family", "start"), [("regression", {}), ("gan", {}), ("rl", MOUNTAIN)])
def test_a_start_far_behind_is_at_fault_whatever_chance_is(
    family: str, start: dict[str, object]
) -> None:
    step, beginning = steps.step("init"), builders.context(start, family=family)
    results = []
    for result in builders.walk(step, beginning):
        own = result.trial.setting == "glorot_uniform" and result.trial.kind == "train"
        chance = result.history.chance
        assert chance is not None
        results.append(with_scores(result, chance, error=0.0) if own else result)
    verdict = step.judge(beginning, results)
    assert not verdict.passed
    assert verdict.edit == {"initialization.weights": "he_normal"}


def test_an_untrained_regression_far_off_is_a_matter_of_its_start() -> None:
    wide = {"initialization.weights": "wide_normal"}
    verdict = builders.verdict(steps.step("init"), wide, "regression")
    assert verdict.headline == "Your untrained model, started by wide normal, answers far off."
    cost = builders.verdict(steps.step("cost"), wide, "regression")
    assert cost.passed
    assert "The model starts out far off: see step init." in cost.text


@pytest.mark.parametrize("family", ["text", "tabular", "wide-deep"])
def test_two_classes_need_one_probability(family: str) -> None:
    start: dict[str, object] = {"data.classes": [0, 1]} if family == "text" else {}
    verdict = builders.verdict(steps.step("cost"), start, family)
    assert "1 output unit with sigmoid fits 2 classes, and the labels are 0 and 1" in verdict.text
    assert "knowing nothing costs 0.693" in verdict.text
    squared = start | {"cost.function": "mean_squared_error"}
    verdict = builders.verdict(steps.step("cost"), squared, family)
    assert "knowing nothing costs 0.250" in verdict.text
    lesson = steps.step("cost").lesson(builders.context(start, family=family))
    assert "one unit with sigmoid" in lesson
    assert "softmax" not in lesson


def test_the_floor_of_a_gan_is_a_linear_discriminator() -> None:
    linear: dict[str, object] = {"layers.widths": []}
    assert is_linear(builders.context(linear, family="gan"))
    assert not is_linear(builders.context(family="gan"))
    lost = linear | {"learning_rate.value": 1e-9}
    assert not builders.verdict(steps.step("layers"), lost, "gan").passed


def test_a_gan_that_gets_worse_again_needs_its_best_weights() -> None:
    step = steps.step("overfitting")
    for kept, passed in ((True, True), (False, False)):
        beginning = builders.context({"regularization.best_weights": kept}, family="gan")
        results = builders.walk(step, beginning)
        results[0] = with_scores(results[0], 0.4, 0.7, 0.8, 0.7, 0.5, 0.4)
        verdict = step.judge(beginning, results)
        assert verdict.passed is passed
        assert "got worse again" in verdict.headline
        assert "loss" not in verdict.text


def test_a_remedy_taken_away_is_not_praised_for_what_it_did() -> None:
    step = steps.step("overfitting")
    beginning = builders.context(family="gan")
    name = "batch normalization"
    results = [
        with_scores(r, 0.8 if r.trial.setting == name else 0.5, error=None)
        for r in builders.walk(step, beginning)
    ]
    verdict = step.judge(beginning, results)
    assert verdict.edit["regularization.batch_normalization"] is False
    assert "It was held back more than it needed." in verdict.text


def test_an_agent_with_a_memory_has_as_many_updates_of_any_size() -> None:
    step = steps.step("batch-size")
    for agent, told in (("dqn", "as many updates"), ("actor-critic", "number of updates")):
        beginning = builders.context({"cost.agent": agent}, family="rl")
        results = [with_scores(r, 300.0, error=20.0) for r in builders.walk(step, beginning)]
        assert told in step.judge(beginning, results).text
    assert "forgets them" in step.lesson(beginning)


def test_a_batch_of_all_that_an_agent_remembers_is_too_large() -> None:
    verdict = builders.verdict(steps.step("batch-size"), {"batch.size": 65536}, "rl")
    assert not verdict.passed
    assert "too large for your agent" in verdict.headline


# --- the end --------------------------------------------------------------------------------------


def closing(
    family: str,
    score: float,
    baselines: dict[str, float] | None = None,
    reference: dict[str, object] | None = None,
    **more: float,
) -> str:
    beginning, results = ended(family, score, **more)
    beginning = replace(beginning, reference=reference or {})
    simple = {name: {"test": value} for name, value in (baselines or {}).items()}
    return closing_words(beginning, results[0].history, results[-1].history, simple)


def test_the_simple_models_are_beaten_evened_or_not() -> None:
    simple = {"logistic regression": 0.70, "gradient-boosted trees": 0.80}
    assert "your network beats both by more than the noise" in closing("tabular", 0.9, simple)
    assert "your network and gradient-boosted trees are even" in closing("tabular", 0.81, simple)
    behind = closing("tabular", 0.7, simple)
    assert "your network is .100 behind gradient-boosted trees, more than the noise" in behind
    alone = closing("regression", -0.2, {"linear regression": 0.6})
    assert "the simple model reaches: linear regression .600" in alone
    assert "your network is .800 behind linear regression" in alone


def test_a_figure_in_another_metric_stands_beside_ones_own_of_that_metric() -> None:
    published: dict[str, object] = {"metric": "auc", "value": 0.961, "source": "the book"}
    told = closing("text", 0.9, reference=published, auc=0.95)
    assert "Its AUC is .950. For comparison: .961, the book." in told
    assert "For comparison: AUC .961, the book." in closing("text", 0.9, reference=published)


def test_a_regression_is_told_in_the_unit_of_its_target() -> None:
    told = closing("regression", 0.8, mean_absolute_error=38215.2)
    assert "on average it is off by 38,215 dollars" in told
    assert "its R² is .800, known to within about" in told


def test_an_agent_is_told_with_its_standard_error() -> None:
    told = closing("rl", -120.0, mean_return_error=5.0)
    assert "Over 100 episodes never played before" in told
    assert "its mean return is -120.0, known to within 9.8" in told
    assert "test steps" not in told


def test_the_end_does_not_judge_without_knowing_chance() -> None:
    beginning, results = ended("rl", -120.0)
    blind = [replace(r, history=replace(r.history, data=None)) for r in results]
    verdict: Verdict = FINISH.judge(replace(beginning, data=None), blind)
    assert not verdict.passed
    assert verdict.headline == "The test mean return is -120.0."


def test_a_test_at_the_floor_of_returns_does_not_pass() -> None:
    beginning = builders.context(MOUNTAIN, family="rl")
    results = builders.walk(FINISH, beginning)
    evaluation = Evaluation("0001", 100, None, {"mean_return": -200.0, "mean_return_error": 0.0})
    results[-1] = replace(results[-1], history=History(family="rl", evaluation=evaluation))
    verdict = FINISH.judge(beginning, results)
    assert not verdict.passed
    assert "-200.0, which is not above chance" in verdict.headline


def gan_trial(setting: str, score: float, seed: int = 42) -> Result:
    """A run of a gan under a learning rate, or under another of the generator."""
    trial = Trial(setting, setting, {"training.seed": seed})
    plain = builders.run(Trial("x", "x", {}), builders.context(family="gan").spec, family="gan")
    return replace(with_scores(plain, score), trial=trial)


def test_the_rate_of_the_generator_is_tried_and_taken_where_it_is_ahead() -> None:
    beginning = builders.context(family="gan")
    own = float(beginning.spec["learning_rate"]["value"])
    settings = [trial.setting for trial in RATE.plan(beginning, ())]
    paced = [setting for setting in settings if setting.endswith("second")]
    assert len(paced) == 2
    mine, other = f"{own:g} constant", paced[0]
    first = (gan_trial(mine, 0.40), gan_trial(other, 0.80))
    again = RATE.plan(beginning, first)
    assert {(t.setting, t.changes["training.seed"]) for t in again} >= {(mine, 43), (other, 43)}
    verdict = RATE.judge(beginning, (*first, gan_trial(mine, 0.42, 43), gan_trial(other, 0.8, 43)))
    assert verdict.edit == {"learning_rate.generator_value": float(other.split()[0])}
    assert "generator" in verdict.headline


def test_hidden_layers_that_a_table_does_not_need_are_no_fault() -> None:
    beginning = builders.context(family="tabular")
    spec = beginning.spec

    def tried(setting: str, score: float) -> Result:
        plain = builders.run(Trial("x", "x", {}), spec, family="tabular")
        history = with_scores(plain, score).history
        epochs = tuple(replace(epoch, val_loss=0.4) for epoch in history.epochs)
        trial = Trial(setting, setting, {"training.seed": 42})
        return Result(trial, setting, replace(history, epochs=epochs))

    even = LAYERS.judge(beginning, (tried("current", 0.90), tried("linear", 0.90)))
    assert even.passed
    assert "no hidden layer is needed" in even.headline
    held_up = LAYERS.judge(beginning, (tried("current", 0.80), tried("linear", 0.90)))
    assert not held_up.passed


def test_losses_too_small_to_matter_decide_nothing() -> None:
    score = Spread((1.0, 1.0), 900)
    lower = Row("a", "a", score, Spread((0.0005,), 900), ())
    higher = Row("b", "b", score, Spread((0.001,), 900), ())
    assert not ranking.better(lower, higher)
    assert ranking.better(lower, replace(higher, loss=Spread((0.01,), 900)))
