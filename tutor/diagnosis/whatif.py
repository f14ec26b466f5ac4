"""Evidence by experiment: which single changes to try on a copy, and what came of them.

`suspicions` reads structure, data and curve of a training that does worse than it should and names
the changes that may mend it, most likely first, as each costs a short training. The figures of one
that was tried come back as the experiment `what-if/<change>`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.diagnosis import facts, network, signs, standing
from tutor.history import History

DECISIVE = 0.1
MENDS = 0.6
"""A change decides where it gains this much of accuracy or r2, and most of the way from the control
to what a simple model reaches: the fault is gone with it, not merely eased."""

CLOSE = 0.8
"""A gain of this part of the largest is as good: retraining the same copy differs by as much."""


def suspicions(history: History) -> tuple[str, ...]:
    """The changes worth trying, most likely first; () where it does as well as it should."""
    if history.model is None or not _is_wanting(history):
        return ()
    weights: dict[str, float] = {}
    for change, weight in signs.of(history):
        weights[change] = max(weight, weights.get(change, 0.0))
    named = [change for change, weight in weights.items() if weight >= signs.WORTH_TRYING]
    return tuple(sorted(named, key=lambda change: -weights[change]))


def tried(history: History, change: str) -> bool:
    """Whether a copy was trained with this change."""
    return _figures(history, change) is not None


def luck(history: History) -> str:
    """That copies of the very same training, started from other seeds, do as well as they should,
    in words; "" where they do not. It was then the start of this one that was unlucky."""
    place, control = standing.standing(history), history.experiment("control") or {}
    scores = [s for s in control.get("scores") or () if isinstance(s, int | float)]
    if place is None or len(scores) < 2:
        return ""
    good = sum(score >= place.reference - place.margin for score in scores)
    if not good:
        return ""
    return f"{good} of {len(scores)} copies trained from other seeds do better"


LEARNS_LESS = frozenset({"learning-rate-down", "constant-rate", "adam", "shallower"})
"""Changes that may do nothing but fit the training data less closely."""


def helped(history: History, change: str) -> bool:
    """Whether it was, and did better than the unchanged copy beyond the noise of both.

    A training that knows its data by heart was not held up by its steps: shorter ones, which learn
    less of it, then score better on other data as any remedy against overfitting does.
    """
    if change in LEARNS_LESS and standing.fits(history):
        return False
    return bool((_figures(history, change) or {}).get("helps"))


def failed(history: History, change: str) -> bool:
    """Whether it was tried and did not help."""
    return tried(history, change) and not helped(history, change)


def gain(history: History, change: str) -> float:
    """What the change won over the control, in accuracy or r2; 0 where it did not help."""
    figures = _figures(history, change)
    if figures is None or not helped(history, change):
        return 0.0
    score, control = _number(figures, "score"), _number(figures, "control_score")
    if score is None:
        return 0.0
    return score - (control if control is not None else 0.0)


def decides(history: History, change: str) -> bool:
    """Whether it helped by so much that it names the cause."""
    if not helped(history, change):
        return False
    won = gain(history, change)
    place = standing.standing(history)
    score = _number(_figures(history, change) or {}, "score") or 0.0
    reference = place.reference if place is not None else 1.0
    missing = reference - (score - won)
    return won >= max(DECISIVE, MENDS * missing)


@facts.once
def most_helpful(history: History) -> str | None:
    """The change that helped most; of several as good the one that was suspected first."""
    return _foremost(history, changes_tried(history))


@facts.once
def best(history: History) -> str | None:
    """The change that mends the training: the most helpful of those that decide."""
    tried = changes_tried(history)
    return _foremost(history, [change for change in tried if decides(history, change)])


FASTER = frozenset({"learning-rate-up", "adam", "smaller-batch", "constant-rate", "longer"})
SHORT_EPOCHS = 5
"""Few enough that more of them is the plain mend, where the rate is the usual one."""


def _is_whole(history: History) -> bool:
    """Whether a batch is all of the training data, or half of many."""
    steps = history.model.steps_per_epoch if history.model else 0
    samples = max((part.samples or 0 for part in history.inputs), default=0)
    return 0 < steps <= 2 and samples >= MANY


MANY = 200


def _is_short(history: History) -> bool:
    rate = history.model.learning_rate if history.model else None
    usual = rate is not None and rate >= facts.default_rate(history.model.optimizer)  # type: ignore[union-attr]
    return usual and len(history.epochs) <= SHORT_EPOCHS


def _foremost(history: History, changes: Sequence[str]) -> str | None:
    gains = {change: gain(history, change) for change in changes}
    top = max(gains.values(), default=0.0)
    if top <= 0:
        return None
    close = [change for change, won in gains.items() if won >= CLOSE * top]
    if "adam" in close and network.odd_settings(
        history.compiled.settings if history.compiled else {}
    ):
        return "adam"
    if gains.get("smaller-batch") and _is_whole(history) and set(close) <= FASTER:
        return "smaller-batch"
    if gains.get("longer") and _is_short(history) and set(close) <= FASTER:
        return "longer"
    order = {change: place for place, change in enumerate(suspicions(history))}
    return min(close, key=lambda change: (order.get(change, len(order)), -gains[change]))


def changes_tried(history: History) -> tuple[str, ...]:
    """All changes that were tried, in their order."""
    prefix = "what-if/"
    names = (experiment.name for experiment in history.experiments)
    return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def in_words(history: History, change: str) -> str:
    """What came of it, as evidence: `trained again with ...: accuracy 97 % instead of 51 %`."""
    figures = _figures(history, change) or {}
    score, control = _number(figures, "score"), _number(figures, "control_score")
    if score is None:
        return ""
    card = history.score_card
    say = facts.percent if card is not None and card.metric == "accuracy" else facts.number
    metric = card.metric if card is not None and card.metric else "score"
    what = WORDS.get(change, change)
    value = _number(figures, "value")
    value_said = f" ({value:g})" if value is not None else ""
    without = say(control) if control is not None else "no finite answer"
    instead = "instead of" if helped(history, change) else "and without it"
    return f"a copy trained again {what}{value_said}: {metric} {say(score)} {instead} {without}"


WORDS: Mapping[str, str] = {
    "scaled-inputs": "with scaled inputs",
    "scaled-targets": "with scaled targets",
    "shuffled": "on shuffled data",
    "mended-output": "with the output and loss of the task",
    "relu-hidden": "with relu in the hidden layers",
    "glorot-start": "from Glorot's start",
    "unfrozen": "with every layer trainable",
    "no-dropout": "without dropout",
    "no-regularization": "without weight penalties",
    "no-normalization": "without batch normalization",
    "learning-rate-up": "with a larger learning rate",
    "learning-rate-down": "with a smaller learning rate",
    "adam": "with Adam at its default rate",
    "longer": "for more epochs",
    "smaller-batch": "with smaller batches",
    "larger-network": "with a larger network",
    "shallower": "with fewer layers",
    "constant-rate": "at a constant learning rate",
}


def _figures(history: History, change: str) -> Mapping[str, Any] | None:
    return history.experiment(f"what-if/{change}")


def _number(figures: Mapping[str, Any], name: str) -> float | None:
    value = figures.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _is_wanting(history: History) -> bool:
    """Whether the training is worse than it should be, or learnt nothing and nobody can say why.

    Training by heart is left alone: none of these changes is a remedy for it.
    """
    if history.task in standing.UNJUDGED:
        return False
    worse = standing.underperforms(history)
    if worse is None:
        poor = standing.above_constant(history)
        return poor is False and facts.learns(history) is not True
    return worse and standing.memorizes(history) is not True
