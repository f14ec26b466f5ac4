"""Is this training worse than it should be? The model against answers that cost no training.

The doctor scores the trained model beside a constant answer, a linear model and the nearest
neighbours on the same samples (`observed.Score`). A network that is clearly below one of these on
data it was trained for has a fault, whatever its curves look like; one that keeps up with them may
be slow, noisy or overfit and is healthy for all that. Every answer here is True, False, or None
where nobody can say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tutor.diagnosis import facts
from tutor.history import History
from tutor.noise import above_constant_limit, binomial_error
from tutor.observed import Score

FLOOR = 0.05
"""Least difference that counts. A short healthy training of a network lies up to .04 of accuracy
under a converged logistic regression on easy data."""

FEW = 16
"""Samples that any network must be able to fit without an error (TheDeepChecker's and Karpathy's
"overfit one batch"): on so few the standard is 1 and not another model."""

POOR = 0.35
"""A training fails where it went less than this part of the way from the constant answer to the
simple model. The line lies low on purpose: programs that people were content with, recurrent
networks on a short series above all, often come half of the way."""

KNOWN = 0.5
"""A training part is known by heart, or well, from half of the way to no error at all."""

SAME_ANSWER = 0.01
"""Deviation of the answers over that of the targets, below which they are one answer. Networks of
which every relu is dead come to exactly 0; an untrained Glorot start lies above .1."""

UNJUDGED = frozenset({"adversarial", "online"})
"""Tasks whose losses and scores may go anywhere in a healthy training."""


@dataclass(frozen=True)
class Standing:
    """Where a model stands between a constant answer and the best simple one.

    Attributes:
        part: `validation` or `training`, that the scores are of.
        score, constant, reference: of the model, the constant and the best simple answer.
        name: what the reference is: `linear model`, `nearest neighbours`, or `EVERY`.
        margin: the difference to the reference that noise explains.
        samples: that the scores come from.
    """

    part: str
    score: float
    constant: float
    reference: float
    name: str
    margin: float
    samples: int

    @property
    def skill(self) -> float:
        """Share of the way from the constant answer to the reference, 1 being all of it."""
        way = self.reference - self.constant
        return (self.score - self.constant) / way if way > 0 else math.nan


@facts.once
def standing(history: History) -> Standing | None:
    """The model's place, on held-out data where there are any; None without a usable reference."""
    card = history.score_card
    if card is None or card.constant is None or history.task in UNJUDGED:
        return None
    part, score, samples = _own(card)
    if score is None or samples < 1:
        return None
    if not math.isfinite(score):
        score = -math.inf
    references = _references(card, part)
    if not references:
        return None
    reference, name = max(references)
    exact = name == EVERY
    margin = 0.5 / samples if exact else noise(card.metric, score, reference, samples)
    if not exact and reference <= chance_limit(card, samples):
        return None  # the simple answers found nothing either: there may be nothing to find
    return Standing(part, score, card.constant, reference, name, margin, samples)


EVERY = "answer that is always right"


FITTED = 0.9
"""Part of the way from the constant answer to a perfect one."""


def underperforms(history: History) -> bool | None:
    """Whether the model is worse than a simple answer, beyond the noise of so many samples."""
    if history.task in UNJUDGED:
        return None
    if facts.diverged_at(history) is not None:
        return True
    place = standing(history)
    if place is not None:
        return place.reference - place.score > place.margin
    above = above_constant(history)
    return False if above else None


def fails(history: History) -> bool | None:
    """Whether it has learnt little of what a simple answer finds: harm, not mere slowness.

    None where the training was too short to be blamed.
    """
    if facts.diverged_at(history) is not None and history.task not in UNJUDGED:
        return True
    worse, place = underperforms(history), standing(history)
    if not worse or place is None:
        return worse
    if not facts.trained_enough(history):
        return None
    return place.name == EVERY or not place.skill > POOR


def above_constant(history: History) -> bool | None:
    """Whether the model beats one and the same answer for every input, beyond luck."""
    card = history.score_card
    if card is None or card.constant is None:
        return None
    _, score, samples = _own(card)
    if score is None or samples < 1:
        return None
    return math.isfinite(score) and score > chance_limit(card, samples)


def underfits(history: History) -> bool | None:
    """Whether it is poor on its own training data: under what a simple answer has on new data."""
    card = history.score_card
    if card is None or card.train is None or card.constant is None or history.task in UNJUDGED:
        return None
    if not math.isfinite(card.train):
        return True
    part, _, samples = _own(card)
    references = _references(card, part)
    if not references:
        return None if card.train <= chance_limit(card, card.samples) else False
    reference, name = max(references)
    margin = 0 if name == EVERY else noise(card.metric, card.train, reference, samples)
    if name != EVERY and reference <= chance_limit(card, samples):
        return None
    return reference - card.train > margin


