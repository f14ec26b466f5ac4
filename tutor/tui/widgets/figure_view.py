"""A step's figure in the terminal, and below it what it shows in words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content

from tutor.steps.base import Figure
from tutor.tui.text import plain
from tutor.tui.widgets.figures import bars, curves, histograms
from tutor.tui.widgets.loss_plot import CurvePlot
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.words import Words

CURVES_HEIGHT = 12
"""Rows of a plot of curves: the fewest in which a turn upwards is seen."""


class FigureView(VerticalGroup):
    """Shows a `Figure`; without one it takes no room."""

    DEFAULT_CSS = """
    FigureView {
        margin: 1 0 0 0;
        .figure--title { text-style: bold; }
        .figure--legend { height: auto; }
        .figure--summary { color: $muted; }
        CurvePlot { height: 12; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figure: Figure | None = None

    def compose(self) -> ComposeResult:
        yield Words(classes="figure--title")
        yield Words(classes="figure--legend")
        yield CurvePlot()
        yield Words(classes="figure--body")
        yield Words(classes="figure--summary")

    def on_mount(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def show(self, figure: Figure | None) -> None:
        """Show this figure, or nothing."""
        self._figure = figure
        if self.is_mounted:
            self.redraw()

    def redraw(self) -> None:
        """Draw the figure anew for the width and the theme there are."""
        figure = self._figure
        self.display = figure is not None
        if figure is None:
            return
        palette = Palette.of(self.app)
        plot, body = self.query_one(CurvePlot), self.query_one(".figure--body", Words)
        legend = self.query_one(".figure--legend", Words)
        is_curves = figure.kind == "curves"
        plot.display = legend.display = is_curves
        body.display = not is_curves
        self.query_one(".figure--title", Words).say(Content(plain(figure.title)))
        self.query_one(".figure--summary", Words).say(Content(plain(figure.summary, 600)))
        width = max(20, self.size.width or self.app.size.width - 4)
        if is_curves:
            plot.show_chart(curves(figure, palette))
            legend.say(plot.legend)
        elif figure.kind == "histograms":
            body.say(histograms(figure, width, palette))
        else:
            body.say(bars(figure, width, palette))
