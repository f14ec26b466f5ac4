"""What step 4 concludes from the networks side by side."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.experiment.schema import Changes
from tutor.steps import facts, ranking, trials, wording
from tutor.steps.bars import score_bars
from tutor.steps.base import Comparison, Context, Figure, Result, Row, Verdict
from tutor.steps.layers.candidates import (
    CURRENT,
    KIND,
    LINEAR,
    candidates,
    floor_name,
    is_linear,
)
from tutor.steps.trials import nothing_seen

OVERFITTING = "overfitting"
"""The next step, which has no meaning in some families."""


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    """The verdict on the project's own network."""
    comparison = Comparison(results)
    rows = {row.setting: row for row in comparison.rows}
    own = rows.get(CURRENT)
    if own is None:
        return nothing_seen("layers", "your own network has not been trained")
    winner = _winner(rows, own)
    floor = rows.get(LINEAR)
    sound = _sound(context, comparison, own, floor)
    worth = sound if winner is None else _beats(winner, floor)
    enough = sound and winner is None and not is_linear(context) and not _beats(own, floor)
    headline = NOT_NEEDED if enough else _headline(context, winner, sound, worth)
    edit, reason = _edit(context, own, winner)
    return Verdict(
        step="layers",
        passed=sound,
        headline=headline,
        text=wording.paragraphs(
            (headline,),
            (
                _decided(rows, own, winner),
                _against_linear(own, winner, floor),
                wording.lost(comparison.rows),
            ),
            (
                _enough(context) if enough else _why(context, own, winner, worth),
                _next(context, winner, worth),
            ),
        ),
        rows=comparison.rows,
        edit=edit,
        edit_reason=reason,
        answer=_answer(context, winner) if ranking.any_scored(comparison.rows) else None,
        figure=preview(context, results),
    )


def preview(context: Context, results: Sequence[Result]) -> Figure | None:
    """The score of every network, chance as a level."""
    levels = (("chance", facts.chance(context)),)
    return score_bars(Comparison(results).rows, "Networks side by side", levels)


def _winner(rows: dict[str, Row], own: Row) -> Row | None:
    """The network to take instead: better than the project's own, on as many seeds.

    Of several with none better than another, the one with the fewest parameters.
    """
    seeds = len(own.score.values)
    others = [row for row in rows.values() if row is not own and len(row.score.values) >= seeds]
    ahead = [row for row in others if ranking.better(row, own)]
    return ranking.pick(ahead, tie=ranking.fewest_parameters)


def _sound(context: Context, comparison: Comparison, own: Row, floor: Row | None) -> bool:
    """Whether the project's network does more than one without hidden layers, or all there is.

    One that has none is sound where it is above chance: there is nothing in it for nothing. So is
    one whose hidden layers are not needed, as on a task that a weighted sum solves.
    """
    if not is_linear(context) and _beats(own, floor):
        return True
    above = trials.above_chance(comparison, own)
    return above and (is_linear(context) or _not_needed(context, own, floor))


def _not_needed(context: Context, own: Row, floor: Row | None) -> bool:
    """Whether the linear model is as good and the project's network has lost next to nothing."""
    chance = facts.chance(context)
    if context.family in NEVER_LINEAR or floor is None or chance is None:
        return False
    if not ranking.scored(own) or _beats(own, floor):
        return False
    gained, possible = own.score.mean - chance, floor.score.mean - chance
    return not ranking.beats(floor, own) and gained >= NEARLY * possible


NEVER_LINEAR = ("image", "gan")
"""Families whose tasks a weighted sum of pixels does not solve: there a tie with it is a fault."""

NEARLY = 0.9
"""A network that has nine tenths of what the linear model has gained over chance is not held up."""


def _beats(network: Row, floor: Row | None) -> bool:
    """Whether a network with hidden layers is better than the linear model.

    Without a floor, where the project's own network is the linear model, any winner has beaten it.
    """
    return network.setting != LINEAR and (floor is None or ranking.better(network, floor))


def _edit(context: Context, own: Row, winner: Row | None) -> tuple[Changes, str]:
    if winner is None:
        return {}, ""
    changes = next(c.changes for c in candidates(context) if c.setting == winner.setting)
    return changes, ranking.compared(winner, wording.called(own, "yours"))


def _headline(context: Context, winner: Row | None, sound: bool, worth: bool) -> str:
    samples = "task" if context.family == "rl" else context.kind.samples
    if winner is None and sound:
        return "Your network stays: none of those tried is better for certain."
    if winner is None and is_linear(context):
        return "Your network is not above chance, and none of those tried is better."
    floor, yours = floor_name(context), "network"
    if context.family == "gan":
        yours = "discriminator"
    if winner is None:
        return f"Your {yours}'s hidden layers are not yet worth anything."
    if winner.setting == LINEAR:
        return f"{wording.capital(floor)} beats your {yours}, so its hidden layers do harm."
    if not worth:
        return f"{wording.capital(winner.label)} beats yours, but not {floor}."
    if not sound:
        return f"Your {yours} does not beat {floor}, and {winner.label} does."
    better = "pair of networks" if context.family == "gan" else "network"
    return f"{wording.capital(winner.label)} is the better {better} for your {samples}."


