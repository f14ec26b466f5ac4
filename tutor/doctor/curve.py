"""The curve of a training as text, for a terminal that has no session."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tutor.history import History

POINTS = 400
"""More points than that fit in no terminal's width."""


CROSSES = 24

MARKS = {"braille": "⠤", "x": "x"}
"""How a legend shows a curve; the two differ without colours, too."""


class Series(NamedTuple):
    """A curve: what it is called, how it is drawn, its points."""

    name: str
    colour: str
    marker: str
    xs: Sequence[float]
    ys: Sequence[float]


def loss_curve(history: History, columns: int, rows: int, colour: bool) -> str:
    """Training and validation loss by epoch, or by batch where there are too few epochs.

    Returns "" where there is nothing to draw.
    """
    epochs = [e for e in history.epochs if math.isfinite(e.loss)]
    if len(epochs) >= 3:
        numbers = [float(e.number) for e in epochs]
        held = [
            (float(e.number), e.val_loss)
            for e in epochs
            if e.val_loss is not None and math.isfinite(e.val_loss)
        ]
        series = [Series("training loss", "red", "braille", numbers, [e.loss for e in epochs])]
        if held:
            xs, ys = [n for n, _ in held], [v for _, v in held]
            series.append(Series("validation loss", "blue", "x", xs, ys))
        return _plot(series, "epoch", columns, rows, colour)
    losses = [(i + 1.0, loss) for i, loss in enumerate(history.batch_losses) if math.isfinite(loss)]
    if len(losses) < 3:
        return ""
    numbers, values = [n for n, _ in losses], [v for _, v in losses]
    batches = Series("training loss", "red", "braille", numbers, values)
    return _plot([batches], "batch", columns, rows, colour)


def _whole_numbers(first: float, last: float) -> list[int]:
    """At most five numbers of epochs or batches, spread evenly: nobody trains for 2.2 of them."""
    count = min(5, int(last - first) + 1)
    return sorted({round(first + (last - first) * i / max(1, count - 1)) for i in range(count)})


def _plot(
    series: Sequence[Series],
    across: str,
    columns: int,
    rows: int,
    colour: bool,
) -> str:
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(columns, rows)
    values = [value for one in series for value in one.ys]
    logarithmic = min(values) > 0 and max(values) / min(values) > 100
    if logarithmic:
        plotext.yscale("log")
    for one in series:
        # Crosses stand apart: a row of them would hide the line where both losses are the same.
        line = one.marker == "braille"
        step = max(1, len(one.xs) // (POINTS if line else CROSSES))
        draw = plotext.plot if line else plotext.scatter
        draw(one.xs[::step], one.ys[::step], color=one.colour, marker=one.marker)
    numbers = [x for one in series for x in one.xs]
    plotext.xticks(_whole_numbers(min(numbers), max(numbers)))
    # A legend within the frame would cover the beginning, where the loss is high.
    legend = "   ".join(f"{MARKS[one.marker]} {one.name}" for one in series)
    plotext.title(legend + (" (log scale)" if logarithmic else ""))
    plotext.xlabel(across)
    drawn = plotext.build()
    plotext.clear_figure()
    text = drawn if colour else plotext.uncolorize(drawn)
    return "\n".join(line.rstrip() for line in text.splitlines())
