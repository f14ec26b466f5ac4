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
from tutor.experiment.schema import Changes, Spec
from tutor.experiment.spec import with_changes
from tutor.history import DataDescription, History
from tutor.steps.base import Context, Result, Step, Trial, Verdict

START: Spec = {
    "data": {"source": "embedded", "classes": [], "fraction": 1.0, "validation_split": 0.15},
    "initialization": {"weights": "glorot_uniform", "biases": "zeros"},
    "cost": {"function": "crossentropy"},
    "layers": {
        "network": "dense",
        "widths": [64, 64],
        "convolutions": 1,
        "head": 128,
        "activation": "relu",
    },
    "regularization": {
        "dropout": 0.0,
        "batch_normalization": False,
        "augmentation": "none",
        "early_stopping": 0,
        "best_weights": True,
    },
    "learning_rate": {"optimizer": "adam", "value": 0.001, "schedule": "constant"},
    "batch": {"size": 128},
    "training": {"epochs": 10, "seed": 42, "backend": "tensorflow"},
}
"""A new project's experiment."""

SPREAD = {"zeros": 0.0, "wide_normal": 50.0, "glorot_uniform": 0.25, "he_normal": 0.36}
TRAIN = 5100
VALIDATION = 900


def context(changes: Changes | None = None, seen: bool = True, **rest: Any) -> Context:
    """A step's context on a project with these changes; `seen` where its data have been seen."""
    spec = with_changes(copy.deepcopy(START), changes or {}, "image")
    return Context(spec=spec, title="Test", data=_data(spec) if seen else None, **rest)


def run(trial: Trial, spec: Spec, number: int = 1) -> Result:
    """The trial's result on a project with this spec."""
    settings = with_changes(spec, trial.changes, "image")
    name = f"{number:04}-{trial.setting.replace(' ', '-')}"
    if trial.kind == "measure":
        history = _measured(settings, name)
    elif trial.kind == "range-test":
        history = _range_tested(settings, name)
    else:
        history = _trained(settings, name)
    return Result(trial, name, history)


def walk(step: Step, start: Context, longest: int = 10) -> list[Result]:
    """All results of a step, planned round by round. Fails where the plan does not end."""
    results: list[Result] = []
    for _ in range(longest):
        trials = step.plan(start, tuple(results))
        if not trials:
            return results
        results += [
            run(trial, start.spec, len(results) + i) for i, trial in enumerate(trials, start=1)
        ]
    raise AssertionError(f"{step.name} still plans runs after {longest} rounds")


def verdict(step: Step, changes: Changes | None = None) -> Verdict:
    """The step's verdict on a project with these changes."""
    start = context(changes)
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


def _data(spec: Spec) -> DataDescription:
    described = builders.history(_described(spec)).data
    assert described is not None
    return described


def _described(spec: Spec) -> dict[str, Any]:
    classes = len(spec["data"]["classes"]) or 10
    train = round(TRAIN * spec["data"]["fraction"] * classes / 10)
    return builders.described(classes, VALIDATION * classes // 10, train=train)


def _opening(spec: Spec, kind: str, name: str) -> list[dict[str, Any]]:
    layers, learning = spec["layers"], spec["learning_rate"]
    data = _described(spec)
    squared = spec["cost"]["function"] != "crossentropy"
    start = spec["initialization"]["weights"]
    expected = _uniform(data["classes"], squared)
    steps = math.ceil(data["train"] / spec["batch"]["size"])
    epochs = spec["training"]["epochs"]
    wide = start == "wide_normal"
    return [
        builders.started(epochs, kind, name),
        data,
        builders.built(
            builders.network(layers["activation"], len(layers["widths"])),
            loss="mean_squared_error" if squared else "sparse_categorical_crossentropy",
            optimizer=learning["optimizer"],
            learning_rate=learning["value"],
            output_units=data["classes"],
            batch_size=spec["batch"]["size"],
            steps_per_epoch=steps,
            parameters=1000 * (1 + sum(layers["widths"])),
        ),
        builders.initial(expected * (1.9 if squared else 260) if wide else 1.02 * expected),
        _sample(spec),
    ]


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


def _measured(spec: Spec, name: str) -> History:
    return builders.history(_opening(spec, "measure", name), builders.finished())


def _range_tested(spec: Spec, name: str) -> History:
    """Losses while the rate rises: flat, falling, lowest near .01, running away."""
    rates = [10 ** (-6 + 7 * i / 99) for i in range(100)]
    losses = [
        2.3 - 1.6 / (1 + (1e-3 / rate) ** 1.5) + (20 * rate) ** 2 + 0.01 * (-1) ** i
        for i, rate in enumerate(rates)
    ]
    event = {**builders.batches(1, losses), "learning_rates": rates}
    return builders.history(_opening(spec, "range-test", name), event, builders.finished())


def _trained(spec: Spec, name: str) -> History:
    opening = _opening(spec, "train", name)
    if spec["learning_rate"]["value"] >= 100 and spec["learning_rate"]["optimizer"] == "sgd":
        return builders.history(opening, builders.finished("diverged", reason="The loss was NaN."))
    squared = spec["cost"]["function"] != "crossentropy"
    classes = opening[1]["classes"]
    steps, epochs = opening[2]["steps_per_epoch"], spec["training"]["epochs"]
    start, chance, goal = _uniform(classes, squared), 1 / classes, _goal(spec, classes)
    gained = (goal - chance) / (1 - chance)
    events = list(opening)
    for number in range(1, epochs + 1):
        share = 1 - math.exp(-number * steps / 60)
        loss = start * (1 - 0.9 * gained * share)
        fit = 0.02 * number * start * gained * (1 - _regularized(spec))
        jitter = 0.002 * (spec["training"]["seed"] % 2)
        accuracy = chance + (goal - chance) * share + (jitter if gained > 0 else 0)
        events += [
            builders.batches(number, [loss] * steps),
            builders.epoch(number, loss - fit, loss + fit, accuracy, accuracy),
        ]
    return builders.history(events, builders.finished())


def _uniform(classes: int, squared: bool) -> float:
    return (classes - 1) / classes**2 if squared else math.log(classes)


def _goal(spec: Spec, classes: int) -> float:
    """Validation accuracy after a long training."""
    layers, learning = spec["layers"], spec["learning_rate"]
    depth, adaptive = len(layers["widths"]), "sgd" not in learning["optimizer"]
    distance = abs(math.log10(learning["value"] / (1e-3 if adaptive else 0.1)))
    stuck = (
        (spec["initialization"]["weights"] == "zeros" and depth > 0)
        or (layers["activation"] == "sigmoid" and depth >= 6)
        or distance > 2.5
        or (spec["cost"]["function"] != "crossentropy" and not adaptive)
    )
    if stuck:
        return 1 / classes
    goal = 0.78 if not depth else 0.91 if layers["network"] == "convolutional" else 0.86
    goal -= 0.3 if spec["initialization"]["weights"] == "wide_normal" else 0.0
    goal -= 0.05 * distance
    goal -= 0.03 * abs(math.log2(spec["batch"]["size"] / 64)) / 3
    goal += 0.02 * _regularized(spec)
    return 1 - (1 - goal) * (0.2 if classes == 2 else 1.0)


def _regularized(spec: Spec) -> float:
    """How much of the gap is closed, in [0, 1]."""
    settings = spec["regularization"]
    part = 0.5 * (settings["dropout"] > 0) + 0.3 * settings["batch_normalization"]
    return min(1.0, part + 0.4 * (settings["augmentation"] != "none"))
