"""The pictures of step 2: how hard each cost pulls, and how the accuracies went."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.families.base import is_classifier
from tutor.steps import facts
from tutor.steps.base import Context, Figure, Result, Series
from tutor.steps.curves import score_curves

POINTS = 41


def preview(context: Context, results: Sequence[Result]) -> Figure | None:
    """Before the runs the slope of each cost, then their accuracies."""
    if results:
        return score_curves(results, facts.chance(context))
    if context.family == "regression":
        return error_slopes()
    return slopes(context) if is_classifier(context.kind) else None


def slopes(context: Context) -> Figure:
    """Slope of each cost at the true class's input of the softmax, against its probability p.

    Each as a part of its own largest slope, as the learning rate scales both. With the rest of the
    probability spread evenly over the C - 1 other classes the slope is 1 - p for cross-entropy and
    2 p (1 - p)^2 / (C - 1) for the mean over C squared errors, which is largest at p = 1/3.
    """
    probabilities = tuple(i / (POINTS - 1) for i in range(POINTS))
    largest = 4 / 27
    classes = facts.classes(context) or 10
    start = round((POINTS - 1) / classes)
    return Figure(
        kind="curves",
        title="How hard a mistake pulls",
        series=(
            Series("cross-entropy", probabilities, tuple(1 - p for p in probabilities), start),
            Series(
                "mean squared error",
                probabilities,
                tuple(p * (1 - p) ** 2 / largest for p in probabilities),
                start,
            ),
        ),
        x_label="probability given to the true class",
        y_label="slope, as part of its largest",
        summary="The slope of cross-entropy is largest where the true class gets probability 0 and "
        "falls in a straight line to 0 at 1. That of the mean squared error is 0 at probability 0, "
        f"largest at one third, and 0 at 1. Your untrained model starts near 1/{classes}.",
    )


def error_slopes() -> Figure:
    """Slope of each cost of a continuous target against the error, in spreads of the target."""
    errors = tuple(3 * i / (POINTS - 1) for i in range(POINTS))
    return Figure(
        kind="curves",
        title="How hard an error pulls",
        series=(
            Series("squared error", errors, errors),
            Series("absolute error", errors, tuple(1.0 for _ in errors)),
            Series("Huber", errors, tuple(min(1.0, e) for e in errors)),
        ),
        x_label="error, in spreads of the target",
        y_label="slope",
        summary="The slope of the squared error grows with the error without end. That of the "
        "absolute error is the same for all errors. Huber's grows up to one spread of the target "
        "and stays there.",
    )
