"""Rules on agents: their returns, their exploration and the values that they estimate.

An agent's loss tells how surprised it is and not how good, so these rules read what its project
logs after each epoch: `val_mean_return` of episodes without exploration and its standard error,
`mean_return` of the latest training episodes, `exploration` and `mean_value`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from tutor.diagnosis import facts
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.experiment.schema import Changes
from tutor.history import Epoch, History
from tutor.metric import RETURN

ENOUGH_EPOCHS = 4
"""Epochs from which a course can be spoken of; the values of fewer are their start."""

BEYOND = 3.0
"""A discounted value is at most as large as the return it estimates. Mean values of healthy agents
stay below; van Hasselt et al. (2016) saw overestimates of a few times on the way to collapse."""

SMALLEST_RETURN = 1.0
"""Returns below this do not say how large a value may be: an agent that has met no reward yet."""

TAIL = 3
"""Epochs at the end that speak for where an agent stands: single ones jump."""

LOST = 0.5
"""A policy is lost where this part of what it was above chance is gone."""

Z = 3.09
"""Standard errors that luck exceeds once in 1,000 times, as in `noise.above_chance_limit`."""

EXPLORES = 0.15
"""Above this an agent still tries things out; below, it repeats what it knows."""


def values_explode(history: History) -> Iterable[Finding]:
    """The values lie far beyond every return that was ever met, and grow."""
    epochs = _agent(history)
    values = [e.metrics.get("mean_value", math.nan) for e in epochs]
    if len(epochs) < ENOUGH_EPOCHS or not all(map(math.isfinite, values)):
        return
    met = max(
        abs(e.metrics[name])
        for e in epochs
        for name in (RETURN.name, RETURN.val_name)
        if math.isfinite(e.metrics.get(name, math.nan))
    )
    limit = BEYOND * max(met, SMALLEST_RETURN)
    beyond = [abs(value) > limit for value in values[-2:]]
    if not all(beyond) or abs(values[-1]) <= abs(values[-2]):
        return
    yield Finding(
        rule="values-exploding",
        level="problem",
        step="learning-rate",
        title=f"The agent values its actions at {number(values[-1])}, which no episode ever gave",
        evidence=f"mean value {number(values[-2])}, then {number(values[-1])}; the largest return "
        f"in {len(epochs)} epochs is {number(met)}",
        cause="It learns from its own estimates: what it overrates once, it takes for the goal of "
        "the next update, and so on.",
        advice="Let the target follow slowly ([cost] target_rate 0.005), let one network choose "
        "and the other price (double = true), and lower the learning rate.",
        epoch=epochs[-1].number,
        edit=_smaller_rate(history),
    )


def policy_lost(history: History) -> Iterable[Finding]:
    """The returns rose far above chance and fell back for good."""
    epochs = _agent(history)
    best, chance = history.best_epoch, history.chance
    if not history.ended or best is None or chance is None or len(epochs) < ENOUGH_EPOCHS:
        return
    after = [e for e in epochs if e.number > best.number]
    if len(after) < TAIL or not facts.above_chance(history):
        return
    top, now = _return(best), _mean(after[-TAIL:])
    error = math.hypot(_error([best]), _error(after[-TAIL:]))
    if top - now <= max(LOST * (top - chance), Z * error):
        return
    yield Finding(
        rule="policy-lost",
        level="watch",
        step="learning-rate",
        title=f"The agent could do {number(top)} in epoch {best.number} and forgot it again",
        evidence=f"mean of the last {TAIL} epochs {number(now)}; moving at random brings "
        f"{number(chance)}",
        cause="Every step changes the values of all states. While it does well, it sees the states "
        "of failure no more, and what it knew of them fades.",
        advice='A smaller learning rate, or one that falls (schedule = "cosine"); a larger '
        "memory; a slower target. The network of the best epoch is kept where best_weights is on.",
        epoch=best.number,
        edit={"learning_rate.schedule": "cosine", "regularization.best_weights": True},
    )


def never_above_random(history: History) -> Iterable[Finding]:
    """The best epoch is no better than moving at random; why is seen in what was explored."""
    epochs = _agent(history)
    if not history.ended or len(epochs) < ENOUGH_EPOCHS or facts.above_chance(history) is not False:
        return
    best, chance = history.best_epoch, history.chance
    if best is None or chance is None:
        return
    found = (
        f"best of {len(epochs)} epochs {number(_return(best))}, moving at random {number(chance)}"
    )
    stopped = _stopped_exploring(epochs)
    if _same(epochs):
        yield Finding(
            rule="no-reward-met",
            level="problem",
            step="above-chance",
            title="The agent never met an episode that was any better than the others",
            evidence=f"{found}; every epoch's mean return is the same",
            cause="The reward is rare: random moves do not find it, so there is nothing to learn "
            "from.",
            advice="Explore for longer and make more random steps before learning ([data] "
            "exploration, warm_up), and keep a random action for some steps, which gets further "
            "than trembling does (persistence).",
            epoch=epochs[-1].number,
            edit={"data.persistence": 20, "data.exploration": 0.5},
        )
    elif stopped is not None and stopped <= len(epochs) // 2:
        yield Finding(
            rule="stopped-exploring",
            level="problem",
            step="above-chance",
            title=f"The agent explored no more after epoch {stopped}, before it had found anything",
            evidence=f"{found}; exploration {number(_exploration(epochs[stopped - 1]))} in epoch "
            f"{stopped}",
            cause="It repeats what it takes for best, and never sees what would be better.",
            advice="Let it explore for a larger part of the training.",
            epoch=stopped,
            edit={"data.exploration": _longer(stopped / len(epochs))},
        )
    else:
        yield Finding(
            rule="not-above-random",
            level="problem" if len(epochs) >= 2 * ENOUGH_EPOCHS else "watch",
            step="above-chance",
            title=f"The mean return of {number(_return(best))} is not above moving at random",
            evidence=found,
            cause="Either the training was too short, or the values it learns from are wrong.",
            advice="Train on an easier environment first: where that works, the code is right. "
            "Then train for longer, and try a third and three times the learning rate.",
            epoch=best.number,
            edit=_more_epochs(history),
        )


def still_rising(history: History) -> Iterable[Finding]:
    """The returns are highest at the end and have risen beyond luck in the last third."""
    epochs = _agent(history)
    if history.status != "finished" or len(epochs) < 2 * TAIL or not facts.above_chance(history):
        return
    best = history.best_epoch
    third = max(TAIL, len(epochs) // 3)
    before, last = epochs[-2 * third : -third], epochs[-third:]
    if best is None or best not in last[-2:] or len(before) < TAIL:
        return
    rise = _mean(last) - _mean(before)
    if rise <= Z * math.hypot(_spread(before), _spread(last)):
        return
    yield Finding(
        rule="returns-rising",
        level="watch",
        step="above-chance",
        title="The returns were still rising when the training ended",
        evidence=f"mean of the last {third} epochs {number(_mean(last))}, of the {third} before "
        f"{number(_mean(before))}",
        cause="The agent had not learnt all it could.",
        advice="Train for more epochs.",
        epoch=epochs[-1].number,
        edit=_more_epochs(history),
    )


RULES = (values_explode, policy_lost, never_above_random, still_rising)


def _agent(history: History) -> list[Epoch]:
    """The epochs of an agent that were judged by its return; none of any other training."""
    if history.task != "online":
        return []
    return [e for e in history.epochs if math.isfinite(e.metrics.get(RETURN.val_name, math.nan))]


def _return(epoch: Epoch) -> float:
    return epoch.metrics[RETURN.val_name]


def _mean(epochs: Sequence[Epoch]) -> float:
    return statistics.fmean(map(_return, epochs))


def _error(epochs: Sequence[Epoch]) -> float:
    """Standard error of the mean return of these epochs, by that of each."""
    errors = [e.metrics.get(RETURN.error_name, 0.0) for e in epochs]
    return math.sqrt(sum(error**2 for error in errors)) / len(errors)


def _spread(epochs: Sequence[Epoch]) -> float:
    """Standard error of the mean return of these epochs, by how they scatter around it."""
    return statistics.stdev(map(_return, epochs)) / math.sqrt(len(epochs))


def _same(epochs: Sequence[Epoch]) -> bool:
    """Whether all returns are one number, in training and without exploration."""
    returns = {
        e.metrics[name]
        for e in epochs
        for name in (RETURN.name, RETURN.val_name)
        if name in e.metrics
    }
    return len(returns) == 1


def _exploration(epoch: Epoch) -> float:
    return epoch.metrics.get("exploration", math.nan)


def _stopped_exploring(epochs: Sequence[Epoch]) -> int | None:
    """The first epoch in which hardly anything was tried out; None where there is none."""
    return next((e.number for e in epochs if _exploration(e) < EXPLORES), None)


def _longer(share: float) -> float:
    """Twice the share of the training, at least one half."""
    return min(1.0, max(0.5, round(2 * share, 1)))


def _smaller_rate(history: History) -> Changes:
    rate = facts.smaller_rate(history)
    return {} if rate is None else {"learning_rate.value": rate}


def _more_epochs(history: History) -> Changes:
    planned = history.planned_epochs
    return {"training.epochs": 2 * planned} if planned else {}
