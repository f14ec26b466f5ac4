"""Examining a script written into a test."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.doctor.process import Outcome, examine
from tutor.events import Event
from tutor.history import History, fold
from tutor.runs.folder import EVENTS
from tutor.runs.follow import Tail


@dataclass(frozen=True)
class Seen:
    """What an examination has left."""

    outcome: Outcome

    @property
    def folder(self) -> Path:
        return self.outcome.folder

    @property
    def events(self) -> list[Event]:
        return Tail(self.folder / EVENTS).new_events()

    @property
    def end(self) -> Event:
        ends = [event for event in self.events if event["event"] == "script_finished"]
        assert len(ends) == 1
        return ends[0]

    @property
    def notes(self) -> list[str]:
        return [event["text"] for event in self.events if event["event"] == "script_note"]

    def training(self, number: int = 1) -> History:
        return fold(Tail(self.folder / f"{number:04d}" / EVENTS).new_events())

    @property
    def faults(self) -> str:
        file = self.folder / "faults.log"
        return file.read_text() if file.exists() else ""


def write(folder: Path, source: str, name: str = "script.py") -> Path:
    """The script in a folder of its own."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    script = home / name
    script.write_text(textwrap.dedent(source).lstrip())
    return script


def seen(folder: Path, source: str, *arguments: str, **options: Any) -> Seen:
    """Examine a script, without experiments."""
    options = {"budget": 0.0, **options}
    return Seen(examine(write(folder, source), arguments, folder=folder / "seen", **options))
