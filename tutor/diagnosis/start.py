"""Rules on the untrained model: the first loss and weights that start equal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.history import History

HIGH = 2.0
FAR = 4.0
"""Multiples of the expected first cross-entropy. Karpathy's recipe: "verify loss @ init". The
recorded Glorot, He and LeCun starts lie between .99 and 1.19 times ln C; those with a standard
deviation of 1 at 5 times behind tanh and 271 times behind relu. A pre-trained network under a fresh
output layer can start at 2 to 3 times, which is worth an eye and no more."""

FAR_SQUARED = 1.5
"""The squared error of one-hot targets is bounded: sure and random answers cost 2 / C - 2 / C^2,
which is twice the expected (C - 1) / C^2. A recorded plain start lies at 1.03 times, one with a
standard deviation of 1 at 2.1 times."""


def zero_start(history: History) -> Iterable[Finding]:
    """A hidden kernel of zeros between zeros: no signal forward and no gradient back.

    A zero kernel alone is no fault (softmax regression, the last layer of a residual branch), so
    the gradient must be zero as well. Source: TheDeepChecker (constant start), Goodfellow et al.,
    Deep Learning, 8.4 (breaking symmetry).
    """
    sample = history.sample_at(0)
    if sample is None:
        return
    layers = facts.hidden(sample)
    still = [s.name for s in layers if s.weight_norm == 0 and s.gradient_norm == 0]
    if not still:
        return
    yield Finding(
        rule="zero-start",
        level="problem",
        step="init",
        title=f"{len(still)} of {len(layers)} hidden layers start with weights of 0 and cannot "
        "learn",
        evidence=f"before training the weights and the gradient of {', '.join(still)} are exactly "
        "0",
        cause="Zero weights pass nothing on, so the layers below get no gradient; and units that "
        "start equal stay equal. Only the biases of the output can move.",
        advice="Start the kernels at random, with Glorot's scheme (Keras's default); zeros are "
        "right for biases only.",
        layer=still[0],
        epoch=0,
        edit={"initialization.weights": "glorot_uniform"},
    )


def initial_loss(history: History) -> Iterable[Finding]:
    """The first loss against the loss of knowing nothing; only too high is a fault.

    A loss below the expected one means that the model starts with knowledge (pre-trained, or a
    training that is continued).
    """
    loss, expected = history.initial_loss, history.expected_initial_loss
    if loss is None or expected is None or history.model is None:
        return
    squared = facts.has_loss(history, "squared")
    high, far = (FAR_SQUARED, FAR_SQUARED) if squared else (HIGH, FAR)
    ratio = loss / expected if math.isfinite(loss) else math.inf
    if ratio <= high:
        return
    classes = history.data.classes if history.data else 0
    formula = "(C - 1) / C²" if squared else f"ln {classes}"
    mismatch = history.model.output_activation in (None, "linear", "relu")
    yield Finding(
        rule="initial-loss",
        level="problem" if ratio > far else "watch",
        step="cost" if mismatch else "init",
        title=f"The untrained model's loss is {number(loss)}; knowing nothing costs "
        f"{number(expected)}",
        evidence=f"{number(loss)} on {history.initial_samples} validation samples is "
        f"{number(ratio)} times the {number(expected)} = {formula} of equal probabilities for "
        f"{classes} classes",
        cause=_MISMATCH if mismatch else _TOO_WIDE,
        advice="Give the output a softmax, or tell the loss from_logits=True."
        if mismatch
        else "Start the weights with Glorot's scheme and keep the inputs at about 1.",
        epoch=0,
        edit={} if mismatch else {"initialization.weights": "glorot_uniform"},
    )


_MISMATCH = (
    "The output layer gives no probabilities, and a cross-entropy that is not told so "
    "(from_logits=True) takes the logarithm of numbers that are none."
)
_TOO_WIDE = (
    "The untrained model is sure of wrong answers: its weights, or its inputs, are too large. The "
    "first epochs go into unlearning that."
)

RULES = (zero_start, initial_loss)
