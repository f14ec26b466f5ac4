"""The rule on the output's activation: can it give the answers that the targets ask for?"""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import head as heads
from tutor.diagnosis import standing
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.gravity import Grade
from tutor.diagnosis.head import Head, finding, first
from tutor.history import History

FAR_OUT = 0.5
JUST_OUT = 0.05
"""How far targets lie beyond what the output can answer, in their own standard deviations. Half of
one is out of reach for a good part of the samples; data scaled to 0...1 on another part of the
series lie a little outside and are no fault."""

SMOOTH = frozenset({"leaky_relu", "elu", "selu", "gelu", "silu"})


def output_activation(history: History) -> Iterable[Finding]:
    """An output activation that cannot give the answers that the targets ask for."""
    cases = (_activated_twice, _out_of_reach, _dead_output, _softmax_on_labels, _rectified_classes)
    yield from first(history, (*cases, _tanh_classes, _sigmoid_on_one_of_many, _linear_binary))


def limits(end: Head, history: History) -> tuple[float, float, float] | None:
    """Smallest and largest target and their deviation; of the inputs for an autoencoder."""
    parts = (end.targets, history.inputs[0] if end.kind == "inputs" and history.inputs else None)
    for part in parts:
        if part is None or part.minimum is None or part.maximum is None or not part.std:
            continue
        return part.minimum, part.maximum, part.std
    return None


def within(end: Head, history: History, low: float, high: float) -> bool:
    """Whether the targets are known to lie in this range."""
    known = limits(end, history)
    return known is not None and known[0] >= low - 1e-3 and known[1] <= high + 1e-3


def _out_of_reach(end: Head, history: History) -> Finding | None:
    """Targets that a sigmoid, softmax, tanh or relu can never answer."""
    reach = heads.RANGES.get(end.activation)
    reach = (0.0, math.inf) if end.activation in heads.FROM_ZERO else reach
    known = limits(end, history)
    if reach is None or known is None or not _answers_numbers(end):
        return None
    low, high, deviation = known
    beyond = max(reach[0] - low, high - reach[1]) / deviation
    if beyond < JUST_OUT:
        return None
    upper = "any size" if math.isinf(reach[1]) else number(reach[1])
    numbers = "inputs" if end.kind == "inputs" else "targets"
    return finding(
        end,
        history,
        rule="output-activation",
        grade="unless-well" if beyond > FAR_OUT else "where-mended",
        title=f"The output's {end.activation} cannot reach the {numbers}",
        evidence=f"a {end.activation} answers from {number(reach[0])} to {upper}; the {numbers} "
        f"run from {number(low)} to {number(high)} (standard deviation {number(deviation)})",
        cause=f"An answer beyond the reach of the {end.activation} is impossible; the output "
        "sticks to its end, where the gradient is close to 0.",
        advice=f"Leave the activation out: Dense({end.units}). Or scale the {numbers} to the "
        "range of the activation.",
        mend=end.output_mend("linear"),
    )


def _dead_output(end: Head, history: History) -> Finding | None:
    """A relu on the output that is 0 for every sample: it passes no gradient and never returns."""
    if end.activation not in ("relu", "relu6") or not _answers_numbers(end):
        return None
    last = history.samples[-1].layers[-1:] if history.samples else ()
    dead = bool(last) and (last[0].dead_fraction or 0.0) >= 1.0
    if not dead or standing.constant_answers(history) is False:
        return None
    return finding(
        end,
        history,
        rule="output-activation",
        grade="unless-well",
        title="The relu on the output is dead: it answers 0 to everything",
        evidence=f"{end.named}; after training the output is 0 on every sample looked at",
        cause="A relu that is 0 passes no gradient back, so nothing in the network can change.",
        advice=f"Leave the activation out: Dense({end.units}).",
        mend=end.output_mend("linear"),
    )


def _answers_numbers(end: Head) -> bool:
    """Whether the output is meant to give numbers: a regression, or inputs given back."""
    if end.loss not in heads.DISTANCE | heads.BINARY | {"poisson", "cosine_similarity"}:
        return False
    if end.kind in ("continuous", "inputs"):
        return True
    if end.loss not in heads.DISTANCE:
        return False
    return end.kind == "signs" or (end.kind == "integer" and end.units == 1)


def _activated_twice(end: Head, history: History) -> Finding | None:
    """A nonlinearity of the layer's own and another layer's behind it."""
    if end.layer is None or end.activator is None or end.activator is end.layer:
        return None
    first, second = end.layer.activation, end.activation
    if first in (None, "linear") or not second:
        return None
    certain = first in heads.PROBABILITIES
    if not certain and second not in heads.PROBABILITIES:
        return None
    place = end.layer.place
    return finding(
        end,
        history,
        rule="output-activation",
        grade="unless-well" if certain else "where-it-fails",
        title=f"The output is activated twice: {first}, then {second}",
        evidence=f"{end.layer.name} has the activation {first}, and behind it stands "
        f"{end.activator.name}",
        cause=f"A {second} of numbers between 0 and 1 comes out nearly even: no class can ever be "
        "sure."
        if certain
        else f"The {first} cuts off what the {second} needs: numbers of any size and sign.",
        advice=f"Take the {first} out of {end.layer.type}({end.units}).",
        line=place.line if place else None,
        mend=Mend(place.line, end.layer.type, {"activation": "None"}) if place else None,
    )


