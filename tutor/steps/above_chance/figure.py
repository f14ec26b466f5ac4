"""The pictures of step 3: how frequent the classes are, then the curves against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.steps import facts, wording
from tutor.steps.above_chance.experiments import TWO_CLASSES
from tutor.steps.base import Comparison, Context, Figure, Result, Series
from tutor.steps.curves import accuracy_curves


def preview(context: Context, results: Sequence[Result]) -> Figure | None:
    """Before the runs the classes, then the accuracies."""
    return curves(context, results) if results else class_counts(context)


def curves(context: Context, results: Sequence[Result]) -> Figure | None:
    """Validation accuracy of the project and of each tactic, with both levels of chance."""
    figure = accuracy_curves(results, facts.chance(context), "Validation accuracy against chance")
    pair = next((r.history.chance for r in Comparison(results).of(TWO_CLASSES)), None)
    if figure is None or pair is None:
        return figure
    return replace(
        figure,
        levels=(*figure.levels, ("chance, two classes", pair)),
        summary=f"{figure.summary} For two classes chance is {wording.accuracy(pair)}.",
    )


def class_counts(context: Context) -> Figure | None:
    """Validation images of each class: the tallest bar is chance."""
    data = context.data
    if data is None or not data.validation_counts:
        return None
    low, high = min(data.validation_counts), max(data.validation_counts)
    spoken = f"{low:,} each" if low == high else f"from {low:,} to {high:,}"
    return Figure(
        kind="bars",
        title="Validation images of each class",
        series=tuple(
            Series(facts.class_name(context, index), (float(index),), (float(count),))
            for index, count in enumerate(data.validation_counts)
        ),
        y_label="images",
        summary=f"Validation images of the {data.classes} classes: {spoken}. Always naming the "
        f"most frequent one is right for {wording.accuracy(facts.chance(context))} of them.",
    )
