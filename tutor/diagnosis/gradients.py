"""Rules on the gradient's way through the layers: vanishing and exploding."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import facts, standing
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.history import History, LayerSample, LayerStats

VANISHING_RATIO = 1e-3
VANISHING_NORM = 1e-4
VANISHING_MEAN = 1e-7
"""AutoTrainer: first / last gradient norm below 1e-3 and the first below 1e-4. The second condition
spares trained networks, so it is asked for only after training began and only of a model that
learns: six sigmoid layers stand still at 8e-4 (recorded), healthy starts have a ratio above .1.
SageMaker Debugger and DeepDiagnosis: a mean magnitude below 1e-7, taken here for the first layer
and beside a ratio of a tenth, as a trained network has small gradients everywhere."""

EXPLODING_RATIO = 70.0
EXPLODING_NORM = 100.0
"""AutoTrainer: first / last above 70. Very small gradients of a trained output layer reach that as
well, so the first layer's norm must be large in itself. TheDeepChecker's 1e6 is never reached
before the loss has overflowed."""

MOSTLY_DEAD = 0.7
"""Dead relus stop the gradient as well, and `units.dead_units` names them."""

EARLY = 2
"""Epochs in which gradients are compared: later ones are small because the loss is."""


def vanishing_gradient(history: History) -> Iterable[Finding]:
    """The gradient is lost on its way to the first layer, at the start or in the early epochs.

    A problem where the model does not learn; a network that learns in spite of it is only watched.
    """
    learns = standing.learns(history)
    sample = next((s for s in _early(history) if _vanishes(s, learns)), None)
    if sample is None:
        return
    layers = _through(sample)
    first, last = layers[0], layers[-1]
    depth = len(layers) - 1
    squashing = facts.activation_of(history, first.name) in ("sigmoid", "tanh")
    yield Finding(
        rule="vanishing-gradient",
        level="problem" if learns is False else "watch",
        step="layers",
        title=f"The gradient vanishes: {number(_norm(last))} at the output, {number(_norm(first))} "
        f"at the first of {depth} hidden layers",
        evidence=f"{_when(sample)}, gradient norm of {first.name} {number(_norm(first))}, of "
        f"{last.name} {number(_norm(last))}: a ratio of {number(_norm(first) / _norm(last))}"
        + _learning(history, learns),
        cause="Each layer multiplies the gradient by its weights and by the slope of its "
        "activation"
        + (
            ", and a sigmoid's slope is at most 1/4."
            if squashing
            else "; below 1 a layer, the product dies out."
        )
        + " The first layers stay as they were drawn.",
        advice="Take hidden layers away, use relu, or put batch normalization between the layers.",
        layer=first.name,
        epoch=sample.epoch,
        edit={"layers.activation": "relu"}
        if squashing
        else {"regularization.batch_normalization": True},
    )


def exploding_gradient(history: History) -> Iterable[Finding]:
    """The gradient grows on its way to the first layer, or is no finite number."""
    sample = next((s for s in _early(history) if _explodes(s)), None)
    if sample is None:
        return
    layers = _through(sample)
    first, last = layers[0], layers[-1]
    broken = next((s for s in layers if not math.isfinite(_norm(s))), None)
    learns = standing.learns(history)
    yield Finding(
        rule="exploding-gradient",
        level="problem" if learns is False or (broken and learns is None) else "watch",
        step="init",
        title=f"The gradient of {broken.name} is no finite number"
        if broken
        else f"The gradient explodes: {number(_norm(last))} at the output, {number(_norm(first))} "
        "at the first layer",
        evidence=f"{_when(sample)}, gradient norm of {first.name} {number(_norm(first))}, of "
        f"{last.name} {number(_norm(last))}" + _learning(history, learns),
        cause="Each layer multiplies the gradient by its weights; weights that start too wide "
        "make it larger from layer to layer, and one update throws the first layers far off.",
        advice="Start the weights with Glorot's or He's scheme, scale the inputs, or give the "
        "optimizer clipnorm=1.0.",
        layer=(broken or first).name,
        epoch=sample.epoch,
        edit={"initialization.weights": "glorot_uniform"},
    )


def _through(sample: LayerSample) -> tuple[LayerStats, ...]:
    """The layers that the gradient passes through: an embedding's rows get theirs one by one."""
    return tuple(s for s in facts.weighted(sample) if s.type != "Embedding")


def _early(history: History) -> tuple[LayerSample, ...]:
    return tuple(s for s in history.samples if s.epoch <= EARLY and len(_through(s)) > 1)


def _vanishes(sample: LayerSample, learns: bool | None) -> bool:
    layers = _through(sample)
    first, last = _norm(layers[0]), _norm(layers[-1])
    if not math.isfinite(first) or not math.isfinite(last) or last == 0:
        return False
    if layers[-1].weight_norm == 0:  # an output of zeros passes nothing back in its first step
        return False
    if any((s.dead_fraction or 0.0) >= MOSTLY_DEAD for s in layers[:-1]):
        return False
    mean = layers[0].gradient_mean_abs
    if mean is not None and mean < VANISHING_MEAN and first < 0.1 * last:
        return True
    certain = sample.epoch == 0 or learns is False or first < VANISHING_NORM
    return first < VANISHING_RATIO * last and certain


def _explodes(sample: LayerSample) -> bool:
    layers = _through(sample)
    norms = [_norm(s) for s in layers]
    if not all(map(math.isfinite, norms)):
        return True
    return norms[0] > EXPLODING_RATIO * norms[-1] and norms[0] > EXPLODING_NORM


def _norm(stats: LayerStats) -> float:
    return math.nan if stats.gradient_norm is None else stats.gradient_norm


def _when(sample: LayerSample) -> str:
    return "before training" if sample.epoch == 0 else f"after epoch {sample.epoch}"


def _learning(history: History, learns: bool | None) -> str:
    if learns is None:
        return ""
    return (
        f"; after {len(history.epochs)} epochs the model {'learns' if learns else 'has learnt'}"
        + (" in spite of it" if learns else " nothing")
    )


RULES = (vanishing_gradient, exploding_gradient)
