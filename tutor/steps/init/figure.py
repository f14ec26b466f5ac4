"""The picture of step 1: the values of the last hidden layer under each start."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.diagnosis.facts import number
from tutor.history import Histogram, History, LayerStats
from tutor.steps import wording
from tutor.steps.base import Context, Figure, Result, Series


def last_hidden(history: History) -> LayerStats | None:
    """The last hidden layer before training; the output layer where there is no hidden one."""
    sample = history.sample_at(0)
    if sample is None or not sample.layers:
        return None
    return sample.layers[-2] if len(sample.layers) > 1 else sample.layers[-1]


def preview(_context: Context, results: Sequence[Result]) -> Figure | None:
    """One histogram a start; None before the first measurement."""
    looked_at = [
        (result.trial.label, stats)
        for result in results
        if result.trial.kind == "measure" and (stats := last_hidden(result.history)) is not None
    ]
    series = tuple(
        Series(label, _centres(stats.histogram), tuple(map(float, stats.histogram.counts)))
        for label, stats in looked_at
        if stats.histogram is not None
    )
    if not series:
        return None
    spoken = "; ".join(f"{label}, {_said(stats)}" for label, stats in looked_at)
    return Figure(
        kind="histograms",
        title=f"Values of {looked_at[0][1].name} before training",
        series=series,
        x_label="value",
        y_label="count",
        summary=f"What {looked_at[0][1].name} puts out before training: {spoken}.",
    )


def spoken(value: float) -> str:
    """A measured size to three figures, without an exponent where it is large."""
    return number(value) if abs(value) < 1000 else wording.loss(value)


def _centres(histogram: Histogram) -> tuple[float, ...]:
    """The middle of every bin."""
    width = (histogram.high - histogram.low) / max(1, len(histogram.counts))
    return tuple(histogram.low + (i + 0.5) * width for i in range(len(histogram.counts)))


def _said(stats: LayerStats) -> str:
    if stats.activation_std is None:
        return "not measured"
    zeros = f", {stats.zero_fraction:.0%} zeros" if stats.zero_fraction else ""
    return f"spread {spoken(stats.activation_std)}{zeros}"
