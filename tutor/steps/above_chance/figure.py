"""The pictures of step 3: how frequent the classes are, then the curves against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.families.base import is_classifier
from tutor.steps import facts, wording
from tutor.steps.above_chance.experiments import tactics
from tutor.steps.base import Comparison, Context, Figure, Result, Series
from tutor.steps.curves import score_curves


def preview(context: Context, results: Sequence[Result]) -> Figure | None:
    """Before the runs the classes, then the accuracies."""
    return curves(context, results) if results else class_counts(context)


def curves(context: Context, results: Sequence[Result]) -> Figure | None:
    """Validation score of the project and of each tactic, with the levels of chance.

    An easier problem has a level of its own, unless it is the same.
    """
    title = f"Validation {context.metric.noun} against chance"
    figure = score_curves(results, facts.chance(context), title)
    if figure is None:
        return figure
    comparison, own = Comparison(results), facts.chance(context)
    for tactic in tactics(context):
        chance = next((r.history.chance for r in comparison.of(tactic.name)), None)
        if not tactic.problem or chance is None or chance == own:
            continue
        told = f"For {tactic.label} chance is {facts.score(context, chance)}."
        figure = replace(
            figure,
            levels=(*figure.levels, (f"chance, {tactic.label}", chance)),
            summary=f"{figure.summary} {told}",
        )
    return figure


def class_counts(context: Context) -> Figure | None:
    """Validation samples of each class: the tallest bar is chance."""
    data = context.data
    if data is None or not data.validation_counts or not is_classifier(context.kind):
        return None
    low, high = min(data.validation_counts), max(data.validation_counts)
    spoken = f"{low:,} each" if low == high else f"from {low:,} to {high:,}"
    return Figure(
        kind="bars",
        title=f"Validation {context.kind.samples} of each class",
        series=tuple(
            Series(facts.class_name(context, index), (float(index),), (float(count),))
            for index, count in enumerate(data.validation_counts)
        ),
        y_label=context.kind.samples,
        summary=f"Validation {context.kind.samples} of the {data.classes} classes: {spoken}. "
        "Always naming the "
        f"most frequent one is right for {wording.accuracy(facts.chance(context))} of them.",
    )
