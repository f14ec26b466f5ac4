"""The picture of step 6: loss against learning rate, with the suggested rate marked."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.steps import wording
from tutor.steps.base import Context, Figure, Result, Series
from tutor.steps.learning_rate.curve import lowest, points, suggested

SHOWN = 4.0
"""Losses beyond four times the lowest are left out: there the test has run away."""


def preview(_context: Context, results: Sequence[Result]) -> Figure | None:
    """The curve of the range test; None before it has run."""
    tests = [r.history for r in results if r.trial.kind == "range-test"]
    index = lowest(tests[0]) if tests else None
    rate = suggested(tests[0]) if tests else None
    if index is None or rate is None:
        return None
    rates, losses = points(tests[0])
    top = SHOWN * losses[index]
    shown = [(x, y) for x, y in zip(rates, losses, strict=True) if y <= top]
    xs, ys = tuple(x for x, _ in shown), tuple(y for _, y in shown)
    mark = min(range(len(xs)), key=lambda i: abs(xs[i] - rate))
    return Figure(
        kind="curves",
        title="Loss while the learning rate rises",
        series=(Series("smoothed training loss", xs, ys, mark),),
        x_label="learning rate",
        y_label="loss",
        log_x=True,
        summary=f"The learning rate rises from {rates[0]:g} to {rates[-1]:.2g}. The smoothed loss "
        f"starts at {wording.loss(losses[0])}, is lowest, {wording.loss(losses[index])}, at "
        f"{rates[index]:.2g}, and ends at {wording.loss(losses[-1])}. Suggested: {rate:g}.",
    )
