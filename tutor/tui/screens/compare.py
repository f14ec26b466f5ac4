"""Two runs side by side: both curves in one plot, the settings that differ, the scores."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from tutor.errors import DltutorError
from tutor.experiment import spec
from tutor.experiment.schema import Spec
from tutor.history import History
from tutor.project import Project
from tutor.runs.folder import RunFolder
from tutor.steps import wording
from tutor.tui.records import value_text
from tutor.tui.rows import score_within
from tutor.tui.screens.base import TutorScreen
from tutor.tui.text import padded, plain
from tutor.tui.widgets.loss_plot import Chart, Curve, CurvePlot
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.run_chart import Shown, first_shown
from tutor.tui.widgets.title_bar import TitleBar

NAME_WIDTH = 34
COLUMN_WIDTH = 19


class CompareScreen(TutorScreen[None]):
    """The first run's marks are `o`, the second's are `x`, in the plot and in the table."""

    HELP = """
Two runs of this project, the older marked `o`, the younger `x`. The plot shows the loss on the
validation part after each epoch, lower is better, or the score, higher is better; `m` turns it.

Only the settings in which the runs differ are listed. A difference between two single runs can be
luck: another seed alone moves a score. The steps therefore compare several seeds.
"""

    CSS = """
    CompareScreen {
        #body { layout: vertical; margin: 0 2; }
        #legend { height: 1; }
        #headline { margin: 1 2; height: auto; text-style: bold; }
        #plot { height: 10; }
        #table { height: 1fr; margin-top: 1; }
        #table Static { height: auto; }
    }
    CompareScreen.-wide {
        #body { layout: grid; grid-size: 2; grid-columns: 1fr 80; grid-rows: 1 1fr; }
        #legend { column-span: 2; }
        #plot { height: 1fr; max-height: 28; }
        #table { margin: 0 0 0 3; height: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "metric", "Loss/score", tooltip="Plot the loss or the score"),
        Binding("escape", "leave", "Back"),
    ]

    def __init__(
        self, project: Project, first: RunFolder, second: RunFolder, headline: str = ""
    ) -> None:
        super().__init__()
        self._headline = headline
        self._project = project
        self._runs = (first, second)
        self._histories: tuple[History, ...] = ()
        self._metric: Shown = "loss"

    def compose(self) -> ComposeResult:
        names = " and ".join(f"run {run.number}" for run in self._runs)
        yield TitleBar(self._project.title, "Journal", names)
        if self._headline:
            yield Static(plain(self._headline, 400), id="headline", markup=False)
        with Container(id="body"):
            yield Static(id="legend", markup=False)
            yield CurvePlot(id="plot")
            with VerticalScroll(id="table"):
                yield Static(markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.beside(self._read, "read")

    async def _read(self) -> None:
        histories = await asyncio.to_thread(lambda: tuple(run.history() for run in self._runs))
        settings = await asyncio.to_thread(self._settings)
        self._histories = histories
        self._metric = first_shown(histories[0].metric)
        self._draw()
        names = [self._spoken(run, history) for run, history in self._pairs()]
        head = _line("", f"o {names[0]}", f"x {names[1]}", "bold")
        scores, rest = score_lines(*histories)
        blank = Content("")
        table = Content("\n").join([head, *scores, blank, *settings, blank, *rest])
        self.query_one("#table Static", Static).update(table)

    def _draw(self) -> None:
        palette = Palette.of(self.app)
        labels = [self._spoken(run, history, 30) for run, history in self._pairs()]
        self.query_one("#legend", Static).update(
            Content.assemble(
                (f"validation {self._named}   ", "$foreground-muted"),
                (f"o {labels[0]}", palette.best),
                "   ",
                (f"x {labels[1]}", palette.validation),
            )
        )
        self.query_one("#plot", CurvePlot).show_chart(chart(self._histories, self._metric, palette))

    @staticmethod
    def _spoken(run: RunFolder, history: History, limit: int = COLUMN_WIDTH - 2) -> str:
        return plain(f"{run.number} {history.label}", limit)

    @property
    def _named(self) -> str:
        return "loss" if self._metric == "loss" else self._histories[0].metric.noun

    def _pairs(self) -> list[tuple[RunFolder, History]]:
        return list(zip(self._runs, self._histories, strict=True))

    def _settings(self) -> list[Content]:
        try:
            first, second = (spec.load(run.experiment, self._project.family) for run in self._runs)
        except DltutorError as error:
            return [Content.styled(plain(error, 300), "$problem")]
        return setting_lines(first, second)

    def action_metric(self) -> None:
        """Plot the other of loss and score."""
        self._metric = "score" if self._metric == "loss" else "loss"
        if self._histories:
            self._draw()

    def action_leave(self) -> None:
        """Back to the journal."""
        self.dismiss(None)


def chart(histories: tuple[History, ...], metric: str, palette: Palette) -> Chart:
    """Both validation curves over the epochs."""
    looks = ((palette.best, "o"), (palette.validation, "x"))
    curves = []
    for history, (colour, marker) in zip(histories, looks, strict=True):
        points = [
            (float(epoch.number), value)
            for epoch in history.epochs
            if (value := epoch.val_loss if metric == "loss" else epoch.score(history.metric))
            is not None
        ]
        if points:
            x, y = zip(*points, strict=True)
            curves.append(Curve(history.label, x, y, colour, marker=marker))
    if not curves:
        return Chart(empty="Neither run has finished an epoch, so there is no curve yet.")
    return Chart(curves=tuple(curves), whole_x=True)


def score_lines(first: History, second: History) -> tuple[list[Content], list[Content]]:
    """The scores, the better of two in bold; and what the scores cost."""
    scores = [
        _scored("validation loss", first, second, lambda h: h.best_val_loss, wording.loss, min),
        _scored(
            f"validation {first.metric.noun}",
            first,
            second,
            lambda h: h.score,
            lambda value: score_within(value, first.metric, COLUMN_WIDTH),
            max,
        ),
    ]
    rest = [
        _scored(
            "best epoch", first, second, lambda h: h.best_epoch and h.best_epoch.number, _count
        ),
        _scored("weights", first, second, lambda h: h.model and h.model.parameters, _count),
        _scored(
            "seconds an epoch", first, second, lambda h: h.seconds_per_epoch, lambda s: f"{s:.2f}"
        ),
        _line("status", first.status, second.status),
    ]
    return scores, rest


def setting_lines(first: Spec, second: Spec) -> list[Content]:
    """The settings that differ, or the sentence that none does."""
    changed = spec.difference(first, second)
    if not changed:
        return [Content("The settings are the same in both, the seed included.")]
    heading = Content.styled("SETTINGS THAT DIFFER", "bold $foreground-muted")
    return [
        heading,
        *(
            _line(path, value_text(spec.get(first, path)), value_text(value))
            for path, value in changed.items()
        ),
    ]


def _scored(
    name: str,
    first: History,
    second: History,
    value: Callable[[History], Any],
    say: Callable[[Any], str],
    better: Callable[[Any, Any], Any] | None = None,
) -> Content:
    a, b = value(first), value(second)
    first_text, second_text = (say(v) if v is not None else "none" for v in (a, b))
    best = None
    if better is not None and a is not None and b is not None and a != b:
        best = 0 if better(a, b) == a else 1
    return _line(name, first_text, second_text, bold=best)


def _line(name: str, first: str, second: str, style: str = "", bold: int | None = None) -> Content:
    styles = ["bold $best" if bold == column else style for column in (0, 1)]
    return Content.assemble(
        (padded(name, NAME_WIDTH), "$foreground-muted"),
        (padded(first, COLUMN_WIDTH), styles[0]),
        "  ",
        (plain(second, COLUMN_WIDTH), styles[1]),
    )


def _count(value: int) -> str:
    return f"{value:,}"
