"""What step 5 concludes: where the loss turns, what the remedies buy, how long to train."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.diagnosis import facts as rules
from tutor.experiment.schema import Changes
from tutor.history import History
from tutor.steps import ranking, wording
from tutor.steps.base import Comparison, Context, Result, Row, Verdict
from tutor.steps.overfitting import adversaries
from tutor.steps.overfitting.choice import champion, has_more_left
from tutor.steps.overfitting.experiments import alike
from tutor.steps.overfitting.figure import preview
from tutor.steps.overfitting.lesson import third
from tutor.steps.overfitting.remedies import (
    CURRENT,
    HALF,
    NORMALIZATION,
    adding_data,
    changes_of,
    remedies_in,
    switched_on,
)
from tutor.steps.trials import nothing_seen

IMPROVING = 0.75
"""A run whose lowest validation loss lies in its last quarter had not finished learning."""

ROOM = 1.5
"""A training gets half as many epochs again as the best epoch of the short run came after: a
falling learning rate needs them, and the best weights are kept whatever comes after."""


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own regularization."""
    comparison = alike(context, results)
    rows = {row.setting: row for row in comparison.rows}
    own = rows.get(CURRENT)
    if own is None:
        return nothing_seen("overfitting", "your own network has not been trained")
    if not ranking.scored(own):
        return _no_loss(rows, context, results)
    taken = champion(comparison, adding_data(context))
    mine = Comparison(results).of(CURRENT)[0].history
    kept = comparison.of(taken.setting)[0].history if taken else mine
    above = _above_chance(mine)
    lost = ranking.turned(mine) and not context.value("regularization.best_weights")
    edit, reasons = _edit(context, taken, kept) if _above_chance(kept) else ({}, [])
    headline = _headline(context, taken, kept, mine, lost)
    return Verdict(
        step="overfitting",
        passed=above and not lost,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                _turning(mine) if above else _chance(mine),
                _decided(rows, own, taken),
                _left(comparison, taken, adding_data(context)),
                _half(context, rows, own),
                wording.lost(comparison.rows),
            ),
            (_why(context, taken, mine, kept), _next(edit, _above_chance(kept))),
        ),
        rows=comparison.rows,
        edit=edit,
        edit_reason=" ".join(reasons),
        answer=_answer(mine),
        figure=preview(context, results),
    )


def still_improving(history: History) -> bool:
    """Whether the best epoch lies in the last quarter of the training."""
    best = history.best_epoch
    return best is not None and best.number > IMPROVING * len(history.epochs)


def _above_chance(history: History) -> bool:
    limit = rules.chance_limit(history)
    if rules.ranks_beyond_luck(history):
        return True
    return history.score is not None and history.score > (-math.inf if limit is None else limit)


def _no_loss(rows: dict[str, Row], context: Context, results: Sequence[Result]) -> Verdict:
    by_score = context.metric.kept == "score"
    given = context.metric.noun if by_score else "validation loss"
    headline = f"Your network gave no {given}, so there is no overfitting to see."
    text = wording.paragraphs(
        (headline,),
        (
            "Its run diverged or failed. A smaller learning rate mends most of that: run step "
            "learning-rate first, then come back.",
        ),
    )
    return Verdict(
        "overfitting",
        False,
        headline,
        text,
        rows=tuple(rows.values()),
        figure=preview(context, results),
    )


def _edit(context: Context, taken: Row | None, kept: History) -> tuple[Changes, list[str]]:
    """The remedies taken, the best weights kept, and epochs enough to reach them."""
    edit: Changes = {}
    reasons: list[str] = []
    if taken is not None:
        edit |= changes_of(context, taken.setting)
        reasons.append(_bought(taken))
    if not context.value("regularization.best_weights"):
        edit["regularization.best_weights"] = True
        reasons.append("The best epoch's weights are worth more than the last one's.")
    epochs = _epochs(kept)
    now = int(context.spec["training"]["epochs"])
    if epochs > now:
        edit["training.epochs"] = epochs
        best = kept.best_epoch.number if kept.best_epoch else 0
        reasons.append(
            f"Its best epoch was number {best} of {len(kept.epochs)}, so {now} may be too few."
        )
    return edit, reasons


def _bought(taken: Row) -> str:
    """What is reached with a remedy."""
    reached = f"{wording.capital(_with(taken))} its "
    if taken.score.metric.kept == "score" or not taken.loss.values:
        metric = taken.score.metric
        return f"{reached}{metric.noun} is {wording.score(taken.score.mean, metric)}."
    return f"{reached}lowest validation loss is {wording.loss(taken.loss.mean)}."


def _epochs(kept: History) -> int:
    """Twice the short run where it was still improving, else half as many again as it needed."""
    if kept.best_epoch is None:
        return 0
    if still_improving(kept):
        return 2 * len(kept.epochs)
    return math.ceil(ROOM * kept.best_epoch.number)


