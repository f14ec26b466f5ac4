"""The picture that several steps share: validation score by epoch, one line a setting."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import wording
from tutor.steps.base import Comparison, Figure, Result, Series


def score_curves(results: Sequence[Result], chance: float | None, title: str = "") -> Figure | None:
    """The first seed's course of every setting, its kept epoch marked; None without an epoch."""
    comparison = Comparison(results)
    series = [
        line
        for setting in comparison.settings
        if (line := _line(comparison.of(setting)[0])) is not None
    ]
    if not series:
        return None
    metric = comparison.results[0].history.metric
    score = f"validation {metric.noun}"
    ends = "; ".join(f"{line.name} ends at {wording.score(line.y[-1], metric)}" for line in series)
    known = chance is not None
    level = f"; chance is {wording.score(chance, metric)}" if known else ""
    return Figure(
        kind="curves",
        title=title or wording.capital(score),
        series=tuple(series),
        x_label="epoch",
        y_label=score,
        levels=(("chance", chance),) if chance is not None else (),
        summary=f"{wording.capital(score)} by epoch: {ends}{level}.",
    )


def _line(result: Result) -> Series | None:
    metric = result.history.metric
    points = [
        (float(epoch.number), score)
        for epoch in result.history.epochs
        if (score := epoch.score(metric)) is not None
    ]
    if not points:
        return None
    best = result.history.best_epoch
    mark = next((i for i, (x, _) in enumerate(points) if best and x == best.number), None)
    return Series(
        result.trial.label, tuple(x for x, _ in points), tuple(y for _, y in points), mark
    )
