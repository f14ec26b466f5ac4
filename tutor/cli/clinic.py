"""`dltutor clinic`: exercises with a planted fault, to be named by the curve and mended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli import clinic_words as words
from tutor.cli.output import ExitCode, Leave, data, data_json, narrate
from tutor.errors import UsageError, WorkError

if TYPE_CHECKING:
    from tutor.clinic.exercise import Exercise
    from tutor.engine import Tutor
    from tutor.history import History
    from tutor.project import Project

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(invoke_without_command=True)
@_AS_JSON
@click.pass_context
def clinic(context: click.Context, as_json: bool) -> None:
    """Find the fault: small projects that train badly, each for a reason of its own.

    Without a command it lists the exercises. `start` makes one's project and trains it; read the
    curve, name the fault with `guess`, mend the project with your editor, and let `check` train it
    again. `hint` helps in three stages.
    """
    if context.invoked_subcommand is not None:
        return
    from tutor.clinic.exercise import exercises
    from tutor.clinic.progress import all_progress

    known = all_progress()
    if as_json:
        data_json({"exercises": [words.entry(one, known.get(one.name)) for one in exercises()]})
        return
    for line in words.listing(exercises(), known):
        data(line)


@clinic.command()
@click.argument("name")
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path),
    help="Where the project is made (./dltutor-clinic).",
)
@_AS_JSON
def start(name: str, output_dir: Path | None, as_json: bool) -> int:
    """Make the project of the exercise NAME, train it once, and ask for the fault."""
    from tutor.clinic import planting, progress
    from tutor.clinic.exercise import exercise
    from tutor.project import Project

    wanted = exercise(name)
    path = planting.start(wanted, output_dir or Path(planting.DEFAULT_DIR))
    progress.note_start(wanted.name, path)
    narrate(f"made {path}")
    project = Project.open(path)
    if not as_json:
        data(words.opening(wanted))
    seen = _trained(project, "as found", as_json)
    if as_json:
        data_json(words.started(wanted, path, seen))
        return ExitCode.DONE
    data(words.curve(seen))
    data(words.question(wanted))
    return ExitCode.DONE


@clinic.command()
@click.argument("name")
@click.argument("choice")
@_AS_JSON
def guess(name: str, choice: str, as_json: bool) -> int:
    """Name the fault of the exercise NAME: CHOICE is a number or a word of its list."""
    from tutor.clinic import answers, progress

    wanted, project = _begun(name)
    feedback = answers.guess(wanted, choice, answers.first_run(project))
    progress.note_guess(wanted.name, feedback.choice.key, feedback.right)
    if as_json:
        data_json({"choice": feedback.choice.key, "right": feedback.right, "why": feedback.why})
        return ExitCode.DONE
    data(words.answer(wanted, feedback, project.path))
    return ExitCode.DONE


@clinic.command()
@click.argument("name")
@click.option("--stage", type=int, help="This hint, 1 to 3, instead of the next one.")
@_AS_JSON
def hint(name: str, stage: int | None, as_json: bool) -> int:
    """Give the next hint of the exercise NAME: where to look, what to notice, the mend."""
    from tutor.clinic import answers, progress

    wanted, project = _begun(name)
    read = progress.progress(wanted.name).hints
    stage = stage if stage is not None else min(read + 1, len(wanted.hints))
    text = answers.hint(wanted, stage, answers.first_run(project))
    progress.note_hint(wanted.name, stage)
    if as_json:
        data_json({"stage": stage, "of": len(wanted.hints), "hint": text})
    else:
        data(words.wrapped(f"Hint {stage} of {len(wanted.hints)}: {text}"))
    return ExitCode.DONE


@clinic.command()
@click.argument("project", default=".", metavar="[PROJECT or NAME]")
@_AS_JSON
def check(project: str, as_json: bool) -> int:
    """Train the mended PROJECT (here) once, and say whether the fault is gone.

    PROJECT is an exercise's folder or its name. The exit status is 1 where something is still
    amiss.
    """
    from tutor.clinic import checking, planting, progress

    opened = _project(project)
    wanted = planting.exercise_of(opened)
    before = opened.spec()
    seen = _trained(opened, checking.LABEL, as_json)
    checked = checking.check(wanted, planting.found_spec(opened), before, seen)
    if checked.passed:
        progress.note_mended(wanted.name)
    if as_json:
        data_json(words.judged(wanted, checked, seen))
    else:
        data(words.verdict(wanted, checked))
    return ExitCode.DONE if checked.passed else ExitCode.WORK_FAILED


@clinic.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask whether you really want to read it.")
@click.option("--apply", "make_it", is_flag=True, help="Make the mend in the project, too.")
@_AS_JSON
def solution(name: str, yes: bool, make_it: bool, as_json: bool) -> int:
    """Tell the fault and the mend of the exercise NAME."""
    from tutor.clinic import planting, progress
    from tutor.clinic.exercise import exercise

    wanted = exercise(name)
    if not (yes or as_json):
        click.confirm(f"Read the solution of {wanted.name}?", abort=True, err=True)
    if make_it:
        _, project = _begun(name)
        planting.apply(wanted.solution, project.path)
        narrate(f"made the mend in {project.path}; `dltutor clinic check {wanted.name}` judges it")
    progress.note(wanted.name, solution_read=True)
    if as_json:
        data_json(words.solved(wanted))
    else:
        data(words.solution(wanted))
    return ExitCode.DONE


def _begun(name: str) -> tuple[Exercise, Project]:
    """The exercise and the project that was made for it. Raises UsageError where there is none."""
    from tutor.clinic.exercise import exercise
    from tutor.clinic.progress import progress
    from tutor.project import Project

    wanted = exercise(name)
    folder = progress(wanted.name).folder
    if folder is None:
        raise UsageError(
            f"{wanted.name} has not been begun, or its project is gone; "
            f"`dltutor clinic start {wanted.name}` makes one"
        )
    return wanted, Project.open(folder)


def _project(named: str) -> Project:
    from tutor.clinic.exercise import exercises
    from tutor.project import Project

    if not Path(named).is_dir() and named in {one.name for one in exercises()}:
        return _begun(named)[1]
    return Project.open(Path(named))


def _trained(project: Project, label: str, quiet: bool) -> History:
    """One observed training of the project. Raises WorkError where its code fails, and Leave."""
    from tutor.cli.headless import with_tutor
    from tutor.engine import TrialProgress, failure_sentence

    async def work(tutor: Tutor) -> History | None:
        seen: History | None = None
        told = 0
        async for happening in tutor.train(label=label):
            if not isinstance(happening, TrialProgress):
                continue
            seen = happening.history
            for epoch in () if quiet else seen.epochs[told:]:
                narrate(words.epoch_line(epoch, seen))
            told = len(seen.epochs)
        return seen

    seen = with_tutor(project, work)
    if seen is None:
        raise Leave(ExitCode.WORK_FAILED)
    if seen.status == "failed":
        raise WorkError(failure_sentence(seen))
    return seen