def _decided(rows: dict[str, Row], own: Row, winner: Row | None) -> str:
    """What decided between the winner and the next one, or kept the project's own."""
    yours = wording.called(own, "yours")
    others = [r for r in rows.values() if r is not own and r is not winner and ranking.scored(r)]
    second = max(others, key=lambda row: row.score.mean, default=None)
    if winner is None:
        if second is None or second.setting == LINEAR or not ranking.scored(own):
            return ""
        return wording.compare(yours, second)
    told = ranking.compared(winner, yours) if ranking.scored(own) else ""
    if second is not None and _was_tie(winner, second):
        name = wording.capital(winner.label)
        return f"{told} {wording.compare(winner, second)} {name} has the fewer parameters.".strip()
    return f"{told} {_size(own, winner)}".strip()


def _was_tie(winner: Row, second: Row) -> bool:
    """Whether the number of parameters decided between the two."""
    fewer = ranking.fewest_parameters(winner) < ranking.fewest_parameters(second)
    tried_alike = len(second.score.values) >= len(winner.score.values)
    return fewer and tried_alike and not ranking.better(winner, second)


def _size(own: Row, winner: Row) -> str:
    """Parameters of the winner beside the project's own."""
    if own.parameters is None or winner.parameters is None or own.parameters == winner.parameters:
        return ""
    return f"It has {winner.parameters:,} parameters, yours {own.parameters:,}."


def _against_linear(own: Row, winner: Row | None, floor: Row | None) -> str:
    """What the hidden layers that the project will have are worth."""
    kept = winner or wording.called(own, "yours")
    if floor is None or kept.setting == LINEAR:
        return ""
    return ranking.compared(kept, floor) if ranking.scored(kept) and ranking.scored(floor) else ""


NOT_NEEDED = "Your network stays, but the linear model does as well: no hidden layer is needed."


def _enough(context: Context) -> str:
    inputs = _INPUTS.get(context.family, "the columns")
    return (
        f"A weighted sum of {inputs} is enough for this task, as far as runs this short can show. "
        "Fewer layers would do no harm."
    )


def _why(context: Context, own: Row, winner: Row | None, worth: bool) -> str:
    if not worth and is_linear(context):
        return "A network at chance is held there by something else than its layers."
    if not worth:
        return (
            "Hidden layers that do no better than none are either not trained, for their start, "
            "their depth or their learning rate, or not needed, where a weighted sum of "
            f"{_INPUTS.get(context.family, 'the columns')} is enough."
        )
    image = context.family == "image"
    if image and _answer(context, winner) == KIND and winner and winner.label.startswith("conv"):
        return (
            "Convolutions use what a dense layer has to find out: that neighbouring pixels belong "
            "together, and that a shape is the same shape elsewhere in the image."
        )
    if winner is not None and context.family == "gan":
        return "The balance of the two counts: one was too weak for the other."
    if winner is not None and _is_smaller(winner, own):
        return "More parameters are not more knowledge: yours had more than it could train so soon."
    if winner is not None:
        return "Your network was too small for this task, or the wrong shape of one."
    return "What limits the score now is not the layers, as far as runs this short can show."


_INPUTS = {
    "image": "pixels",
    "gan": "pixels",
    "text": "the words",
    "rl": "what the agent sees",
}
"""What a linear model adds up."""


def _is_smaller(winner: Row, own: Row) -> bool:
    if winner.parameters is None or own.parameters is None:
        return False
    return winner.parameters < own.parameters


def _next(context: Context, winner: Row | None, worth: bool) -> str:
    if not worth:
        taken = "Take it for now, then go" if winner is not None else "Go"
        return f"{taken} back to the start of the weights and to getting above chance."
    taken = "Take it" if winner is not None else "Keep it"
    if OVERFITTING in context.kind.no_sense:
        return f"{taken}, and go on to the learning rate."
    turns = "gets worse" if context.metric.kept == "score" else "overfits"
    return f"{taken}, and see next how far it can be trained before it {turns}."


def _answer(context: Context, winner: Row | None) -> str:
    """The group of the change that is ahead; removing all layers is a change of depth."""
    if winner is None:
        return CURRENT
    group = next(c.group for c in candidates(context) if c.setting == winner.setting)
    return "depth" if group == LINEAR else group