def memorizes(history: History) -> bool | None:
    """Whether the training data are known and the held-out ones no better than by chance."""
    card = history.score_card
    if card is None or card.train is None or card.validation is None or card.constant is None:
        return None
    known = card.train > card.constant + KNOWN * (1 - card.constant)
    return known and card.validation <= chance_limit(card, card.validation_samples)


def fits(history: History) -> bool:
    """Whether the training data are known nearly by heart: then no step was too long or too short
    to learn them, whatever the held-out data say."""
    card = history.score_card
    if card is None or card.train is None or card.constant is None:
        return False
    return card.train >= card.constant + FITTED * (1 - card.constant)


def constant_answers(history: History) -> bool | None:
    """Whether the model gives the same answer for every input."""
    card = history.score_card
    if card is None or card.spread is None:
        return None
    return math.isfinite(card.spread) and card.spread < SAME_ANSWER and (card.answers or 1) == 1


def learnable(history: History) -> bool | None:
    """Whether a simple answer finds something in these data: False for labels drawn at random."""
    card = history.score_card
    if card is None or card.constant is None:
        return None
    part, _, samples = _own(card)
    references = _references(card, part)
    if not references:
        return None
    return max(references)[0] > chance_limit(card, samples)


def struggles(history: History) -> bool | None:
    """Whether the training gets nowhere, by its scores, or by its curve where there are none.

    The scores are the better witness: a network that keeps up with a simple model has learnt what
    there was, however flat its curve.
    """
    if history.task in UNJUDGED:
        return None
    worse = underperforms(history)
    if worse is not None:
        return fails(history) if worse else False
    learns = facts.learns(history)
    if learns is False and learnable(history) is False:
        return None
    if learns is False and history.task == "unknown" and facts.falls(history):
        return None  # a loss of its own kind that falls, however little
    return None if learns is None else not learns


def learns(history: History) -> bool | None:
    """Whether the training gets somewhere: `facts.learns`, corrected by scores where there are."""
    stuck = struggles(history)
    return None if stuck is None else not stuck


def in_words(history: History) -> str:
    """The standing as evidence, to be put behind other evidence; empty where it is not known."""
    place, card = standing(history), history.score_card
    if place is None or card is None:
        return ""
    say = facts.percent if card.metric == "accuracy" else facts.number
    score = say(place.score) if math.isfinite(place.score) else "no number"
    return (
        f"; on the {place.part} data it reaches {card.metric} {score}, the {place.name} "
        f"{say(place.reference)}, one constant answer {say(place.constant)}"
    )


def chance_limit(card: Score, samples: int) -> float:
    """The score that a constant answer, or luck on so many samples, does not exceed."""
    return above_constant_limit(card.metric, card.constant or 0.0, samples)


def noise(metric: str, first: float, second: float, samples: int) -> float:
    """Largest difference of two scores on these samples that chance explains.

    Two standard errors of the difference of two proportions, each pulled towards one half by two
    samples (Agresti and Coull 1998) as 3 of 3 right are not certain; for r2, whose error is below
    1 / sqrt(n) throughout [0, 1], that.
    """
    if metric == "r2":
        return max(FLOOR, 1 / math.sqrt(samples))
    pulled = [(max(0.0, p) * samples + 2) / (samples + 4) for p in (first, second)]
    return max(FLOOR, 2 * math.hypot(*(binomial_error(p, samples + 4) for p in pulled)))


def _own(card: Score) -> tuple[str, float | None, int]:
    """The part that the model is judged on, its score there, and the samples that decide.

    Without held-out data the simple answers are fitted on three quarters of the training sample
    and scored on the last, so that they are as honest as elsewhere; the network has seen it all.
    """
    if card.validation is not None and card.validation_samples > 0:
        return "validation", card.validation, card.validation_samples
    return "training", card.train, max(1, card.samples // 4) if card.samples > FEW else card.samples


def _references(card: Score, part: str) -> list[tuple[float, str]]:
    """What a simple answer scores, with its name."""
    if part != "validation" and 0 < card.samples <= FEW and card.metric == "accuracy":
        return [(1.0, EVERY)]
    found = ((card.linear, "linear model"), (card.neighbours, "nearest neighbours"))
    return [(value, name) for value, name in found if value is not None and math.isfinite(value)]
