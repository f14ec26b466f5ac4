"""A pupil made of arithmetic: what a run of any settings would roughly look like, at once.

No claim about any network: only the order of things is right, so that steps have something to
judge. Zero starts, deep sigmoid stacks and absurd learning rates stay at chance or diverge; more
regularization closes the gap; convolutions are better than dense layers.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.core import builders
from tests.steps import projects
from tutor import families
from tutor.experiment.schema import Changes, Spec
from tutor.experiment.spec import with_changes
from tutor.families.base import is_classifier
from tutor.history import DataDescription, History
from tutor.steps.base import Context, Result, Step, Trial, Verdict

START = projects.start("image")
"""A new image project's experiment."""

SPREAD = {"zeros": 0.0, "wide_normal": 50.0, "glorot_uniform": 0.25, "he_normal": 0.36}
BEST_RETURN = {"CartPole-v1": 500.0, "CartPole-v0": 200.0, projects.MOUNTAIN: -110.0}
"""What an agent that knows everything gets, by environment."""

LOSSES = {
    "crossentropy": "sparse_categorical_crossentropy",
    "mean_squared_error": "mean_squared_error",
    "mean_absolute_error": "mean_absolute_error",
    "huber": "huber",
}
"""Costs as the trainer reports them; a GAN has none that is the model's own."""


def context(
    changes: Changes | None = None, seen: bool = True, family: str = "image", **rest: Any
) -> Context:
    """A step's context on a project with these changes; `seen` where its data have been seen."""
    spec = with_changes(copy.deepcopy(projects.start(family)), changes or {}, family)
    data = _data(spec, family) if seen else None
    return Context(spec=spec, family=family, title="Test", data=data, **rest)


def run(trial: Trial, spec: Spec, number: int = 1, family: str = "image") -> Result:
    """The trial's result on a project with this spec."""
    settings = with_changes(spec, trial.changes, family)
    name = f"{number:04}-{trial.setting.replace(' ', '-')}"
    if trial.kind == "measure":
        history = _measured(settings, name, family)
    elif trial.kind == "range-test":
        history = _range_tested(settings, name, family)
    elif trial.kind == "evaluate":
        history = _evaluated(settings, name, family)
    elif trial.kind == "baseline":
        history = _simple_models(name, family)
    else:
        history = _trained(settings, name, family)
    return Result(trial, name, history)


def walk(step: Step, start: Context, longest: int = 10) -> list[Result]:
    """All results of a step, planned round by round. Fails where the plan does not end."""
    results: list[Result] = []
    for _ in range(longest):
        trials = step.plan(start, tuple(results))
        if not trials:
            return results
        results += [
            run(trial, start.spec, len(results) + i, start.family)
            for i, trial in enumerate(trials, start=1)
        ]
    raise AssertionError(f"{step.name} still plans runs after {longest} rounds")


def verdict(step: Step, changes: Changes | None = None, family: str = "image") -> Verdict:
    """The step's verdict on a project with these changes."""
    start = context(changes, family=family)
    return step.judge(start, tuple(walk(step, start)))


def failed(result: Result, status: str = "failed") -> Result:
    """The same run, ended before its first epoch."""
    history = replace(result.history, epochs=(), batch_losses=(), samples=(), status=status)
    return replace(result, history=history)


def empty(result: Result) -> Result:
    """The same run, of which nothing is known but that it crashed."""
    return replace(result, history=History(run=result.run, status="crashed"))


def figures(values: Sequence[float]) -> History:
    """A history with these validation accuracies and plausible losses."""
    losses = [2.0 / (i + 1) for i in range(len(values))]
    return builders.history(builders.training(losses, losses, list(values)))


def _data(spec: Spec, family: str) -> DataDescription:
    described = builders.history(projects.described(spec, family)).data
    assert described is not None
    return described


def _chance(data: dict[str, Any]) -> float:
    if "chance" in data:
        return float(data["chance"])
    return float(max(data["validation_counts"]) / sum(data["validation_counts"]))


