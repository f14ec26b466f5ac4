"""The trials of a comparison: one setting over several seeds."""

from __future__ import annotations

import math

from tutor.diagnosis import facts as rules
from tutor.experiment.schema import Changes
from tutor.steps.base import Comparison, Context, Row, Trial, Verdict

SEEDS = 2
"""Seeds of a setting in a short comparison; `noise.margin` is as wide as two seeds deserve."""


def over_seeds(
    context: Context,
    setting: str,
    label: str,
    changes: Changes,
    pace: Changes | None = None,
    count: int = SEEDS,
) -> tuple[Trial, ...]:
    """The setting's trials, one a seed, the project's own seed first.

    `pace` are the changes of `pace.short_run`; the setting's own changes go before them.
    """
    return tuple(
        Trial(setting, label, {**(pace or {}), **changes, "training.seed": seed})
        for seed in context.seeds(count)
    )


def above_chance(comparison: Comparison, row: Row) -> bool:
    """Whether a setting's mean score is above what luck reaches in any of its runs."""
    histories = [result.history for result in comparison.of(row.setting)]
    limits = [limit for h in histories if (limit := rules.chance_limit(h)) is not None]
    if not row.score.values:
        return False
    ranked = all(rules.ranks_beyond_luck(history) for history in histories)
    return ranked or row.score.mean > max(limits, default=-math.inf)


def nothing_seen(step: str, wanted: str) -> Verdict:
    """The verdict of a step that was stopped, or whose runs failed, before it saw anything."""
    headline = f"There is nothing to judge yet: {wanted}."
    return Verdict(step, False, headline, f"{headline} Run the step again.")