def _softmax_on_labels(end: Head, history: History) -> Finding | None:
    """A softmax where several labels may hold; with a categorical loss that is the loss's fault."""
    categorical = end.loss in heads.CATEGORICAL
    if end.kind != "multi-hot" or end.activation != "softmax" or categorical:
        return None
    several = ((end.targets.mean or 0.0) * end.classes) if end.targets else 0.0
    return finding(
        end,
        history,
        rule="output-activation",
        grade="unless-well" if several > 1.05 else "where-it-fails",
        title="A softmax for labels of which several may hold at once",
        evidence=f"{end.named}; a sample has {several:.1f} of {end.classes} labels on average",
        cause="The outputs of a softmax sum to 1, so at most one of them can be above one half.",
        advice=f'Dense({end.units}, activation="sigmoid") with binary_crossentropy.',
        mend=end.output_mend("sigmoid"),
    )


def _rectified_classes(end: Head, history: History) -> Finding | None:
    """A relu or one of its kin where class probabilities are meant."""
    if end.activation not in heads.FROM_ZERO | SMOOTH or not _answers_classes(end):
        return None
    if end.loss in heads.CROSSENTROPY | {"kl_divergence"}:
        grade: Grade = "where-it-fails" if end.from_logits else "unless-well"
    else:
        grade = "where-it-fails"
    right = end.right_activation
    return finding(
        end,
        history,
        rule="output-activation",
        grade=grade,
        title=f"The output of a classifier is a {end.activation}",
        evidence=f"{end.named} and the loss {end.loss or 'of your own'}; the labels are "
        f"{end.labels}",
        cause="A relu answers 0 or any larger number, which is no probability, and where it is 0 "
        "it passes no gradient back: a class that is 0 stays 0.",
        advice=f'Dense({end.units}, activation="{right}").',
        mend=end.output_mend(right),
    )


def _tanh_classes(end: Head, history: History) -> Finding | None:
    if end.activation not in ("tanh", "softsign") or not _answers_classes(end):
        return None
    if end.loss not in heads.CROSSENTROPY:
        return None
    right = end.right_activation
    return finding(
        end,
        history,
        rule="output-activation",
        grade="where-it-fails" if end.from_logits else "unless-well",
        title=f"The output of a classifier is a {end.activation}",
        evidence=f"{end.named} and the loss {end.loss}; the labels are {end.labels}",
        cause=f"A {end.activation} runs from -1 to 1; the cross-entropy takes the logarithm of it, "
        "and below 0 there is none.",
        advice=f'Dense({end.units}, activation="{right}").',
        mend=end.output_mend(right),
    )


def _sigmoid_on_one_of_many(end: Head, history: History) -> Finding | None:
    """Units of their own where one class of many is meant.

    Measured on Keras 3.15 with TensorFlow: the categorical losses reach behind a sigmoid for its
    logits, and the training is the same as with a softmax to the last digit. So only the answers
    are affected, and the finding is a problem only where the model fails.
    """
    if end.activation != "sigmoid" or end.kind not in ("one-hot", "integer"):
        return None
    if (end.units or 0) < 2 or end.loss not in heads.CATEGORICAL | heads.SPARSE:
        return None
    return finding(
        end,
        history,
        rule="output-activation",
        grade="where-it-fails",
        title=f"{end.units} sigmoids for one class of {end.classes}",
        evidence=f"{end.named} and the loss {end.loss}",
        cause="Each sigmoid answers for itself; a categorical cross-entropy is meant for outputs "
        "that share one probability between them.",
        advice=f'Dense({end.units}, activation="softmax").',
        mend=end.output_mend("softmax"),
    )


def _linear_binary(end: Head, history: History) -> Finding | None:
    """Two classes as a regression: it works on easy data, so silence where the model does well."""
    if end.activation != "linear" or end.kind != "binary" or end.units != 1:
        return None
    if end.loss not in heads.DISTANCE or standing.underperforms(history) is False:
        return None
    return finding(
        end,
        history,
        rule="output-activation",
        grade="where-mended",
        title="Two classes are told apart by a regression",
        evidence=f"{end.named} and the loss {end.loss}; the labels are 0 or 1",
        cause="Without a sigmoid an answer of 3 for a sample of class 1 counts as wrong as one of "
        "-1.",
        advice='Dense(1, activation="sigmoid") with binary_crossentropy.',
        mend=end.output_mend("sigmoid"),
    )


def _answers_classes(end: Head) -> bool:
    """Whether the output is meant to give class probabilities."""
    if end.kind in ("one-hot", "binary", "multi-hot"):
        return True
    return end.kind == "integer" and end.loss in heads.CROSSENTROPY | {"kl_divergence"}
