"""What a run shows to be wrong: rules, in the order of causes, and which finding explains which.

A rule is a pure function from a history to findings. It stays silent where the history lacks what
it needs, and until its finding is certain, so that `diagnose` can be asked after every epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tutor.diagnosis import (
    chance,
    cost,
    data,
    divergence,
    gradients,
    layers,
    learning,
    overfitting,
    start,
    units,
)
from tutor.diagnosis.finding import Finding, Level
from tutor.history import History

__all__ = ["Finding", "Level", "Rule", "diagnose"]

Rule = Callable[[History], Iterable[Finding]]

START_RULES: tuple[Rule, ...] = (*data.RULES, *cost.RULES, *layers.RULES, *start.RULES)
"""What can be seen before training, so of a measurement and of a range test as well."""

TRAINING_RULES: tuple[Rule, ...] = (
    *divergence.RULES,
    *gradients.RULES,
    *units.RULES,
    *learning.RULES,
    *chance.RULES,
    *divergence.LATE_RULES,
    *overfitting.RULES,
)
"""What the course of a training shows; cause before consequence (AutoTrainer's order: data, loss
and activation, vanishing and exploding and dying, not converging, overfitting)."""

RULES_OF_KIND: dict[str, tuple[Rule, ...]] = {
    "train": (*START_RULES, *TRAINING_RULES),
    "measure": (*START_RULES, *gradients.RULES, *units.RULES),
    # A range test raises the learning rate until the loss runs away: that is its purpose.
    "range-test": START_RULES,
    "evaluate": (),
}

_NOT_CONVERGING = frozenset({"no-learning", "slow-learning-rate", "not-above-chance"})
_LATE = frozenset({"unsteady", "overfitting", "generalization-gap", "still-improving"})
_LAYERS = frozenset({"vanishing-gradient", "exploding-gradient", "dead-units", "saturated-units"})

EXPLAINS: dict[str, frozenset[str]] = {
    "inputs-not-finite": _NOT_CONVERGING | _LATE | _LAYERS | {"diverged", "initial-loss"},
    "constant-inputs": _NOT_CONVERGING | _LATE | _LAYERS | {"not-scaled"},
    "not-scaled": _LAYERS | {"diverged", "initial-loss", "unsteady"},
    "output-mismatch": _NOT_CONVERGING | _LATE | {"diverged", "initial-loss", "negative-loss"},
    "negative-loss": _NOT_CONVERGING | _LATE | {"diverged"},
    "frozen": _NOT_CONVERGING | _LATE | {"dead-units"},
    "zero-start": _NOT_CONVERGING | _LATE | _LAYERS,
    "initial-loss": _LAYERS,
    "diverged": _NOT_CONVERGING | _LATE | _LAYERS,
    "dead-units": _NOT_CONVERGING | _LATE,
    "vanishing-gradient": _NOT_CONVERGING | _LATE | {"saturated-units"},
    "exploding-gradient": _NOT_CONVERGING | _LATE | {"dead-units", "saturated-units"},
    "saturated-units": _NOT_CONVERGING | _LATE,
    "no-learning": _LATE | {"slow-learning-rate", "not-above-chance"},
    "slow-learning-rate": _LATE | {"not-above-chance"},
    "not-above-chance": _LATE,
}
"""One cause is reported once: a finding of level `problem` silences its consequences."""

EXPLAINS_EVEN_WATCHED: dict[str, frozenset[str]] = {
    "overfitting": frozenset({"generalization-gap", "still-improving"}),
    "slow-learning-rate": frozenset({"still-improving"}),
}
"""Pairs that say the same thing twice whatever their level."""


def diagnose(history: History) -> tuple[Finding, ...]:
    """The findings of a run, finished or not, cause before consequence, each cause once."""
    rules = RULES_OF_KIND.get(history.kind, RULES_OF_KIND["train"])
    found = [finding for rule in rules for finding in rule(history)]
    silenced: set[str] = set()
    for finding in found:
        if finding.rule in silenced:
            continue
        if finding.level == "problem":
            silenced |= EXPLAINS.get(finding.rule, frozenset())
        silenced |= EXPLAINS_EVEN_WATCHED.get(finding.rule, frozenset())
    return tuple(finding for finding in found if finding.rule not in silenced)
