"""The experiments of step 6: a range test, rates around the project's own, then a schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.experiment.schema import Changes
from tutor.steps import pace, ranking
from tutor.steps.base import Comparison, Context, Result, Row, Trial
from tutor.steps.learning_rate.curve import one_figure, suggested

EPOCHS = 5
SECONDS = 1.25

FACTOR = 3.0
"""Rates are tried by factors of three, about half a power of ten."""

NEAR = 5.0
"""A suggested rate within this factor of the project's own is covered by the neighbours tried."""

COSINE = "cosine"
CONSTANT = "constant"


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """The range test; the rates; the other schedule, and a second seed where a rate is ahead."""
    first, second = context.seeds(2)
    if not results:
        changes = {"training.seed": first}
        return (Trial("range test", "range test", changes, kind="range-test"),)
    rows = {row.setting: row for row in Comparison(results).rows}
    if not rows:
        return tuple(_trial(context, rate, CONSTANT, first) for rate in rates(context, results))
    if any(schedule_of(setting) == COSINE for setting in rows):
        return ()
    best = best_rate(context, rows)
    again = (own_rate(context), best) if best != own_rate(context) else ()
    return (
        _trial(context, best, COSINE, first),
        *(_trial(context, rate, CONSTANT, second) for rate in again),
    )


def own_rate(context: Context) -> float:
    """The project's own learning rate."""
    return float(context.spec["learning_rate"]["value"])


def rates(context: Context, results: Sequence[Result]) -> tuple[float, ...]:
    """The project's own, its neighbours, and the suggested rate where that is another one."""
    own, found = own_rate(context), suggestion(results)
    tried = [own, one_figure(own / FACTOR), one_figure(own * FACTOR)]
    if found is not None and abs(math.log(found / own)) > math.log(NEAR):
        tried.append(found)
    return tuple(dict.fromkeys(rate for rate in tried if rate > 0))


def suggestion(results: Sequence[Result]) -> float | None:
    """What the range test suggests."""
    tests = [r.history for r in results if r.trial.kind == "range-test"]
    return suggested(tests[0]) if tests else None


def best_rate(context: Context, rows: dict[str, Row]) -> float:
    """The rate to take among the constant ones: the project's own unless another beats it."""
    own = rows.get(setting_of(own_rate(context), CONSTANT))
    seeds = len(own.score.values) if own else 0
    constant = [
        row
        for name, row in rows.items()
        if schedule_of(name) == CONSTANT and len(row.score.values) >= max(1, seeds)
    ]
    best = max(constant, key=lambda row: row.score.mean, default=None)
    if best is None or (own is not None and not ranking.beats(best, own)):
        return own_rate(context)
    return rate_of(best.setting)


def setting_of(rate: float, schedule: str) -> str:
    """`0.001 constant`."""
    return f"{rate:g} {schedule}"


def rate_of(setting: str) -> float:
    """The rate of a setting."""
    return float(setting.split()[0])


def schedule_of(setting: str) -> str:
    """The schedule of a setting."""
    return setting.split()[-1]


def _trial(context: Context, rate: float, schedule: str, seed: int) -> Trial:
    changes: Changes = {
        **pace.short_run(context, EPOCHS, seconds=SECONDS),
        "learning_rate.value": rate,
        "learning_rate.schedule": schedule,
        "training.seed": seed,
    }
    falling = ", falling to 0 along a cosine" if schedule == COSINE else ""
    return Trial(setting_of(rate, schedule), f"learning rate {rate:g}{falling}", changes)
