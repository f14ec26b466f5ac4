"""What the screens share: the app by its own type, and work beside the screen that may fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tutor.tui import crash
from tutor.tui.text import plain

if TYPE_CHECKING:
    from tutor.tui.app import DltutorApp

Result = TypeVar("Result")


class TutorScreen(Screen[Result]):
    """A screen whose background work, where it fails, is said and logged, no more."""

    @property
    def tutor_app(self) -> DltutorApp:
        """The app by its own type."""
        return cast("DltutorApp", self.app)

    def beside(self, work: Callable[[], Awaitable[None]], group: str) -> None:
        """Run this beside the screen; newer work of a group ends the older."""
        self.run_worker(work, name=group, group=group, exclusive=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        file = crash.write_log(error)
        where = f"; the traceback is in {file}" if file else ""
        self.tutor_app.tell_problem(
            f"dltutor itself failed at this ({type(error).__name__}: {plain(error)}){where}"
        )
