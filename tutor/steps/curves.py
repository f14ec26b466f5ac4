"""The picture that several steps share: validation accuracy by epoch, one line a setting."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import wording
from tutor.steps.base import Comparison, Figure, Result, Series


def accuracy_curves(
    results: Sequence[Result], chance: float | None, title: str = "Validation accuracy"
) -> Figure | None:
    """The first seed's course of every setting, its kept epoch marked; None without an epoch."""
    comparison = Comparison(results)
    series = [
        line
        for setting in comparison.settings
        if (line := _line(comparison.of(setting)[0])) is not None
    ]
    if not series:
        return None
    ends = "; ".join(f"{line.name} ends at {wording.accuracy(line.y[-1])}" for line in series)
    level = f"; chance is {wording.accuracy(chance)}" if chance else ""
    return Figure(
        kind="curves",
        title=title,
        series=tuple(series),
        x_label="epoch",
        y_label="validation accuracy",
        levels=(("chance", chance),) if chance else (),
        summary=f"Validation accuracy by epoch: {ends}{level}.",
    )


def _line(result: Result) -> Series | None:
    points = [
        (float(epoch.number), epoch.val_accuracy)
        for epoch in result.history.epochs
        if epoch.val_accuracy is not None
    ]
    if not points:
        return None
    best = result.history.best_epoch
    mark = next((i for i, (x, _) in enumerate(points) if best and x == best.number), None)
    return Series(
        result.trial.label, tuple(x for x, _ in points), tuple(y for _, y in points), mark
    )
