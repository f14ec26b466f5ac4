"""What a run shows to be wrong: rules, in the order of causes, and which finding explains which.

A rule is a pure function from a history to findings. It stays silent where the history lacks what
it needs, and until its finding is certain, so that `diagnose` can be asked after every epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tutor.diagnosis import (
    adversarial,
    agents,
    batches,
    chance,
    cost,
    crash,
    data,
    divergence,
    gradients,
    labels,
    layers,
    learning,
    optimizer,
    output,
    overfitting,
    regularization,
    split,
    start,
    structure,
    units,
)
from tutor.diagnosis.arbitration import EXPLAINS, arbitrate
from tutor.diagnosis.finding import Finding, Level
from tutor.diagnosis.script import merged
from tutor.history import Failure, History

__all__ = ["EXPLAINS", "Finding", "Level", "Rule", "diagnose", "diagnose_script"]

Rule = Callable[[History], Iterable[Finding]]

START_RULES: tuple[Rule, ...] = (
    *data.RULES,
    *labels.RULES,
    *split.RULES,
    *data.LATE_RULES,
    *output.RULES,
    *cost.RULES,
    *layers.RULES,
    *structure.RULES,
    *start.RULES,
)
"""What can be seen before training, so of a measurement and of a range test as well."""

TRAINING_RULES: tuple[Rule, ...] = (
    *optimizer.RULES,
    *divergence.RULES,
    *gradients.RULES,
    *units.RULES,
    *structure.LATE_RULES,
    *regularization.RULES,
    *learning.RULES,
    *chance.RULES,
    *divergence.LATE_RULES,
    *batches.RULES,
    *overfitting.RULES,
    *adversarial.RULES,
    *agents.RULES,
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


def diagnose(history: History) -> tuple[Finding, ...]:
    """The findings of a run, finished or not, cause before consequence, each cause once."""
    rules = RULES_OF_KIND.get(history.kind, RULES_OF_KIND["train"])
    return arbitrate(history, (finding for rule in rules for finding in rule(history)))


def diagnose_script(
    histories: Sequence[History], failure: Failure | None = None
) -> tuple[Finding, ...]:
    """The findings of all trainings of one script, the same one once; first why it crashed."""
    found = merged(histories, diagnose)
    if failure is None:
        return found
    during = next((h for h in reversed(histories) if not h.ok), None)
    crashed = crash.explain(failure, during)
    return (crashed, *(finding for finding in found if finding.rule != crashed.rule))
