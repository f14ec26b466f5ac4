"""The experiments of step 5: yours as it is, with each remedy, and with the best in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.experiment.schema import Changes
from tutor.steps import pace, ranking, wording
from tutor.steps.base import Choice, Comparison, Context, Question, Result, Row, Trial
from tutor.steps.overfitting import remedies
from tutor.steps.overfitting.choice import champion
from tutor.steps.overfitting.remedies import (
    CURRENT,
    HALF,
    adding_data,
    changes_of,
    label_of,
    remedies_in,
    setting_of,
    suited,
)

EPOCHS = 6
SECONDS = 2.0
"""With few images every remedy ends at the same wall: an epoch may cost two seconds."""

LONGER = 2
"""Yours is trained for so many times the epochs, to see its loss turn. Its first part is, seed for
seed, the shorter run that the remedies are compared with."""

PAIRS = 2
"""Pairs that are tried at most: each costs as much as a remedy by itself."""

ALL = "all"


def options(context: Context) -> tuple[Question, ...]:
    """Which remedies to try."""
    half = f"more data: half of the {context.kind.samples} beside all of them"
    more_data = (Choice(HALF, half),) if context.has("data.fraction") else ()
    return (
        Question(
            "remedy",
            "Which remedies should be tried?",
            (
                Choice(ALL, wording.listed(list(remedies.first(context)))),
                *(Choice(remedy.name, f"only {remedy.name}") for remedy in suited(context)),
                *more_data,
            ),
            ALL,
        ),
    )


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """Each remedy by itself; the best in pairs; a second seed for yours and what may replace it."""
    first, second = context.seeds(2)
    comparison = alike(context, results)
    rows = {row.setting: row for row in comparison.rows}
    if not rows:
        wanted = context.answers.get("remedy", ALL)
        singles = remedies.first(context) if wanted == ALL else (wanted,)
        return _trials(context, (CURRENT, *singles), first)
    if any(result.trial.changes["training.seed"] == second for result in results):
        return ()
    more = tuple(setting for setting in _second_round(rows) if setting not in rows)
    if more and not any(len(remedies_in(name)) > 1 for name in rows):
        return _trials(context, more, first)
    taken = champion(comparison, adding_data(context))
    if taken is None or ranking.beats(taken, rows[CURRENT]):
        return ()
    return _trials(context, (CURRENT, taken.setting), second)


def alike(context: Context, results: Sequence[Result]) -> Comparison:
    """All settings over the same number of epochs: the first part of your own longer run."""
    epochs = pace.epochs_of(context, EPOCHS)
    return Comparison([_cut(r, epochs) if r.trial.setting == CURRENT else r for r in results])


def _cut(result: Result, epochs: int) -> Result:
    history = result.history
    return replace(result, history=replace(history, epochs=history.epochs[:epochs]))


def short_run(context: Context) -> Changes:
    """The pace of all runs of this step."""
    return pace.short_run(context, EPOCHS, seconds=SECONDS)


def _second_round(rows: dict[str, Row]) -> tuple[str, ...]:
    """The best remedy with each of the others, those with the lowest losses first.

    A remedy that falls behind by itself is tried too: it may only have slowed a training that the
    best one makes faster.
    """
    own = rows.get(CURRENT)
    singles = [
        row for name, row in rows.items() if len(remedies_in(name)) == 1 and ranking.scored(row)
    ]
    singles.sort(key=ranking.promise)
    if own is None or len(singles) < 2 or not ranking.better(singles[0], own):
        return ()
    best, *others = (row.setting for row in singles)
    return tuple(setting_of((best, other)) for other in others[:PAIRS])


def _trials(context: Context, settings: Sequence[str], seed: int) -> tuple[Trial, ...]:
    short = short_run(context)
    now = float(context.spec["data"].get("fraction", 1.0))
    longer = {"training.epochs": LONGER * short["training.epochs"]}
    half = {"data.fraction": short.get("data.fraction", now) / 2}
    return tuple(
        Trial(
            setting,
            label_of(context, setting),
            {
                **short,
                **(longer if setting == CURRENT and seed == context.seed else {}),
                **(half if setting == HALF else changes_of(context, setting)),
                "training.seed": seed,
            },
        )
        for setting in settings
    )
