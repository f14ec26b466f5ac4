"""Curves in the terminal: the one file that knows textual-plot.

What is drawn comes in as a `Chart`, a plain value, so the loss plot of a live run and the curves of
a step's figure are the same widget. Lines and marks differ in shape as well as in colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual_hires_canvas import Canvas
from textual_plot import HiResMode, PlotWidget
from textual_plot.axis_formatter import AxisFormatter

from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.strokes import nice_ticks, short_number

_LIGHT = {"┃": "│", "━": "─", "┗": "└", "┫": "┤", "╋": "┼", "┣": "│", "┳": "┬", "┻": "─"}
"""Light lines for the library's heavy ones; ticks point outwards."""

LOG_FROM = 1_000.0
"""Largest part over smallest part of a curve from which only a logarithmic axis shows both."""


@dataclass(frozen=True)
class Curve:
    """A named curve. `marker` is drawn at each point, the line between them if `line`."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: str
    marker: str = ""
    line: bool = True


@dataclass(frozen=True)
class Level:
    """A horizontal line with a name, as the chance level."""

    name: str
    y: float
    color: str


@dataclass(frozen=True)
class Mark:
    """A point to point out, with a vertical line through it."""

    name: str
    x: float
    y: float
    color: str


@dataclass(frozen=True)
class Chart:
    """All that a plot shows. `empty` says why there is nothing, where there is nothing."""

    curves: tuple[Curve, ...] = ()
    levels: tuple[Level, ...] = ()
    mark: Mark | None = None
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    log_x: bool = False
    log_y: bool = False
    whole_x: bool = False
    empty: str = ""


class _Labels(AxisFormatter):  # type: ignore[misc]  # the library is not typed for mypy here
    """Tick labels from a table: textual-plot has no logarithmic axis, so ticks carry exponents."""

    def __init__(self, log: bool) -> None:
        self._log = log

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        return nice_ticks(min_, max_, max_ticks)

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        return [short_number(10**tick if self._log else tick) for tick in ticks]


class CurvePlot(PlotWidget):  # type: ignore[misc]
    """Draws a `Chart`. It takes no focus and no wheel, so that the pane around it scrolls."""

    DEFAULT_CSS = """
    CurvePlot {
        height: 1fr;
        min-height: 6;
        & > .plot--axis { color: $foreground 25%; }
        & > .plot--tick { color: $foreground 60%; text-style: none; }
        & > .plot--label { color: $foreground 60%; text-style: none; }
    }
    """

    def __init__(self, chart: Chart | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id, allow_pan_and_zoom=False)
        # Focused, the library's keys (r, +, arrows) would take the screen's.
        self.can_focus = False
        self._chart = chart or Chart()
        self._drawn: tuple[Chart, int, int, str] | None = None

    def on_mount(self) -> None:
        # The library's own handler comes after this one, and clears: the first size draws.
        self.margin_top = 0
        self.margin_bottom = 1
        self.margin_left = 6
        self._drawn = None

    def on_resize(self) -> None:
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        # The library zooms on the wheel; without its handler the event goes on to the pane.
        event.prevent_default()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.prevent_default()

    def show_chart(self, chart: Chart) -> None:
        """Draw this chart; the same chart again costs nothing."""
        self._chart = chart
        if self.is_mounted:
            self.redraw()

    @property
    def legend(self) -> Content:
        """Names beside the shapes they are drawn in, for a line above the plot."""
        chart = self._chart
        parts: list[tuple[str, str]] = []
        for curve in chart.curves:
            sample = f"─{curve.marker}─" if curve.line and curve.marker else curve.marker or "──"
            parts.append((f"{sample} {curve.name}", curve.color))
        parts += [(f"╌╌ {level.name}", level.color) for level in chart.levels]
        if chart.mark:
            parts.append((f"◆ {chart.mark.name}", chart.mark.color))
        return Content("  ").join(Content.styled(text, color) for text, color in parts)

    def redraw(self) -> None:
        """Rebuild the library's data sets from the chart, where anything has changed."""
        width, height = max(4, self.size.width - 8), max(3, self.size.height - 3)
        state = (self._chart, width, height, self.app.theme)
        if state == self._drawn:
            return
        self._drawn = state
        # Every setter asks for a repaint of its own; one for all is enough.
        with self.app.batch_update():
            self.clear()
            self._draw(scaled(self._chart), width, height)

    def _render_plot(self) -> None:
        with ExitStack() as once:
            # The library asks for a repaint for every cell it sets; one for all is enough.
            for canvas in self.query(Canvas):
                once.enter_context(canvas.batch_refresh())
            super()._render_plot()
            self._thin_frame()

    def _thin_frame(self) -> None:
        """Leave of the library's heavy box the two axes, in light lines."""
        canvas = self.query_one("#plot", Canvas)
        columns, rows = canvas.size
        if columns < 3 or rows < 3 or canvas._canvas_size != canvas.size:
            return
        for x in range(columns):
            canvas._buffer[0][x] = " "
            bottom = canvas._buffer[rows - 1]
            bottom[x] = _LIGHT.get(bottom[x], bottom[x])
        for y in range(rows):
            canvas._buffer[y][columns - 1] = " "
            canvas._buffer[y][0] = _LIGHT.get(canvas._buffer[y][0], canvas._buffer[y][0])
        canvas._buffer[0][0] = "│"

    def _draw(self, chart: Chart, width: int, height: int) -> None:
        if chart.x_range is None or chart.y_range is None:
            self.set_xticks([])
            self.set_yticks([])
            return
        (x_low, x_high), (y_low, y_high) = chart.x_range, chart.y_range
        # A cell more, or the last point and the highest would lie under the frame.
        x_high += (x_high - x_low) / width
        y_high += (y_high - y_low) / height
        self.set_xlimits(x_low, x_high)
        self.set_ylimits(y_low, y_high)
        self._draw_ticks(chart, width, height)
        cells = [x_low + (x_high - x_low) * (i + 0.5) / width for i in range(width)]
        for level in chart.levels:
            self.scatter(cells, [level.y] * width, marker="╌", marker_style=level.color)
        if chart.mark:
            rows = [y_low + (y_high - y_low) * (i + 0.5) / height for i in range(height)]
            self.scatter([chart.mark.x] * height, rows, marker="┊", marker_style=chart.mark.color)
        for curve in chart.curves:
            if curve.line and len(curve.x) > 1:
                self.plot(curve.x, curve.y, curve.color, HiResMode.BRAILLE)
        for curve in chart.curves:
            if curve.marker or len(curve.x) == 1:
                self.scatter(curve.x, curve.y, curve.marker or "•", f"bold {curve.color}")
        if chart.mark:
            self.scatter([chart.mark.x], [chart.mark.y], "◆", f"bold {chart.mark.color}")

    def _draw_ticks(self, chart: Chart, width: int, height: int) -> None:
        assert chart.x_range is not None
        assert chart.y_range is not None
        most = max(2, width // 8)
        if chart.whole_x:
            # Epochs are whole: no tick stands at epoch 2.5.
            ticks = [t for t in nice_ticks(*chart.x_range, most) if abs(t - round(t)) < 1e-6]
        else:
            ticks = nice_ticks(*chart.x_range, most)
        self.set_x_formatter(_Labels(chart.log_x))
        self.set_y_formatter(_Labels(chart.log_y))
        self.set_xticks(ticks)
        self.set_yticks(
            nice_ticks(*chart.y_range, max(3, height // 2 if height < 12 else height // 3))
        )


def scaled(chart: Chart) -> Chart:
    """The chart with finite points only, logarithms taken, and ranges that hold all points."""
    curves = tuple(_scaled_curve(curve, chart) for curve in chart.curves)
    levels = tuple(
        Level(level.name, math.log10(level.y) if chart.log_y else level.y, level.color)
        for level in chart.levels
        if math.isfinite(level.y) and (level.y > 0 or not chart.log_y)
    )
    xs = [x for curve in curves for x in curve.x]
    ys = [y for curve in curves for y in curve.y] + [level.y for level in levels]
    if not xs:
        return Chart(empty=chart.empty)
    x_range = _range(xs, chart.x_range, chart.log_x, margin=0.0)
    y_range = _range(ys, chart.y_range, chart.log_y, margin=0.05)
    mark = _scaled_mark(chart)
    inside = tuple(
        Curve(
            c.name,
            c.x,
            tuple(min(max(y, y_range[0]), y_range[1]) for y in c.y),
            c.color,
            c.marker,
            c.line,
        )
        for c in curves
    )
    return Chart(
        inside, levels, mark, x_range, y_range, chart.log_x, chart.log_y, chart.whole_x, chart.empty
    )


def _scaled_curve(curve: Curve, chart: Chart) -> Curve:
    points = [
        (math.log10(x) if chart.log_x else x, math.log10(y) if chart.log_y else y)
        for x, y in zip(curve.x, curve.y, strict=False)
        if math.isfinite(x)
        and math.isfinite(y)
        and (x > 0 or not chart.log_x)
        and (y > 0 or not chart.log_y)
    ]
    x, y = (tuple(p[0] for p in points), tuple(p[1] for p in points))
    return Curve(curve.name, x, y, curve.color, curve.marker, curve.line)


def _scaled_mark(chart: Chart) -> Mark | None:
    mark = chart.mark
    if mark is None or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return None
    if (chart.log_y and mark.y <= 0) or (chart.log_x and mark.x <= 0):
        return None
    x = math.log10(mark.x) if chart.log_x else mark.x
    y = math.log10(mark.y) if chart.log_y else mark.y
    return Mark(mark.name, x, y, mark.color)


def _range(
    values: Sequence[float], given: tuple[float, float] | None, log: bool, margin: float
) -> tuple[float, float]:
    """The axis: as given, else all values with a margin; never of zero length."""
    if given is not None:
        low, high = (math.log10(max(v, 1e-12)) for v in given) if log else given
    else:
        low, high = min(values), max(values)
        low, high = low - margin * (high - low), high + margin * (high - low)
    if not high > low:
        room = max(abs(low) * 0.1, 0.5)
        low, high = low - room, high + room
    return low, high


def decimated(
    x: Sequence[float], y: Sequence[float], most: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """At most `most` points: the mean of each bucket, at the mean place of its points.

    More points than two a cell cannot be seen, and each costs time on every repaint. A bucket that
    holds a value that is no number becomes that value, so a divergence is not averaged away.
    """
    count = len(y)
    if count <= most or most < 1:
        return tuple(x), tuple(y)
    xs, ys = [], []
    for bucket in range(most):
        start, end = bucket * count // most, (bucket + 1) * count // most
        xs.append(sum(x[start:end]) / (end - start))
        ys.append(sum(y[start:end]) / (end - start))
    return tuple(xs), tuple(ys)


def spans_decades(values: Sequence[float]) -> bool:
    """True where the values lie so far apart that a linear axis would hide all but the largest."""
    positive = [v for v in values if math.isfinite(v) and v > 0]
    return bool(positive) and max(positive) / min(positive) > LOG_FROM


def series_colors(palette: Palette, count: int) -> list[str]:
    """As many colours as there are curves; they come again after six."""
    return [palette.series[index % len(palette.series)] for index in range(count)]
