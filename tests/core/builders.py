"""Small synthetic runs: event lists as the trainer writes them, with plausible figures."""

from __future__ import annotations

import math
import random
from typing import Any

from tutor.history import History, fold

Events = list[dict[str, Any]]

STEPS = 30
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def started(epochs: int = 10, kind: str = "train", run: str = "0001-base") -> dict[str, Any]:
    return {
        "event": "run_started",
        "time": 0.0,
        "run": run,
        "kind": kind,
        "step": "layers",
        "label": "base",
        "seed": 42,
        "backend": "tensorflow",
        "epochs": epochs,
        "pid": 1234,
    }


def described(classes: int = 10, validation: int = 900, **changes: Any) -> dict[str, Any]:
    event = {
        "event": "data_described",
        "time": 0.1,
        "classes": classes,
        "class_names": list(NAMES[:classes]),
        "train": 5100,
        "validation": validation,
        "test": 1000,
        "train_counts": [5100 // classes] * classes,
        "validation_counts": [validation // classes] * classes,
        "input_shape": [28, 28, 1],
        "input_min": 0.0,
        "input_max": 255.0,
        "input_mean": 73.0,
        "input_std": 90.0,
    }
    return event | changes


def layer(name: str, kind: str = "Dense", activation: str | None = "linear") -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "units": 64 if kind == "Dense" else None,
        "activation": activation,
        "parameters": 1000 if kind == "Dense" else 0,
        "output_shape": [64],
        "kernel_initializer": "glorot_uniform" if kind == "Dense" else None,
    }


def network(
    activation: str = "relu", hidden: int = 2, rescale: bool = True
) -> list[dict[str, Any]]:
    """The layers of a dense project network."""
    layers = [layer("rescale", "Rescaling", None)] if rescale else []
    layers.append(layer("flatten", "Flatten", None))
    for number in range(1, hidden + 1):
        layers.append(layer(f"block{number}_dense"))
        layers.append(layer(f"block{number}_dense_activation", "Activation", activation))
    return [*layers, layer("output", "Dense", "softmax")]


def built(layers: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    event = {
        "event": "model_built",
        "time": 0.2,
        "parameters": 55050,
        "trainable_parameters": 55050,
        "loss": "sparse_categorical_crossentropy",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "output_units": 10,
        "output_activation": "softmax",
        "batch_size": 128,
        "steps_per_epoch": STEPS,
        "layers": network() if layers is None else layers,
    }
    return event | changes


def initial(loss: float = 2.35, accuracy: float = 0.1, samples: int = 512) -> dict[str, Any]:
    return {
        "event": "initial",
        "time": 0.3,
        "loss": loss,
        "accuracy": accuracy,
        "samples": samples,
    }


def stats(name: str, **figures: Any) -> dict[str, Any]:
    healthy = {
        "name": name,
        "type": "Dense",
        "activation_mean": 0.2,
        "activation_std": 0.4,
        "zero_fraction": 0.5,
        "dead_fraction": 0.05,
        "saturated_fraction": None,
        "gradient_norm": 0.3,
        "gradient_mean_abs": 1e-3,
        "weight_norm": 8.0,
        "update_ratio": None,
        "histogram": None,
    }
    return healthy | figures


def sampled(epoch: int, *layers: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": "layer_stats",
        "time": 0.4 + epoch,
        "epoch": epoch,
        "batch": epoch * STEPS,
        "layers": list(layers),
    }


def healthy_sample(epoch: int) -> dict[str, Any]:
    ratio = None if epoch == 0 else 2e-3
    names = ("block1_dense", "block2_dense", "output")
    return sampled(epoch, *(stats(name, update_ratio=ratio) for name in names))


def batches(epoch: int, losses: list[float]) -> dict[str, Any]:
    return {
        "event": "batches",
        "time": 0.5 + epoch,
        "epoch": epoch,
        "first": (epoch - 1) * STEPS,
        "losses": losses,
    }


def epoch(
    number: int,
    loss: float,
    val_loss: float | None = None,
    accuracy: float | None = None,
    val_accuracy: float | None = None,
) -> dict[str, Any]:
    metrics = {"accuracy": accuracy, "val_accuracy": val_accuracy}
    return {
        "event": "epoch_finished",
        "time": 0.9 + number,
        "epoch": number,
        "loss": loss,
        "val_loss": val_loss,
        "learning_rate": 0.001,
        "seconds": 0.5,
        "metrics": {name: value for name, value in metrics.items() if value is not None},
    }


def finished(status: str = "finished", seconds: float = 20.0, **changes: Any) -> dict[str, Any]:
    event = {
        "event": "run_finished",
        "time": seconds,
        "status": status,
        "reason": "",
        "seconds": seconds,
        "error": None,
        "signal": None,
    }
    return event | changes


def training(
    losses: list[float],
    val_losses: list[float],
    val_accuracies: list[float],
    accuracies: list[float] | None = None,
    start: Events | None = None,
    end: dict[str, Any] | None = None,
    noise: float = 0.05,
    planned: int | None = None,
) -> Events:
    """A whole training with these curves; batch losses scatter around a line to the epoch's."""
    scatter = random.Random(7)
    before = 2.35
    events = [started(planned or len(losses))]
    events += [described(), built(), initial(), healthy_sample(0)] if start is None else start
    for number, loss in enumerate(losses, start=1):
        line = [before + (loss - before) * (i + 1) / STEPS for i in range(STEPS)]
        events.append(batches(number, [value + scatter.gauss(0, noise) for value in line]))
        events.append(
            epoch(
                number,
                loss,
                val_losses[number - 1],
                accuracies[number - 1] if accuracies else val_accuracies[number - 1],
                val_accuracies[number - 1],
            )
        )
        before = loss
    events.append(finished() if end is None else end)
    return events


def healthy(epochs: int = 10) -> Events:
    """Both losses fall and level off."""
    losses = [0.3 + 1.2 * math.exp(-i / 2) for i in range(epochs)]
    val_losses = [0.4 + 1.0 * math.exp(-i / 2) for i in range(epochs)]
    accuracies = [0.85 - 0.3 * math.exp(-i / 2) for i in range(epochs)]
    return training(losses, val_losses, accuracies)


def history(*parts: dict[str, Any] | Events) -> History:
    """The history of single events and of event lists."""
    events: Events = []
    for part in parts:
        events.extend(part if isinstance(part, list) else [part])
    return fold(events)


def replaced(events: Events, event: dict[str, Any]) -> Events:
    """The events with the first of that name replaced by another (not equal epochs)."""
    index = next(i for i, e in enumerate(events) if e["event"] == event["event"])
    return [*events[:index], event, *events[index + 1 :]]
