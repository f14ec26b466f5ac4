"""Leaving while a training runs: stop it, let it finish, or stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.steps.wording import count, listed
from tutor.tui.desk import Desk
from tutor.tui.text import plain

if TYPE_CHECKING:
    from tutor.tui.app import DltutorApp

CHOICES = (
    ("finish", "Let them finish", "they go on; opening the project shows them"),
    ("stop", "Stop them", "they end with their batch and keep their epochs"),
    ("stay", "Stay", "nothing changes"),
)


class QuitScreen(ModalScreen[None]):
    """Asks once; escape stays."""

    DEFAULT_CSS = """
    QuitScreen {
        align: center middle;
        #quit-text { margin: 0 0 1 0; }
        OptionList { height: auto; background: transparent; border: none; padding: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", "Stay"),
        Binding("1", "choose(0)", show=False),
        Binding("2", "choose(1)", show=False),
        Binding("3", "choose(2)", show=False),
    ]

    def __init__(self, desks: Sequence[Desk]) -> None:
        super().__init__()
        self._desks = tuple(desks)

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_title = "A training is running"
            yield Static(self._what_runs(), id="quit-text", markup=False)
            yield OptionList(
                *(
                    Option(_choice(number, name, words))
                    for number, (_, name, words) in enumerate(CHOICES, start=1)
                ),
                markup=False,
            )

    def _what_runs(self) -> str:
        titles = [desk.project.title for desk in self._desks]
        planned = sum(
            not trial.run for desk in self._desks for trial in desk.state.trials(desk.state.running)
        )
        text = f"In {listed([plain(title, 60) for title in titles])}."
        if planned:
            were = "was" if planned == 1 else "were"
            text += f" {count(planned, 'run')} {were} planned and will not be started."
        return text

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.action_choose(event.option_index)

    def action_choose(self, index: int) -> None:
        """Do what was chosen."""
        key = CHOICES[index][0]
        if key == "stay":
            self.action_stay()
        elif key == "stop":
            self._stop_and_leave()
        else:
            self._leave()

    def action_stay(self) -> None:
        """Go on working."""
        self.dismiss()

    @work(exclusive=True, exit_on_error=False)
    async def _stop_and_leave(self) -> None:
        self.query_one("#quit-text", Static).update("Stopping at the end of the batch…")
        self.query_one(OptionList).disabled = True
        for desk in self._desks:
            await desk.stop_and_wait()
        self._leave()

    def _leave(self) -> None:
        cast("DltutorApp", self.app).leave()


def _choice(number: int, name: str, words: str) -> Content:
    return Content.assemble(f"{number}  ", (name, "bold"), (f"  {words}", "$muted"))
