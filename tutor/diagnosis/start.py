"""Rules on the untrained model: the first loss, weights that start equal, and too wide."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from tutor.diagnosis import facts, gravity, network, settings, standing
from tutor.diagnosis import head as heads
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Level, Mend
from tutor.history import History, Layer

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

WIDE = 4.0
"""Multiples of He's deviation, sqrt(2 / inputs), that a start of a fixed width may have. Each layer
makes signals wider by about that factor. 1 for the two inputs of XOR is fitting; for 784 pixels it
is 20 times too much."""

GLOROT = "glorot-start"
"""The experiment that starts a copy with Keras's own scheme."""


def zero_start(history: History) -> Iterable[Finding]:
    """A hidden kernel of zeros between zeros: no signal forward and no gradient back.

    A zero kernel alone is no fault (softmax regression, the last layer of a residual branch), so
    the gradient must be zero as well. Source: TheDeepChecker (constant start), Goodfellow et al.,
    Deep Learning, 8.4 (breaking symmetry).
    """
    names = _still(history)
    if not names:
        return
    depth = max(len(names), network.depth(history))
    layer = next((x for x in network.layers(history) if x.name == names[0]), None)
    yield Finding(
        rule="zero-start",
        level="problem",
        step="init",
        title=f"{len(names)} of {depth} hidden layers start with weights of 0 and cannot learn",
        evidence=f"before training the weights and the gradient of {', '.join(names)} are exactly "
        "0",
        cause="Zero weights pass nothing on, so the layers below get no gradient; and units that "
        "start equal stay equal. Only the biases of the output can move.",
        advice="Start the kernels at random, with Glorot's scheme (Keras's default); zeros are "
        "right for biases only.",
        layer=names[0],
        line=_line(layer),
        epoch=0,
        edit={"initialization.weights": "glorot_uniform"},
        mend=_glorot(layer),
    )


def _still(history: History) -> list[str]:
    """Hidden layers that were seen to start at 0 and without a gradient."""
    sample = history.sample_at(0)
    if sample is None:
        return []
    return [
        s.name for s in facts.hidden(sample) if s.weight_norm == 0 and s.gradient_norm == 0
    ]  # fmt: skip


def equal_start(history: History) -> Iterable[Finding]:
    """Hidden units that start equal, by the name of their initializer (TheDeepChecker).

    Certain where the layer behind is constant too: then units of a layer get equal gradients and
    stay equal for ever. Behind them random weights break the symmetry, though slowly. One layer
    alone may start at any constant, as its units have different targets.
    """
    if _still(history) or (history.sample_at(0) is None and not history.ended):
        return  # zeros that stand still are named by the rule above, once they were looked at
    heavy = [x for x in network.heavy(history) if x.trainable]
    for layer, behind in pairwise(heavy):
        start, after = settings.initializer(layer), settings.initializer(behind)
        value = settings.constant(start) if start else None
        if value is None or (layer.units or 0) < 2:
            continue
        certain = after is not None and settings.constant(after) is not None
        if not certain and value == 0:
            continue  # zeros under random weights get different gradients at once
        kind = start.name if start and start.name != "constant" else f"constant {number(value)}"
        yield Finding(
            rule="equal-start",
            level=gravity.level(history, "unless-well" if certain else "where-it-fails", GLOROT),
            step="init",
            title=f"The {layer.units} units of {layer.name} start equal",
            evidence=f"its weights all start at {number(value)} ({kind})"
            + (f", and those of {behind.name} behind it are constant too" if certain else "")
            + gravity.tried_in_words(history, GLOROT),
            cause="Units with the same weights give the same answer and get the same gradient, so "
            "they stay one unit, however many there are.",
            advice=f'{layer.type}({layer.units}, kernel_initializer="glorot_uniform"), Keras\'s '
            "default.",
            layer=layer.name,
            line=_line(layer),
            epoch=0,
            edit={"initialization.weights": "glorot_uniform"},
            mend=_glorot(layer),
        )
        return


def wide_start(history: History) -> Iterable[Finding]:
    """A start of a fixed width that is far too wide for the number of inputs (He et al. 2015)."""
    if network.has_normalization(history):
        return  # it brings every layer's output back to 1
    worst: tuple[float, Layer, float] | None = None
    for layer in network.heavy(history):
        start, inputs = settings.initializer(layer), settings.fan_in(layer)
        width = settings.deviation(start) if start else None
        if width is None or inputs is None or not layer.trainable:
            continue
        ratio = width / math.sqrt(2 / inputs)
        if worst is None or ratio > worst[0]:
            worst = (ratio, layer, width)
    if worst is None or worst[0] < WIDE:
        return
    ratio, layer, width = worst
    fitting = math.sqrt(2 / (settings.fan_in(layer) or 1))
    yield Finding(
        rule="wide-start",
        level=gravity.level(history, "where-it-fails", GLOROT),
        step="init",
        title=f"The weights of {layer.name} start {number(ratio)} times too wide",
        evidence=f"a standard deviation of {number(width)}; for {settings.fan_in(layer)} inputs "
        f"He's scheme takes sqrt(2 / {settings.fan_in(layer)}) = {number(fitting)}"
        + gravity.tried_in_words(history, GLOROT),
        cause="Every layer makes signals and gradients larger by about that factor. Sigmoids and "
        "tanhs start in their flat ends, a softmax starts sure of wrong answers.",
        advice=f'{layer.type}({layer.units}, kernel_initializer="glorot_uniform") (Keras\'s '
        'default) or "he_normal" before a relu.',
        layer=layer.name,
        line=_line(layer),
        epoch=0,
        edit={"initialization.weights": "glorot_uniform"},
        mend=_glorot(layer),
    )


