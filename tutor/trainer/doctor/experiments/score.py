"""How well the trained model answers, beside what simpler answers reach on the same rows."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import numpy as np

from tutor.observed import Score
from tutor.trainer.doctor.experiments import baseline
from tutor.trainer.doctor.experiments.material import (
    SAMPLE,
    Material,
    Rows,
    Training,
    quartered,
    rows_of,
)
from tutor.trainer.doctor.experiments.outputs import outputs_of
from tutor.trainer.doctor.experiments.terms import Array, Terms, terms_of
from tutor.trainer.layers import activation_name, leaves

UNSCORED = ("adversarial", "online")
"""Tasks whose targets are no answers to hold a model to."""


def material_of(training: Training, deadline: float) -> Material | None:
    """What experiments on a training work on; None where its data or task cannot be read.

    Args:
        training: whose script has ended.
        deadline: on `time.perf_counter()`.
    """
    data, history = training.captured, training.history
    if data is None or history.task in UNSCORED:
        return None
    rows = rows_of(data)
    if rows is None:
        return None
    few = rows[0].some(32)
    outputs = outputs_of(training.model, few.x, data.pack_x, deadline)
    if outputs is None:
        return None
    compiled = history.compiled
    terms = terms_of(
        history.task,
        rows[0].y,
        outputs,
        loss=compiled.loss if compiled else "",
        activation=output_activation(training.model),
        from_logits=compiled.from_logits if compiled else None,
    )
    return None if terms is None else Material(training, terms, *rows, history)


def score_card(material: Material, deadline: float) -> tuple[Score, dict[str, Any]] | None:
    """The score of the trained model, and figures on how it was taken; None out of time.

    Args:
        material: see `material_of`.
        deadline: on `time.perf_counter()`; what does not fit is left out.
    """
    terms, model = material.terms, material.training.model
    train = material.train.some(SAMPLE)
    outputs = outputs_of(model, train.x, material.pack, deadline)
    if outputs is None:
        return None
    train = train.take(slice(len(outputs)))
    held, validation = material.validation, None
    held_outputs = None
    if held is not None:
        held = held.some(SAMPLE)
        held_outputs = outputs_of(model, held.x, material.pack, deadline)
        held = held.take(slice(len(held_outputs))) if held_outputs is not None else None
    if held is not None and held_outputs is not None:
        validation = terms.score(held_outputs, held.y)
    fitted, judged = (material.train, held) if held is not None else quartered(material.train)
    simple = baseline.scores(material, fitted, judged, deadline)
    card = Score(
        metric=terms.metric,
        train=terms.score(outputs, train.y),
        validation=validation,
        constant=constant_score(terms, train, held if held is not None else train),
        linear=simple.linear,
        neighbours=simple.neighbours,
        linear_train=simple.linear_train,
        spread=spread(terms, outputs, train.y),
        answers=answers(terms, outputs),
        samples=len(train),
        validation_samples=len(held) if held is not None else 0,
    )
    return card, {"baseline_part": judged.part, "baseline_samples": len(judged)}


def write_score(material: Material, deadline: float) -> Score | None:
    """Score the trained model and write the event `scored`."""
    started = time.perf_counter()
    found = score_card(material, deadline)
    if found is None:
        return None
    card, extra = found
    seconds = round(time.perf_counter() - started, 3)
    material.training.log.write("scored", **asdict(card), **extra, seconds=seconds)
    return card


def constant_score(terms: Terms, train: Rows, held: Rows) -> float | None:
    """What always giving the most frequent answer of the training part scores on `held`.

    0 for numbers: the mean of the targets is the best constant, and r2 measures from it.
    """
    if terms.metric == "r2":
        return 0.0
    truth, asked = terms.truth(train.y), terms.truth(held.y)
    if terms.task == "multilabel":
        return float(np.mean(asked == np.rint(truth.mean(axis=0))))
    values, counts = np.unique(truth, return_counts=True)
    return float(np.mean(asked == values[counts.argmax()]))


def spread(terms: Terms, outputs: Array, targets: Array) -> float | None:
    """Mean deviation of the outputs over the samples, over that of the targets.

    Classes are compared as probabilities with the targets as one-hot rows.
    """
    given = terms.probabilities(outputs)
    truth = np.asarray(terms.truth(targets), np.float64)
    if terms.task in ("multiclass", "tagging") and given.shape[1] > 1:
        if truth.ndim > 1:
            return None
        truth = (truth[:, None] == np.arange(given.shape[1])).astype(float)
    if terms.task == "binary" and given.shape[1] > 1:
        truth = np.stack([1 - truth, truth], axis=1)
    if terms.signs:
        truth = 2 * truth - 1
    deviation = float(np.mean(np.std(truth.reshape(len(truth), -1), axis=0)))
    found = float(np.mean(np.std(given, axis=0)))
    return found / deviation if deviation > 0 and np.isfinite(found) else None


def answers(terms: Terms, outputs: Array) -> int | None:
    """Number of distinct classes that the model names; None for numbers and several labels."""
    if terms.metric != "accuracy" or terms.task == "multilabel":
        return None
    return len(np.unique(terms.answers(outputs)))


def output_activation(model: Any) -> str:
    """The nonlinearity that the model ends in, `linear` where it ends in none."""
    for layer in reversed(leaves(model)):
        name = activation_name(layer)
        if name is not None:
            return name
        if layer.weights:
            return "linear"
    return "linear"
