"""`dltutor train`: one observed run, live in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.output import ExitCode, data, data_json, is_terminal, narrate, printable
from tutor.metric import spoken

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from tutor.cli.tensorboard import LiveExport
    from tutor.diagnosis.finding import Finding
    from tutor.engine import MendJudged, TrialProgress, TrialStarted, Tutor
    from tutor.history import Epoch, History
    from tutor.project import Project
    from tutor.runs.follow import Tail


@click.command()
@click.argument("project", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Change a value for this run only, as batch.size=32. May be given again.",
)
@click.option("--label", default="train", help="What the journal calls this run.")
@click.option("--max-seconds", type=float, help="Stop kindly after this time.")
@click.option(
    "--mend",
    is_flag=True,
    help="Make the mend of the first finding in experiment.toml, run again from the same seed and "
    "show before and after.",
)
@click.option(
    "--tensorboard",
    "tensorboard",
    metavar="[DIR]",
    is_flag=False,
    flag_value="",
    help="Write this run for TensorBoard as it goes, into DIR or PROJECT/runs/tensorboard.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON lines.")
def train(
    project: Path,
    settings: tuple[str, ...],
    label: str,
    max_seconds: float | None,
    mend: bool,
    tensorboard: str | None,
    as_json: bool,
) -> int:
    """Train PROJECT (here) once as its experiment.toml says, observed.

    Each epoch is printed as it ends, and what the run shows as soon as it is certain. Ctrl-C stops
    at the end of the batch; what was learned is kept.
    """
    from tutor import state
    from tutor.cli.headless import with_tutor
    from tutor.errors import UsageError
    from tutor.experiment.spec import parse_setting
    from tutor.project import Project

    opened = Project.open(project)
    changes = dict(parse_setting(setting, opened.family) for setting in settings)
    if max_seconds is not None and not 0 < max_seconds < float("inf"):
        raise UsageError("--max-seconds takes a number of seconds above 0")
    state.remember(opened.path)
    voice = _EventVoice(opened) if as_json else _LiveVoice() if _terminal() else _EpochVoice()
    if tensorboard is not None:
        from tutor.cli.tensorboard import LiveExport, folder_of

        voice.export = LiveExport(opened, folder_of(opened, tensorboard))
    try:
        return with_tutor(
            opened, lambda tutor: _train(tutor, changes, label, max_seconds, voice, mend)
        )
    finally:
        voice.close()


async def _train(
    tutor: Tutor,
    changes: dict[str, Any],
    label: str,
    seconds: float | None,
    voice: _EpochVoice,
    mend: bool,
) -> int:
    history: History | None = None
    findings: tuple[Finding, ...] = ()
    async for happening in tutor.train(changes, label, seconds):
        voice.happens(happening)
        voice.exports(happening)
        history = getattr(happening, "history", history)
        findings = getattr(happening, "findings", findings)
    voice.ends(history, findings)
    if mend and history is not None and not tutor.stopped:
        return await _mend(tutor, history, findings, voice)
    return ExitCode.DONE if history is not None and history.ok else ExitCode.WORK_FAILED


async def _mend(
    tutor: Tutor, history: History, findings: tuple[Finding, ...], voice: _EpochVoice
) -> int:
    """Mend the first finding that has an edit for the project, and show before and after."""
    from tutor.engine import MendJudged
    from tutor.mending import offered
    from tutor.runs.folder import find_run

    spec = tutor.project.spec()
    finding = next((f for f in findings if offered(f, spec)), None)
    if finding is None:
        narrate("nothing to mend in experiment.toml")
        return ExitCode.DONE if history.ok else ExitCode.WORK_FAILED
    edits = ", ".join(f"{path} = {value!r}" for path, value in offered(finding, spec).items())
    narrate(f'mending "{finding.title}": {edits}; the same training again')
    voice.starts_again()
    after: History | None = None
    async for happening in tutor.mend(find_run(tutor.project.path, history.run), finding):
        if isinstance(happening, MendJudged):
            voice.mended(happening)
        else:
            voice.happens(happening)
            voice.exports(happening)
            after = getattr(happening, "history", after)
    return ExitCode.DONE if after is not None and after.ok else ExitCode.WORK_FAILED


class _EpochVoice:
    """A line for each epoch, a finding as soon as it is certain, and all of them at the end."""

    def __init__(self) -> None:
        self._epochs = 0
        self._told: set[tuple[str, str | None]] = set()
        self.export: LiveExport | None = None

    def starts_again(self) -> None:
        """Another run follows."""
        self._epochs = 0
        self._told.clear()

    def mended(self, judged: MendJudged) -> None:
        """Say what a mend has done."""
        data(judged.outcome.text)

    def exports(self, happening: TrialStarted | TrialProgress) -> None:
        """Write what has happened for TensorBoard, where that is wanted."""
        if self.export is not None:
            self.export.happens(happening)

    def close(self) -> None:
        """Give the terminal back."""

    def say(self, text: str) -> None:
        """Print a line of data."""
        data(text)

    def happens(self, happening: TrialStarted | TrialProgress) -> None:
        """Tell of what has changed."""
        history = getattr(happening, "history", None)
        if history is None:
            narrate(f"run {happening.run}")
            return
        for epoch in history.epochs[self._epochs :]:
            self.say(_epoch_line(epoch, history))
        self._epochs = len(history.epochs)
        for finding in getattr(happening, "findings", ()):
            if (finding.rule, finding.layer) not in self._told and not history.ended:
                self._told.add((finding.rule, finding.layer))
                narrate(f"  {finding.level}: {finding.title}")

    def ends(self, history: History | None, findings: tuple[Finding, ...]) -> None:
        from tutor.engine import failure_sentence

        if history is None:
            return
        if not history.ok:
            narrate(f"dltutor: {failure_sentence(history)}")
        best = history.best_epoch
        if best is not None:
            parts = [] if best.val_loss is None else [f"validation loss {best.val_loss:.4f}"]
            metric = history.metric
            if best.score(metric) is not None:
                parts.append(f"{metric.noun} {spoken(best.score(metric), metric)}")
            data(f"best epoch {best.number}: {', '.join(parts)}")
        for finding in findings:
            data(f"{finding.level.upper()}: {finding.title}")
            data(f"  Evidence: {finding.evidence}")
            data(f"  Advice: {finding.advice}")
        if history.status == "finished" and not findings:
            data("OK: nothing to find fault with.")


def _terminal() -> bool:
    return is_terminal(sys.stdout, sys.stderr)


class _LiveVoice(_EpochVoice):
    """In a terminal: the same lines, and below them a bar with the last loss and the time left."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        super().__init__()
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(compact=True),
            transient=True,
        )
        self._task = self._bar.add_task("Keras starts", total=1.0)
        self._bar.start()

    def say(self, text: str) -> None:
        self._bar.console.print(printable(text), markup=False, highlight=False)

    def happens(self, happening: TrialStarted | TrialProgress) -> None:
        super().happens(happening)
        history = getattr(happening, "history", None)
        if history is not None and history.batch_losses:
            number = min(len(history.epochs) + 1, history.planned_epochs)
            text = f"epoch {number}, loss {history.batch_losses[-1]:.4f}"
            self._bar.update(self._task, completed=history.progress, description=text)

    def close(self) -> None:
        self._bar.stop()

    def ends(self, history: History | None, findings: tuple[Finding, ...]) -> None:
        self.close()
        super().ends(history, findings)


