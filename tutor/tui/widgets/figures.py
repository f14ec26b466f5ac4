"""Figures as text: bars and histograms drawn in block characters, curves as a chart for the plot.

Pure functions of the figure, the width and the colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from textual.content import Content

from tutor.steps.base import Figure, Series
from tutor.steps.wording import accuracy
from tutor.tui.text import padded, plain
from tutor.tui.widgets.loss_plot import Chart, Curve, Level, Mark, decimated, spans_decades
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.strokes import columns, horizontal_bar, position, short_number

MARKERS = ("", "x", "o", "+", "*", "△")
"""Series differ in their mark as well as in colour."""

FURTHEST = 3.0
"""So many times as far as the highest value above zero the lowest may lie below it, to scale."""

HISTOGRAM_HEIGHT = 3
HISTOGRAM_WIDTH = 34


def curves(figure: Figure, palette: Palette) -> Chart:
    """A figure of kind "curves" as a chart; the first marked point is pointed out."""
    drawn, mark = [], None
    for index, series in enumerate(figure.series):
        color = palette.series[index % len(palette.series)]
        x, y = decimated(series.x, series.y, 160)
        sparse = len(x) <= 24
        marker = MARKERS[index % len(MARKERS)] if sparse else ""
        drawn.append(Curve(plain(series.name, 40), x, y, color, marker))
        if mark is None and series.mark is not None and series.mark < len(series.y):
            at = series.mark
            mark = Mark(_point_name(series, at), series.x[at], series.y[at], palette.best)
    values = [y for series in figure.series for y in series.y]
    levels = tuple(Level(plain(name, 40), y, palette.chance) for name, y in figure.levels)
    return Chart(tuple(drawn), levels, mark, log_x=figure.log_x, log_y=spans_decades(values))


def _point_name(series: Series, at: int) -> str:
    return f"{plain(series.name, 30)} at {short_number(series.x[at])}"


def bars(figure: Figure, width: int, palette: Palette) -> Content:
    """A line a bar: name, bar, value; a level is a `┊` through all of them, named below."""
    rows = _bar_rows(figure)
    values = [value for _, value, _ in rows if math.isfinite(value)]
    if not values:
        return Content.styled("No finite value to draw.", palette.muted)
    levels = [value for _, value in figure.levels if math.isfinite(value)]
    low, high = min(0.0, *values, *levels), max(0.0, *values, *levels, 1e-12)
    if low < -FURTHEST * high < -1e-9:
        # One value far below zero would leave the others without a bar.
        low = -high
    name_width = min(max(len(name) for name, _, _ in rows), max(8, width // 3))
    room = max(6, width - name_width - 10)
    # Shares are said as the field says accuracies, with as many digits each.
    shown = accuracy if low >= 0 and high <= 1 else short_number
    lines = [
        _bar_line(row, name_width, room, (low, high), figure.levels, palette, shown) for row in rows
    ]
    for name, value in figure.levels:
        at = position(value, low, high, room)
        lines.append(
            Content.assemble(
                " " * (name_width + 2 + at),
                ("┊ ", palette.chance),
                (f"{plain(name, 30)} {shown(value)}", palette.muted),
            )
            if at < room - 20
            else Content.styled(
                f"{' ' * (name_width + 2)}┊ {plain(name, 30)} {shown(value)}", palette.muted
            )
        )
    if figure.y_label:
        lines.append(Content.styled(" " * (name_width + 2) + plain(figure.y_label), palette.muted))
    return Content("\n").join(lines)


def bar_from_zero(value: float, low: float, high: float, width: int) -> str:
    """A bar from 0 to the value on an axis that has 0 on it; `‹` where it goes on to the left."""
    if low >= 0:
        return horizontal_bar(value, low, high, width).ljust(width)
    cells = [" "] * width
    zero = position(0.0, low, high, width)
    if math.isfinite(value):
        at = position(value, low, high, width)
        for cell in range(min(at, zero), max(at, zero) + 1):
            cells[cell] = "━"
        if value < low:
            cells[0] = "‹"
    cells[zero] = "│"
    return "".join(cells)


def _bar_rows(figure: Figure) -> list[tuple[str, float, bool]]:
    """Name, value and whether it is the one to point out, of every bar."""
    rows = []
    for series in figure.series:
        if len(series.y) == 1:
            rows.append((plain(series.name, 40), series.y[0], series.mark == 0))
            continue
        for index, (x, y) in enumerate(zip(series.x, series.y, strict=False)):
            rows.append((f"{plain(series.name, 30)} {short_number(x)}", y, series.mark == index))
    return rows


def _bar_line(
    row: tuple[str, float, bool],
    name_width: int,
    room: int,
    axis: tuple[float, float],
    levels: Sequence[tuple[str, float]],
    palette: Palette,
    shown: Callable[[float], str],
) -> Content:
    name, value, marked = row
    low, high = axis
    drawn = list(bar_from_zero(value, low, high, room))
    at_level = {position(level, low, high, room) for _, level in levels if math.isfinite(level)}
    for at in at_level:
        if drawn[at] == " ":
            drawn[at] = "┊"
    color = palette.best if marked else palette.validation
    end = " ◆" if marked else ""
    bar = Content("").join(
        Content.styled(cell, palette.chance if cell == "┊" else color) for cell in drawn
    )
    return Content.assemble(
        (padded(name, name_width), "bold" if marked else ""),
        "  ",
        bar,
        f" {shown(value)}",
        (end, palette.best),
    )


def histograms(figure: Figure, width: int, palette: Palette) -> Content:
    """Small multiples: each series a histogram with its axis below, side by side if they fit."""
    series = [item for item in figure.series if item.y]
    if not series:
        return Content.styled("No values to draw.", palette.muted)
    across = max(1, min(len(series), (width + 2) // (HISTOGRAM_WIDTH // 2)))
    # Evened out, so that four are two rows of two and not three and one.
    rows = math.ceil(len(series) / across)
    across = math.ceil(len(series) / rows)
    cell = min(HISTOGRAM_WIDTH, (width - 2 * (across - 1)) // across)
    blocks = [
        _histogram(item, cell, palette.series[index % len(palette.series)], palette)
        for index, item in enumerate(series)
    ]
    lines: list[Content] = []
    for start in range(0, len(blocks), across):
        group = blocks[start : start + across]
        lines += [Content("  ").join(parts) for parts in zip(*group, strict=True)]
    if figure.x_label:
        lines.append(Content.styled(plain(figure.x_label), palette.muted))
    return Content("\n").join(lines)


def _histogram(series: Series, width: int, color: str, palette: Palette) -> list[Content]:
    name = Content.styled(padded(plain(series.name, width), width), "bold")
    body = [Content.styled(row, color) for row in columns(series.y, width, HISTOGRAM_HEIGHT)]
    axis = _axis(series.x[0], series.x[-1], width) if series.x else " " * width
    return [name, *body, Content.styled(axis, palette.muted)]


def _axis(low: float, high: float, width: int) -> str:
    """The ends of an axis, and 0 at its place where it lies between and does not collide."""
    left, right = short_number(low), short_number(high)
    cells = list(left + " " * max(1, width - len(left) - len(right)) + right)[:width]
    if low < 0 < high:
        at = position(0.0, low, high, width)
        if all(c == " " for c in cells[max(0, at - 1) : at + 2]):
            cells[at] = "0"
    return "".join(cells).ljust(width)
