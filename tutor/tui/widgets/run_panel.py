"""The live run: progress with the time left, the plot, the trials and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tutor.history import History
from tutor.steps.wording import capital, loss, score
from tutor.tui.sessions import TrialState, fraction_done, known, seconds_left
from tutor.tui.text import plain
from tutor.tui.widgets.findings_view import FindingsView
from tutor.tui.widgets.loss_plot import Chart, CurvePlot
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.run_chart import Shown, first_shown, run_chart
from tutor.tui.widgets.section_title import SectionTitle
from tutor.tui.widgets.strokes import duration, progress
from tutor.tui.widgets.trial_table import TrialTable, trial_header, trial_label
from tutor.tui.widgets.words import Words


@dataclass(frozen=True)
class LiveState:
    """All that the panel shows at one moment. `seconds` are those since the step was started."""

    trials: tuple[TrialState, ...] = ()
    phase: Literal["ready", "running", "stopping", "judged", "broken"] = "ready"
    seconds: float = 0.0
    problem: str = ""
    waiting: str = ""


class RunPanel(Vertical):
    """Shows a `LiveState`. The plot follows the newest running trial until one is chosen."""

    DEFAULT_CSS = """
    RunPanel {
        #run-problem { height: auto; padding: 0 2 1 2; }
        #run-plot { height: 1fr; min-height: 8; }
        #run-plot CurvePlot { margin: 0 1; }
        #run-legend { height: auto; max-height: 2; padding: 0 2; }
        #run-now { height: auto; max-height: 3; padding: 0 2; color: $muted; }
        #run-empty { height: 1fr; padding: 1 2; color: $muted; }
        #run-header { height: 1; padding: 0 2; color: $muted; }
        TrialTable { max-height: 10; }
        FindingsView { margin: 0 0 1 0; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = LiveState()
        self._asked: Shown | None = None
        self.log_scale = False
        self.chosen: int | None = None
        self.problem = Words(id="run-problem")
        self.plot_title = SectionTitle()
        self.legend = Words(id="run-legend")
        self.plot = CurvePlot()
        self.empty = Words(id="run-empty")
        self.now = Words(id="run-now")
        self.trials_title = SectionTitle()
        self.header = Words(id="run-header")
        self.table = TrialTable()
        self.findings_title = SectionTitle()
        self.findings = FindingsView()

    def compose(self) -> ComposeResult:
        yield self.problem
        with Vertical(id="run-plot"):
            yield self.plot_title
            yield self.legend
            yield self.plot
            yield self.empty
            yield self.now
        yield self.trials_title
        yield self.header
        yield self.table
        yield self.findings_title
        yield self.findings

    def on_mount(self) -> None:
        self.findings_title.left = _name("Findings")
        self.show(self.state)

    def on_resize(self) -> None:
        # What is shown by then, not what is shown now: the state may move on before the refresh.
        self.call_after_refresh(lambda: self.show(self.state))

    # --- what to plot -------------------------------------------------------------------------

    @property
    def metric(self) -> Shown:
        """Loss or score: what was asked for, else what says more in this family."""
        if self._asked is not None or not self.state.trials:
            return self._asked or "loss"
        return first_shown(self.state.trials[self.shown].history.metric)

    @property
    def shown(self) -> int:
        """Index of the trial in the plot."""
        trials = self.state.trials
        if self.chosen is not None and self.chosen < len(trials):
            return self.chosen
        live = [i for i, trial in enumerate(trials) if trial.live and trial.history.batch_losses]
        if live:
            return live[0]
        started = [i for i, trial in enumerate(trials) if trial.run]
        scored = [i for i in started if trials[i].history.score is not None]
        return max(
            scored, key=lambda i: trials[i].history.score or 0.0, default=(started or [0])[-1]
        )

    def choose(self, index: int | None) -> None:
        """Plot this trial from now on; None follows what runs."""
        self.chosen = index
        self.show(self.state)

    def choose_next(self) -> None:
        """Plot the next trial."""
        if self.state.trials:
            self.choose((self.shown + 1) % len(self.state.trials))

    def switch_metric(self) -> None:
        """Loss or score."""
        self._asked = "score" if self.metric == "loss" else "loss"
        self.show(self.state)

    def switch_scale(self) -> None:
        """A linear or a logarithmic axis for the loss."""
        self.log_scale = not self.log_scale
        self.show(self.state)

    # --- drawing ------------------------------------------------------------------------------

    def show(self, state: LiveState) -> None:
        """Bring everything up to date; what has not changed is not painted again."""
        self.state = state
        if not self.is_mounted:
            return
        self.problem.display = state.phase == "broken" and bool(state.trials)
        if self.problem.display:
            self.problem.say(problem_line(state.problem))
        self._show_plot(state)
        self._show_trials(state)

    def _show_plot(self, state: LiveState) -> None:
        self.plot_title.display = bool(state.trials)
        if not state.trials:
            self._toggle_plot(False)
            self.legend.display = False
            why = problem_line(state.problem) if state.problem else Content(state.waiting)
            self.empty.say(why)
            return
        trial = state.trials[self.shown]
        # One mean a cell: what is finer is the noise of the batches.
        points = max(20, self.size.width - 12)
        palette = Palette.of(self.app)
        chart = run_chart(trial.history, self.metric, self.log_scale, palette, points)
        self._toggle_plot(bool(chart.curves))
        if chart.curves:
            self.plot.show_chart(chart)
            self.now.say(now_line(trial.history))
        else:
            self.empty.say(Content(plain(chart.empty, 400)))
        self._show_legend(chart, trial)

    def _show_legend(self, chart: Chart, trial: TrialState) -> None:
        """In the title of the plot where it fits there, else in a line of its own."""
        named = "loss" if self.metric == "loss" else trial.history.metric.noun
        name = capital(named) + (" (log scale)" if chart.log_y else "")
        left = _name(name) + Content.styled(f"  {plain(trial_label(trial), 60)}", "$muted")
        legend = self.plot.legend if chart.curves else Content()
        beside = left.cell_length + legend.cell_length + 8 <= self.size.width
        self.plot_title.say(left, legend if beside else Content())
        self.legend.display = bool(chart.curves) and not beside
        if self.legend.display:
            self.legend.say(legend)

    def _toggle_plot(self, drawn: bool) -> None:
        self.plot.display = self.now.display = drawn
        self.empty.display = not drawn

    def _show_trials(self, state: LiveState) -> None:
        shown, high = bool(state.trials), self.size.height >= 28
        self.table.styles.max_height = 10 if high else 4
        self.findings.styles.max_height = 8 if high else 2
        self.trials_title.display = self.table.display = self.findings.display = shown
        self.header.display = self.findings_title.display = shown and high
        if not shown:
            return
        self.trials_title.say(_name("Runs"), progress_line(state, self.size.width - 14))
        self.table.show(state.trials, self.shown)
        if high:
            self.header.say(trial_header(max(20, self.table.row_width)))
        self.findings.show(state.trials)


def _name(text: str) -> Content:
    return Content.styled(text, "bold $primary")


def problem_line(problem: str) -> Content:
    """Why the step could not go on."""
    return Content.assemble(("PROBLEM  ", "bold $problem"), plain(problem, 1000))


def progress_line(state: LiveState, width: int) -> Content:
    """How far all runs are, and for how long they will go on."""
    trials = state.trials
    ended = sum(trial.history.ended for trial in trials)
    live = any(trial.live for trial in trials)
    if state.phase not in ("running", "stopping") and not live:
        took = f" in {duration(state.seconds)}" if state.seconds else ""
        return Content.styled(f"{ended} made{took}", "$muted")
    words = f"{ended} of {len(trials)} done"
    left = seconds_left(trials, state.seconds) if state.seconds else None
    if state.phase == "stopping":
        words = "stopping with the batch; s again ends it at once"
    elif left is not None:
        words += f", about {duration(left)} left"
    full, rest = progress(fraction_done(trials), max(4, min(20, width - len(words) - 2)))
    return Content.assemble((full, "$primary"), (rest, "$faint"), f" {words}")


def now_line(history: History) -> Content:
    """The figures of the moment in words."""
    parts = []
    if history.planned_epochs:
        number = min(len(history.epochs) + (not history.ended), history.planned_epochs)
        parts.append(f"epoch {max(1, number)} of {history.planned_epochs}")
    if history.epochs:
        last = history.epochs[-1]
        parts.append(f"loss {loss(last.loss)}")
        if last.val_loss is not None:
            parts.append(f"validation loss {loss(last.val_loss)}")
        if known(last.score(history.metric)):
            told = score(last.score(history.metric), history.metric)
            parts.append(f"{history.metric.noun} {told}")
    elif history.batch_losses:
        parts.append(f"loss of the last batch {loss(history.batch_losses[-1])}")
    if known(history.chance):
        parts.append(f"chance {score(history.chance, history.metric)}")
    if history.model:
        parts.append(f"{history.model.parameters:,} parameters")
    return Content(" · ".join(parts))
