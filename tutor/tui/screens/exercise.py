"""An exercise of the clinic: its symptom, its training, the choices, the hints and the check."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.clinic import checking
from tutor.clinic.case import Case
from tutor.clinic.exercise import Exercise
from tutor.clinic.planting import DEFAULT_DIR
from tutor.errors import DltutorError
from tutor.project import Project
from tutor.tui.messages import DeskChanged, RunEnded
from tutor.tui.readback import trial_of
from tutor.tui.screens import exercise_words as words
from tutor.tui.screens.base import TutorScreen
from tutor.tui.screens.exercise_keys import HELP, KEYS
from tutor.tui.sessions import TrialState
from tutor.tui.text import plain, short_path
from tutor.tui.widgets.case_panel import CasePanel
from tutor.tui.widgets.key_line import KeyLine
from tutor.tui.widgets.run_panel import LiveState
from tutor.tui.widgets.section_title import SectionTitle
from tutor.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from tutor.experiment.schema import Spec
    from tutor.tui.desk import Desk

REPAINTS_A_SECOND = 4

FOUND = "as found"
"""What the journal calls the run of the project with its fault."""


class ExerciseScreen(TutorScreen[None]):
    """The case and its curves side by side, or in turns where there is no room."""

    HELP = HELP
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    CSS_PATH = "exercise.tcss"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, wanted: Exercise) -> None:
        super().__init__()
        self.exercise = wanted
        self.case = Case(wanted)
        self.turned = False
        self._past: tuple[TrialState, ...] = ()
        self._checked_spec: Spec | None = None
        self._awaited = ""
        self._problem = ""
        self.panel = CasePanel(id="curves")

    # --- putting together ---------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TitleBar("Clinic", self.exercise.title, note=self.exercise.level_name)
        with Horizontal(id="bench"):
            with VerticalScroll(id="case", can_focus=False):
                yield Static(self.exercise.symptom, id="symptom", markup=False)
                yield Static(words.BEFORE, id="before", classes="muted", markup=False)
                yield SectionTitle(id="ask")
                yield OptionList(id="choices", markup=False)
                yield Static(id="answer", markup=False)
                yield Static(id="hints", markup=False)
                yield Static(id="mend", markup=False)
            yield self.panel
        yield KeyLine()

    def on_mount(self) -> None:
        question = Content.styled("What is wrong?", "bold $primary")
        self.query_one("#ask", SectionTitle).left = question
        self._show()
        self.beside(self._reopen, "open")
        self.set_interval(1 / REPAINTS_A_SECOND, self._tick)

    def on_unmount(self) -> None:
        if self.case.project is not None:
            self.tutor_app.desk_for(self.case.project).unwatch(self)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    @property
    def desk(self) -> Desk | None:
        """The desk of the exercise's project, None before there is one."""
        project = self.case.project
        return None if project is None else self.tutor_app.desk_for(project)

    @property
    def busy(self) -> bool:
        """True from the order of a run to its end."""
        return bool(self._awaited) or (self.desk is not None and self.desk.busy)

    @property
    def side_by_side(self) -> bool:
        """True where the curves have a column of their own."""
        return self.app.size.width >= 120

    # --- the work -----------------------------------------------------------------------------

    async def _reopen(self) -> None:
        """Take up a project that was begun earlier, with its runs."""
        try:
            await asyncio.to_thread(self.case.reopen)
        except (DltutorError, OSError) as error:
            self.tutor_app.tell_problem(error)
            return
        if self.case.project is not None:
            self._past = await asyncio.to_thread(_past_runs, self.case.project)
            self._open_desk(self.case.project)
        self._show()

    def _open_desk(self, project: Project) -> Desk:
        desk = self.tutor_app.desk_for(project)
        desk.watch(self)
        desk.open()
        return desk

    async def _begin(self) -> None:
        """Make the project where there is none, and train it as it was found."""
        try:
            project = await asyncio.to_thread(self.case.begin, Path(DEFAULT_DIR))
            self._open_desk(project).train(FOUND)
        except (DltutorError, OSError) as error:
            self._fail(error)
        self._show()

    async def _check(self) -> None:
        """Train the project as it stands now; it is judged when the run has ended."""
        assert self.case.project is not None
        try:
            self._checked_spec = await asyncio.to_thread(self.case.project.spec)
            self._open_desk(self.case.project).train(checking.LABEL)
        except (DltutorError, OSError) as error:
            self._fail(error)
        self._show()

    def _fail(self, error: Exception) -> None:
        self._awaited, self._problem = "", str(error)
        self.tutor_app.tell_problem(error)

    @on(RunEnded)
    async def _run_ended(self, message: RunEnded) -> None:
        seen = message.history
        self._awaited, self._problem = "", message.problem
        if seen.status == "failed":
            from tutor.engine import failure_sentence

            self._problem = failure_sentence(seen)
        if message.label == FOUND:
            await asyncio.to_thread(self.case.read)
        elif message.label == checking.LABEL and seen.ended and self._checked_spec is not None:
            self.case.judge(self._checked_spec, seen)
            self.turned = False
        self.panel.chosen = max(0, len(self._trials()) - 1)
        self._show(bottom=message.label == checking.LABEL)

    # --- showing ------------------------------------------------------------------------------

    @on(DeskChanged)
    def _desk_changed(self) -> None:
        self.refresh_bindings()

    def _tick(self) -> None:
        if self.is_current and self.busy:
            self._show_curves()

    def _show(self, bottom: bool = False) -> None:
        """Bring everything up to date; `bottom` scrolls to what is new."""
        case = self.query_one("#case", VerticalScroll)
        with self.app.batch_update():
            case.display = self.side_by_side or not self.turned
            self.panel.display = self.side_by_side or self.turned
            self._show_case()
            self._show_curves()
        self.refresh_bindings()
        if bottom:
            self.call_after_refresh(case.scroll_end, animate=False)

    def _show_case(self) -> None:
        ready = self.case.found is not None
        self.query_one("#before").display = not ready
        self.query_one("#ask").display = ready
        choices = self.query_one("#choices", OptionList)
        choices.display = ready
        at = choices.highlighted or 0
        choices.clear_options()
        choices.add_options(
            Option(words.choice_row(number, choice, self.case.progress), id=choice.key)
            for number, choice in enumerate(self.exercise.choices, start=1)
        )
        choices.highlighted = at
        if ready and (self.side_by_side or not self.turned):
            choices.focus()
        where = short_path(self.case.project.path) if self.case.project else ""
        self._say("#answer", words.answered(self.case.feedback))
        self._say("#hints", words.hinted(self.exercise, self.case.hints))
        self._say("#mend", words.mending(self.case, where, self._case_width))

    @property
    def _case_width(self) -> int:
        """Cells of a line of the case, beside its margins and the scroll bar."""
        width = self.app.size.width
        return (width // 2 if self.side_by_side else width) - 5

    def _say(self, name: str, content: Content) -> None:
        widget = self.query_one(name, Static)
        widget.display = bool(content.plain)
        widget.update(content)

    def _show_curves(self) -> None:
        trials = self._trials()
        if self.busy:
            self.panel.chosen = max(0, len(trials) - 1)
        self.panel.show(
            LiveState(
                trials,
                "running" if self.busy else "broken" if self._problem else "ready",
                problem=plain(self._problem, 500),
                waiting=words.waiting(self.busy),
            )
        )

    def _trials(self) -> tuple[TrialState, ...]:
        """The trainings of the project, the oldest first."""
        attached = self.desk.state.attached if self.desk is not None else ()
        mine = {trial.run: trial for trial in (*self._past, *attached)}
        return tuple(t for _, t in sorted(mine.items()) if t.trial.kind == "train")

    # --- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now can be pressed, and only that is in the last row."""
        found, trials = self.case.found is not None, len(self._trials())
        seen = self.side_by_side or self.turned
        allowed = {
            "begin": not found and not self.busy,
            "turn": found and self.turned and not self.side_by_side and not self.busy,
            "guess": found,
            "hint": self.case.hints_left > 0,
            "check": found and not self.busy,
            "stop": self.busy,
            "view": not self.side_by_side,
            "metric": seen and trials > 0,
            "scale": seen and trials > 0,
            "next_trial": seen and trials > 1,
            "open": self.case.project is not None,
        }
        return allowed.get(action, True)

    def action_begin(self) -> None:
        """Make the project and train it once."""
        self._awaited, self.turned = FOUND, True
        self._show()
        self.beside(self._begin, "train")

    def action_check(self) -> None:
        """Train the mended project and judge it."""
        self._awaited, self.turned = checking.LABEL, True
        self._show()
        self.beside(self._check, "train")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.action_guess(event.option_index + 1)

    def action_guess(self, number: int) -> None:
        """Name the fault by the choice's number."""
        if number > len(self.exercise.choices):
            return
        self.case.guess(str(number))
        self.query_one("#choices", OptionList).highlighted = number - 1
        self.turned = False
        self._show()

    def action_hint(self) -> None:
        """Show one more hint."""
        self.case.read_hint()
        self.turned = False
        self._show(bottom=True)

    def action_stop(self) -> None:
        """Stop the run at the end of its batch; asked again, kill it."""
        if self.desk is not None:
            self.desk.stop()

    def action_turn(self) -> None:
        """Turn to the choices."""
        self.action_view()

    def action_view(self) -> None:
        """Turn between the case and its curves."""
        self.turned = not self.turned
        self._show()

    def action_metric(self) -> None:
        """Plot the loss or the score."""
        self.panel.switch_metric()

    def action_scale(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        self.panel.switch_scale()

    def action_next_trial(self) -> None:
        """Plot the next run."""
        self.panel.choose_next()

    def action_open(self) -> None:
        """Open the project in the session, as any other."""
        if self.case.project is not None:
            self.tutor_app.open_project(self.case.project.path)

    def action_leave(self) -> None:
        """Back to the exercises; what runs goes on."""
        self.app.pop_screen()


def _past_runs(project: Project) -> tuple[TrialState, ...]:
    """The trainings of earlier sessions; without findings, which would name the fault."""
    return tuple(trial_of(run, run.history(), ()) for run in project.runs())
