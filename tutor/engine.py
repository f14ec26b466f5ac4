"""A step at work: its trials run on the project, its verdict judged and written down.

The one engine behind the session and the headless walk. `Tutor.run_step` yields what happens as
values; whoever shows them needs to know nothing of trainers and files.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tutor import catalog, datasets, steps
from tutor.diagnosis import diagnose
from tutor.diagnosis.finding import Finding
from tutor.errors import UsageError, WorkError
from tutor.experiment import edit, spec
from tutor.experiment.schema import Changes
from tutor.history import History
from tutor.journal import Record
from tutor.mending import Outcome, offered, outcome
from tutor.project import Project
from tutor.runs import client, folder
from tutor.runs.client import Trainer
from tutor.runs.folder import Request, RunFolder
from tutor.steps.base import Context, Result, Step, Trial, Verdict
from tutor.steps.finish.closing import baseline_trial


@dataclass(frozen=True)
class TrialsPlanned:
    """The step wants these runs next."""

    trials: tuple[Trial, ...]


@dataclass(frozen=True)
class TrialStarted:
    """A run folder has been made and handed to the trainer."""

    trial: Trial
    run: str


@dataclass(frozen=True)
class TrialProgress:
    """A run has moved on; `findings` are those certain by now."""

    trial: Trial
    run: str
    history: History
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class StepJudged:
    """The step is over."""

    verdict: Verdict
    results: tuple[Result, ...]
    record: Record
    seconds: float


@dataclass(frozen=True)
class MendJudged:
    """A finding's edit has been made and the run repeated; `record` is the edit in the journal."""

    outcome: Outcome
    record: Record | None


Happening = TrialsPlanned | TrialStarted | TrialProgress | StepJudged | MendJudged


