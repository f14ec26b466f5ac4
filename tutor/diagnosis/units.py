"""Rules on units that say nothing: dead relus and saturated sigmoids."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.diagnosis import facts, standing
from tutor.diagnosis.facts import percent
from tutor.diagnosis.finding import Finding
from tutor.history import History, LayerSample, LayerStats

HALF = 0.5
"""SageMaker Debugger, DeadRelu and Saturated activation, and DeepDiagnosis: more than half of a
layer."""

MOST = 0.7
"""AutoTrainer and DeepDiagnosis call relus dying from 70 %. Healthy recorded networks trained at a
large learning rate come to half, so 70 % is a problem only where nothing is learnt."""

RECTIFIERS = frozenset({"relu", "relu6"})
SQUASHERS = frozenset({"sigmoid", "tanh", "hard_sigmoid", "softsign"})


def dead_units(history: History) -> Iterable[Finding]:
    """Relus that are 0 on every sample pass no gradient: before training, and at the latest look.

    One finding, for the layer with the largest dead part.
    """
    for sample in _looks(history):
        layer, dead = _largest(history, sample, "dead_fraction", RECTIFIERS)
        if layer is None or dead <= HALF:
            continue
        early = sample.epoch == 0
        learns = standing.learns(history)
        when = "before training" if early else f"after epoch {sample.epoch}"
        smaller = facts.smaller_rate(history)
        serious = (dead >= MOST and learns is False) or (dead >= 1.0 and learns is not True)
        yield Finding(
            rule="dead-units",
            level="problem" if serious else "watch",
            step="init" if early else "learning-rate",
            title=f"{percent(dead)} of the units of {layer.name} are dead {when}",
            evidence=f"{percent(dead)} of its relus are 0 on every sample looked at {when}"
            + _before(history, layer, sample),
            cause="A relu that is 0 for every input has no gradient and never comes back. "
            + (
                "Its weights or bias started too negative."
                if early
                else "Large updates push the bias so far down."
            ),
            advice="Start with Glorot's or He's scheme and biases of zero, or use elu."
            if early or smaller is None
            else f"Lower the learning rate to {smaller:g}, or use elu, which never goes flat.",
            layer=layer.name,
            epoch=sample.epoch,
            edit=_dead_edit(early, smaller),
        )
        return


def saturated_units(history: History) -> Iterable[Finding]:
    """Hidden sigmoids or tanhs in their flat ends: almost no gradient.

    The output layer is left out, as a sure answer saturates it; and a network that learns has its
    reasons.
    """
    learns = standing.learns(history)
    if learns:
        return
    for sample in _looks(history):
        layer, saturated = _largest(history, sample, "saturated_fraction", SQUASHERS)
        if layer is None or saturated <= HALF:
            continue
        when = "before training" if sample.epoch == 0 else f"after epoch {sample.epoch}"
        yield Finding(
            rule="saturated-units",
            level="problem" if learns is False else "watch",
            step="init" if sample.epoch == 0 else "learning-rate",
            title=f"{percent(saturated)} of the outputs of {layer.name} are saturated {when}",
            evidence=f"{percent(saturated)} of its outputs lie in the flat ends of the "
            f"{facts.activation_of(history, layer.name)} {when}",
            cause="In its flat ends the slope is close to 0, and so is every gradient that has to "
            "pass. Weights that start too wide, or large updates, drive units there.",
            advice="Start the weights with Glorot's scheme, scale the inputs, or use relu.",
            layer=layer.name,
            epoch=sample.epoch,
            edit={"initialization.weights": "glorot_uniform"} if sample.epoch == 0 else {},
        )
        return


def _looks(history: History) -> tuple[LayerSample, ...]:
    """The sample before training and the latest one: between them a dead unit may come back."""
    if len(history.samples) < 2:
        return history.samples
    return (history.samples[0], history.samples[-1])


def _largest(
    history: History, sample: LayerSample, name: str, activations: frozenset[str]
) -> tuple[LayerStats | None, float]:
    """The hidden layer with the largest fraction `name`, of those with such a nonlinearity."""
    found = [
        (getattr(stats, name), stats)
        for stats in facts.hidden(sample)
        if getattr(stats, name) is not None
        and facts.activation_of(history, stats.name) in activations
    ]
    fraction, stats = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return stats, fraction


def _before(history: History, layer: LayerStats, sample: LayerSample) -> str:
    first = history.samples[0]
    if first is sample:
        return ""
    fraction = next((s.dead_fraction for s in first.layers if s.name == layer.name), None)
    return "" if fraction is None else f"; before training it was {percent(fraction)}"


def _dead_edit(early: bool, smaller: float | None) -> dict[str, object]:
    if early:
        return {"initialization.weights": "glorot_uniform", "initialization.biases": "zeros"}
    return {"learning_rate.value": smaller} if smaller else {"layers.activation": "elu"}


RULES = (dead_units, saturated_units)
