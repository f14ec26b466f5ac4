"""The comparison of a verdict: a row a setting, with where its seeds lie drawn on one axis."""

from __future__ import annotations

import math
from collections.abc import Callable

from textual.content import Content

from tutor.noise import Spread
from tutor.steps.base import Row
from tutor.steps.wording import accuracy, loss
from tutor.tui.text import padded, plain
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.strokes import interval

_Text = Callable[[Row], str]

NAME_WIDTH = 28
AXIS_WIDTH = 26


def comparison_table(rows: tuple[Row, ...], width: int, palette: Palette) -> Content:
    """The rows in `width` cells; columns that do not fit are left out from the right."""
    if not rows:
        return Content()
    columns = _columns(rows, width)
    name_width = min(NAME_WIDTH, max([7, *(len(plain(row.label)) for row in rows)]), width // 3)
    axis_width = min(AXIS_WIDTH, width - name_width - sum(w + 2 for _, w, _ in columns) - 2)
    low, high = _axis(rows)
    best = max((r for r in rows if r.score.values), key=lambda r: r.score.mean, default=None)
    head = padded("Setting", name_width) + "".join(f"  {name:>{w}}" for name, w, _ in columns)
    drawn = axis_width >= 8 and high > low
    if drawn:
        ends = f"{accuracy(low)}{accuracy(high).rjust(axis_width - len(accuracy(low)))}"
        head += f"  {ends}"
    lines = [Content.styled(head, palette.muted)]
    for row in rows:
        style = "bold" if row is best else ""
        parts = [(padded(plain(row.label), name_width), style)]
        parts += [(f"  {text(row):>{w}}", style) for _, w, text in columns]
        if drawn:
            line = interval(row.score.values, low, high, axis_width)
            parts.append((f"  {line}", palette.best if row is best else palette.validation))
        lines.append(Content.assemble(*parts))
        if row.note:
            lines.append(Content.styled(f"  {plain(row.note)}", palette.muted))
    seeds = max((len(row.score.values) for row in rows), default=0)
    if drawn and seeds > 1:
        lines.append(Content.styled("├ worst seed  ● mean  ┤ best seed", palette.muted))
    return Content("\n").join(lines)


def _columns(rows: tuple[Row, ...], width: int) -> list[tuple[str, int, _Text]]:
    """Name, width and text of the columns for which there is room."""
    columns: list[tuple[str, int, _Text]] = [("score", 5, lambda row: _score(row.score))]
    if any(row.loss.values for row in rows) and width >= 50:
        columns.append(("loss", 6, lambda row: loss(row.loss.mean) if row.loss.values else ""))
    parameters = {row.parameters for row in rows}
    if len(parameters) > 1 and width >= 44:
        columns.append(("parameters", 10, lambda r: f"{r.parameters:,}" if r.parameters else ""))
    if any(row.seconds_per_epoch for row in rows) and width >= 64:
        columns.append(
            ("s/epoch", 7, lambda r: f"{r.seconds_per_epoch:.2f}" if r.seconds_per_epoch else "")
        )
    return columns


def _score(score: Spread) -> str:
    return accuracy(score.mean) if score.values else "none"


def _axis(rows: tuple[Row, ...]) -> tuple[float, float]:
    """From the worst to the best seed of all, so that all intervals share one axis."""
    values = [v for row in rows for v in row.score.values if math.isfinite(v)]
    return (min(values), max(values)) if values else (0.0, 0.0)
