"""`--tensorboard` of `dltutor runs` and `dltutor train`."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.output import narrate
from tutor.tensorboard.export import FOLDER, RunExport, check_folder

if TYPE_CHECKING:
    from tutor.engine import TrialProgress, TrialStarted
    from tutor.project import Project


def folder_of(project: Project, given: str) -> Path:
    """The folder named on the command line, else the project's own. Raises UsageError."""
    folder = Path(given).expanduser().absolute() if given else project.path / FOLDER
    check_folder(folder)
    return folder


def say_command(folder: Path) -> None:
    """How to look at what was written."""
    narrate(f"to see it: tensorboard --logdir {shlex.quote(str(folder))}")
    if find_spec("tensorboard") is None:
        narrate("TensorBoard is not installed here; pip install tensorboard brings it")


class LiveExport:
    """Writes the run of `dltutor train` for TensorBoard, epoch by epoch."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project = project
        self._folder = folder
        self._export: RunExport | None = None
        self._epochs = 0

    def happens(self, happening: TrialStarted | TrialProgress) -> None:
        """Write what is new once an epoch has ended, and at the run's end."""
        from tutor.runs.folder import find_run

        history = getattr(happening, "history", None)
        if history is None:
            say_command(self._folder)
            self._export = RunExport(find_run(self._project.path, happening.run), self._folder)
            self._epochs = 0
        elif not history.ended and len(history.epochs) == self._epochs:
            return
        else:
            self._epochs = len(history.epochs)
        self._write()

    def _write(self) -> None:
        """A full disk ends the writing; the training goes on."""
        if self._export is None:
            return
        try:
            self._export.update()
        except OSError as error:
            self._export = None
            narrate(f"no more is written for TensorBoard: {error.strerror or error}")
