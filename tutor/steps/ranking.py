"""Which setting to take: the best beyond the noise, and what to do with a tie."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from tutor import noise
from tutor.history import Epoch, History
from tutor.steps import wording
from tutor.steps.base import Row

SMALLER = 0.95
"""A validation loss is lower for certain from a twentieth on: between seeds the lowest loss of the
embedded data sets' networks scatters by about 2 %, so two runs differ by up to 2 * 1.41 * 2 %."""

VISIBLE = 0.002
"""Losses that differ by less are equal: beside a loss of .001 a twentieth is nothing."""

TURNED = 1.05
"""A validation loss has turned when it ends a twentieth above its lowest: published rules alarm at
any rise, and so on almost every healthy training."""


FELL = 0.1
"""A score that decides which epoch is kept has fallen when it ends a tenth lower, of what it had
gained over chance: between epochs the likeness of the embedded ideas wobbles by some hundredths."""


def scored(row: Row | None) -> bool:
    """True for a row with at least one score."""
    return row is not None and bool(row.score.values)


def any_scored(rows: Iterable[Row]) -> bool:
    """True where at least one setting gave a score: without any there is no answer."""
    return any(scored(row) for row in rows)


def beats(first: Row, second: Row) -> bool:
    """True where the first is better by more than the noise; a score beats none."""
    if not scored(first):
        return False
    if not scored(second):
        return True
    return first.score.mean > second.score.mean and noise.differs(first.score, second.score)


def better(first: Row, second: Row) -> bool:
    """True where the first is better in score beyond the noise, or in loss with a score as good.

    The loss tells sooner than the accuracy: it counts how sure every answer is, not only whether
    it is right.
    """
    if beats(first, second):
        return True
    if first.score.metric.kept == "score":
        # A loss that does not say which epoch to keep does not say which model is better.
        return False
    if not first.loss.values or not second.loss.values or beats(second, first):
        return False
    if second.loss.mean - first.loss.mean < VISIBLE:
        return False
    return first.loss.mean <= SMALLER * second.loss.mean


def promise(row: Row) -> float:
    """For sorting, the best first: the lowest loss, or the highest score where no loss tells."""
    if row.score.metric.kept == "score" or not row.loss.values:
        return -row.score.mean
    return row.loss.mean


def compared(first: Row, second: Row) -> str:
    """`wording.compare`, and the losses where they decide what the scores do not."""
    told = wording.compare(first, second)
    if not better(first, second) or beats(first, second):
        return told
    lower = 1 - first.loss.mean / second.loss.mean
    return (
        f"{told} But the lowest loss of {first.label} is {lower:.0%} lower, more than seeds differ "
        "by."
    )


def capital(text: str) -> str:
    """The text as the start of a sentence."""
    return text[:1].upper() + text[1:]


def pick(rows: Iterable[Row], tie: Callable[[Row], float]) -> Row | None:
    """Of the rows that no other is better than, the one with the lowest `tie`."""
    candidates = [row for row in rows if scored(row)]
    even = [row for row in candidates if not any(better(other, row) for other in candidates)]
    return min(even, key=tie, default=None)


def fewest_parameters(row: Row) -> float:
    """For `pick`: a tie goes to the smaller network."""
    return row.parameters if row.parameters is not None else math.inf


def gap(history: History) -> float | None:
    """Validation loss minus training loss at the epoch whose weights are kept.

    The training loss of Keras is the mean over the epoch, with dropout and augmentation at work;
    the validation loss is without them. A net held back by them can have a gap below zero.
    """
    return _gap_of(history.best_epoch)


def end_gap(history: History) -> float | None:
    """Validation loss minus training loss at the last epoch."""
    return _gap_of(history.epochs[-1] if history.epochs else None)


def turned(history: History) -> bool:
    """Whether the model got worse again after its best epoch, by more than a wobble.

    The validation loss tells, or the score where no loss says which model is better.
    """
    if history.metric.kept == "score":
        return _fell(history)
    best = history.best_epoch
    last = history.epochs[-1].val_loss if history.epochs else None
    if best is None or best.val_loss is None or last is None:
        return False
    if not math.isfinite(last):
        return True
    return last > TURNED * best.val_loss and last - best.val_loss > VISIBLE


def _fell(history: History) -> bool:
    best, chance = history.score, history.chance
    last = history.epochs[-1].score(history.metric) if history.epochs else None
    if best is None or last is None or chance is None:
        return False
    return best - last > FELL * abs(best - chance)


def _gap_of(epoch: Epoch | None) -> float | None:
    if epoch is None or epoch.val_loss is None:
        return None
    gap = epoch.val_loss - epoch.loss
    return gap if math.isfinite(gap) else None
