"""The experiments of step 4: every network once, then the best again beside the project's own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.experiment.schema import Changes
from tutor.steps import pace, ranking
from tutor.steps.base import Choice, Comparison, Context, Question, Result, Trial
from tutor.steps.layers.candidates import (
    CURRENT,
    DEPTH,
    EVERYTHING,
    KIND,
    LINEAR,
    WIDTH,
    Candidate,
    candidates,
    groups,
)

EPOCHS = 8
SECONDS = 2.5
"""A convolutional network learns little from a thousand images: here an epoch may cost more."""

FINALISTS = 2

VARIED = {
    DEPTH: "the number of layers",
    WIDTH: "their width, in powers of two",
    KIND: "their kind",
}
"""What there is to vary, in words."""

LEGS = "the legs it stands on"
"""The kind of a wide and deep network."""


def options(context: Context) -> tuple[Question, ...]:
    """What to vary."""
    return (
        Question(
            "vary",
            "What should be varied?",
            (
                Choice(EVERYTHING, "a little of everything"),
                *(Choice(group, _varied(context, group)) for group in groups(context)),
            ),
            EVERYTHING,
        ),
    )


def _varied(context: Context, group: str) -> str:
    return LEGS if group == KIND and context.family == "wide-deep" else VARIED[group]


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """Every network with one seed; then the best two and the project's own with another."""
    first, second = context.seeds(2)
    tried = candidates(context)
    short = short_run(context, tried)
    seeds = {result.trial.changes["training.seed"] for result in results}
    if not seeds:
        return tuple(_trial(candidate, short, first) for candidate in tried)
    if second in seeds:
        return ()
    wanted = finalists(results)
    return tuple(_trial(c, short, second) for c in tried if c.setting in wanted)


def short_run(context: Context, tried: Sequence[Candidate]) -> Changes:
    """The pace that the heaviest of the networks allows, the same for all of them."""
    paces = [pace.short_run(context, EPOCHS, c.changes, SECONDS) for c in tried]
    limits = ("data.fraction", "data.steps_per_epoch", "training.epochs")
    return min(paces, key=lambda pace: [pace.get(limit, math.inf) for limit in limits])


def finalists(results: Sequence[Result]) -> tuple[str, ...]:
    """The settings that get a second seed: none where no network comes near the project's own."""
    rows = {row.setting: row for row in Comparison(results).rows}
    own = rows.get(CURRENT)
    others = [row for name, row in rows.items() if name not in (CURRENT, LINEAR)]
    near = [row for row in others if ranking.scored(row) and not (own and ranking.beats(own, row))]
    near.sort(key=lambda row: row.score.mean, reverse=True)
    return (CURRENT, *(row.setting for row in near[:FINALISTS])) if near else ()


def _trial(candidate: Candidate, short: Changes, seed: int) -> Trial:
    changes = {**short, **candidate.changes, "training.seed": seed}
    return Trial(candidate.setting, candidate.label, changes)
