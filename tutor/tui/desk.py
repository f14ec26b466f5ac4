"""The desk: where the work on one project goes on, whichever screen is shown.

It owns the engine, the trainer host and the task that runs a step, and holds the latest state as an
immutable value. Screens watch it by messages and never wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, Literal

from textual.message_pump import MessagePump

from tutor import steps
from tutor.diagnosis import diagnose
from tutor.diagnosis.finding import Finding
from tutor.engine import MendJudged, StepJudged, TrialProgress, TrialsPlanned, TrialStarted, Tutor
from tutor.errors import DltutorError, UsageError, WorkError
from tutor.experiment.spec import get
from tutor.history import History
from tutor.journal import Record
from tutor.project import Project
from tutor.runs import client
from tutor.runs.client import Trainer
from tutor.runs.folder import RunFolder, find_run
from tutor.runs.follow import follow
from tutor.tui.mends import Mend
from tutor.tui.messages import DataSeen, DeskChanged, MendEnded, RunEnded, StepEnded
from tutor.tui.readback import past_trials, read_project, trial_of
from tutor.tui.sessions import DeskState, Page, Session, TrialState, progressed, started

STOP_SECONDS = 5.0
"""How long a stopped training may take to its end before leaving kills it."""


class Desk:
    """The work on one project. Must be made inside a running event loop's app."""

    def __init__(
        self,
        project: Project,
        trainer: Trainer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.project = project
        self.trainer = trainer or Trainer(project.backend)
        self.tutor = Tutor(project, self.trainer)
        self.clock = clock
        self.state = DeskState()
        self._watchers: list[MessagePump] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._attached: dict[str, RunFolder] = {}
        self._step_task: asyncio.Task[None] | None = None
        self._opened: asyncio.Task[None] | None = None
        self._stopping = False

    # --- watching -----------------------------------------------------------------------------

    def watch(self, watcher: MessagePump) -> None:
        """From now on post `DeskChanged` and `StepEnded` to this screen or app."""
        if watcher not in self._watchers:
            self._watchers.append(watcher)

    def unwatch(self, watcher: MessagePump) -> None:
        """Post to it no more."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    @property
    def busy(self) -> bool:
        """True while anything trains."""
        return self.state.busy

    @property
    def running(self) -> bool:
        """The same, by the name that the app asks for before it is left."""
        return self.busy

    # --- opening and leaving ------------------------------------------------------------------

    def open(self) -> None:
        """Start the trainer, read the journal and find running runs, all in the background."""
        if self._opened is None:
            self._spawn(self._start_trainer())
            self._opened = self._spawn(self._read_back())

    async def opened(self) -> None:
        """Wait until what earlier sessions left has been read."""
        self.open()
        if self._opened is not None:
            await asyncio.shield(self._opened)

    async def close(self) -> None:
        """Leave the work; trainings that run go on without us and are found at the next opening."""
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        await self.trainer.close()

    async def stop_and_wait(self, seconds: float = STOP_SECONDS) -> None:
        """Stop everything that trains, and kill what has not ended in time."""
        self.stop()
        if not await self._idle(seconds):
            self.kill()
            await self._idle(1.0)

    async def _idle(self, seconds: float) -> bool:
        deadline = self.clock() + seconds
        while self.busy and self.clock() < deadline:
            await asyncio.sleep(0.05)
        return not self.busy

    async def _start_trainer(self) -> None:
        self._update(trainer="starting")
        try:
            await self.trainer.wait_ready()
            self._update(trainer="ready", trainer_problem="")
        except WorkError as error:
            self._update(trainer="unavailable", trainer_problem=str(error))
            return
        await self._look()

    async def _look(self) -> None:
        """Have the data seen once, so that the first lesson speaks of the learner's own."""
        if self.busy:
            return
        # A project whose code fails says so when its first step is run.
        with contextlib.suppress(DltutorError):
            seen = False
            async for _ in self.tutor.look():
                seen = True
            for watcher in self._watchers if seen else ():
                watcher.post_message(DataSeen())

    async def _read_back(self) -> None:
        try:
            left = await asyncio.to_thread(read_project, self.project)
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"{type(error).__name__}: {error}"
            self._update(problem=f"What earlier sessions left cannot be read ({what}).")
            return
        # A step that was run meanwhile knows better than the journal did.
        sessions = {**left.sessions, **self.state.sessions}
        self._update(sessions=sessions, hunches=left.hunches, edits=left.edits)
        for run in left.live:
            self._spawn(self._attach(run))

    async def _attach(self, run: RunFolder) -> None:
        """Follow a run that an earlier session, or a command, has started."""
        self._attached[run.id] = run
        epochs = -1
        findings: tuple[Finding, ...] = ()
        try:
            async for history in follow(run):
                if len(history.epochs) != epochs or history.ended:
                    epochs = len(history.epochs)
                    findings = tuple(diagnose(history))
                self._put_attached(trial_of(run, history, findings, attached=True))
        finally:
            self._attached.pop(run.id, None)

    def _put_attached(self, trial: TrialState) -> None:
        others = [t for t in self.state.attached if t.run != trial.run]
        self._update(attached=tuple(sorted([*others, trial], key=lambda t: t.run)))

    # --- what a step says ---------------------------------------------------------------------

    async def page(self, name: str, answers: Mapping[str, str] | None = None) -> Page:
        """The step's lesson, questions and hints for the project as it stands. Raises UsageError.

        Also reads back the runs of a pass that an earlier session made.
        """
        session = self.state.session(name)
        if session.restored and not session.trials:
            trials = await asyncio.to_thread(past_trials, self.project, name)
            self._put(replace(self.state.session(name), trials=trials))
        return await asyncio.to_thread(self._page, name, dict(answers or session.answers))

    def _page(self, name: str, answers: Mapping[str, str]) -> Page:
        step = steps.step(name)
        context = self.tutor.context(answers)
        results = self.state.session(name).results
        return Page(
            step=step,
            context=context,
            lesson=step.lesson(context),
            options=step.options(context),
            prediction=step.prediction(context),
            preview=step.preview(context, results),
            hints=step.hints(context, results),
        )

    # --- running a step -----------------------------------------------------------------------

    def run(self, name: str, answers: Mapping[str, str] | None = None) -> None:
        """Start a step. Raises UsageError where one is running already."""
        if self.state.running:
            title = steps.step(self.state.running).title
            raise UsageError(f'"{title}" is still running; s stops it, or wait for its verdict')
        question_answers = dict(answers or {})
        session = Session(name, "running", question_answers, began=self.clock())
        mine = tuple(t for t in self.state.attached if t.live)
        self._update(running=name, sessions={**self.state.sessions, name: session}, attached=mine)
        self._step_task = self._spawn(self._work(name, question_answers))

    async def _work(self, name: str, answers: Mapping[str, str]) -> None:
        problem = ""
        try:
            async for happening in self.tutor.run_step(steps.step(name), answers):
                await self._happened(name, happening)
        except DltutorError as error:
            problem = str(error)
        except Exception as error:  # a fault of a step must not take the session with it
            problem = f"dltutor itself failed in this step: {type(error).__name__}: {error}"
        session = self.state.session(name)
        if self.tutor.stopped and session.verdict is None and not problem:
            problem = "You stopped the runs, so nothing is judged; what they showed is kept."
        if problem:
            session = replace(session, phase="broken", problem=problem)
        session = replace(session, seconds=self.clock() - session.began)
        self._update(running="", sessions={**self.state.sessions, name: session})
        self._post_ended(session)

    def mend(self, name: str, mend: Mend) -> None:
        """Mend a finding of this step's runs. Raises UsageError where a step is running."""
        if self.state.running:
            title = steps.step(self.state.running).title
            raise UsageError(f'"{title}" is still running; s stops it, or wait for its verdict')
        self._update(running=name)
        self._step_task = self._spawn(self._mend(name, mend))

    async def _mend(self, name: str, mend: Mend) -> None:
        problem, mended = "", None
        try:
            run = find_run(self.project.path, mend.run)
            async for happening in self.tutor.mend(run, mend.finding):
                if isinstance(happening, MendJudged):
                    mended = happening.outcome
                else:
                    await self._happened(name, happening)
        except (DltutorError, OSError) as error:
            problem = str(error)
        except Exception as error:  # as for a step
            problem = f"dltutor itself failed in this mend: {type(error).__name__}: {error}"
        if mended is None and not problem:
            problem = "You stopped the repeated run; the edit is made, and u takes it back."
        edits = len(await asyncio.to_thread(self.project.journal.open_edits))
        self._update(running="", edits=edits)
        self._post(MendEnded(mended, problem))

    def train(self, label: str) -> None:
        """Start one run of the project as it stands. Raises UsageError where anything trains."""
        if self.busy:
            raise UsageError("a training is still running; s stops it, or wait for its end")
        self._spawn(self._train(label))

    async def _train(self, label: str) -> None:
        problem, run, seen = "", None, History()
        self.tutor.stopped = False
        try:
            async for happening in self.tutor.train(label=label):
                run = run or find_run(self.project.path, happening.run)
                findings: tuple[Finding, ...] = ()
                if isinstance(happening, TrialProgress):
                    seen, findings = happening.history, happening.findings
                self._put_attached(trial_of(run, seen, findings, attached=True))
        except (DltutorError, OSError) as error:
            problem = str(error)
        self._post(RunEnded(label, seen, problem))

    def _post(self, message: MendEnded | RunEnded) -> None:
        for watcher in self._watchers:
            watcher.post_message(message)

    async def _happened(self, name: str, happening: object) -> None:
        session = self.state.session(name)
        if isinstance(happening, TrialsPlanned):
            planned = tuple(TrialState(trial) for trial in happening.trials)
            self._put(replace(session, trials=(*session.trials, *planned)))
        elif isinstance(happening, TrialStarted):
            self._put(
                replace(session, trials=started(session.trials, happening.trial, happening.run))
            )
        elif isinstance(happening, TrialProgress):
            trials = progressed(
                session.trials, happening.run, happening.history, happening.findings
            )
            self._put(replace(session, trials=trials))
        elif isinstance(happening, StepJudged):
            await self._judged(name, happening)

    async def _judged(self, name: str, judged: StepJudged) -> None:
        spec = await asyncio.to_thread(self.project.spec)
        before = {path: get(spec, path) for path in judged.verdict.edit}
        question = steps.step(name).prediction(
            await asyncio.to_thread(self.tutor.context, self.state.session(name).answers)
        )
        session = self.state.session(name)
        self._put(
            replace(
                session,
                phase="judged",
                # Trials that were planned and not made say nothing in a verdict.
                trials=tuple(trial for trial in session.trials if trial.run),
                results=judged.results,
                verdict=judged.verdict,
                predicted=session.answers.get(question.key),
                before=before,
                decision="accepted" if before == judged.verdict.edit and before else "",
            )
        )

    def _post_ended(self, session: Session) -> None:
        title = steps.step(session.step).title
        headline = session.problem or (session.verdict.headline if session.verdict else "")
        for watcher in self._watchers:
            watcher.post_message(
                StepEnded(session.step, title, headline, failed=bool(session.problem))
            )

    def stop(self) -> Literal["", "stopping", "killed"]:
        """Stop what trains at the end of its batch; asked a second time, kill it."""
        if not self.busy:
            return ""
        if self._stopping:
            self.kill()
            return "killed"
        self._stopping = True
        self.tutor.stop()
        for run in self._attached.values():
            client.stop(run)
        if self.state.running:
            self._put(replace(self.state.session(self.state.running), phase="stopping"))
        return "stopping"

    def kill(self) -> None:
        """End what trains at once; finished epochs are kept."""
        self.tutor.kill()
        for run in self._attached.values():
            client.kill(run)

    # --- the verdict's edit, and notes --------------------------------------------------------

    async def accept(self, name: str) -> Record | None:
        """Make the verdict's edit in the project. Raises UsageError for a fault in the file."""
        session = self.state.session(name)
        if session.verdict is None or not session.open_edit:
            return None
        record = await asyncio.to_thread(self.tutor.accept, session.verdict)
        self._put(
            replace(
                self.state.session(name),
                decision="accepted",
                edit_id=record["id"] if record else None,
                before=record["before"] if record else session.before,
            )
        )
        self._update(edits=self.state.edits + (1 if record else 0))
        return record

    def refuse(self, name: str) -> None:
        """Leave the project as it is; the edit can still be accepted later."""
        session = self.state.session(name)
        if session.open_edit:
            self._put(replace(session, decision="refused"))

    def reconsider(self, name: str) -> None:
        """A refused edit is open again."""
        session = self.state.session(name)
        if session.decision == "refused":
            self._put(replace(session, decision=""))

    async def undo(self, edit_id: int | None = None) -> Record | None:
        """Take the last edit back, or this one; None where there is none. Raises UsageError."""
        record = await asyncio.to_thread(self._undo, edit_id)
        if record is None:
            return None
        for session in self.state.sessions.values():
            if session.edit_id == record["id"]:
                self._put(replace(session, decision="", edit_id=None))
        self._update(edits=max(0, self.state.edits - 1))
        return record

    def _undo(self, edit_id: int | None) -> Record | None:
        edits = {edit["id"]: edit for edit in self.project.journal.open_edits()}
        if edit_id is None and not edits:
            return None
        chosen = max(edits) if edit_id is None else edit_id
        self.project.undo(chosen)
        return edits[chosen]

    async def note(self, step: str | None, text: str) -> None:
        """Write a hunch down."""
        await asyncio.to_thread(self.project.journal.append, "hunch", step=step, text=text)
        self._update(hunches=self.state.hunches + 1)

    # --- state --------------------------------------------------------------------------------

    def _put(self, session: Session) -> None:
        self._update(sessions={**self.state.sessions, session.step: session})

    def _update(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        if not self.state.busy:
            self._stopping = False
        for watcher in self._watchers:
            watcher.post_message(DeskChanged(self.state))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
