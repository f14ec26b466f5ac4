"""What a training is about: its task, from its labels, its loss and its output together."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from tutor.observed import Task
from tutor.trainer import output
from tutor.trainer.doctor import inputs, split, targets, ways
from tutor.trainer.doctor.arrays import Array
from tutor.trainer.doctor.capture import Captured
from tutor.trainer.layers import is_weighted, leaves
from tutor.trainer.output import Final
from tutor.trainer.undisturbed import undisturbed

SPARSE = "sparse_categorical"
REGRESSION = ("squared", "absolute", "huber", "log_cosh", "poisson", "cosine_similarity")
ACCURACY = ("accuracy", "auc", "precision", "recall", "f1")

SEQUENTIAL = ("LSTM", "GRU", "RNN", "Conv1D", "Bidirectional", "MultiHeadAttention", "Attention")
"""Layers (by a part of their class names) that go along the second axis of their inputs."""


def describe_case(
    model: keras.Model, captured: Captured, call: dict[str, Any], compiled: dict[str, Any]
) -> dict[str, Any]:
    """The fields of `case_described`, and under `data_described` those of that event or None.

    Args:
        model: the model, built where its data allowed it.
        captured: its data.
        call: the fields of `called`; also `adversarial` or `online` where the way of training
            says so.
        compiled: the fields of `compiled`.
    """
    final = output_of(model, captured)
    loss = str(compiled.get("loss") or "")
    told = targets.describe(captured, list(final.shapes), SPARSE in loss)
    read = inputs.describe(captured, reads(model))
    kind = str(told[0]["kind"])
    task = infer(told[0], read, final, compiled)
    if call.get("adversarial") or ways.is_adversarial(model):
        task = "adversarial"
    elif call.get("online") or ways.is_online(captured, call):
        task = "online"
    return {
        "task": task,
        "inputs": read,
        "targets": told,
        "split": split.describe(captured, kind),
        "data_described": describe_data(captured, task, told, read),
    }


def describe_data(
    captured: Captured, task: Task, told: list[dict[str, Any]], read: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The fields of `data_described`; None unless there is one class for each sample.

    Args:
        captured: the data.
        task: their task.
        told: the described targets.
        read: the described inputs.
    """
    if task not in ("binary", "multiclass") or len(told) != 1:
        return None
    kind, classes = str(told[0]["kind"]), int(told[0].get("classes") or 0)
    train = targets.counts_of((captured.full_y or captured.y)[0], kind, classes)
    held_out = (captured.full_validation_y or captured.validation_y)[:1]
    validation = targets.counts_of(held_out[0], kind, classes) if held_out else []
    classes = max(classes, len(train), len(validation))
    if classes < 2 or not train:
        return None
    first = read[0] if read else {}
    return {
        "classes": classes,
        "class_names": [str(number) for number in range(classes)],
        "train": captured.samples or sum(train),
        "validation": captured.validation_samples or sum(validation),
        "test": 0,
        "train_counts": _padded(train, classes),
        "validation_counts": _padded(validation, classes),
        "input_shape": first.get("shape", []),
        "input_min": first.get("minimum"),
        "input_max": first.get("maximum"),
        "input_mean": first.get("mean"),
        "input_std": first.get("std"),
    }


def output_of(model: keras.Model, captured: Captured) -> Final:
    """The model's output; a subclassed one is called without values to learn its shape."""
    final = output.of(model)
    if final.shapes or not captured.x or not model.built:
        return final
    try:
        given = captured.pack_x([_symbolic(values) for values in captured.x])
        with undisturbed(model):
            return output.of(model, predictions=model.compute_output_spec(given))
    except Exception:
        return final


def reads(model: keras.Model) -> set[str]:
    """What a model reads its inputs with: `tokens`, `sequence` or `text` (see `inputs`)."""
    layers = leaves(model)
    first = next((layer for layer in layers if is_weighted(layer)), None)
    found = set()
    if any(type(layer).__name__ == "Embedding" for layer in layers):
        found.add("tokens")
    if any(type(layer).__name__ == "TextVectorization" for layer in layers):
        found.add("text")
    if first is not None and any(name in type(first).__name__ for name in SEQUENTIAL):
        found.add("sequence")
    return found


def infer(
    target: dict[str, Any],
    read: list[dict[str, Any]],
    final: Final,
    compiled: dict[str, Any],
) -> Task:
    """The task. The labels say what it is; loss and output are asked where they leave it open.

    So a loss that does not fit the labels, which is what the rules look for, changes nothing.
    """
    kind, loss = str(target["kind"]), str(compiled.get("loss") or "")
    if kind == "inputs":
        return "autoencoder"
    if kind in ("none", "text", "constant"):
        return _by_the_model(kind, read, final, loss)
    if kind in ("continuous", "probabilities"):
        return _of_numbers(kind, target, read, final, loss)
    if _for_positions(target, kind, final):
        return "tagging"
    if kind == "multi-hot":
        return "multilabel"
    if kind in ("binary", "signs"):
        return "multiclass" if (final.units or 1) > 1 else "binary"
    if kind == "integer" and _are_amounts(target, read, final, compiled):
        return "regression"
    return "multiclass"


def _by_the_model(kind: str, read: list[dict[str, Any]], final: Final, loss: str) -> Task:
    """Where the labels say nothing."""
    if kind == "none":
        same = read and final.shape and list(final.shape) == list(read[0]["shape"])
        return "autoencoder" if same else "unknown"
    if "crossentropy" in loss or "hinge" in loss:
        return "binary" if (final.units or 1) == 1 else "multiclass"
    return "regression" if _fits(loss, REGRESSION) else "unknown"


def _of_numbers(
    kind: str, target: dict[str, Any], read: list[dict[str, Any]], final: Final, loss: str
) -> Task:
    if kind == "probabilities":
        return "multiclass" if "crossentropy" in loss or "divergence" in loss else "regression"
    same = [r for r in read if list(r["shape"]) == list(target["shape"])]
    images = same and same[0]["kind"] == "image" and list(final.shape) == list(target["shape"])
    return "autoencoder" if images else "regression"


def _for_positions(target: dict[str, Any], kind: str, final: Final) -> bool:
    """True where every sample has several labels, one for each of its positions."""
    shape = list(target["shape"])
    if kind in ("one-hot", "multi-hot"):
        return len(shape) > 1
    return int(np.prod(shape)) > 1 and len(final.shape) >= len(shape)


def _are_amounts(
    target: dict[str, Any], read: list[dict[str, Any]], final: Final, compiled: dict[str, Any]
) -> bool:
    """True where whole numbers are quantities: one output of any size, judged by its distance.

    Class numbers start at 0 and leave none out, most of them belong to pictures or texts, and
    whoever has classes asks for an accuracy.
    """
    loss = str(compiled.get("loss") or "")
    if (final.units or 1) > 1 or not _fits(loss, REGRESSION):
        return False
    if any(_fits(str(name), ACCURACY) for name in compiled.get("metrics") or ()):
        return False
    gapless = target.get("minimum") == 0 and target.get("distinct") == target.get("classes")
    return not (gapless and any(r["kind"] in ("image", "text", "tokens") for r in read))


def _fits(name: str, parts: tuple[str, ...]) -> bool:
    return any(part in name.lower() for part in parts)


def _padded(counts: list[int], classes: int) -> list[int]:
    return [*counts, *[0] * (classes - len(counts))]


def _symbolic(values: Array) -> keras.KerasTensor:
    dtype = "string" if values.dtype.kind in "OUS" else str(values.dtype)
    return keras.KerasTensor((None, *values.shape[1:]), dtype=dtype)
