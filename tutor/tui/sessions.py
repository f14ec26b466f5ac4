"""What is known of the steps at work, as immutable values: the desk replaces them, screens read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tutor.diagnosis.finding import Finding
from tutor.experiment.schema import Changes
from tutor.history import History
from tutor.steps.base import Context, Figure, Question, Result, Step, Trial, Verdict

Phase = Literal["ready", "running", "stopping", "judged", "broken"]
TrainerStatus = Literal["off", "starting", "ready", "unavailable"]


@dataclass(frozen=True)
class TrialState:
    """One trial as the screen shows it; `run` is empty until it has a run folder."""

    trial: Trial
    run: str = ""
    history: History = field(default_factory=History)
    findings: tuple[Finding, ...] = ()
    attached: bool = False

    @property
    def live(self) -> bool:
        """True while a trainer works on it."""
        return bool(self.run) and not self.history.ended


@dataclass(frozen=True)
class Session:
    """The latest pass of one step: its trials, its verdict and what became of the edit.

    `problem` is the sentence that says why the step could not go on; `restored` a pass that an
    earlier session made, read back from the journal.
    """

    step: str
    phase: Phase = "ready"
    answers: Mapping[str, str] = field(default_factory=dict)
    trials: tuple[TrialState, ...] = ()
    results: tuple[Result, ...] = ()
    verdict: Verdict | None = None
    predicted: str | None = None
    decision: Literal["", "accepted", "refused"] = ""
    edit_id: int | None = None
    before: Changes = field(default_factory=dict)
    problem: str = ""
    restored: bool = False
    began: float = 0.0
    seconds: float = 0.0

    @property
    def busy(self) -> bool:
        """True while its runs go on."""
        return self.phase in ("running", "stopping")

    @property
    def open_edit(self) -> bool:
        """True where the verdict offers an edit that nobody has decided on."""
        return bool(self.verdict and self.verdict.edit) and not self.decision


@dataclass(frozen=True)
class DeskState:
    """The whole work on one project at one moment."""

    sessions: Mapping[str, Session] = field(default_factory=dict)
    running: str = ""
    trainer: TrainerStatus = "off"
    trainer_problem: str = ""
    attached: tuple[TrialState, ...] = ()
    hunches: int = 0
    edits: int = 0
    problem: str = ""

    def session(self, step: str) -> Session:
        """The step's session; an untouched one where it was never run."""
        return self.sessions.get(step) or Session(step)

    @property
    def busy(self) -> bool:
        """True while anything trains."""
        return bool(self.running) or any(trial.live for trial in self.attached)

    def trials(self, step: str) -> tuple[TrialState, ...]:
        """The trials to show at a step: its own and those found running that were made for it.

        A run without a step, as `dltutor train` makes it, is shown at every step.
        """
        found = [t for t in self.attached if t.history.step in (step, None)]
        return (*self.session(step).trials, *found)


@dataclass(frozen=True)
class Page:
    """What a step says before it runs, computed from the project as it stands."""

    step: Step
    context: Context
    lesson: str
    options: tuple[Question, ...]
    prediction: Question
    preview: Figure | None
    hints: tuple[str, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order in which they are asked, the prediction last."""
        return (*self.options, self.prediction)


def started(trials: tuple[TrialState, ...], trial: Trial, run: str) -> tuple[TrialState, ...]:
    """The trials with this one's run folder made; a trial that nobody planned is added."""
    for index, state in enumerate(trials):
        if not state.run and state.trial == trial:
            return (*trials[:index], replace(state, run=run), *trials[index + 1 :])
    return (*trials, TrialState(trial, run))


def progressed(
    trials: tuple[TrialState, ...], run: str, history: History, findings: tuple[Finding, ...]
) -> tuple[TrialState, ...]:
    """The trials with this run's history replaced."""
    return tuple(
        replace(state, history=history, findings=findings) if state.run == run else state
        for state in trials
    )


def fraction_done(trials: Iterable[TrialState]) -> float:
    """Share of the planned work that is done, in [0, 1].

    Trials weigh as many batches as they plan; one that is not built yet weighs as much as the mean
    of the others.
    """
    items = list(trials)
    if not items:
        return 0.0
    planned = [_batches(trial.history) for trial in items]
    known = [batches for batches in planned if batches]
    usual = sum(known) / len(known) if known else 1.0
    weights = [batches or usual for batches in planned]
    done = sum(w * t.history.progress for w, t in zip(weights, items, strict=True))
    return done / sum(weights)


def seconds_left(trials: Iterable[TrialState], seconds: float) -> float | None:
    """Seconds until the planned trials are done, at the pace so far; None while it is too early."""
    done = fraction_done(trials)
    if done < 0.03 or seconds < 1.0 or done >= 1.0:
        return None
    return seconds * (1 - done) / done


def _batches(history: History) -> int:
    if history.ended:
        return max(1, history.batches_done)
    return history.planned_epochs * history.model.steps_per_epoch if history.model else 0


@dataclass(frozen=True)
class Seen:
    """A finding together with the trials that show it."""

    finding: Finding
    labels: tuple[str, ...]


def seen_findings(trials: Iterable[TrialState]) -> tuple[Seen, ...]:
    """Each finding once, problems first, with the labels of the trials that show it."""
    labels: dict[tuple[str, str | None], list[str]] = {}
    first: dict[tuple[str, str | None], Finding] = {}
    for trial in trials:
        for finding in trial.findings:
            key = (finding.rule, finding.layer)
            first.setdefault(key, finding)
            names = labels.setdefault(key, [])
            if trial.trial.label not in names:
                names.append(trial.trial.label)
    seen = [Seen(finding, tuple(labels[key])) for key, finding in first.items()]
    return tuple(sorted(seen, key=lambda item: item.finding.level != "problem"))


def known(value: float | None) -> bool:
    """True for a finite number."""
    return value is not None and math.isfinite(value)
