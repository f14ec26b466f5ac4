"""What an examination has left on disk, read back as one immutable value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tutor import events as ev
from tutor.diagnosis import diagnose_script
from tutor.diagnosis.finding import Finding
from tutor.history import Failure, History, fold
from tutor.observed import Place
from tutor.runs.folder import EVENTS
from tutor.runs.follow import Tail

KILLED = 128 + 9
"""Exit status of a script that was ended by SIGKILL: on Linux, most often for want of memory."""


@dataclass(frozen=True)
class Examination:
    """One script, examined.

    Attributes:
        script: its file.
        status: `finished` by itself, `crashed`, or `stopped` by the time limit or Ctrl-C.
        exit_status: the script's own.
        seconds: of the whole examination, experiments included.
        trainings: number of trainings that were seen; `histories` holds the recorded ones.
        notes: what could not be observed, in sentences.
    """

    script: Path
    status: str
    exit_status: int
    reason: str = ""
    seconds: float = 0.0
    failure: Failure | None = None
    histories: tuple[History, ...] = ()
    trainings: int = 0
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def worst(self) -> str | None:
        """The level of the worst finding."""
        levels = {finding.level for finding in self.findings}
        return "problem" if "problem" in levels else "watch" if levels else None


def read(folder: Path, script: Path, seconds: float = 0.0) -> Examination:
    """The examination that wrote this folder, with its findings.

    What a killed script could not write any more is missing and taken for unseen.
    """
    events = Tail(folder / EVENTS).new_events()
    end: dict[str, Any] = next(
        (e for e in reversed(events) if e["event"] == ev.SCRIPT_FINISHED), {}
    )
    histories = tuple(
        fold(Tail(path / EVENTS).new_events())
        for path in sorted(folder.iterdir())
        if path.is_dir() and (path / EVENTS).is_file()
    )
    failure = _failure(end)
    return Examination(
        script=script,
        status=str(end.get("status", "crashed")),
        exit_status=int(end.get("exit_status", 1)),
        reason=str(end.get("reason") or ""),
        seconds=seconds or float(end.get("seconds") or 0.0),
        failure=failure,
        histories=histories,
        trainings=int(end.get("trainings") or len(histories)),
        notes=(
            *(str(e["text"]) for e in events if e["event"] == "script_note" and "text" in e),
            *_elsewhere(failure, script),
        ),
        findings=tuple(
            _located(finding, histories, failure, script)
            for finding in diagnose_script(histories, failure)
        ),
    )


def _elsewhere(failure: Failure | None, script: Path) -> Iterator[str]:
    """What to say of a missing file that is there, seen from the folder that we were started in."""
    if failure is None or failure.type != "FileNotFoundError":
        return
    named = re.search(r"directory: '(.+)'$", failure.message)
    if named is None or Path(named[1]).is_absolute():
        return
    with suppress(OSError):  # a name too long, or the folder that we were in is gone
        if Path(named[1]).exists() and not Path.cwd().samefile(script.resolve().parent):
            yield (
                f"{named[1]} is there, seen from the folder that you are in; but the script runs "
                f"in its own folder, {script.parent}."
            )


def _located(
    finding: Finding, histories: tuple[History, ...], failure: Failure | None, script: Path
) -> Finding:
    """The finding with the file that its line is in, relative to the script's folder.

    Rules speak of lines only; a project's model and its training may stand in different files.
    """
    if finding.line is None or finding.file is not None:
        return finding
    files = [place.file for history in histories for place in _places(history, finding)]
    if failure is not None and failure.line == finding.line and failure.file:
        files.insert(0, failure.file)
    return replace(finding, file=files[0] if files else script.name)


def _places(history: History, finding: Finding) -> Iterator[Place]:
    """The places with the finding's line, that of its layer first."""
    layers = history.model.layers if history.model else ()
    known = [layer.place for layer in layers if layer.name == finding.layer]
    known += [layer.place for layer in layers]
    if history.compiled is not None:
        known += [history.compiled.place, history.compiled.optimizer_place]
    known.append(history.call.place if history.call else None)
    yield from (place for place in known if place is not None and place.line == finding.line)


def _failure(end: dict[str, Any]) -> Failure | None:
    error = end.get("error")
    if not isinstance(error, dict):
        killed = end.get("status") == "crashed" and end.get("exit_status") == KILLED
        return Failure("Killed", str(end.get("reason") or "")) if killed else None
    known = {key: value for key, value in error.items() if key in Failure.__dataclass_fields__}
    return Failure(**known)
