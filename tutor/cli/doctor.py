"""`dltutor doctor`: run any Keras training script under the probe and say what is wrong with it."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.output import ExitCode, is_terminal
from tutor.errors import UsageError, WorkError

if TYPE_CHECKING:
    from tutor.doctor.process import Outcome, Progress
    from tutor.doctor.record import Examination

BUDGET = 30.0


class _Command(click.Command):
    """Says where the script's own options go, which are easily given to the doctor."""

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        """Raises UsageError for an option that the doctor does not know."""
        try:
            return super().parse_args(context, words)
        except click.NoSuchOption as error:
            raise UsageError(
                f"dltutor doctor has no option {error.option_name}; what is meant for the script "
                f"follows `--`: dltutor doctor SCRIPT -- {error.option_name}"
            ) from error


@click.command(cls=_Command)
@click.argument("script", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGS]")
@click.option("--max-seconds", type=float, metavar="S", help="Stop the script kindly after this.")
@click.option(
    "--budget",
    type=float,
    default=BUDGET,
    show_default=True,
    metavar="S",
    help="Seconds for the experiments after the script; 0 makes none.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["problem", "watch"]),
    help="Exit with 1 where a finding of this level, or a worse one, was made.",
)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep what was seen in this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
def doctor(
    script: Path,
    arguments: tuple[str, ...],
    max_seconds: float | None,
    budget: float,
    fail_on: str | None,
    keep: Path | None,
    as_json: bool,
) -> int:
    """Examine the training in SCRIPT, a Keras 3 program of any make.

    The script runs unchanged, in its own folder, with what follows `--` as its arguments. What is
    wrong with its training is told at the end, each finding with its evidence and its mend. A
    PROBLEM is certain and costs results; a WATCH may be meant. The exit status is the script's
    own. Ctrl-C stops it at the end of the batch, and the experiments at once; what was seen until
    then is told.
    """
    check(script)
    _check_seconds("--max-seconds", max_seconds, above_zero=True)
    _check_seconds("--budget", budget, above_zero=False)
    if keep is not None:
        _check_folder(keep)
        return _examine(script, arguments, max_seconds, budget, fail_on, keep, as_json)
    with _passing_folder() as folder:
        return _examine(script, arguments, max_seconds, budget, fail_on, Path(folder), as_json)


def _passing_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="dltutor-", ignore_cleanup_errors=True)
    except OSError as error:
        raise WorkError(
            f"no temporary folder can be made in {_temporary()} ({error.strerror or error}); name "
            "one with --keep"
        ) from error


def _temporary() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return "any of the usual places"


def _examine(
    script: Path,
    arguments: tuple[str, ...],
    max_seconds: float | None,
    budget: float,
    fail_on: str | None,
    folder: Path,
    as_json: bool,
) -> int:
    from tutor.doctor import process, record

    progress = _Progress(budget)
    outcome = process.examine(
        script,
        arguments,
        folder=folder,
        max_seconds=max_seconds,
        budget=budget,
        # Standard output is for our own answer then.
        stdout=2 if as_json else None,
        on_progress=progress.show,
    )
    progress.clear()
    examination = record.read(outcome.folder, script, outcome.seconds)
    _tell(examination, as_json)
    return exit_status(outcome, examination, fail_on)


class _Progress:
    """One line on a terminal while experiments run, which goes away again.

    Args:
        budget: seconds that they may take.
    """

    ROOM = 72
    """Columns that the whole sentence takes; a line that is broken could not be taken away."""

    PATIENCE = 0.7
    """Seconds before it appears: most scripts need no experiments that take longer."""

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._since: float | None = None
        self._shown = False
        self._terminal = is_terminal(sys.stderr)

    def show(self, progress: Progress) -> None:
        """Say once what is going on."""
        if not self._terminal or progress.phase != "experiments":
            return
        if self._since is None:
            self._since = progress.seconds
        if not self._shown and progress.seconds - self._since > self.PATIENCE:
            self._shown = True
            line = f"experimenting for up to {self._budget:g} s, Ctrl-C skips"
            if shutil.get_terminal_size().columns > self.ROOM:
                line = f"the script has ended; {line}"
            print(line, end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def _tell(examination: Examination, as_json: bool) -> None:
    from tutor.cli.output import data_json
    from tutor.doctor import answer, report

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a sign must not cost the report.
        sys.stdout.reconfigure(errors="replace")
    if as_json:
        data_json(answer.data(examination))
        return
    from rich.console import Console

    report.show(examination, Console())


def exit_status(outcome: Outcome, examination: Examination, fail_on: str | None) -> int:
    """The script's own, but 130 after Ctrl-C, and 1 for findings that the script must not have."""
    if outcome.interrupted:
        return ExitCode.INTERRUPTED
    bad = {"problem": ("problem",), "watch": ("problem", "watch")}.get(fail_on or "", ())
    if outcome.exit_status == 0 and examination.worst in bad:
        return ExitCode.WORK_FAILED
    return outcome.exit_status


def check(script: Path) -> None:
    """Raise UsageError, with the mend, where this is no Python file that can be read."""
    try:
        if script.is_dir():
            raise UsageError(f"{script} is a folder; name the script in it that trains")
        if not script.exists():
            raise UsageError(f"{script} is missing; name a Python file that trains a Keras model")
        if script.suffix == ".ipynb":
            raise UsageError(
                f"{script} is a notebook; save it as a script first: "
                f"jupyter nbconvert --to script {script.name}"
            )
        if not script.is_file():
            raise UsageError(f"{script} is no regular file; name a Python file")
        source = script.read_bytes()
    except OSError as error:
        raise UsageError(f"{script} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"the script's name is no path: {error}") from error
    if b"\0" in source[:4096]:
        raise UsageError(f"{script} is no text; name a Python file that trains a Keras model")


def _check_seconds(option: str, value: float | None, *, above_zero: bool) -> None:
    if value is None:
        return
    if not (value > 0 if above_zero else value >= 0) or value == float("inf"):
        least = "above 0" if above_zero else "from 0"
        raise UsageError(f"{option} takes a number of seconds {least}")


def _check_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is no empty folder; name another for --keep")
