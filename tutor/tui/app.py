"""The session: its screens, its themes, and the desks of the projects that are open in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome
from textual.theme import Theme

from tutor import state
from tutor.errors import DltutorError
from tutor.tui import signals, themes
from tutor.tui.commands import TutorCommands
from tutor.tui.grey import Grey
from tutor.tui.screens.home import HomeScreen
from tutor.tui.screens.too_small import TooSmallScreen, too_small
from tutor.tui.text import plain

if TYPE_CHECKING:
    from tutor.catalog import Idea
    from tutor.project import Project
    from tutor.runs.client import Trainer
    from tutor.tui.desk import Desk


class DltutorApp(App[int]):
    """The tutor in the terminal; starts at home, or in a project where one is given."""

    TITLE = "dltutor"
    CSS_PATH = "dltutor.tcss"
    COMMANDS: ClassVar[set[Any]] = {TutorCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012
    # Home is under all other screens.
    MODES: ClassVar[dict[str, Any]] = {"home": HomeScreen}
    DEFAULT_MODE = "home"
    COMMAND_PALETTE_DISPLAY = "^p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", key_display="?", id="help"),
        Binding("colon", "command_palette", "Commands", show=False, id="palette"),
        Binding("q", "quit", "Quit", id="quit"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, system=True),
    ]

    def __init__(self, project: Path | None = None) -> None:
        self._shown_theme: Theme | None = None
        super().__init__()
        self._first_project = project
        self._desks: dict[Path, Desk] = {}
        self._clinic_trainer: Trainer | None = None
        self.crash: Exception | None = None
        """The unforeseen error that ended the session, if one did."""
        self.signal_code: int | None = None
        """The exit code where a signal ended the session."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self._remembered_theme()

    # --- looks ----------------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The meaningful colours, for the themes that do not bring their own."""
        return themes.meanings(self.current_theme.dark)

    @property
    def available_themes(self) -> dict[str, Theme]:
        """All themes; without colours those that use the terminal's own palette are left out."""
        found = super().available_themes
        # Textual asks for the themes before it has looked at NO_COLOR.
        if getattr(self, "no_color", False):
            return {name: theme for name, theme in found.items() if not theme.ansi}
        return found

    @property
    def current_theme(self) -> Theme:
        """The theme; kept, as Textual asks for it once for every line that is painted."""
        if self._shown_theme is None or self._shown_theme.name != self.theme:
            self._shown_theme = super().current_theme
        return self._shown_theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters of all that is painted, Textual's grey one made safe."""
        filters = super().get_line_filters()
        return [Grey() if type(found) is Monochrome else found for found in filters]

    def _remembered_theme(self) -> str:
        name = state.setting("theme", themes.DARK)
        return name if name in self.available_themes else themes.DARK

    def _keep_theme(self, theme: Theme) -> None:
        state.set_setting("theme", theme.name)

    # --- start and end --------------------------------------------------------------------------

    def on_mount(self) -> None:
        if not self.is_headless:
            signals.on_end(self._leave_on_signal)
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if self._first_project is not None:
            self.open_project(self._first_project)

    def leave(self, exit_code: int = 0) -> None:
        """End the session; a training that runs goes on by itself."""
        self.exit(exit_code, return_code=exit_code)

    def _leave_on_signal(self, exit_code: int) -> None:
        self.signal_code = exit_code
        self.leave(exit_code)

    async def on_unmount(self) -> None:
        for desk in self._desks.values():
            await desk.close()

    async def action_quit(self) -> None:
        """Leave, after a question where a step is running."""
        running = [desk for desk in self._desks.values() if desk.busy]
        if not running:
            self.leave()
            return
        from tutor.tui.screens.quit import QuitScreen

        if not isinstance(self.screen, QuitScreen):
            self.push_screen(QuitScreen(running))

    def _handle_exception(self, error: Exception) -> None:
        # `run_session` says it in one sentence and writes a log; Textual's own page-long traceback
        # with all local variables is for the developer of the app.
        if self.crash is None:
            self.crash = error
        super()._handle_exception(error)
        if "debug" not in self.features:
            self._exit_renderables.clear()

    # --- places ---------------------------------------------------------------------------------

    def open_project(self, path: Path) -> None:
        """Open a project's workbench; where it cannot be opened, say why."""
        from tutor.project import Project
        from tutor.tui.screens.workbench import WorkbenchScreen

        try:
            project = Project.open(path)
        except (DltutorError, OSError) as error:
            self.tell_problem(error)
            return
        state.remember(project.path)
        shown = self.screen
        if isinstance(shown, WorkbenchScreen) and shown.project.path == project.path:
            return
        # Home, then one workbench: going back never leads through a row of old ones.
        self.action_home()
        self.push_screen(WorkbenchScreen(project))

    def open_journal(self, project: Project) -> None:
        """Open a project's journal."""
        from tutor.tui.screens.journal import JournalScreen

        self.push_screen(JournalScreen(project))

    def open_clinic(self) -> None:
        """Open the exercises with a planted fault."""
        from tutor.tui.screens.clinic import ClinicScreen

        self.push_screen(ClinicScreen())

    def open_new_project(self, idea: Idea) -> None:
        """Open the form for a project from this idea."""
        from tutor.tui.screens.new_project import NewProjectScreen

        self.push_screen(NewProjectScreen(idea), self._made)

    def _made(self, path: Path | None) -> None:
        if path is not None:
            self.open_project(path)

    def open_own_data(self) -> None:
        """Open the form for a project from data of one's own."""
        from tutor.tui.screens.own_data import OwnDataScreen

        self.push_screen(OwnDataScreen(), self._made)

    def desk_for(self, project: Project) -> Desk:
        """The desk of a project, made once and kept: its step runs on while screens come and go."""
        from tutor.tui.desk import Desk

        if project.path not in self._desks:
            self._desks[project.path] = Desk(project, self._trainer_for(project))
        return self._desks[project.path]

    def _trainer_for(self, project: Project) -> Trainer | None:
        """One trainer for all exercises of the clinic: each host holds a Keras of its own."""
        from tutor.clinic.planting import is_exercise
        from tutor.runs.client import Trainer

        if not is_exercise(project.path):
            return None
        if self._clinic_trainer is None:
            self._clinic_trainer = Trainer(project.backend)
        return self._clinic_trainer

    def tell_problem(self, error: Exception | str) -> None:
        """Say in one sentence what went wrong."""
        self.notify(plain(error, 500), title="Problem", severity="error", markup=False)

    def action_help(self) -> None:
        """Show what this screen is for."""
        from tutor.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen | TooSmallScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_home(self) -> None:
        """Go back to the first screen."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    # --- size -----------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        shown = isinstance(self.screen, TooSmallScreen)
        if too_small(event.size) and not shown:
            self.push_screen(TooSmallScreen())
        elif not too_small(event.size) and shown:
            self.pop_screen()
