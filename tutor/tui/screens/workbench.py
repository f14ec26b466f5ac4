"""The workbench: the seven steps of one project, each from its lesson to its verdict.

Shows what the desk knows and turns keys into its orders. On a narrow screen the phases of a step
take turns; on a wide one the rail, the reading and the live run stand side by side.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from tutor import steps
from tutor.errors import DltutorError
from tutor.project import Project
from tutor.tui.desk import Desk
from tutor.tui.mends import Mend, mends
from tutor.tui.messages import DataSeen, DeskChanged, MendEnded, StepEnded
from tutor.tui.screens.workbench_help import HELP
from tutor.tui.screens.workbench_keys import KEYS
from tutor.tui.screens.workbench_words import (
    Place,
    first_step,
    outline,
    phases_done,
    possible,
    title_note,
    waiting_words,
    what_enter_does,
)
from tutor.tui.sessions import DeskState, Page, seen_findings
from tutor.tui.text import plain
from tutor.tui.widgets.ask_view import AskView
from tutor.tui.widgets.key_line import KeyLine
from tutor.tui.widgets.lesson_view import LessonView
from tutor.tui.widgets.phase_strip import VIEWS, PhaseStrip, View
from tutor.tui.widgets.rail_entries import rail_entries
from tutor.tui.widgets.run_panel import LiveState, RunPanel
from tutor.tui.widgets.step_rail import StepRail
from tutor.tui.widgets.title_bar import TitleBar
from tutor.tui.widgets.trial_table import TrialTable
from tutor.tui.widgets.verdict_view import VerdictState, VerdictView

if TYPE_CHECKING:
    from tutor.tui.app import DltutorApp

REPAINTS_A_SECOND = 4
"""A plot that moves more often shows no more, and costs the time that keys need."""


class WorkbenchScreen(Screen[None]):
    """One project at work."""

    HELP = HELP
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it as an instance's
        (0, "-narrow"),
        (100, "-medium"),
        (120, "-wide"),
    ]
    CSS_PATH = "workbench.tcss"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.step_name = steps.WITH_FINISH[0]
        self.page: Page | None = None
        self.hints_shown = 0
        self._paged = 0
        self._seen: tuple[object, ...] = ()
        # Kept by name: a query walks the whole screen, and keys ask for these at every press.
        self.title_bar = TitleBar(project.title)
        self.rail = StepRail()
        self.strip = PhaseStrip()
        self.lesson = LessonView()
        self.ask = AskView()
        self.verdict = VerdictView()
        self.live_here = RunPanel(id="live-here")
        self.live_beside = RunPanel(id="live-beside")

    # --- putting together ---------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """The desk of this project; it works on while other screens are shown."""
        return cast("DltutorApp", self.app).desk_for(self.project)

    @property
    def state(self) -> DeskState:
        """What the desk knows now."""
        return self.desk.state

    @property
    def view(self) -> View:
        """The phase that is looked at."""
        return self.strip.view

    def compose(self) -> ComposeResult:
        yield self.title_bar
        with Horizontal(id="bench"):
            yield self.rail
            with Vertical(id="reading"):
                yield self.strip
                yield self.lesson
                yield self.ask
                yield self.verdict
                yield self.live_here
            yield self.live_beside
        yield KeyLine()

    def on_mount(self) -> None:
        self.desk.watch(self)
        self.desk.open()
        self._arrange()
        self._begin()
        self.set_interval(1 / REPAINTS_A_SECOND, self._tick)

    @work(group="page", exit_on_error=False, description="read what earlier sessions left")
    async def _begin(self) -> None:
        await self.desk.opened()
        if self.state.problem:
            self._tell(self.state.problem, failed=True)
        self.show_step(first_step(self.state))
        self.call_later(settle)

    def on_unmount(self) -> None:
        self.desk.unwatch(self)

    def on_resize(self, event: events.Resize) -> None:
        self._arrange(event.size.width)

    def _arrange(self, width: int | None = None) -> None:
        """The rail is a column where there is room for it, else a line."""
        narrow = (width or self.size.width or self.app.size.width) < 100
        self.rail.compact = narrow
        self._apply_view()

    @property
    def side_by_side(self) -> bool:
        """True where the live run has a column of its own."""
        return self.has_class("-wide") or self.app.size.width >= 120

    @property
    def panel(self) -> RunPanel:
        """The run panel that is shown."""
        return self.live_beside if self.side_by_side else self.live_here

    # --- which step, which phase --------------------------------------------------------------

    def show_step(self, name: str) -> None:
        """Look at a step. Rail and phases say so at once; the rest follows when its page is read.

        The whole screen is laid out once, not once for each of its parts.
        """
        self.step_name = name
        self._paged += 1
        self.page = None
        self.hints_shown = 0
        self.live_here.chosen = self.live_beside.chosen = None
        session = self.state.session(name)
        self.strip.view = "run" if session.busy else "verdict" if session.verdict else "lesson"
        self.strip.done = phases_done(session)
        self._show_rail()
        self._load_page(name, self._paged)

    @work(group="page", exclusive=True, exit_on_error=False, description="read a step's page")
    async def _load_page(self, name: str, number: int, keep_answers: bool = False) -> None:
        try:
            page = await self.desk.page(name)
        except Exception as error:  # a page that cannot be made leaves the others to be read
            if number == self._paged:
                self.lesson.show("", None)
                self._apply_view()
                self._show_state()
                self._tell(_fault(error), failed=True)
            return
        if number == self._paged:
            with self.app.batch_update():
                self._show_page(name, page, self.ask.answers if keep_answers else {})

    def _show_page(self, name: str, page: Page, given: Mapping[str, str]) -> None:
        session = self.state.session(name)
        answers = dict(session.answers)
        if not session.busy:
            answers.pop(page.prediction.key, None)
        answers |= given
        self.lesson.show(page.lesson, page.preview)
        self.ask.show(page.questions, answers)
        self.page = page
        self.lesson.show_hints(page.hints, self.hints_shown)
        self._apply_view()
        self._show_state()

    def _set_view(self, view: View) -> None:
        self.strip.view = view
        self._apply_view()

    def _apply_view(self) -> None:
        """Show what belongs to the phase, and move the focus there."""
        view, beside = self.view, self.side_by_side
        self.live_beside.display = beside
        self.live_here.display = not beside and view == "run"
        self.verdict.display = view == "verdict"
        self.lesson.display = view != "verdict" if beside else view == "lesson"
        self.ask.display = view != "verdict" if beside else view == "predict"
        self._focus_view(view)
        self.refresh_bindings()

    def _focus_view(self, view: View) -> None:
        if self.rail.has_focus:
            return
        if view == "predict":
            self.ask.questions.focus()
        elif view == "run":
            self.panel.table.focus()
        elif view == "verdict":
            self.verdict.focus()
        else:
            self.lesson.focus()

    # --- showing what the desk knows ----------------------------------------------------------

    @on(DeskChanged)
    def _desk_changed(self, message: DeskChanged) -> None:
        """Big changes are shown at once; the progress of a run waits for the next repaint."""
        seen = outline(self.state, self.step_name)
        if seen != self._seen:
            self._seen = seen
            self._show_state()

    @on(StepEnded)
    def _step_ended(self, message: StepEnded) -> None:
        if message.step == self.step_name:
            if self.is_current and (self.view == "run" or self.side_by_side):
                self._set_view("verdict" if not message.failed else "run")
            self._show_state()
            self._load_page(self.step_name, self._paged)
            if self.is_current and self.view in ("verdict", "run"):
                return
        self._tell(f"{message.title}: {message.headline}", message.failed)

    @on(DataSeen)
    def _data_seen(self) -> None:
        """The lesson can speak of the learner's own data now, unless a step is under way."""
        session = self.state.session(self.step_name)
        if not session.busy and session.verdict is None:
            self._load_page(self.step_name, self._paged, keep_answers=True)

    def _tick(self) -> None:
        if self.is_current and self.state.busy:
            self._show_live()
            self._show_rail()

    def _show_state(self) -> None:
        """Bring the whole screen up to date."""
        session = self.state.session(self.step_name)
        with self.app.batch_update():
            self._show_rail()
            self._show_live()
            question = self.page.prediction if self.page else None
            self.verdict.show(VerdictState(session, question, self._before()))
            self.ask.set_locked(session.busy)
            self.ask.next.say(what_enter_does(session))
            self.strip.done = phases_done(session)
        self.refresh_bindings()

    def _before(self) -> dict[str, Any]:
        """The values that the verdict's edit would replace."""
        verdict = self.state.session(self.step_name).verdict
        if verdict is None or self.page is None:
            return {}
        return {path: self.page.context.value(path) for path in verdict.edit}

    def _show_rail(self) -> None:
        self.rail.entries = rail_entries(self.state, self.step_name)
        self.rail.current = self.step_name
        self.title_bar.note = title_note(self.state, self.desk.clock())

    def _show_live(self) -> None:
        session = self.state.session(self.step_name)
        trials = self.state.trials(self.step_name)
        seconds = self.desk.clock() - session.began if session.busy else session.seconds
        self.panel.show(
            LiveState(
                trials,
                session.phase,
                seconds,
                session.problem,
                waiting_words(self.state, self.step_name),
            )
        )

    # --- keys ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now can be pressed, and only that is in the footer."""
        if action == "journal":
            return hasattr(self.app, "open_journal")
        return possible(action, self._place())

    def _place(self) -> Place:
        return Place(
            self.state,
            self.step_name,
            self.view,
            live_seen=self.side_by_side or self.view == "run",
            paged=self.page is not None,
            hints_left=self.page is not None and self.hints_shown < len(self.page.hints),
            mendable=bool(self._mends()),
        )

    def _mends(self) -> tuple[Mend, ...]:
        """What of the findings can be mended in the project as this page read it."""
        if self.page is None:
            return ()
        return mends(self.state.trials(self.step_name), self.page.context.spec)

    def action_predict(self) -> None:
        """Go on to the questions."""
        self._set_view("predict")

    def action_run_step(self) -> None:
        """Run the step's experiments with the answers given."""
        if not self.ask.questions.advance():
            self.action_run_again()

    def action_run_again(self) -> None:
        """Run the step, whichever phase is looked at."""
        try:
            self.desk.run(self.step_name, self.ask.answers)
        except DltutorError as error:
            self._tell(str(error), failed=True)
            return
        self.panel.chosen = None
        self._set_view("run")

    def action_read_verdict(self) -> None:
        """Read what the runs have shown."""
        session = self.state.session(self.step_name)
        self._set_view("verdict" if session.verdict else "predict")

    def action_next_step(self) -> None:
        """Go on to the next step."""
        self.action_step(1)

    def action_step(self, by: int) -> None:
        """Look at another step; every step can be entered at any time."""
        index = steps.WITH_FINISH.index(self.step_name) + by
        if 0 <= index < len(steps.WITH_FINISH):
            self.show_step(steps.WITH_FINISH[index])

    def action_turn(self, by: int) -> None:
        """Look at the phase before or after."""
        index = VIEWS.index(self.view) + by
        if 0 <= index < len(VIEWS):
            self._set_view(VIEWS[index])

    def action_answer(self, number: int) -> None:
        """Answer the question at hand by number."""
        if self.ask.display:
            self.ask.questions.answer(number)

    def action_hint(self) -> None:
        """Show one more hint."""
        if self.page is None:
            return
        self.hints_shown += 1
        if self.view in ("predict", "run", "verdict") and not (
            self.side_by_side and self.view != "verdict"
        ):
            self._set_view("lesson")
        self.lesson.show_hints(self.page.hints, self.hints_shown)
        self.refresh_bindings()

    def action_why(self) -> None:
        """Explain the findings."""
        from tutor.tui.screens.why import WhyScreen

        self.app.push_screen(WhyScreen(seen_findings(self.state.trials(self.step_name))))

    def action_mend(self) -> None:
        """Mend the first finding and run again, after saying what would be changed."""
        from tutor.tui.screens.mend import MendScreen

        possible_mends = self._mends()
        if possible_mends:
            self.app.push_screen(MendScreen(possible_mends), self._mend)

    def _mend(self, chosen: Mend | None) -> None:
        if chosen is None:
            return
        try:
            self.desk.mend(self.step_name, chosen)
        except DltutorError as error:
            self._tell(str(error), failed=True)
            return
        self.panel.chosen = None
        self._set_view("run")

    @on(MendEnded)
    def _mend_ended(self, message: MendEnded) -> None:
        self._load_page(self.step_name, self._paged)
        self._show_state()
        if message.outcome is None or not self.is_current:
            text = message.outcome.text if message.outcome else message.problem
            self._tell(text, failed=bool(message.problem))
            return
        from tutor.runs.folder import find_run
        from tutor.tui.screens.compare import CompareScreen

        outcome = message.outcome
        before, after = (
            find_run(self.project.path, history.run) for history in (outcome.before, outcome.after)
        )
        self.app.push_screen(CompareScreen(self.project, before, after, outcome.text))

    def action_metric(self) -> None:
        """Plot the loss or the score."""
        self.panel.switch_metric()

    def action_scale(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        self.panel.switch_scale()

    def action_next_trial(self) -> None:
        """Plot the next run."""
        self.panel.choose_next()

    def action_stop(self) -> None:
        """Stop the runs at the end of their batch; asked again, kill them."""
        said = self.desk.stop()
        if said == "stopping":
            self._tell("Stopping at the end of the batch. Press s again to end it at once.")
        elif said == "killed":
            self._tell("Ended at once; finished epochs are kept.")

    @work(group="edit", exit_on_error=False, description="edit experiment.toml")
    async def action_accept(self) -> None:
        """Make the proposed edit."""
        self.desk.reconsider(self.step_name)
        await self._edit(self.desk.accept(self.step_name), "Written to experiment.toml.")

    def action_refuse(self) -> None:
        """Leave experiment.toml as it is."""
        self.desk.refuse(self.step_name)

    @work(group="edit", exit_on_error=False, description="undo an edit")
    async def action_undo(self) -> None:
        """Take the last edit back."""
        await self._edit(self.desk.undo(), "Taken back in experiment.toml.")

    async def _edit(self, work_to_do: Any, said: str) -> None:
        try:
            record = await work_to_do
        except (DltutorError, OSError) as error:
            self._tell(str(error), failed=True)
            return
        if record is not None:
            self._tell(f"{said} {', '.join(record['changes'])}")
            self._load_page(self.step_name, self._paged)

    def action_hunch(self) -> None:
        """Note a hunch."""
        from tutor.tui.screens.hunch import HunchScreen

        def keep(text: str | None) -> None:
            if text:
                self._keep_hunch(text)

        self.app.push_screen(HunchScreen(), keep)

    @work(group="note", exit_on_error=False, description="note a hunch")
    async def _keep_hunch(self, text: str) -> None:
        await self.desk.note(self.step_name, text)
        self._tell("Noted in the journal.")

    def action_journal(self) -> None:
        """Open the journal."""
        cast("DltutorApp", self.app).open_journal(self.project)

    def action_leave(self) -> None:
        """Back to the projects; what runs goes on."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    # --- what the widgets say -----------------------------------------------------------------

    @on(StepRail.Chosen)
    def _rail_chosen(self, message: StepRail.Chosen) -> None:
        if message.name != self.step_name:
            self.show_step(message.name)

    @on(PhaseStrip.Chosen)
    def _phase_chosen(self, message: PhaseStrip.Chosen) -> None:
        self._set_view(message.view)

    @on(TrialTable.Shown)
    def _trial_shown(self, message: TrialTable.Shown) -> None:
        self.panel.choose(message.index)

    def _tell(self, words: str, failed: bool = False) -> None:
        self.app.notify(
            plain(words, 500), severity="error" if failed else "information", markup=False
        )


def settle() -> None:
    """Take all that is loaded by now out of the garbage collector's sight.

    It stays until the end anyway, and looking at it again and again holds the screen up: 80 ms each
    time while two trainings use both cores.
    """
    gc.collect()
    gc.freeze()


def _fault(error: Exception) -> str:
    """An error in a sentence; what is no user's mistake is named by its type."""
    if isinstance(error, DltutorError):
        return str(error)
    return f"This step's page cannot be shown: {type(error).__name__}: {error}"
