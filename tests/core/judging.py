"""Helpers of the rules' tests: diagnosing, and runs with a fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.core import builders as b
from tutor.diagnosis import Finding, Rule, diagnose
from tutor.history import History

RAW: dict[str, Any] = {"input_min": 0.0, "input_max": 255.0, "input_mean": 73.0, "input_std": 90.0}


def levels(history: History) -> dict[str, str]:
    return {finding.rule: finding.level for finding in diagnose(history)}


def only(history: History, rule: str) -> Finding:
    """The one finding of this rule; nothing else may be a problem."""
    found = diagnose(history)
    assert [f.rule for f in found if f.level == "problem" and f.rule != rule] == []
    (finding,) = (f for f in found if f.rule == rule)
    return finding


def start(data: dict[str, Any] | None = None, model: dict[str, Any] | None = None,
          loss: float = 2.35, sample: dict[str, Any] | None = None) -> b.Events:  # fmt: skip
    return [
        data or b.described(),
        model or b.built(),
        b.initial(loss),
        sample or b.healthy_sample(0),
    ]


def flat(level: float = 2.3, epochs: int = 5, accuracy: float = 0.1, **options: Any) -> b.Events:
    """A training that goes nowhere."""
    return b.training([level] * epochs, [level] * epochs, [accuracy] * epochs, **options)


def chain(*norms: float, epoch: int = 0, **figures: Any) -> dict[str, Any]:
    names = [*(f"block{i + 1}_dense" for i in range(len(norms) - 1)), "output"]
    pairs = zip(names, norms, strict=True)
    layers = (b.stats(n, gradient_norm=g, gradient_mean_abs=g / 100, **figures) for n, g in pairs)
    return b.sampled(epoch, *layers)


def falls_to_chance(**options: Any) -> b.Events:
    """Training by heart: the training loss falls, the validation accuracy stays at chance."""
    losses = [2.0, 1.5, 1.0, 0.5, 0.2]
    return b.training(losses, [2.3, 2.5, 3.0, 4.0, 5.0], [0.1] * 5, [0.3, 0.5, 0.7, 0.9, 1.0],
                      **options)  # fmt: skip


def turning(rise: float, accuracy: float = 0.80, after: int = 6) -> b.Events:
    """The validation loss turns up after epoch 4 and is `rise` higher in the end."""
    val = [1.0, 0.8, 0.7, 0.6] + [0.6 * (1 + rise * min(1, (i + 1) / 3)) for i in range(after)]
    losses = [0.9 * 0.75**i for i in range(len(val))]
    return b.training(losses, val, [0.6, 0.7, 0.78, 0.80] + [accuracy] * after)


def by(rules: Iterable[Rule], history: History) -> dict[str, str]:
    """The levels of what these rules alone find."""
    return {finding.rule: finding.level for rule in rules for finding in rule(history)}
