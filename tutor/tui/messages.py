"""What the screens are told, as small values in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

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


class DataSeen(Message):
    """The project's data have been looked at: lessons can speak of them."""
