"""Which of several findings is the cause: order, silence and the word of the experiments.

The rules speak each for itself. Here their findings are weighed: a cause silences what follows from
it, what an experiment proved comes first, and what an experiment tried in vain steps back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tutor.diagnosis import proof, standing, whatif
from tutor.diagnosis.finding import Finding
from tutor.diagnosis.remedies import CHANGES_OF
from tutor.history import History

DATA = (
    "inputs-not-finite", "targets-not-finite", "text-in-data", "lengths-differ", "label-encoding",
    "label-range", "constant-inputs", "constant-targets", "scaled-twice", "not-scaled",
    "targets-not-scaled", "labels-shifted", "labels-unrelated", "leakage", "leaky-feature",
    "validation-is-training", "missing-class", "sorted-split", "sorted-batches", "imbalance",
    "class-imbalance", "validation-differs",
)  # fmt: skip
COST = (
    "output-mismatch", "loss-mismatch", "logits-mismatch", "output-activation", "negative-loss",
    "wrong-sign",
)  # fmt: skip
START = (
    "zero-start", "equal-start", "wide-start", "initial-loss", "frozen", "hidden-softmax",
    "exploding-gradient", "vanishing-gradient", "dead-units", "saturated-units",
)  # fmt: skip
STRUCTURE = (
    "all-linear", "missing-activation", "misplaced-layer", "too-deep", "too-much-dropout",
    "too-much-regularization", "lagging-statistics", "too-small",
)  # fmt: skip
STEPS = (
    "diverged", "optimizer-settings", "learning-rate-too-large", "slow-learning-rate", "unsteady",
    "batch-too-large", "batch-too-small", "too-few-epochs",
)  # fmt: skip
ADVERSARIAL = (
    "mode-collapse", "discriminator-too-strong", "discriminator-too-weak",
    "discriminator-memorizes",
)  # fmt: skip
AGENTS = (
    "values-exploding", "no-reward-met", "stopped-exploring", "not-above-random", "policy-lost",
    "returns-rising",
)  # fmt: skip
SYMPTOMS = ("constant-answer", "no-learning", "not-above-chance", "worse-than-simple")
OVERFITTING = ("overfitting", "generalization-gap", "still-improving")
REMARKS = ("squared-error-on-classes", "metric-mismatch", "duplicates", "no-validation")

ORDER: Mapping[str, int] = {
    rule: place
    for place, rule in enumerate(
        (
            *DATA,
            *COST,
            *START,
            *STRUCTURE,
            *STEPS,
            *ADVERSARIAL,
            *AGENTS,
            *SYMPTOMS,
            *OVERFITTING,
            *REMARKS,
        )
    )
}
"""Cause before consequence: data, output and loss, start and gradient, structure, steps,
symptoms, overfitting (AutoTrainer's order, with the symptoms after their causes)."""

NO_CAUSE = frozenset(
    {"leakage", "leaky-feature", "validation-is-training", "sorted-split", "validation-differs"}
) | {*SYMPTOMS, *OVERFITTING, *REMARKS}
"""Findings that are no reason why a training fails on its own data."""

CERTAIN = frozenset(
    {*DATA, *COST, "zero-start", "equal-start", "frozen", "diverged", "misplaced-layer",
     "lagging-statistics"}
) - {
    "scaled-twice", "not-scaled", "targets-not-scaled", "sorted-split", "sorted-batches",
    "imbalance", "class-imbalance", "missing-class", "validation-differs", "labels-unrelated",
    "labels-shifted",
}  # fmt: skip
"""Faults that stand by themselves: no experiment needs to prove them, none disproves them."""

JUDGED_ANYWAY = frozenset(
    {"inputs-not-finite", "targets-not-finite", "diverged", "output-mismatch", "label-range",
     "zero-start", "hidden-softmax", "text-in-data", "lengths-differ", *ADVERSARIAL, *AGENTS}
)  # fmt: skip
"""What is a fault on every task, also where losses and scores may go anywhere."""

MEASURED = frozenset(
    {"dead-units", "saturated-units", "vanishing-gradient", "exploding-gradient", "initial-loss"}
)
"""What was seen in the network itself: a change that does not help refutes the remedy, not that."""

MEASURED_APART = frozenset({"lagging-statistics"})
"""The same training data are answered well in training and badly in use: whatever else helps, the
training itself had learnt them."""

_DEMOTABLE = frozenset(CHANGES_OF) - CERTAIN

_NOT_CONVERGING = frozenset({*SYMPTOMS, "slow-learning-rate", "too-few-epochs", "too-small"})
_LATE = frozenset({"unsteady", *OVERFITTING})
_LAYERS = frozenset({"vanishing-gradient", "exploding-gradient", "dead-units", "saturated-units"})
_ROAD = _NOT_CONVERGING | _LATE
_STEPS = frozenset({"learning-rate-too-large", "optimizer-settings", "batch-too-large",
                    "batch-too-small"})  # fmt: skip
_BROKEN = _ROAD | _LAYERS | _STEPS | {"diverged", "initial-loss", "negative-loss", "too-deep"}
_HEAD = _ROAD | _STEPS | {"diverged", "initial-loss", "negative-loss", "squared-error-on-classes",
                          "metric-mismatch"}  # fmt: skip

EXPLAINS: dict[str, frozenset[str]] = {
    "inputs-not-finite": _BROKEN | {"not-scaled", "targets-not-finite"},
    "targets-not-finite": _BROKEN,
    "constant-inputs": _BROKEN | {"not-scaled", "scaled-twice", "labels-unrelated", "leakage",
                                  "duplicates"},
    "constant-targets": _BROKEN | {"output-mismatch", "imbalance", "labels-unrelated"},
    "scaled-twice": _BROKEN | {"not-scaled"},
    "not-scaled": _LAYERS | _ROAD | _STEPS | {"diverged", "initial-loss"},
    "targets-not-scaled": _ROAD | _STEPS | {"diverged", "exploding-gradient", "dead-units"},
    "label-encoding": _HEAD | {"label-range", "output-mismatch", "loss-mismatch"},
    "label-range": _HEAD | {"output-mismatch", "loss-mismatch"},
    "labels-shifted": _ROAD | {"labels-unrelated"},
    "labels-unrelated": _ROAD,
    "sorted-batches": _ROAD,
    "sorted-split": frozenset({*_LATE, "not-above-chance", "worse-than-simple"}),
    "validation-differs": frozenset(
        {*_LATE, "not-above-chance", "worse-than-simple", "not-scaled", "labels-unrelated"}
    ),
    "imbalance": frozenset({"not-above-chance", "constant-answer", "worse-than-simple"}),
    "validation-is-training": frozenset({"leakage", "no-validation", "duplicates"}),
    "leakage": frozenset({"duplicates"}),
    "output-mismatch": _HEAD | _LAYERS | {"output-activation", "loss-mismatch", "logits-mismatch"},
    "loss-mismatch": _HEAD | {"output-activation", "logits-mismatch"},
    "logits-mismatch": _HEAD | {"output-activation"},
    "output-activation": _HEAD | {"logits-mismatch", "dead-units"},
    "negative-loss": _ROAD | {"diverged"},
    "wrong-sign": _BROKEN,
    "zero-start": _ROAD | _LAYERS | {"equal-start", *ADVERSARIAL, *AGENTS},
    "equal-start": _ROAD | _LAYERS | {"initial-loss"},
    "wide-start": _ROAD | _LAYERS | {"initial-loss", "diverged", *ADVERSARIAL},
    "initial-loss": _LAYERS | {"worse-than-simple"},
    "frozen": _ROAD | {"dead-units", "too-deep"},
    "hidden-softmax": _ROAD | _LAYERS | {"missing-activation"},
    "exploding-gradient": _ROAD | {"dead-units", "saturated-units"},
    "vanishing-gradient": _ROAD | {"saturated-units", "too-deep", "learning-rate-too-large"},
    "dead-units": _ROAD | {"learning-rate-too-large", "saturated-units"},
    "saturated-units": _ROAD,
    "all-linear": frozenset({"missing-activation", "too-small", *SYMPTOMS}),
    "missing-activation": frozenset({"too-small", *SYMPTOMS}),
    "too-deep": _ROAD | {"vanishing-gradient", "saturated-units"},
    "misplaced-layer": _ROAD | {"diverged"},
    "too-much-dropout": _ROAD,
    "too-much-regularization": _ROAD,
    "lagging-statistics": frozenset({*SYMPTOMS, *_LATE, *_STEPS, "not-scaled", "too-small"}),
    "too-small": frozenset({*SYMPTOMS, *_LATE}),
    "diverged": _ROAD | _LAYERS | {"learning-rate-too-large", "optimizer-settings"},
    "learning-rate-too-large": _ROAD | {"dead-units", "saturated-units"},
    "slow-learning-rate": _LATE | {*SYMPTOMS, "too-few-epochs"},
    "optimizer-settings": _ROAD | {"learning-rate-too-large"},
    "batch-too-large": frozenset({*SYMPTOMS, *_LATE, "too-few-epochs"}),
    "batch-too-small": frozenset({*SYMPTOMS, *_LATE}),
    "too-few-epochs": _LATE | {*SYMPTOMS},
    "discriminator-too-strong": frozenset({"mode-collapse"}),
    "values-exploding": frozenset({"policy-lost", "not-above-random", "stopped-exploring"}),
    "mode-collapse": frozenset({"discriminator-too-weak"}),
    "constant-answer": _LATE | {"no-learning", "not-above-chance", "worse-than-simple"},
    "no-learning": _LATE | {"not-above-chance", "worse-than-simple"},
    "not-above-chance": _LATE | {"worse-than-simple"},
}  # fmt: skip
"""One cause is reported once: a finding that is a problem, or proven, silences what follows."""

EXPLAINS_EVEN_WATCHED: dict[str, frozenset[str]] = {
    "overfitting": frozenset({"generalization-gap", "still-improving"}),
    "slow-learning-rate": frozenset({"still-improving", "too-few-epochs"}),
    "too-few-epochs": frozenset({"still-improving", "worse-than-simple"}),
    "constant-answer": frozenset({"worse-than-simple", "not-above-chance"}),
    "not-above-chance": frozenset({"worse-than-simple"}),
    "batch-too-large": frozenset({"too-few-epochs", "still-improving"}),
    "hidden-softmax": frozenset({"missing-activation"}),
    "lagging-statistics": frozenset({"generalization-gap"}),
    "all-linear": frozenset({"missing-activation"}),
}
"""Pairs that say the same thing twice whatever their level."""


def arbitrate(history: History, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stay, the cause first."""
    stay = [f for f in found if history.task not in standing.UNJUDGED or f.rule in JUDGED_ANYWAY]
    stay = _with_proof(history, [_weighed(history, f) for f in stay])
    stay = _blamed_on_inputs(stay)
    if any(f.rule in STEPS for f in stay):
        stay = [f for f in stay if not _died_of_steps(history, f)]
    ranked = sorted(stay, key=lambda finding: _rank(history, finding))
    return _unexplained(history, ranked)


def _blamed_on_inputs(found: Sequence[Finding]) -> list[Finding]:
    """A first loss far too high is the inputs' fault where they are not scaled."""
    first = next((f for f in found if f.rule == "initial-loss" and f.level == "problem"), None)
    if first is None or not any(f.rule == "not-scaled" for f in found):
        return list(found)
    return [
        replace(f, level="problem", evidence=f"{f.evidence}; {first.evidence}")
        if f.rule == "not-scaled"
        else f
        for f in found
        if f is not first
    ]


def is_proven(history: History, finding: Finding) -> bool:
    """Whether the change that helped most is one that takes this fault away."""
    best = whatif.best(history)
    remedy = proof.remedy_of(history, best) if best is not None else None
    if remedy is None or _died_of_steps(history, finding):
        return False
    return finding.rule in {remedy.rule, *remedy.also}


def _died_of_steps(history: History, finding: Finding) -> bool:
    """Whether units died, or were saturated, during a training that another rate, or another
    optimizer, mends: their death is a consequence."""
    late = finding.rule in ("dead-units", "saturated-units") and (finding.epoch or 0) > 0
    return late and any(
        whatif.decides(history, change) for change in ("learning-rate-down", "adam")
    )


def is_refuted(history: History, finding: Finding) -> bool:
    """Whether what would mend it was tried and did not help, or another change helped far more."""
    changes = CHANGES_OF.get(finding.rule, ())
    if finding.rule in CERTAIN | MEASURED or is_proven(history, finding):
        return False
    tried = [change for change in changes if whatif.tried(history, change)]
    return bool(tried) and not any(whatif.helped(history, change) for change in tried)


def _weighed(history: History, finding: Finding) -> Finding:
    """The finding at the level that the experiments leave it."""
    if is_proven(history, finding):
        best = whatif.best(history) or ""
        said = whatif.in_words(history, best)
        known = not said or "trained again" in finding.evidence
        level = proof.level_of(history, best)
        return replace(
            finding,
            level="problem" if level == "problem" else _modest(history, finding).level,
            evidence=finding.evidence if known else f"{finding.evidence}; {said}",
        )
    if is_refuted(history, finding):
        return replace(finding, level="watch")
    if finding.rule in SYMPTOMS and (luck := whatif.luck(history)):
        return replace(finding, level="watch", evidence=f"{finding.evidence}; {luck}")
    return _modest(history, finding)


def _modest(history: History, finding: Finding) -> Finding:
    """A fault that may be meant is no problem in a training that is not seen to fail.

    A short one is not blamed either; one that nothing can be compared with is left to its rule.
    """
    judged = standing.underperforms(history) is not None
    if finding.rule in _DEMOTABLE and judged and not standing.fails(history):
        return replace(finding, level="watch")
    return finding


def _with_proof(history: History, found: Sequence[Finding]) -> list[Finding]:
    """The findings, with that of the best experiment where no rule made it."""
    if any(is_proven(history, f) for f in found) or any(
        f.rule in CERTAIN and f.level == "problem" for f in found
    ):
        return list(found)
    shown = list(proof.proven(history))
    rules = {finding.rule for finding in shown}
    return [*(finding for finding in found if finding.rule not in rules), *shown]


def _rank(history: History, finding: Finding) -> tuple[int, int]:
    """What is certain or proven, then other causes that are problems, then what may be a cause of a
    training that fails, then mere signs; last what an experiment refuted."""
    problem, proven = finding.level == "problem", is_proven(history, finding)
    if problem and finding.rule in MEASURED_APART:
        return -1, 0
    sign = finding.rule in SYMPTOMS or finding.rule in OVERFITTING
    if problem and (proven or finding.rule in CERTAIN):
        group = 0
    elif problem and not sign:
        group = 1
    elif finding.rule in COST and standing.underperforms(history):
        group = 1  # certainly not as it should be, if not proven to be what keeps it back
    elif proven:
        group = 2
    elif is_refuted(history, finding):
        group = 6
    elif finding.rule not in NO_CAUSE and standing.fails(history):
        group = 3
    elif problem:
        group = 4
    else:
        group = 5
    return group, ORDER.get(finding.rule, len(ORDER))


def _unexplained(history: History, ranked: Sequence[Finding]) -> tuple[Finding, ...]:
    """What no earlier finding explains."""
    silenced: set[str] = set()
    kept = []
    for finding in ranked:
        if finding.rule in silenced:
            continue
        kept.append(finding)
        if finding.level == "problem" or is_proven(history, finding):
            silenced |= EXPLAINS.get(finding.rule, frozenset())
        silenced |= EXPLAINS_EVEN_WATCHED.get(finding.rule, frozenset())
    return tuple(kept)
