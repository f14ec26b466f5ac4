"""Rules on what holds a network back on purpose: dropout, weight penalties, batch statistics."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import facts, gravity, network, settings, standing
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding, Mend
from tutor.history import History, Layer

HEAVY_RATE = 0.7
HALF = 0.5
SEVERAL = 3
"""Srivastava et al. 2014 drop up to half of the hidden units; from .7 on a rate is often a share to
keep (TensorFlow 1's keep_prob) given for one to drop. Half is healthy, three halves in a row leave
one path in eight."""

USUAL_RATE = 0.3

STRONG_L1 = 0.01
STRONG_L2 = 0.1
"""Weight penalties in use lie between 1e-5 and 1e-2 (keras.regularizers take .01 where nothing is
said); an l1 counts every weight, so that .01 already outweighs the loss of most networks."""

OUTWEIGHS = 3.0
"""Multiples of the loss of knowing nothing that the penalty of the first weights may come to. The
default l2 of .01 on a hidden layer of 64 over 784 pixels is half of ln 10."""

BEHIND = 0.05
"""Part of its start that a running mean still holds: .99 ** 300. With more, validation is answered
with statistics of the untrained network."""

GAP = 0.2
"""Accuracy on the same training data in training and in use. Dropout makes it smaller, never
larger; noise of an epoch's running mean stays below .05."""

SMALL_GAP = 0.05
"""The same where the very training data were scored in use: worth an eye."""

NO_DROPOUT = "no-dropout"
NO_PENALTY = "no-regularization"
NO_NORMALIZATION = "no-normalization"
"""The experiments that belong to these rules."""


def too_much_dropout(history: History) -> Iterable[Finding]:
    """Dropout that keeps the network from learning even its training data."""
    drops = _drops(history)
    if not drops:
        return
    layer, rate = max(drops, key=lambda drop: drop[1])
    halves = sum(value >= HALF for _, value in drops)
    helped = gravity.names_the_cause(history, NO_DROPOUT)
    hurts = helped and standing.underfits(history) is not False
    all_of_it = rate >= 1.0
    heavy = rate >= HEAVY_RATE or halves >= SEVERAL
    if not (hurts or all_of_it) and (not heavy or standing.underperforms(history) is False):
        return
    place = layer.place
    setting = "rate" if "rate" in layer.settings else "dropout"
    yield Finding(
        rule="too-much-dropout",
        level="problem" if hurts or all_of_it else "watch",
        step="overfitting",
        title=f"{layer.name} drops {percent(rate)} of its inputs",
        evidence=", ".join(f"{x.name} {value:g}" for x, value in drops)
        + gravity.tried_in_words(history, NO_DROPOUT),
        cause="The rate is the share that is set to 0, not the share that is kept. With so little "
        "left, the network cannot learn even the training data.",
        advice=f"{layer.type}({USUAL_RATE:g}), and none at all until the training data are learnt.",
        layer=layer.name,
        line=place.line if place else None,
        edit={"regularization.dropout": USUAL_RATE},
        mend=Mend(place.line, layer.type, {setting: f"{USUAL_RATE:g}"}) if place else None,
    )


def _drops(history: History) -> list[tuple[Layer, float]]:
    """The layers that drop something, with their rates."""
    found = []
    for layer in network.layers(history):
        name = "rate" if "Dropout" in layer.type else "dropout"
        rate = settings.number_of(layer.settings, name)
        if rate is not None and rate > 0:
            found.append((layer, rate))
    return found


def too_much_regularization(history: History) -> Iterable[Finding]:
    """A weight penalty that outweighs the loss: the cheapest network is one of zeros."""
    held = [(x, *settings.penalty(x)) for x in network.layers(history)]
    held = [(x, l1, l2) for x, l1, l2 in held if l1 > 0 or l2 > 0]
    if not held:
        return
    layer, l1, l2 = max(held, key=lambda entry: (entry[1] / STRONG_L1, entry[2] / STRONG_L2))
    strong = l1 >= STRONG_L1 or l2 >= STRONG_L2
    cost, knowing_nothing = _penalty(history), history.expected_initial_loss
    outweighs = (
        cost is not None
        and knowing_nothing is not None
        and cost > OUTWEIGHS * knowing_nothing
    )  # fmt: skip
    helped = gravity.names_the_cause(history, NO_PENALTY)
    if not helped and (not (strong or outweighs) or standing.underperforms(history) is False):
        return
    said = ", ".join(
        f"{x.name} {'l1' if a else 'l2'} {number(a or b)}" for x, a, b in held[:4]
    )  # fmt: skip
    yield Finding(
        rule="too-much-regularization",
        level=gravity.level(
            history, "where-it-fails" if strong or outweighs else "where-mended", NO_PENALTY
        ),
        step="overfitting",
        title=f"The weight penalty of {layer.name} is strong: "
        + (f"l1 = {number(l1)}" if l1 > 0 else f"l2 = {number(l2)}"),
        evidence=said
        + (f"; at the start the penalties cost {number(cost)}" if cost else "")
        + (f", knowing nothing {number(knowing_nothing)}" if cost and knowing_nothing else "")
        + gravity.tried_in_words(history, NO_PENALTY),
        cause="The optimizer makes loss and penalty small together. Where the penalty weighs more, "
        "it takes the weights to 0 and the answers with them.",
        advice="Take the penalty out until the training data are learnt, then begin with "
        "keras.regularizers.l2(1e-4).",
        layer=layer.name,
        line=layer.place.line if layer.place else None,
        mend=Mend(
            layer.place.line, layer.type, {"kernel_regularizer": "keras.regularizers.L2(1e-4)"}
        )
        if layer.place
        else None,
    )


def _penalty(history: History) -> float | None:
    """What the penalties cost at the start: l2 ||w||^2, and l1 ||w||_1 of normal weights.

    For n weights of a normal distribution the sum of magnitudes is sqrt(2 n / pi) ||w||.
    """
    sample = history.sample_at(0)
    norms = {s.name: s.weight_norm for s in sample.layers} if sample else {}
    total, known = 0.0, False
    for layer in network.layers(history):
        l1, l2 = settings.penalty(layer)
        norm = norms.get(layer.name)
        if norm is None or not math.isfinite(norm) or (l1 == 0 and l2 == 0):
            continue
        known = True
        total += l2 * norm**2 + l1 * math.sqrt(2 * max(1, layer.parameters) / math.pi) * norm
    return total if known else None


def lagging_statistics(history: History) -> Iterable[Finding]:
    """Batch normalization whose running statistics lag behind: known in training, not in use.

    Proof is the same training data scored in use (`Score.train`) far below the epoch's accuracy;
    without it, a validation accuracy at chance beside a high one in training.
    """
    momenta = [
        settings.number_of(x.settings, "momentum") or 0.99
        for x in network.layers(history)
        if x.type == "BatchNormalization"
    ]
    last = history.epochs[-1] if history.epochs else None
    if not momenta or last is None or last.accuracy is None or not history.ended:
        return
    done = facts.updates(history)
    left = max(momenta) ** done
    if left < BEHIND or done == 0:
        return
    card = history.score_card
    in_use = card.train if card is not None and card.metric == "accuracy" else None
    shown = in_use if in_use is not None else last.val_accuracy
    gap = last.accuracy - shown if shown is not None else 0.0
    if shown is None or gap < (GAP if in_use is None else SMALL_GAP):
        return
    if in_use is None and facts.above_chance(history) is not False:
        return
    # One or two epochs are a demonstration: the statistics would arrive by themselves.
    short = len(history.epochs) < 3
    known = in_use is not None and standing.underperforms(history) is True
    normalization = next(x for x in network.layers(history) if x.type == "BatchNormalization")
    place = normalization.place
    yield Finding(
        rule="lagging-statistics",
        level="problem"
        if gravity.names_the_cause(history, NO_NORMALIZATION)
        or (known and not short and gap >= GAP)
        else "watch",
        step="overfitting",
        title="Batch normalization has not caught up: "
        f"{percent(last.accuracy)} in training, {percent(shown)} in use",
        evidence=f"momentum {max(momenta):g} over {done} updates: the running statistics still "
        f"hold {percent(left)} of the untrained network's; the accuracy "
        + ("of the same training data " if in_use is not None else "on validation data ")
        + f"in use is {percent(shown)}"
        + gravity.tried_in_words(history, NO_NORMALIZATION),
        cause="In training a batch is normalized by its own mean and deviation, in use by running "
        "means, which move by 1 - momentum in every update.",
        advice="BatchNormalization(momentum=0.9), smaller batches or more epochs: all give the "
        "running means time.",
        layer=normalization.name,
        line=place.line if place else None,
        mend=Mend(place.line, "BatchNormalization", {"momentum": "0.9"}) if place else None,
    )


RULES = (too_much_dropout, too_much_regularization, lagging_statistics)
