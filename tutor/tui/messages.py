"""What the screens are told, as small values in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from tutor.history import History
from tutor.mending import Outcome
from tutor.tui.sessions import DeskState


@dataclass
class DeskChanged(Message):
    """The work on a project has moved on; `state` is all there is to show."""

    state: DeskState

    def can_replace(self, message: Message) -> bool:
        """A newer state replaces one that still waits: a screen never works off a backlog."""
        return isinstance(message, DeskChanged)


@dataclass
class StepEnded(Message):
    """A step has its verdict, or could not go on; for whoever shows another screen by now."""

    step: str
    title: str
    headline: str
    failed: bool = False


@dataclass
class MendEnded(Message):
    """A finding was mended and its run made again, or could not be: then `problem` says why."""

    outcome: Outcome | None
    problem: str = ""


@dataclass
class RunEnded(Message):
    """A run of the project as it stands has ended, or could not be made: then `problem` says why.

    A run that was stopped before it began has an empty history.
    """

    label: str
    history: History
    problem: str = ""


class DataSeen(Message):
    """The project's data have been looked at: lessons can speak of them."""
