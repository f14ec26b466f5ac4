"""Trainings of somebody's own script as the doctor sees them: tasks, scores and experiments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tests.core import builders as b
from tutor.history import History, fold

GOOD: dict[str, Any] = {
    "metric": "accuracy",
    "train": 0.97,
    "validation": 0.94,
    "constant": 0.5,
    "linear": 0.9,
    "neighbours": 0.92,
    "spread": 0.9,
    "answers": 2,
    "samples": 1000,
    "validation_samples": 400,
}
POOR: dict[str, Any] = GOOD | {"train": 0.56, "validation": 0.54}
POOR_R2: dict[str, Any] = GOOD | {
    "metric": "r2",
    "constant": 0.0,
    "train": 0.05,
    "validation": 0.02,
    "linear": 0.8,
    "neighbours": 0.7,
    "answers": None,
}
GOOD_R2: dict[str, Any] = POOR_R2 | {"train": 0.9, "validation": 0.82}

TINY: dict[str, Any] = {
    "metric": "accuracy",
    "train": 0.5,
    "constant": 0.5,
    "linear": 0.5,
    "neighbours": 1.0,
    "spread": 0.2,
    "answers": 2,
    "samples": 4,
}
"""Exclusive or: four samples, nothing held out."""


def dense(
    name: str,
    units: int = 16,
    activation: str = "relu",
    kernel_initializer: str = "glorot_uniform",
    **changes: Any,
) -> dict[str, Any]:
    made = b.layer(name, "Dense", activation) | {"units": units}
    return made | {"kernel_initializer": kernel_initializer} | changes


def described(task: str, classes: int = 0, validation: int = 400) -> dict[str, Any] | None:
    if task not in ("binary", "multiclass"):
        return None
    classes = classes or 2
    return b.described(
        classes,
        validation,
        train=1000,
        train_counts=[1000 // classes] * classes,
        validation_counts=[validation // classes] * classes,
        input_min=-3.0,
        input_max=3.0,
        input_mean=0.0,
        input_std=1.0,
    )


OUTPUTS: dict[str, tuple[int, str, str]] = {
    "binary": (1, "sigmoid", "binary_crossentropy"),
    "multiclass": (10, "softmax", "sparse_categorical_crossentropy"),
    "multilabel": (5, "sigmoid", "binary_crossentropy"),
    "regression": (1, "linear", "mean_squared_error"),
    "autoencoder": (8, "sigmoid", "mean_squared_error"),
    "tagging": (10, "softmax", "sparse_categorical_crossentropy"),
    "online": (4, "linear", "mean_squared_error"),
    "adversarial": (1, "sigmoid", "binary_crossentropy"),
    "unknown": (1, "linear", "mean_squared_error"),
}
KINDS = {
    "binary": "binary",
    "multiclass": "integer",
    "multilabel": "multi-hot",
    "tagging": "integer",
    "autoencoder": "inputs",
}


def case(
    losses: Sequence[float],
    val_losses: Sequence[float] | None = None,
    *,
    task: str = "binary",
    card: Mapping[str, Any] | None = None,
    what_ifs: Mapping[str, tuple[float, float, bool]] | None = None,
    layers: list[dict[str, Any]] | None = None,
    model: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
    targets: Mapping[str, Any] | None = None,
    call: Mapping[str, Any] | None = None,
    compiled: Mapping[str, Any] | None = None,
    start_loss: float | None = 0.7,
    ratio: float | None = 2e-3,
    norms: Sequence[float] = (),
    steps: int = 16,
    ended: bool = True,
    more: Sequence[dict[str, Any]] = (),
) -> History:
    """A training with this course; `what_ifs` maps a change to its score, the control's, helps."""
    units, activation, loss = OUTPUTS[task]
    stack = layers or [dense("hidden")]
    facts: dict[str, Any] = {
        "loss": loss,
        "output_units": units,
        "output_activation": activation,
        "steps_per_epoch": steps,
        "batch_size": 32,
        "name": "sequential",
        "outputs": 1,
        "sequential": True,
    }
    facts |= dict(model or {})
    output = dense("output", facts["output_units"], facts["output_activation"])
    built = b.built([*stack, output], **facts)
    data = described(task, units if task == "multiclass" else 0, 400 if val_losses else 0)
    seen = {"kind": "table", "shape": [8], "mean": 0.0, "std": 1.0, "minimum": -3.0,
            "maximum": 3.0, "samples": 1000, "seen": 1000}  # fmt: skip
    columns = [units] if task in ("multilabel", "autoencoder") else []
    aims = {
        "shape": columns,
        "kind": KINDS.get(task, "continuous"),
        "mean": 0.0,
        "std": 1.0,
        "seen": 1000,
    }
    if task == "autoencoder":
        aims |= {"minimum": 0.0, "maximum": 1.0, "mean": 0.5, "std": 0.3}
    split = {"source": "validation_data" if val_losses else "none"}
    events: b.Events = [
        b.started(len(losses)),
        {"event": "compiled", "loss": facts["loss"], "optimizer": built["optimizer"]}
        | dict(compiled or {}),
        {"event": "called", "api": "fit", "source": "arrays", "shuffle": True} | dict(call or {}),
        {"event": "case_described", "task": task, "inputs": [seen | dict(inputs or {})],
         "targets": [aims | dict(targets or {})], "split": split},
        *([data] if data else []),
        built,
    ]  # fmt: skip
    if start_loss is not None:
        events.append(b.initial(start_loss, 0.5, 400))
    names = [layer["name"] for layer in stack] + ["output"]
    start = norms or [0.3] * len(names)
    looks = zip(names, start, strict=True)
    events.append(b.sampled(0, *(b.stats(n, gradient_norm=g) for n, g in looks)))
    events.append(b.sampled(1, *(b.stats(name, update_ratio=ratio) for name in names)))
    for number, value in enumerate(losses, start=1):
        events.append(b.epoch(number, value, val_losses[number - 1] if val_losses else None))
    events.extend(more)
    if card is not None:
        events.append({"event": "scored", **card})
    for change, (score, control, helps) in (what_ifs or {}).items():
        figures = {"score": score, "control_score": control, "helps": helps}
        events.append({"event": "experiment", "name": f"what-if/{change}", "figures": figures})
    if ended:
        events.append(b.finished())
    return fold(events)


def falling(epochs: int, start: float = 0.7, floor: float = 0.1, speed: float = 5.0) -> list[float]:
    """A loss on its way to a floor, most of it gone after a `speed`-th of the training."""
    return [floor + (start - floor) * math.exp(-speed * i / epochs) for i in range(epochs)]


def level(epochs: int, value: float = 0.69, noise: float = 0.002) -> list[float]:
    """A loss that goes nowhere, with a little regular unrest."""
    return [value + noise * math.sin(2.4 * i) for i in range(epochs)]