class Tutor:
    """Works on one project with one trainer; up to `parallel` untimed runs side by side."""

    def __init__(self, project: Project, trainer: Trainer, parallel: int | None = None) -> None:
        self.project = project
        self.trainer = trainer
        self.parallel = parallel or min(2, os.cpu_count() or 1)
        self.stopped = False
        self._live: dict[str, RunFolder] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        self._data_ready: set[str] = set()
        self._looking = asyncio.Lock()

    @property
    def live_runs(self) -> tuple[RunFolder, ...]:
        """The runs that this tutor started and that have not ended."""
        return tuple(self._live.values())

    def context(self, answers: Mapping[str, str] | None = None) -> Context:
        """What a step may look at, as the project stands now. Raises UsageError."""
        verdicts = self.project.journal.latest_verdicts()
        idea = catalog.find(self.project.idea)
        return Context(
            spec=self.project.spec(),
            family=self.project.family,
            title=self.project.title,
            data=self._latest_data(),
            answers=dict(answers or {}),
            verdicts={name: str(record.get("headline", "")) for name, record in verdicts.items()},
            augmentations=idea.augmentations if idea else self.project.augmentations,
            reference=self.project.reference,
            test_looks=sum(run.request.get("kind") == "evaluate" for run in self.project.runs()),
            has_baseline=(self.project.path / "baseline.py").is_file(),
        )

    async def run_step(
        self,
        step: Step,
        answers: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> AsyncIterator[Happening]:
        """Run the step's trials and judge them. `deadline` is a `time.monotonic()` moment.

        Raises UsageError for a fault in experiment.toml, WorkError where no trainer can be had.
        """
        self.stopped = False
        started = time.monotonic()
        async for look in self.look():
            yield look
        context = self.context(answers)
        results: list[Result] = []
        while not self.stopped and not _past(deadline):
            trials = step.plan(context, tuple(results))
            if not trials:
                break
            yield TrialsPlanned(trials)
            done = len(results)
            async for happening in self._run_trials(
                trials, step, context, results, step.timed, deadline
            ):
                yield happening
            _raise_if_broken(results[done:])
        if self.stopped:
            # Runs that were cut short are no evidence.
            return
        verdict = step.judge(context, tuple(results))
        yield self._write_down(step, verdict, tuple(results), answers, time.monotonic() - started)

    async def look(self) -> AsyncIterator[TrialStarted | TrialProgress]:
        """One look at the project's data and untrained model, where no run has seen them yet.

        Lessons and plans then speak of the learner's own numbers. Raises WorkError where the
        project's own code fails.
        """
        async with self._looking:
            await self._provide_data()
            if self._latest_data() is not None:
                return
            trial = Trial("look", "a look at the data", kind="measure")
            async for happening in self._follow(trial, None, self.context()):
                yield happening
                if isinstance(happening, TrialProgress) and happening.history.ended:
                    _raise_if_broken([Result(trial, happening.run, happening.history)])

    async def train(
        self, changes: Changes | None = None, label: str = "train", seconds: float | None = None
    ) -> AsyncIterator[TrialProgress | TrialStarted]:
        """One observed run of the project as it stands, with these changes. Raises UsageError."""
        own = self.project.spec()["training"]["backend"]
        if (changes or {}).get("training.backend", own) != own:
            raise UsageError("training.backend cannot be changed for one run; edit experiment.toml")
        await self._provide_data()
        trial = Trial("train", label, dict(changes or {}), seconds_limit=seconds)
        async for happening in self._follow(trial, None, self.context()):
            yield happening

    async def evaluate(self, run: str) -> AsyncIterator[TrialProgress | TrialStarted]:
        """The one look at the test set, with the best weights of a run."""
        trial = Trial("test", f"test of {run}", kind="evaluate", of=run)
        async for happening in self._follow(trial, None, self.context()):
            yield happening

    async def baselines(self) -> AsyncIterator[TrialProgress | TrialStarted]:
        """The scores of the simple models that the project is to beat; nothing without any."""
        context = self.context()
        if context.has_baseline:
            async for happening in self._follow(baseline_trial(), None, context):
                yield happening

    def accept(self, verdict: Verdict) -> Record | None:
        """Make the verdict's edit in the project; None where it has none or changes nothing."""
        if not verdict.edit:
            return None
        return self.project.edit(verdict.edit, verdict.step, verdict.edit_reason)

    async def mend(
        self, run: RunFolder, finding: Finding
    ) -> AsyncIterator[TrialStarted | TrialProgress | MendJudged]:
        """Make the finding's edit in the project and repeat the run that showed it.

        The repeated run has the seed and the settings of the first, but for the edit. A stop leaves
        the edit made and judges nothing. Raises UsageError where the finding has no edit for the
        project as it stands.
        """
        self.stopped = False
        project = self.project.spec()
        changes = offered(finding, project)
        if not changes:
            raise UsageError("this finding has no mend that experiment.toml can take as it stands")
        before = run.history()
        wanted = spec.with_changes(
            spec.load(run.experiment, self.project.family), changes, self.project.family
        )
        record = self.project.edit(changes, finding.step, finding.title)
        trial = Trial(
            "mend", f"mended: {before.label}"[:80], spec.difference(self.project.spec(), wanted)
        )
        await self._provide_data()
        after: History | None = None
        async for happening in self._follow(trial, before.step, self.context()):
            yield happening
            after = getattr(happening, "history", after)
        if after is not None and after.ended and not self.stopped:
            yield MendJudged(outcome(finding, before, after), record)

    def stop(self) -> None:
        """Stop the running trials at the end of their batch and start no more."""
        self._start_no_more()
        for run in self.live_runs:
            client.stop(run)

    def kill(self) -> None:
        """End the running trials at once and start no more."""
        self._start_no_more()
        for run in self.live_runs:
            client.kill(run)

    def _start_no_more(self) -> None:
        self.stopped = True
        for task in self._waiting:
            task.cancel()

    async def _run_trials(
        self,
        trials: tuple[Trial, ...],
        step: Step,
        context: Context,
        results: list[Result],
        one_at_a_time: bool,
        deadline: float | None,
    ) -> AsyncIterator[Happening]:
        """Run the trials side by side; results are added in the trials' order, not in time's."""
        ended: dict[int, Result] = {}
        queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        gate = asyncio.Semaphore(1 if one_at_a_time else self.parallel)

        async def work(index: int, trial: Trial) -> None:
            async with gate:
                if self.stopped or _past(deadline):
                    return
                limited = _limited(trial, deadline)
                async for happening in self._follow(limited, step.name, context):
                    await queue.put(happening)
                    if isinstance(happening, TrialProgress) and happening.history.ended:
                        ended[index] = Result(trial, happening.run, happening.history)

        tasks = [asyncio.create_task(work(i, trial)) for i, trial in enumerate(trials)]
        everything = asyncio.gather(*tasks)
        everything.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (happening := await queue.get()) is not None:
                yield happening
            await everything
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await everything
        results.extend(ended[index] for index in sorted(ended))

    async def _follow(
        self, trial: Trial, step: str | None, context: Context
    ) -> AsyncIterator[TrialStarted | TrialProgress]:
        """One run from its folder to its end; nothing at all where a stop came before."""
        # First of all, so that a Keras that cannot be had leaves no run folders.
        if not await self._trainer_ready():
            return
        run = self._create(trial, step, context)
        self._live[run.id] = run
        yield TrialStarted(trial, run.id)
        epochs = -1
        findings: tuple[Finding, ...] = ()
        try:
            async for history in self.trainer.run(self.project.path, run):
                # Rules look at epochs; between them nothing new can be found.
                if len(history.epochs) != epochs or history.ended:
                    epochs = len(history.epochs)
                    findings = diagnose(history)
                yield TrialProgress(trial, run.id, history, findings)
        finally:
            del self._live[run.id]

    async def _trainer_ready(self) -> bool:
        """Wait until runs can start; False where a stop is asked for. Raises WorkError."""
        if self.stopped:
            return False
        waiting = asyncio.create_task(self.trainer.wait_ready())
        self._waiting.add(waiting)
        try:
            await asyncio.wait({waiting})
        finally:
            self._waiting.discard(waiting)
            waiting.cancel()
        if waiting.cancelled():
            return False
        waiting.result()
        return not self.stopped

    async def _provide_data(self) -> None:
        """See that the data can be loaded, once for each source, as checksums take a moment."""
        experiment = self.project.spec()
        source = experiment["data"].get("source", "embedded")
        if source not in self._data_ready:
            idea = catalog.find(self.project.idea)
            if idea is not None:
                await asyncio.to_thread(datasets.ensure_for, experiment, idea)
            self._data_ready.add(source)

    def _create(self, trial: Trial, step: str | None, context: Context) -> RunFolder:
        family = self.project.family
        text = self.project.experiment_path.read_text(encoding="utf-8")
        request = Request(
            kind=trial.kind,
            label=trial.label,
            spec=spec.with_changes(context.spec, trial.changes, family),
            step=step,
            changes=trial.changes,
            seconds_limit=trial.seconds_limit,
            of=trial.of,
        )
        frozen = edit.edited(text, spec.difference(spec.parse(text, family), request.spec), family)
        return folder.create(self.project.path, request, frozen)

    def _write_down(
        self,
        step: Step,
        verdict: Verdict,
        results: tuple[Result, ...],
        answers: Mapping[str, str] | None,
        seconds: float,
    ) -> StepJudged:
        question = step.prediction(self.context(answers))
        predicted = (answers or {}).get(question.key)
        if predicted is not None:
            self.project.journal.append(
                "prediction",
                step=step.name,
                answer=predicted,
                right=None if verdict.answer is None else predicted == verdict.answer,
            )
        record = self.project.journal.append(
            "verdict",
            step=step.name,
            passed=verdict.passed,
            headline=verdict.headline,
            text=verdict.text,
            edit=verdict.edit,
            runs=[result.run for result in results],
        )
        return StepJudged(verdict, results, record, seconds)

    def _latest_data(self) -> Any:
        """The data as the last run on the project's own data settings saw them."""
        settings = self.project.spec()["data"]
        for run in reversed(self.project.runs()):
            with contextlib.suppress(Exception):
                frozen = spec.load(run.experiment, self.project.family)
                data = run.history().data if frozen["data"] == settings else None
                if data is not None:
                    return data
        return None


def step_named(name: str) -> Step:
    """The step of this name. Raises UsageError."""
    return steps.step(name)


def _past(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


def _limited(trial: Trial, deadline: float | None) -> Trial:
    if deadline is None:
        return trial
    left = max(1.0, deadline - time.monotonic())
    return replace(trial, seconds_limit=min(left, trial.seconds_limit or left))


def _raise_if_broken(results: list[Result]) -> None:
    """A project whose own code raises is no result of an experiment: the step ends with it."""
    for result in results:
        history = result.history
        if history.status == "failed":
            raise WorkError(failure_sentence(history))


def failure_sentence(history: History) -> str:
    """Why a run failed, in one sentence, with the learner's own line where there is one."""
    failure = history.failure
    if failure is None:
        return history.reason or f"the run {history.run} {history.status}"
    where = f"{failure.file}, line {failure.line}: " if failure.file else ""
    told = history.reason or f"{where}{failure.type}: {failure.message}"
    return f"{told} (in `{failure.code.strip()}`)" if failure.code else told