def _opening(spec: Spec, kind: str, name: str, family: str) -> list[dict[str, Any]]:
    layers, learning = spec["layers"], spec["learning_rate"]
    data = projects.described(spec, family)
    function = spec["cost"]["function"]
    expected = _uniform(data, function)
    units, activation = _output(data, family)
    classifies = is_classifier(families.family(family))
    wide = spec["initialization"]["weights"] == "wide_normal"
    events = [
        builders.started(spec["training"]["epochs"], kind, name) | {"family": family},
        data,
        builders.built(
            builders.network(layers["activation"], len(layers["widths"])),
            loss="" if family == "gan" else LOSSES[function],
            optimizer=learning["optimizer"],
            learning_rate=learning["value"],
            output_units=units,
            output_activation=activation,
            batch_size=spec["batch"]["size"],
            steps_per_epoch=_steps(spec, data),
            parameters=1000 * (1 + sum(layers["widths"]) + sum(layers.get("generator", ()))),
        ),
        builders.initial(
            expected * (1.9 if function == "mean_squared_error" and classifies else 260)
            if wide
            else 1.02 * expected
        ),
        _sample(spec),
    ]
    task = {"regression": "regression", "gan": "adversarial", "rl": "online"}.get(family)
    told = {"event": "task_known", "time": 0.0, "task": task}
    return [events[0], told, *events[1:]] if task else events


def _output(data: dict[str, Any], family: str) -> tuple[int, str]:
    if family in ("regression", "gan"):
        return 1, "linear"
    if family == "rl":
        return int(data["actions"]), "linear"
    if data["classes"] == 2 and family != "image":
        return 1, "sigmoid"
    return int(data["classes"]), "softmax"


