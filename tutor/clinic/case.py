"""One exercise as it is worked on: its project, what was guessed and read, and the last check."""

from __future__ import annotations

from pathlib import Path

from tutor.clinic import answers, checking, planting, progress
from tutor.clinic.answers import Feedback
from tutor.clinic.checking import Checked
from tutor.clinic.exercise import Exercise
from tutor.errors import UsageError
from tutor.experiment.schema import Spec
from tutor.history import History
from tutor.project import Project


class Case:
    """The state of one exercise; what the learner does is written down as it is done.

    `found` is the run of the project as it was found, None before there is one.
    """

    def __init__(self, wanted: Exercise) -> None:
        self.exercise = wanted
        self.progress = progress.progress(wanted.name)
        self.project: Project | None = None
        self.found: History | None = None
        self.feedback: Feedback | None = None
        self.checked: Checked | None = None

    def reopen(self) -> None:
        """Take up the project of an earlier session, where there is one. Raises UsageError."""
        folder = self.progress.folder
        if folder is not None:
            self.project = Project.open(folder)
            self.read()

    def begin(self, output_dir: Path) -> Project:
        """The exercise's project, made where there is none. Raises UsageError and WorkError."""
        if self.project is None:
            made = planting.start(self.exercise, output_dir)
            self.progress = progress.note_start(self.exercise.name, made)
            self.project = Project.open(made)
        return self.project

    def read(self) -> None:
        """Read the run of the project as it was found, where it has been made."""
        if self.project is None:
            return
        try:
            self.found = answers.first_run(self.project)
        except UsageError:
            self.found = None

    def guess(self, key: str) -> Feedback | None:
        """Name the fault; None before there is a run to judge by. Raises UsageError."""
        if self.found is None:
            return None
        self.feedback = answers.guess(self.exercise, key, self.found)
        choice, right = self.feedback.choice, self.feedback.right
        self.progress = progress.note_guess(self.exercise.name, choice.key, right)
        return self.feedback

    @property
    def hints_left(self) -> int:
        """Hints that were not read."""
        return len(self.exercise.hints) - self.progress.hints if self.found else 0

    def read_hint(self) -> None:
        """Read one more hint."""
        if self.hints_left:
            self.progress = progress.note_hint(self.exercise.name, self.progress.hints + 1)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that were read, in the figures of the run."""
        if self.found is None:
            return ()
        stages = range(1, self.progress.hints + 1)
        return tuple(answers.hint(self.exercise, stage, self.found) for stage in stages)

    def judge(self, now: Spec, seen: History) -> Checked:
        """Judge a run of the project, made with the settings `now`. Raises UsageError."""
        if self.project is None:
            raise UsageError(f"{self.exercise.name} has not been begun")
        found = planting.found_spec(self.project)
        self.checked = checking.check(self.exercise, found, now, seen)
        if self.checked.passed:
            self.progress = progress.note_mended(self.exercise.name)
        return self.checked
