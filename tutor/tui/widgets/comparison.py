"""The comparison of a verdict: a row a setting, with where its seeds lie drawn on one axis."""

from __future__ import annotations

import math
from collections.abc import Callable

from textual.content import Content

from tutor.noise import Spread
from tutor.steps.base import Row
from tutor.steps.wording import loss
from tutor.tui.rows import score_within
from tutor.tui.text import padded, plain
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.strokes import interval

_Text = Callable[[Row], str]

NAME_WIDTH = 28
AXIS_WIDTH = 26
SCORE_WIDTH = 6

SHORTEST_AXIS, FAIR_AXIS = 10, 16
"""Cells in which the ends of an axis can be told apart, and before which no column is put."""


LOWEST = -1.0
"""The axis of a share or of R² begins here at the lowest: one setting that is off by thousands
would leave no room to tell the others apart."""

OFF = "‹"
"""At the edge of the axis where a seed lies beyond it."""


def comparison_table(rows: tuple[Row, ...], width: int, palette: Palette) -> Content:
    """The rows in `width` cells; columns that do not fit are left out from the right."""
    if not rows:
        return Content()
    name_width = min(NAME_WIDTH, max([7, *(len(plain(row.label)) for row in rows)]), 2 * width // 5)
    columns = _columns(rows, width, name_width)
    axis_width = min(AXIS_WIDTH, width - name_width - sum(w + 2 for _, w, _ in columns) - 2)
    low, high = _axis(rows)
    best = max((r for r in rows if r.score.values), key=lambda r: r.score.mean, default=None)
    head = padded("Setting", name_width) + "".join(f"  {name:>{w}}" for name, w, _ in columns)
    drawn = axis_width >= SHORTEST_AXIS and high > low
    if drawn:
        metric = rows[0].score.metric if best is None else best.score.metric
        first, last = (score_within(end, metric, SCORE_WIDTH + 2) for end in (low, high))
        ends = f"{first}{last.rjust(axis_width - len(first))}"
        head += f"  {ends}"
    lines = [Content.styled(head, palette.muted)]
    for row in rows:
        style = "bold" if row is best else ""
        parts = [(padded(plain(row.label, name_width), name_width), style)]
        parts += [(f"  {text(row):>{w}}", style) for _, w, text in columns]
        if drawn:
            line = interval(row.score.values, low, high, axis_width)
            if min(row.score.values, default=low) < low:
                line = OFF + line[1:]
            parts.append((f"  {line}", palette.best if row is best else palette.validation))
        lines.append(Content.assemble(*parts))
        if row.note:
            lines.append(Content.styled(f"  {plain(row.note)}", palette.muted))
    seeds = max((len(row.score.values) for row in rows), default=0)
    if drawn and seeds > 1:
        lines.append(Content.styled("├ worst seed  ● mean  ┤ best seed", palette.muted))
    return Content("\n").join(lines)


def _columns(rows: tuple[Row, ...], width: int, name_width: int) -> list[tuple[str, int, _Text]]:
    """Name, width and text of the columns for which there is room beside the axis."""
    columns: list[tuple[str, int, _Text]] = [
        ("score", SCORE_WIDTH, lambda row: _score(row.score)),
        ("loss", 7, lambda row: loss(row.loss.mean) if row.loss.values else ""),
        ("parameters", 10, lambda r: f"{r.parameters:,}" if r.parameters else ""),
        ("s/epoch", 7, lambda r: f"{r.seconds_per_epoch:.2f}" if r.seconds_per_epoch else ""),
    ]
    worth = {
        "score": True,
        "loss": any(row.loss.values for row in rows),
        "parameters": len({row.parameters for row in rows}) > 1,
        "s/epoch": any(row.seconds_per_epoch for row in rows),
    }
    room = width - name_width - FAIR_AXIS - 2
    kept: list[tuple[str, int, _Text]] = []
    for column in columns:
        if worth[column[0]] and (not kept or room >= column[1] + 2):
            room -= column[1] + 2
            kept.append(column)
    return kept


def _score(score: Spread) -> str:
    return score_within(score.mean, score.metric, SCORE_WIDTH) if score.values else "none"


def _axis(rows: tuple[Row, ...]) -> tuple[float, float]:
    """From the worst to the best seed of all, so that all intervals share one axis."""
    values = [v for row in rows for v in row.score.values if math.isfinite(v)]
    if not values:
        return 0.0, 0.0
    lowest = min(values)
    if rows[0].score.metric.unit_interval and max(values) > LOWEST:
        lowest = max(lowest, LOWEST)
    return lowest, max(values)
