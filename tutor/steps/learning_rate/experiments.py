"""The experiments of step 6: a range test, rates around the project's own, then a schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor import noise
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
SCHEDULE = "learning_rate.schedule"
SECOND = "second"
"""In a setting's name instead of a schedule: it is the other network's rate."""


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """The range test; the rates; the other schedule, and a second seed where a rate is ahead."""
    first, second = context.seeds(2)
    if not results and context.kind.range_test:
        changes = {"training.seed": first}
        return (Trial("range test", "range test", changes, kind="range-test"),)
    rows = {row.setting: row for row in Comparison(results).rows}
    if not rows:
        return (
            *(_trial(context, rate, CONSTANT, first) for rate in rates(context, results)),
            *(_second_trial(context, rate, first) for rate in second_rates(context)),
        )
    seeds = {result.trial.changes.get("training.seed") for result in results}
    if any(schedule_of(setting) == COSINE for setting in rows) or second in seeds:
        return ()
    best = best_rate(context, rows)
    rival = best if best != own_rate(context) else contender(context, rows)
    again: tuple[float, ...] = () if rival is None else (own_rate(context), rival)
    falling = (_trial(context, best, COSINE, first),) if context.has(SCHEDULE) else ()
    paced = best_second(context, rows)
    if paced is not None and not again:
        again = (own_rate(context),)
    return (
        *falling,
        *(_trial(context, rate, CONSTANT, second) for rate in again),
        *((_second_trial(context, paced, second),) if paced is not None else ()),
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


def second_rates(context: Context) -> tuple[float, ...]:
    """Three times and a third of the other network's rate, where there is another."""
    key = context.kind.second_rate
    if not key:
        return ()
    own = float(str(context.value(key)))
    return (one_figure(own / FACTOR), one_figure(own * FACTOR))


def best_second(context: Context, rows: dict[str, Row]) -> float | None:
    """The other network's rate to take: one that beats the project's own on as many seeds."""
    own = rows.get(setting_of(own_rate(context), CONSTANT))
    if own is None:
        return None
    found = [row for name, row in rows.items() if schedule_of(name) == SECOND]
    tried = [row for row in found if len(row.score.values) >= len(own.score.values)]
    ahead = [row for row in tried if ranking.beats(row, own)]
    best = max(ahead, key=lambda row: row.score.mean, default=None)
    return rate_of(best.setting) if best is not None else None


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


def contender(context: Context, rows: dict[str, Row]) -> float | None:
    """A rate that leads the project's own by more than half the noise: two seeds may decide it."""
    own = rows.get(setting_of(own_rate(context), CONSTANT))
    constant = [row for name, row in rows.items() if schedule_of(name) == CONSTANT]
    best = max((r for r in constant if r.score.values), key=lambda r: r.score.mean, default=None)
    if own is None or best is None or best is own or not own.score.values:
        return None
    lead = best.score.mean - own.score.mean
    return rate_of(best.setting) if lead > noise.margin(own.score, best.score) / 2 else None


def setting_of(rate: float, schedule: str) -> str:
    """`0.001 constant`."""
    return f"{rate:g} {schedule}"


def rate_of(setting: str) -> float:
    """The rate of a setting."""
    return float(setting.split()[0])


def schedule_of(setting: str) -> str:
    """The schedule of a setting."""
    return setting.split()[-1]


def _second_trial(context: Context, rate: float, seed: int) -> Trial:
    """The project as it is, with another rate for the other network."""
    changes: Changes = {
        **pace.short_run(context, EPOCHS, seconds=SECONDS),
        context.kind.second_rate: rate,
        "training.seed": seed,
    }
    return Trial(setting_of(rate, SECOND), f"generator's rate {rate:g}", changes)


def _trial(context: Context, rate: float, schedule: str, seed: int) -> Trial:
    changes: Changes = {
        **pace.short_run(context, EPOCHS, seconds=SECONDS),
        "learning_rate.value": rate,
        "training.seed": seed,
    }
    if context.has(SCHEDULE):
        changes[SCHEDULE] = schedule
    falling = ", falling to 0 along a cosine" if schedule == COSINE else ""
    return Trial(setting_of(rate, schedule), f"learning rate {rate:g}{falling}", changes)