class _EventVoice(_EpochVoice):
    """The run's events, as they stand in its folder."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._project = project
        self._tail: Tail | None = None

    def starts_again(self) -> None:
        super().starts_again()
        self._tail = None

    def mended(self, judged: MendJudged) -> None:
        from tutor.cli.voice import mended

        data_json(mended(judged))

    def happens(self, happening: TrialStarted | TrialProgress) -> None:
        from tutor.events import encode
        from tutor.runs.folder import EVENTS
        from tutor.runs.follow import Tail

        if self._tail is None:
            self._tail = Tail(self._project.path / "runs" / happening.run / EVENTS)
        for event in self._tail.new_events():
            print(encode(event), flush=True)

    def ends(self, history: History | None, findings: tuple[Finding, ...]) -> None:
        from tutor.engine import failure_sentence

        if history is not None and not history.ok:
            narrate(f"dltutor: {failure_sentence(history)}")


def _epoch_line(epoch: Epoch, history: History) -> str:
    parts = [f"epoch {epoch.number}/{history.planned_epochs}", f"loss {epoch.loss:.4f}"]
    metric = history.metric
    if epoch.training_score(metric) is not None:
        parts.append(f"{metric.noun} {spoken(epoch.training_score(metric), metric)}")
    if epoch.val_loss is not None:
        parts.append(f"validation loss {epoch.val_loss:.4f}")
    if epoch.score(metric) is not None:
        parts.append(f"validation {metric.noun} {spoken(epoch.score(metric), metric)}")
    return ", ".join([*parts, f"{epoch.seconds:.1f} s"])
