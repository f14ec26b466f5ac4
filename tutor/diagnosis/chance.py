"""Rules on what the model answers: against chance, one constant answer and a simple model."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import curve, facts, mending, standing
from tutor.diagnosis.facts import number, percent
from tutor.diagnosis.finding import Finding
from tutor.history import History

INFORMED = 0.95
"""A validation loss under this part of the entropy of the class shares says more than the shares:
on very unequal classes a useful model may still name the most frequent class for every sample."""


def not_above_chance(history: History) -> Iterable[Finding]:
    """No epoch's validation accuracy is above always naming the most frequent class.

    A problem after enough training. Only worth an eye at the end of a shorter run, and where the
    training loss is on its slow way down.
    """
    if not facts.classifies(history) or facts.above_chance(history) is not False:
        return
    if not facts.trained_enough(history) and not history.ended:
        return
    best, limit, chance = facts.best_scored(history), facts.chance_limit(history), history.chance
    if best is None or best.val_accuracy is None or limit is None or chance is None:
        return
    if standing.underperforms(history) is False:
        return
    certain = _certain(history)
    data = history.data
    samples = data.validation if data else 0
    done = facts.updates(history)
    yield Finding(
        rule="not-above-chance",
        level="problem" if certain else "watch",
        step="above-chance",
        title=f"The validation accuracy of {percent(best.val_accuracy)} is not above chance, "
        f"{percent(chance)}",
        evidence=f"best of {len(history.epochs)} epochs ({done} updates): "
        f"{percent(best.val_accuracy)} on {samples} validation samples; always naming the most "
        f"frequent class gives {percent(chance)}, and luck reaches {percent(limit)} once in "
        "1,000 times",
        cause="Either the model does not learn at all, or what it learns from the training data "
        f"does not hold on other data. Its training loss is {number(history.epochs[-1].loss)}.",
        advice="Make it simpler until it works: two classes instead of all, fewer hidden layers "
        "(a gradient may vanish on its way), and less data so that each try is quick."
        if certain
        else "Train for longer before you change anything else; the loss may only have begun to "
        "fall.",
        epoch=best.number,
    )


def _certain(history: History) -> bool:
    if not facts.trained_enough(history) or _informed(history):
        return False
    if standing.learnable(history) is False or standing.fails(history) is False:
        return False
    return facts.learns(history) is True or not facts.falls(history)


def _informed(history: History) -> bool:
    """Whether the validation loss beats that of answering with the shares of the classes."""
    counts = history.data.validation_counts if history.data else ()
    loss = history.best_val_loss
    if loss is None or not facts.has_loss(history, "crossentropy") or sum(counts) == 0:
        return False
    shares = [count / sum(counts) for count in counts if count]
    entropy = -sum(share * math.log(share) for share in shares)
    return loss < INFORMED * entropy


def constant_answer(history: History) -> Iterable[Finding]:
    """The trained model answers the same whatever it is shown."""
    if standing.constant_answers(history) is not True:
        return
    worse = standing.underperforms(history)
    if worse is False or history.task in standing.UNJUDGED:
        return
    card = history.score_card
    spread = card.spread if card is not None and card.spread is not None else 0.0
    yield Finding(
        rule="constant-answer",
        level="problem" if standing.fails(history) else "watch",
        step="above-chance",
        title="The model gives the same answer for every input",
        evidence=f"over {card.samples if card else 0} samples its outputs differ by "
        f"{percent(spread)} of what the targets do{standing.in_words(history)}",
        cause="What comes in does not reach the output: relus that are all dead, units that are "
        "saturated, a softmax over one unit, or weights that only the bias has outgrown.",
        advice="Start again with scaled inputs, the default initialization and a tenth of the "
        "learning rate, and look at the outputs for two very different inputs.",
        line=mending.fit_line(history),
    )


def worse_than_simple(history: History) -> Iterable[Finding]:
    """A linear model or the nearest neighbours answer better, and the training has had its time.

    A problem only where the network is no better than one constant answer: below a simple model
    but above that are many programs that do what they were written for.
    """
    place = standing.standing(history)
    if place is None or not standing.underperforms(history) or not facts.trained_enough(history):
        return
    if standing.memorizes(history) or curve.falling(history):
        return
    nothing = standing.fails(history) and standing.above_constant(history) is False
    yield Finding(
        rule="worse-than-simple",
        level="problem" if nothing else "watch",
        step="above-chance",
        title=f"The network answers worse than a simple answer would: the {place.name}",
        evidence=standing.in_words(history).removeprefix("; ")
        + f"; noise explains a difference of {number(place.margin)}",
        cause="There is more to be learnt from these data than the network has learnt.",
        advice="Make the network fit 16 samples without an error first; then change one thing at a "
        "time: the learning rate, the optimizer, the width.",
        line=mending.fit_line(history),
    )


RULES = (not_above_chance, constant_answer, worse_than_simple)