def initial_loss(history: History) -> Iterable[Finding]:
    """The first loss against the loss of knowing nothing; only too high is a fault.

    A loss below the expected one means that the model starts with knowledge (pre-trained, or a
    training that is continued).
    """
    loss, expected = _data_loss(history), _expected(history)
    if loss is None or expected is None or history.model is None:
        return
    classes = history.data.classes if history.data else 0
    # An answer without bounds is as far off as a sure one is wrong.
    squared = facts.has_loss(history, "squared") and classes >= 2
    high, far = (FAR_SQUARED, FAR_SQUARED) if squared else (HIGH, FAR)
    ratio = loss / expected if math.isfinite(loss) else math.inf
    if ratio <= high:
        return
    formula = "(C - 1) / C²" if squared else f"ln {classes}"
    of = f" = {formula} of equal probabilities for {classes} classes"
    mismatch = (
        classes >= 2
        and history.model.output_activation in (None, "linear", "relu")
        and not _logits(history)
    )
    yield Finding(
        rule="initial-loss",
        level=_level(history, ratio > far),
        step="cost" if mismatch else "init",
        title=f"The untrained model's loss is {number(loss)}; knowing nothing costs "
        f"{number(expected)}",
        evidence=f"{number(loss)} on {history.initial_samples} validation samples is "
        f"{number(ratio)} times the {number(expected)}"
        + (of if classes >= 2 else " of always answering the mean"),
        cause=_MISMATCH if mismatch else _TOO_WIDE if classes >= 2 else _FAR_OFF,
        advice="Give the output a softmax, or tell the loss from_logits=True."
        if mismatch
        else "Start the weights with Glorot's scheme and keep the inputs at about 1.",
        epoch=0,
        edit={} if mismatch else {"initialization.weights": "glorot_uniform"},
    )


def _level(history: History, far: bool) -> Level:
    """A bad start that did no harm is worth an eye only; so is one that penalties explain."""
    if not far or standing.underperforms(history) is False or network.is_penalized(history):
        return "watch"
    return "problem"


def _data_loss(history: History) -> float | None:
    """The first loss without the weight penalties that Keras adds to it, as far as known."""
    loss = history.initial_loss
    if loss is None or not math.isfinite(loss):
        return loss
    sample = history.sample_at(0)
    norms = {s.name: s.weight_norm for s in sample.layers} if sample else {}
    for layer in network.heavy(history):
        _, l2 = settings.penalty(layer)
        loss -= l2 * (norms.get(layer.name) or 0.0) ** 2
    return loss


def _expected(history: History) -> float | None:
    """What knowing nothing costs, where the output is of the kind that the formula is made for."""
    model, expected = history.model, history.expected_initial_loss
    if model is None or expected is None or not facts.has_loss(history, "squared"):
        return expected
    if history.compiled is None:
        return expected  # a project of dltutor's own
    if heads.canonical(model.loss) not in heads.SQUARED or history.data is None:
        return None
    # Sigmoids start at one half in every column, and a linear output has no bound at all.
    alone = model.output_units == 1 and history.data.classes == 2
    fits = model.output_activation == "softmax" and model.output_units == history.data.classes
    return expected if fits or (alone and model.output_activation == "sigmoid") else None


def _logits(history: History) -> bool:
    return history.compiled is not None and history.compiled.from_logits is True


def _line(layer: Layer | None) -> int | None:
    return layer.place.line if layer is not None and layer.place is not None else None


def _glorot(layer: Layer | None) -> Mend | None:
    line = _line(layer)
    if layer is None or line is None:
        return None
    return Mend(line, layer.type, {"kernel_initializer": '"glorot_uniform"'})


_MISMATCH = (
    "The output layer gives no probabilities, and a cross-entropy that is not told so "
    "(from_logits=True) takes the logarithm of numbers that are none."
)
_TOO_WIDE = (
    "The untrained model is sure of wrong answers: its weights, or its inputs, are too large. The "
    "first epochs go into unlearning that."
)

_FAR_OFF = (
    "The untrained model answers far from the targets: its weights, or its inputs, are too large. "
    "The first epochs go into unlearning that."
)

RULES = (zero_start, equal_start, wide_start, initial_loss)
