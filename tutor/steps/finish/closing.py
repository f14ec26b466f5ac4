"""The end of a walk: one full training of the project as it stands, one look at the test set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor import noise
from tutor.history import Evaluation, History
from tutor.steps import facts, wording
from tutor.steps.base import Context, Trial

SETTING = "final"


def final_trial(context: Context) -> Trial:
    """The full training: all the project's data, all its epochs, its own seed.

    One run, not the best of several seeds: a score picked from several is better than what the next
    training of the same project will reach.
    """
    epochs = wording.count(int(context.spec["training"]["epochs"]), "epoch")
    return Trial(SETTING, f"final training, {epochs}")


def baseline_trial() -> Trial:
    """The simple models that the project is to beat."""
    return Trial("baseline", "the simple models", kind="baseline")


def closing_words(
    context: Context,
    training: History,
    test: History | None = None,
    baselines: Mapping[str, Mapping[str, float]] | None = None,
) -> str:
    """What the walk has come to, in plain sentences.

    `test` is the history of the evaluation, `baselines` the scores of the simple models.
    """
    told = _trained(training)
    measured = test.evaluation if test is not None else None
    score = measured.metrics.get(context.metric.name) if measured else None
    if measured is None or score is None:
        return f"{told} The {facts.tested(context)} have not been looked at."
    chance = facts.chance(context)
    beside = f" Chance is {facts.score(context, chance)}." if chance is not None else ""
    return (
        f"{told}\n\n"
        f"{_tested(context, measured, score)}{beside}{_published(context, measured)}"
        f"{beside_baselines(context, score, measured.samples, baselines or {})}"
        "\n\n"
        f"{_from_here(context)}"
    )


def test_error(context: Context, measured: Evaluation, score: float) -> float:
    """Standard error of the test score: as measured, else as so many samples let one expect."""
    own = measured.metrics.get(f"{context.metric.name}_error")
    return own if own is not None else noise.score_error(context.metric, score, measured.samples)


def beside_baselines(
    context: Context, score: float, samples: int, baselines: Mapping[str, Mapping[str, float]]
) -> str:
    """Whether the network beats the simple models on the same test set, beyond the noise."""
    tested = {name: of["test"] for name, of in baselines.items() if "test" in of}
    if not tested:
        return ""
    named = wording.listed([f"{name} {facts.score(context, s)}" for name, s in tested.items()])
    best = max(tested, key=lambda name: tested[name])
    limit = noise.Z * noise.score_error(context.metric, max(score, tested[best]), samples)
    difference = score - tested[best]
    if difference > limit:
        beaten = {1: best, 2: "both"}.get(len(tested), "all of them")
        verdict = f"your network beats {beaten} by more than the noise"
    elif difference < -limit:
        verdict = f"your network is {facts.score(context, -difference)} behind {best}, more than "
        verdict += f"the noise of {facts.score(context, limit)}"
    else:
        verdict = f"your network and {best} are even, within the noise of "
        verdict += facts.score(context, limit)
    models = "simple models reach" if len(tested) > 1 else "simple model reaches"
    return f"\n\nOn the same split the {models}: {named}. So {verdict}."


def _trained(training: History) -> str:
    best, metric = training.best_epoch, training.metric
    if best is None:
        return "The final training gave no score."
    loss = f" and a loss of {wording.loss(best.val_loss)}" if metric.kept == "loss" else ""
    error = training.score_error
    within = f" (standard error {wording.score(error, metric)})" if error is not None else ""
    return (
        f"The final training kept epoch {best.number} of {len(training.epochs)}, with a validation "
        f"{metric.noun} of {wording.score(best.score(metric), metric)}{within}{loss}."
    )


def _tested(context: Context, measured: Evaluation, score: float) -> str:
    """The test score in the words of the family, and how well it is known."""
    error = facts.score(context, noise.Z * test_error(context, measured, score))
    told, looks = facts.score(context, score), _looks(context)
    if context.family == "rl":
        episodes = wording.count(measured.samples, "episode")
        return (
            f"Over {episodes} never played before{looks}, without exploring, its mean return is "
            f"{told}, known to within {error}."
        )
    count = wording.count(measured.samples, f"test {context.kind.sample}")
    if context.family == "regression":
        return (
            f"On {count}{looks}, its R² is {told}, known to within about {error}"
            f"{_off_by(context, measured)}."
        )
    if context.family == "gan":
        return f"Beside {count}{looks}, the likeness of what it draws is {told}."
    noun = context.kind.samples
    return (
        f"On {count}{looks}, it names {told} right; with so many {noun} that is known to within "
        f"{error}."
    )


def _off_by(context: Context, measured: Evaluation) -> str:
    """The mean absolute error in the target's own unit."""
    error = measured.metrics.get("mean_absolute_error")
    if error is None:
        return ""
    unit = f" {context.data.unit}" if context.data and context.data.unit else ""
    return f"; on average it is off by {wording.quantity(error)}{unit}"


def _looks(context: Context) -> str:
    """The test set is good for one look; more of them are counted."""
    if context.test_looks > 1:
        return f", looked at {context.test_looks} times by now"
    return ", looked at once"


def _published(context: Context, measured: Evaluation) -> str:
    """The figure to beat; in another metric beside the project's own of that, where it has one."""
    reference: Mapping[str, Any] = context.reference
    if "value" not in reference:
        return ""
    source = f", {reference['source']}" if reference.get("source") else ""
    value = float(reference["value"])
    metric = str(reference.get("metric", ""))
    if metric and metric != context.metric.name:
        noun = {"auc": "AUC"}.get(metric, metric.replace("_", " "))
        own = measured.metrics.get(metric)
        mine = f" Its {noun} is {_shown(own)}." if own is not None else ""
        return f"{mine} For comparison: {'' if mine else noun + ' '}{_shown(value)}{source}."
    return f" For comparison: {facts.score(context, value)}{source}."


def _shown(value: float) -> str:
    """A figure of another metric: a share as the field writes it, else three figures."""
    return wording.accuracy(value) if 0 <= value <= 1 else wording.quantity(value)


def _from_here(context: Context) -> str:
    if context.family == "rl":
        return (
            "Whatever you change from here, judge by the evaluation episodes of training, and over "
            "several seeds: agents differ more between seeds than classifiers do."
        )
    return (
        f"Whatever you change from here, judge by the validation {context.kind.samples}: a test "
        "set that chooses is no test any more."
    )
