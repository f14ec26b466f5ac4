"""The picture that several steps share: the mean score of every setting as a bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.steps import wording
from tutor.steps.base import Figure, Row, Series


def score_bars(
    rows: Sequence[Row], title: str, levels: Iterable[tuple[str, float | None]] = ()
) -> Figure | None:
    """One bar a row that has a score; None without any."""
    scored = [row for row in rows if row.score.values]
    if not scored:
        return None
    metric = scored[0].score.metric
    known = tuple((name, level) for name, level in levels if level is not None)
    spoken = "; ".join(f"{row.label}, {wording.score(row.score.mean, metric)}" for row in scored)
    told = "".join(f"; {name}, {wording.score(level, metric)}" for name, level in known)
    return Figure(
        kind="bars",
        title=title,
        series=tuple(Series(row.label, (0.0,), (row.score.mean,)) for row in scored),
        y_label=f"validation {metric.noun}",
        levels=known,
        summary=f"{wording.capital(f'validation {metric.noun}')}: {spoken}{told}.",
    )
