"""Which batch size is ahead: another than the project's own only beyond the noise."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import ranking
from tutor.steps.base import Comparison, Result


def setting_of(size: int) -> str:
    """The setting of a batch size."""
    return str(size)


def ahead(own: int, results: Sequence[Result]) -> int | None:
    """The best size that beats the project's own on as many seeds; None where none does."""
    rows = {row.setting: row for row in Comparison(results).rows}
    mine = rows.get(setting_of(own))
    if mine is None:
        return None
    better = [
        row
        for row in rows.values()
        if len(row.score.values) >= len(mine.score.values) and ranking.beats(row, mine)
    ]
    best = max(better, key=lambda row: row.score.mean, default=None)
    return int(best.setting) if best else None
