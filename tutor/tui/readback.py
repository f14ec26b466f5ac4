"""What earlier sessions left in a project, read back: verdicts, edits, and runs that go on.

Reads files, so the desk calls these functions in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor import steps
from tutor.diagnosis import diagnose
from tutor.diagnosis.finding import Finding
from tutor.history import History
from tutor.journal import Record
from tutor.project import Project
from tutor.runs.folder import RunFolder
from tutor.steps.base import Trial, Verdict
from tutor.tui.sessions import Session, TrialState


@dataclass(frozen=True)
class Left:
    """All that an opened project has to show before anything is run."""

    sessions: dict[str, Session]
    hunches: int
    edits: int
    live: tuple[RunFolder, ...]


def read_project(project: Project) -> Left:
    """What earlier sessions left."""
    journal = project.journal
    edits = journal.open_edits()
    sessions = {
        name: _restored(record, edits)
        for name, record in journal.latest_verdicts().items()
        if name in steps.WITH_FINISH
    }
    live = tuple(run for run in project.runs() if run.alive and not run.history().ended)
    return Left(sessions, len(journal.records("hunch")), len(edits), live)


def past_trials(project: Project, step: str) -> tuple[TrialState, ...]:
    """The runs of the step's last verdict, with what they show."""
    record = project.journal.latest_verdicts().get(step, {})
    wanted = set(record.get("runs", ()))
    trials = []
    for run in project.runs():
        if run.id in wanted:
            history = run.history()
            trials.append(trial_of(run, history, tuple(diagnose(history))))
    return tuple(trials)


def trial_of(
    run: RunFolder, history: History, findings: tuple[Finding, ...], attached: bool = False
) -> TrialState:
    """A run that this session has not started, as a trial."""
    request = run.request
    label = str(request.get("label") or history.label or run.id)
    trial = Trial(
        setting=label,
        label=label,
        changes=dict(request.get("changes") or {}),
        kind=str(request.get("kind") or history.kind),
    )
    return TrialState(trial, run.id, history, findings, attached)


def _restored(record: Record, edits: Sequence[Record]) -> Session:
    """A step's session from its verdict in the journal; the runs are read when it is looked at."""
    edit = dict(record.get("edit") or {})
    verdict = Verdict(
        step=record["step"],
        passed=bool(record.get("passed")),
        headline=str(record.get("headline", "")),
        text=str(record.get("text", "")),
        edit=edit,
    )
    made = next(
        (e for e in edits if e.get("step") == verdict.step and e["id"] > record["id"]), None
    )
    return Session(
        verdict.step,
        phase="judged",
        verdict=verdict,
        decision="accepted" if made else "",
        edit_id=made["id"] if made else None,
        before=dict(made["before"]) if made else {},
        restored=True,
    )
