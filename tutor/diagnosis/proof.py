"""What an experiment proves: a change that helped, and the words for it.

A rule on structure or on a curve says what may be wrong. `proven` speaks where no rule had a
suspicion of its own and a copy with one change did better all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tutor.diagnosis import facts, mending, network, standing, whatif
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding, Level, Mend
from tutor.diagnosis.remedies import REMEDIES, Remedy
from tutor.history import History

TINY_BATCH = 2
"""Batch normalization takes the mean and the deviation of a batch: one sample has no deviation."""

ONE_BY_ONE = Remedy(
    rule="batch-too-small",
    also=frozenset({"misplaced-layer"}),
    step="batch-size",
    title="Batches of {batch} give batch normalization nothing to average over",
    cause="In training a sample is normalized by its own batch, so that of a single one nothing is "
    "left; in use other figures are taken.",
    advice="Take batches of 16 samples or more, or leave batch normalization out.",
)


def remedy_of(history: History, change: str) -> Remedy | None:
    """What a change that helped proves in this training.

    Adam at its default differs from an optimizer of its kind by the rate alone; and where another
    rate helped as well, the rate is the simpler word.
    """
    if (
        change == "no-normalization"
        and history.model
        and 0 < history.model.batch_size <= TINY_BATCH
    ):
        return ONE_BY_ONE
    rate = history.model.learning_rate if history.model else None
    if change != "adam" or not rate:
        return REMEDIES.get(change)
    if _is_usual(history):
        up = rate < facts.ADAPTIVE_RATE
        return REMEDIES["learning-rate-up" if up else "learning-rate-down"]
    odd = network.odd_settings(history.compiled.settings if history.compiled else {})
    for other in () if odd else ("learning-rate-up", "learning-rate-down"):
        if whatif.decides(history, other):
            return REMEDIES[other]
    return REMEDIES[change]


def _is_usual(history: History) -> bool:
    settings = history.compiled.settings if history.compiled else {}
    name = history.model.optimizer if history.model else ""
    return name in network.ADAPTIVE and not network.odd_settings(settings)


def proven(history: History) -> Iterable[Finding]:
    """The finding that the most helpful change speaks for, from the experiment alone."""
    change = whatif.most_helpful(history)
    remedy = remedy_of(history, change) if change is not None else None
    if change is None or remedy is None or history.model is None:
        return
    words = _words(history, change)
    rival = _others(history, change)
    yield Finding(
        rule=remedy.rule,
        level=level_of(history, change),
        step=remedy.step,
        title=remedy.title.format_map(words),
        evidence=whatif.in_words(history, change) + rival + standing.in_words(history),
        cause=remedy.cause,
        advice=remedy.advice.format_map(words),
        line=_line(history, change),
        mend=_mend(history, change),
    )


def level_of(history: History, change: str) -> Level:
    """A problem where the training fails and the change decides; else worth an eye."""
    if change == "longer":  # whoever trains for a short time may mean to
        return "watch"
    if change in FASTER and standing.above_constant(history):
        return "watch"
    return "problem" if standing.fails(history) and whatif.decides(history, change) else "watch"


FASTER = frozenset({"learning-rate-up", "adam", "smaller-batch", "constant-rate"})
"""Changes that make a training faster. One that is on its way, however slowly, may be meant so: the
first net of a well-known book trains by the squared error and plain gradient descent at .01, and
has come to 27 % on ten classes when the others are above 90 %."""


def _words(history: History, change: str) -> Mapping[str, str]:
    model = history.model
    assert model is not None
    value = (history.experiment(f"what-if/{change}") or {}).get("value")
    rate = model.learning_rate
    return {
        "rate": f"{rate:g}" if rate else "this size",
        "value": f"{value:g}"
        if isinstance(value, int | float)
        else f"{facts.ADAPTIVE_RATE:g}"
        if change == "adam"
        else "a tenth"
        if change == "learning-rate-down"
        else "ten times as much",
        "optimizer": model.optimizer or "this one",
        "epochs": str(len(history.epochs)),
        "batch": str(model.batch_size),
        "activations": ", ".join(dict.fromkeys(network.hidden_activations(history))) or "none",
    }


def _others(history: History, change: str) -> str:
    """What else was tried, so that a reader sees what was excluded."""
    told = []
    for other in whatif.changes_tried(history):
        figures = history.experiment(f"what-if/{other}") or {}
        score = figures.get("score")
        if other != change and isinstance(score, int | float):
            told.append(f"{whatif.WORDS.get(other, other)} {number(score)}")
    return f" (for comparison: {', '.join(told[:4])})" if told else ""


def _line(history: History, change: str) -> int | None:
    """The line that the change would be made on."""
    if change in ("learning-rate-up", "learning-rate-down", "adam", "constant-rate"):
        return mending.optimizer_line(history)
    if change in ("longer", "smaller-batch", "shuffled", "scaled-inputs", "scaled-targets"):
        return mending.fit_line(history)
    layers = network.heavy(history)
    first = next((layer for layer in layers if layer.place is not None), None)
    return first.place.line if first is not None and first.place is not None else None


def _mend(history: History, change: str) -> Mend | None:
    value = (history.experiment(f"what-if/{change}") or {}).get("value")
    if change in ("learning-rate-up", "learning-rate-down") and isinstance(value, int | float):
        return mending.rate_mend(history, facts.tidy(value))
    if change == "adam":
        return mending.optimizer_mend(history)
    if change == "smaller-batch":
        return mending.fit_mend(history, "batch_size", 32)
    if change == "longer" and history.call is not None and history.call.epochs:
        return mending.fit_mend(history, "epochs", 5 * history.call.epochs)
    return None