def _steps(spec: Spec, data: dict[str, Any]) -> int:
    """Updates of an epoch."""
    if "train" in data:
        return math.ceil(data["train"] / spec["batch"]["size"])
    return max(1, int(spec["data"]["steps_per_epoch"]) // int(spec["batch"]["every"]))


def _sample(spec: Spec) -> dict[str, Any]:
    weights = spec["initialization"]["weights"]
    zeros = weights == "zeros"
    depth = len(spec["layers"]["widths"])
    layers = []
    for number in range(1, depth + 1):
        gradient = 0.3 * (
            0.1 ** (depth - number) if spec["layers"]["activation"] == "sigmoid" else 1
        )
        layers.append(
            builders.stats(
                f"block{number}_dense",
                activation_std=SPREAD.get(weights, 0.3),
                weight_norm=0.0 if zeros else 8.0,
                gradient_norm=0.0 if zeros else gradient,
                histogram={"low": 0.0, "high": 1.0, "counts": [5, 3, 1]},
            )
        )
    return builders.sampled(0, *layers, builders.stats("output", gradient_norm=0.4))


def _measured(spec: Spec, name: str, family: str) -> History:
    return builders.history(_opening(spec, "measure", name, family), builders.finished())


def _evaluated(spec: Spec, name: str, family: str) -> History:
    """Five hundredths less than a long training reaches in validation."""
    opening = _opening(spec, "evaluate", name, family)
    data = projects.described(spec, family)
    metric = families.family(family).metric
    metrics = {metric.name: _score(spec, data, family, 0.95 * _goal(spec, family))}
    samples = 1000
    if family == "rl":
        samples, metrics["mean_return_error"] = 100, 4.2
    if family == "regression":
        metrics["mean_absolute_error"] = 38215.2
    event = {
        "event": "evaluated",
        "of": "0001-final",
        "split": "test",
        "samples": samples,
        "loss": None if family in ("gan", "rl") else 0.4,
        "metrics": metrics,
    }
    return builders.history(opening, event, builders.finished())


def _simple_models(name: str, family: str) -> History:
    """A line and a forest, as the families have them."""
    names = {"regression": ("linear regression", "gradient-boosted trees")}
    simple = dict.fromkeys(names.get(family, ("logistic regression", "gradient-boosted trees")))
    scores = {of: {"validation": 0.7, "test": 0.7 + 0.1 * i} for i, of in enumerate(simple)}
    started = builders.started(0, "baseline", name) | {"family": family}
    return builders.history(started, {"event": "baselines", "scores": scores}, builders.finished())


def _range_tested(spec: Spec, name: str, family: str) -> History:
    """Losses while the rate rises: flat, falling, lowest near .01, running away."""
    rates = [10 ** (-6 + 7 * i / 99) for i in range(100)]
    losses = [
        2.3 - 1.6 / (1 + (1e-3 / rate) ** 1.5) + (20 * rate) ** 2 + 0.01 * (-1) ** i
        for i, rate in enumerate(rates)
    ]
    event = {**builders.batches(1, losses), "learning_rates": rates}
    opening = _opening(spec, "range-test", name, family)
    return builders.history(opening, event, builders.finished())


def _trained(spec: Spec, name: str, family: str) -> History:
    opening = _opening(spec, "train", name, family)
    if spec["learning_rate"]["value"] >= 100 and spec["learning_rate"]["optimizer"] == "sgd":
        return builders.history(opening, builders.finished("diverged", reason="The loss was NaN."))
    data, metric = projects.described(spec, family), families.family(family).metric
    steps, epochs = _steps(spec, data), spec["training"]["epochs"]
    start, gained = _uniform(data, spec["cost"]["function"]), _goal(spec, family)
    events = list(opening)
    for number in range(1, epochs + 1):
        share = 1 - math.exp(-number * steps / 60)
        loss = start * (1 - 0.9 * gained * share)
        fit = 0.02 * number * start * gained * (1 - _regularized(spec))
        jitter = 0.002 * (spec["training"]["seed"] % 2) * (gained > 0)
        score = _score(spec, data, family, gained * share + jitter)
        epoch = builders.epoch(number, max(0.01 * start, loss - fit), loss + fit)
        epoch["metrics"] = {metric.name: score, metric.val_name: score}
        if family == "rl":
            epoch["metrics"][metric.error_name] = 0.02 * abs(score - _chance(data))
        if metric.kept == "score":
            epoch["val_loss"] = None
        events += [builders.batches(number, [loss] * steps), epoch]
    return builders.history(events, builders.finished())


def _score(spec: Spec, data: dict[str, Any], family: str, gained: float) -> float:
    """The score of a model that has come this part of the way from chance to perfection."""
    best = BEST_RETURN[spec["data"]["environment"]] if family == "rl" else 1.0
    chance = _chance(data)
    # Who answers nearly the mean has an R² a little under 0.
    worse = 0.003 * (family == "regression" and gained <= 0)
    return chance + (best - chance) * gained - worse


def _uniform(data: dict[str, Any], function: str) -> float:
    classes = data.get("classes", 0)
    if classes < 2 or "chance" in data:
        return 1.0
    if function == "crossentropy":
        return math.log(classes)
    return (classes - 1) / classes**2


def _goal(spec: Spec, family: str) -> float:
    """What a long training gains, as a part of the way from chance to perfection."""
    layers, learning = spec["layers"], spec["learning_rate"]
    depth, adaptive = len(layers["widths"]), "sgd" not in learning["optimizer"]
    distance = abs(math.log10(learning["value"] / (1e-3 if adaptive else 0.1)))
    slow = spec["cost"]["function"] == "mean_squared_error" and not adaptive
    stuck = (
        (spec["initialization"]["weights"] == "zeros" and depth > 0)
        or (layers["activation"] == "sigmoid" and depth >= 6)
        or distance > 2.5
        or (slow and families.family(family).costs[0].value == "crossentropy")
    )
    if stuck:
        return 0.0
    kind = layers.get("network", layers.get("legs"))
    floor = 0.5 if family == "gan" else 0.78
    goal = floor if not depth else 0.91 if kind in ("convolutional", "both") else 0.86
    goal -= 0.3 if spec["initialization"]["weights"] == "wide_normal" else 0.0
    goal -= 0.05 * distance
    goal -= 0.03 * abs(math.log2(spec["batch"]["size"] / 64)) / 3
    goal += 0.02 * _regularized(spec)
    if "classes" in spec["data"] and len(spec["data"]["classes"]) == 2:
        goal = 1 - (1 - goal) * 0.2
    return (goal - 0.1) / 0.9


def _regularized(spec: Spec) -> float:
    """How much of the gap is closed, in [0, 1]."""
    settings = spec["regularization"]
    part = 0.5 * (settings.get("dropout", 0) > 0)
    part += 0.3 * settings.get("batch_normalization", False)
    return min(1.0, part + 0.4 * (settings.get("augmentation", "none") != "none"))
