"""What step 7 concludes: scores and seconds against batch size."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.experiment.schema import Changes
from tutor.steps import facts, ranking, trials, wording
from tutor.steps.bars import score_bars
from tutor.steps.base import Comparison, Context, Figure, Result, Row, Verdict
from tutor.steps.batch_size.choice import ahead, setting_of
from tutor.steps.batch_size.experiments import (
    own_size,
    remembers,
    samples,
    too_large,
    updates,
)
from tutor.steps.batch_size.lesson import LARGER, SMALLER, TIE
from tutor.steps.trials import nothing_seen


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own batch size."""
    comparison = Comparison(results)
    rows = {row.setting: row for row in comparison.rows}
    own = own_size(context)
    mine = rows.get(setting_of(own))
    if mine is None:
        return nothing_seen("batch-size", "your own batch size has not been tried")
    best = ahead(own, results)
    starved = too_large(context, own)
    trains = _above_chance(comparison, mine)
    edit, reason = _edit(rows, mine, best)
    headline = _headline(context, own, best, starved, trains)
    return Verdict(
        step="batch-size",
        passed=trains and not starved,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                _updates(context, own) if starved else "",
                _compared(rows, mine, best),
                _seconds(rows, mine, best),
                wording.lost(comparison.rows),
            ),
            (_why(context, rows, mine, best, starved, trains), _next(edit, starved, trains)),
        ),
        rows=comparison.rows,
        edit=edit,
        edit_reason=reason,
        answer=_answer(own, best) if ranking.any_scored(comparison.rows) else None,
        figure=preview(context, results),
    )


def preview(context: Context, results: Sequence[Result]) -> Figure | None:
    """The score of every batch size, from small to large, chance as a level."""
    rows = _by_size({row.setting: row for row in Comparison(results).rows})
    return score_bars(rows, "Batch sizes side by side", (("chance", facts.chance(context)),))


def _above_chance(comparison: Comparison, row: Row) -> bool:
    return trials.above_chance(comparison, row)


def _by_size(rows: dict[str, Row]) -> list[Row]:
    return sorted(rows.values(), key=lambda row: int(row.setting))


def _edit(rows: dict[str, Row], mine: Row, best: int | None) -> tuple[Changes, str]:
    if best is None:
        return {}, ""
    return {"batch.size": best}, _sizes_compared(mine, rows[setting_of(best)])


def _headline(context: Context, own: int, best: int | None, starved: bool, trains: bool) -> str:
    if starved:
        whole = "agent" if context.family == "rl" else context.kind.samples
        return f"Batches of {own:,} are too large for your {whole}."
    if not trains:
        return f"With batches of {own:,} the network does not get above chance."
    if best is not None:
        return f"Batches of {best:,} score better than your {own:,} after the same epochs."
    return f"Your batch size, {own:,}, stays: none of those tried is better for certain."


def _updates(context: Context, own: int) -> str:
    total, available = updates(context, own), samples(context)
    if total is None or available is None:
        return ""
    if remembers(context):
        return f"It remembers {wording.count(available, 'step')} at most."
    training = "" if context.family == "rl" else "training "
    told = wording.count(available, f"{training}{context.kind.sample}")
    epoch = "An epoch has" if context.family == "rl" else "You have"
    return f"{epoch} {told}, so your whole training has {wording.count(total, 'update')}."


def _compared(rows: dict[str, Row], mine: Row, best: int | None) -> str:
    rivals = [row for row in rows.values() if row is not mine and ranking.scored(row)]
    rival = (
        rows[setting_of(best)]
        if best is not None
        else max(rivals, key=lambda row: row.score.mean, default=None)
    )
    return _sizes_compared(mine, rival) if rival is not None else ""


def _sizes_compared(mine: Row, other: Row) -> str:
    """Yours against another size: `A batch of 64 beats a batch of 128 by ...`."""
    first, second = (wording.called(r, f"a batch of {int(r.setting):,}") for r in (mine, other))
    return wording.compare(first, second)


def _seconds(rows: dict[str, Row], mine: Row, best: int | None) -> str:
    """Seconds of an epoch with the project's own size, and with the best or the largest other."""
    timed = [row for row in _by_size(rows) if row.seconds_per_epoch and row is not mine]
    if not timed or not mine.seconds_per_epoch:
        return ""
    other = next((row for row in timed if row.setting == str(best)), timed[-1])
    return (
        f"An epoch takes {mine.seconds_per_epoch:.2f} seconds with yours and "
        f"{other.seconds_per_epoch:.2f} with {other.label}."
    )


def _why(
    context: Context,
    rows: dict[str, Row],
    mine: Row,
    best: int | None,
    starved: bool,
    trains: bool,
) -> str:
    own = int(mine.setting)
    if starved and remembers(context):
        return "An update over all that is remembered costs far more, and says little more."
    if starved:
        return "Each update can only go so far, and there are too few of them to get anywhere."
    if not trains and best is None:
        return "No other size does better for certain, so the batch size is not what is wrong."
    if remembers(context) and (best is None or best < own):
        return (
            "There are as many updates of any size, so only the noise of each one differs"
            f"{', and here more of it did better' if best else ''}."
        )
    behind = [row for row in rows.values() if ranking.scored(row) and ranking.beats(mine, row)]
    if best is None and any(int(row.setting) > own for row in behind):
        return (
            "Larger batches have fewer updates in the same epochs. More epochs or a larger "
            "learning rate might make up for that: it has not been tried here."
        )
    if best is None:
        return "Within this range the noise of the gradient and the number of updates even out."
    if best < own:
        return (
            "The smaller batch has more updates in the same epochs. A larger learning rate or more "
            "epochs might do the same for yours: that has not been tried here."
        )
    return "Your gradients were noisy: an average over more of them served the same epochs better."


def _next(edit: Changes, starved: bool, trains: bool) -> str:
    if starved:
        return (
            "Take a smaller one and run this step again."
            if edit
            else "The smaller sizes tried do not train it either: go back to step init."
        )
    if not trains and not edit:
        return "Go back to getting above chance."
    end = "Then train in full and look once at the test set."
    return f"{'Take it.' if edit else 'Keep it.'} {end}"


def _answer(own: int, best: int | None) -> str:
    if best is None:
        return TIE
    return LARGER if best > own else SMALLER
