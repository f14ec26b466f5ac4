"""`dltutor walk`: the whole process headless, taking the advice of every step."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.output import ExitCode, Leave, narrate
from tutor.cli.voice import Ending, JsonVoice, PlainVoice
from tutor.errors import UsageError, WorkError

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine import Tutor
    from tutor.history import History
    from tutor.project import Project
    from tutor.steps.base import Step, Trial

STEPS_SHARE = 0.7
"""The part of a budget that the steps get; the last training gets the rest."""

MINIMUM_SECONDS = 5.0
"""The last training gets so much even where the budget is spent."""


@click.command()
@click.argument("project", required=False, metavar="[PROJECT or IDEA]")
@click.option("--steps", help="Only these steps, by name, as init,layers.")
@click.option(
    "--budget",
    type=float,
    metavar="SECONDS",
    help="Time for the whole walk; late steps are left out.",
)
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where an idea's project is made (here).",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Change a value of a new project's experiment.toml, as training.seed=7.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines, one for each step.")
def walk(
    project: str | None,
    steps: str | None,
    budget: float | None,
    output_dir: Path,
    settings: tuple[str, ...],
    as_json: bool,
) -> int:
    """Walk a project through the seven steps with real training.

    PROJECT is a project's folder, or the name of an idea, from which a new project is made. Each
    step makes its runs, says what they show, and the edit that it proposes is made. At the end
    the project is trained once more in full and the test set is looked at, once.
    """
    return walk_headless(project, steps, budget, output_dir, settings, as_json)


def walk_headless(
    target: str | None,
    steps: str | None = None,
    budget: float | None = None,
    output_dir: Path = Path(),
    settings: tuple[str, ...] = (),
    as_json: bool = False,
) -> int:
    """The walk itself; the exit code. Raises UsageError and WorkError."""
    from tutor import state
    from tutor.cli.headless import with_tutor
    from tutor.steps import NAMES, step, unknown

    names = list(NAMES) if steps is None else [name.strip() for name in steps.split(",")]
    for name in names:
        # The finish is no step to choose: every walk ends with it.
        if name not in NAMES:
            raise unknown(name)
    chosen = [step(name) for name in names]
    if budget is not None and not 0 < budget < float("inf"):
        raise UsageError("--budget takes a number of seconds above 0")
    project = _project(target, output_dir, settings)
    state.remember(project.path)
    narrate(f"walking {project.name}: {', '.join(names)}")
    voice = JsonVoice() if as_json else PlainVoice()
    return with_tutor(project, lambda tutor: _walk(tutor, chosen, budget, voice))


def _project(target: str | None, output_dir: Path, settings: tuple[str, ...]) -> Project:
    """The project to walk: a folder, or a new one made from an idea."""
    from tutor import catalog
    from tutor.experiment.spec import parse_setting
    from tutor.project import Project
    from tutor.scaffold import Choices, create

    names = {idea.name for idea in catalog.ideas()}
    if target is None and Project.is_project(Path.cwd()):
        target = "."
    target = target or catalog.DEFAULT
    if target not in names:
        if not Path(target).exists() and "/" not in target:
            catalog.idea(target)
        if settings:
            raise UsageError("--set is for a new project; edit this one's experiment.toml instead")
        return Project.open(Path(target))
    idea = catalog.idea(target)
    changes = dict(parse_setting(setting, idea.family) for setting in settings)
    path = create(idea, Choices(_free_name(idea.name, output_dir)), output_dir, changes)
    return Project.open(path)


def _free_name(name: str, output_dir: Path) -> str:
    """The idea's name, or the first of NAME-2, NAME-3, ... that is not taken."""
    numbered = (name if n == 1 else f"{name}-{n}" for n in itertools.count(1))
    free = next(n for n in numbered if not (output_dir.expanduser() / n).exists())
    if free != name:
        narrate(f"{name} is there already, so the new project is {free}")
    return free


async def _walk(
    tutor: Tutor, chosen: Sequence[Step], budget: float | None, voice: PlainVoice
) -> int:
    from tutor.engine import StepJudged
    from tutor.steps.finish.closing import final_trial

    started = time.monotonic()
    deadline = None if budget is None else started + STEPS_SHARE * budget
    runs_before = len(tutor.project.runs())
    async for look in tutor.look():
        voice.happens(look)
    if tutor.stopped:
        raise Leave(ExitCode.INTERRUPTED)
    for step in chosen:
        if deadline is not None and time.monotonic() >= deadline:
            voice.skipped(step)
            continue
        voice.step_starts(step, tutor.context())
        async for happening in tutor.run_step(step, deadline=deadline):
            voice.happens(happening)
            if isinstance(happening, StepJudged):
                tutor.accept(happening.verdict)
                voice.step_ends(happening)
        if tutor.stopped:
            raise Leave(ExitCode.INTERRUPTED)
    left = None if budget is None else max(MINIMUM_SECONDS, started + budget - time.monotonic())
    trained, tested = await _finish(tutor, final_trial(tutor.context()), left, voice)
    beside: History | None = None
    async for happening in tutor.baselines():
        voice.happens(happening)
        beside = getattr(happening, "history", beside)
    runs = len(tutor.project.runs()) - runs_before
    seconds = time.monotonic() - started
    baselines = beside.baselines if beside is not None else {}
    voice.walk_ends(tutor, Ending(trained, tested, baselines, runs, seconds))
    return ExitCode.DONE


async def _finish(
    tutor: Tutor, trial: Trial, seconds: float | None, voice: PlainVoice
) -> tuple[History, History]:
    narrate("\nthe last training, with all the data and all that was learned")
    trained: History | None = None
    tested: History | None = None
    async for happening in tutor.train(trial.changes, trial.label, seconds):
        voice.happens(happening)
        trained = getattr(happening, "history", trained)
    if tutor.stopped:
        # A training cut short is nothing to spend the test set on.
        raise Leave(ExitCode.INTERRUPTED)
    trained = _sound(trained)
    if seconds is None or trained.seconds < seconds / 2:
        trained = await _mended(tutor, trained, voice)
    async for happening in tutor.evaluate(trained.run):
        tested = getattr(happening, "history", tested)
    return trained, _sound(tested)


async def _mended(tutor: Tutor, trained: History, voice: PlainVoice) -> History:
    """The last training again, mended, where it has a problem; the better of both.

    An edit that made nothing better is taken back. Both are judged on validation data alone.
    """
    from tutor.diagnosis import diagnose
    from tutor.engine import MendJudged
    from tutor.mending import offered
    from tutor.runs.folder import find_run

    project = tutor.project
    problems = (f for f in diagnose(trained) if f.level == "problem")
    finding = next((f for f in problems if offered(f, project.spec())), None)
    if finding is None:
        return trained
    narrate(f'mending "{finding.title}"; the last training again')
    async for happening in tutor.mend(find_run(project.path, trained.run), finding):
        if not isinstance(happening, MendJudged):
            voice.happens(happening)
            continue
        kept = bool(happening.outcome.better)
        if not kept and happening.record is not None:
            project.undo(happening.record["id"])
        voice.mend_ends(happening, kept)
        return happening.outcome.after if kept else trained
    raise Leave(ExitCode.INTERRUPTED)


def _sound(history: History | None) -> History:
    from tutor.engine import failure_sentence

    if history is None or not history.ok:
        raise WorkError(failure_sentence(history) if history else "the last training did not start")
    return history