def _headline(context: Context, taken: Row | None, kept: History, mine: History, lost: bool) -> str:
    if context.family == "gan":
        remedy = _with(taken) if taken else ""
        return adversaries.headline(remedy, _above_chance(mine), _above_chance(kept), mine, lost)
    if not _above_chance(mine) and taken is not None and _above_chance(kept):
        return f"Your network is not above chance, but it is {_with(taken)}."
    if not _above_chance(mine):
        return "Your network is not above chance, so it cannot overfit yet."
    if lost:
        return "Your network overfits, and it keeps its last weights instead of its best."
    seen = "Your network overfits" if ranking.turned(mine) else "Your network does not overfit yet"
    if taken is None:
        return f"{seen}, and no remedy buys anything for certain."
    return f"{seen}, and it is better {_with(taken)}."


def _chance(mine: History) -> str:
    if mine.score is None or mine.chance is None:
        return ""
    return (
        f"It reaches {wording.score(mine.score, mine.metric)}, and chance is "
        f"{wording.score(mine.chance, mine.metric)}."
    )


def _turning(mine: History) -> str:
    """Where the validation loss is lowest, and what both losses do from there on."""
    best, last = mine.best_epoch, mine.epochs[-1]
    if best is None:
        return ""
    if mine.metric.kept == "score":
        return adversaries.by_score(mine)
    lowest = (
        f"Its validation loss is lowest at epoch {best.number} of {len(mine.epochs)}, "
        f"{wording.loss(best.val_loss)}"
    )
    if best.number == last.number:
        return f"{lowest}, so it was still falling at the end."
    course = "has turned" if ranking.turned(mine) else "has levelled off"
    told = f"{lowest}, and {wording.loss(last.val_loss)} at the end: it {course}."
    if last.loss >= best.loss:
        return told
    return f"{told} The training loss falls on, to {wording.loss(last.loss)}."


def _decided(rows: dict[str, Row], own: Row, taken: Row | None) -> str:
    """The remedy taken, or the best of those that were not, against the project as it is."""
    tried = [row for name, row in rows.items() if remedies_in(name) and ranking.scored(row)]
    shown = taken or max(tried, key=lambda row: row.score.mean, default=None)
    if shown is None:
        return ""
    told = f"{wording.capital(_with(shown))} it {wording.gain(shown, own)}"
    if taken is None or ranking.beats(taken, own) or not ranking.better(taken, own):
        return f"{told}."
    lower = 1 - taken.loss.mean / own.loss.mean
    return f"{told}, but its lowest loss is {lower:.0%} lower, more than seeds differ by."


def _with(row: Row) -> str:
    """`with dropout and flips`."""
    return row.label.removeprefix("yours ")


def _left(comparison: Comparison, taken: Row | None, adding: frozenset[str]) -> str:
    """Why augmentation was taken on top of something that scored as well without it."""
    rows = comparison.rows
    without = next(
        (row for row in rows if taken and has_more_left(comparison, taken, row, adding)),
        None,
    )
    if taken is None or without is None:
        return ""
    return (
        f"Beside {without.label} its two losses end closer together, so it has more left to gain."
    )


def _half(context: Context, rows: dict[str, Row], own: Row) -> str:
    half = rows.get(HALF)
    gained = wording.gain(own, half) if half else ""
    samples = context.kind.samples
    return f"With all {samples} instead of half of them it {gained}." if gained else ""


def _why(context: Context, taken: Row | None, mine: History, kept: History) -> str:
    if not _above_chance(kept):
        return "A remedy holds back a network that learns too much, and this one learns nothing."
    if taken is None and context.family == "gan":
        return adversaries.balance(mine)
    if taken is None and not ranking.turned(mine):
        return "A network that has not learnt its training data by heart needs no remedy yet."
    if taken is None:
        return (
            "In a run this short a remedy that slows learning has no time to pay: the best epoch's "
            "weights are the remedy you have."
        )
    on = switched_on(context, taken.setting)
    if not on:
        return "It was held back more than it needed."
    if NORMALIZATION in on and context.family != "gan" and _sooner(kept, mine):
        return (
            "It learns faster, and its best epoch comes sooner. From there on it learns its "
            "training data by heart, so the best epoch's weights are what counts."
        )
    if taken.setting == NORMALIZATION:
        return "Each layer gets values of the same spread in every batch, so it learns faster."
    if context.family == "gan":
        return "A discriminator less sure of itself still tells the generator what to do better."
    return "The network has to find what holds for what it has not seen, or seen differently."


def _sooner(kept: History, mine: History) -> bool:
    """Whether the first turned well before its end, and sooner than the second."""
    first, second = kept.best_epoch, mine.best_epoch
    if first is None or second is None or not ranking.turned(kept) or still_improving(kept):
        return False
    return first.number < second.number


def _next(edit: Changes, above: bool) -> str:
    if not above:
        return "Go back to getting above chance: regularization matters later."
    if not edit:
        return "Keep your settings, with the weights of the best epoch."
    if "training.epochs" in edit:
        take = "Take it and train" if len(edit) > 1 else "Train"
        return f"{take} for {edit['training.epochs']} epochs."
    take = "Take it, and keep" if set(edit) != {"regularization.best_weights"} else "Keep"
    return f"{take} the weights of the best epoch."


def _answer(mine: History) -> str | None:
    if mine.best_epoch is None:
        return None
    return third(mine.best_epoch.number, len(mine.epochs))
