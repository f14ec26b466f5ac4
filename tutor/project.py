"""A learner's project as the tutor sees it: its folder, its two toml files and its journal."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tutor.errors import UsageError
from tutor.experiment import edit, spec
from tutor.experiment.schema import Changes, Spec
from tutor.journal import Journal, Record
from tutor.runs.folder import RunFolder, list_runs

ABOUT = "project.toml"
EXPERIMENT = "experiment.toml"


@dataclass(frozen=True)
class Project:
    """An opened project; `about` is its project.toml."""

    path: Path
    about: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Project:
        """The project in this folder. Raises UsageError where there is none."""
        path = path.expanduser()
        file = path / ABOUT
        if not path.is_dir() or not file.is_file():
            raise UsageError(
                f"{printable(path)} is no dltutor project (it has no {ABOUT}); "
                "make one with `dltutor new`, or name a project's folder"
            )
        try:
            about = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"{file} cannot be read: {error}") from None
        project = about.get("project")
        if not isinstance(project, dict) or not isinstance(project.get("family"), str):
            raise UsageError(f'{file} names no family; its [project] needs family = "image"')
        spec.keys_of(project["family"])
        return cls(path.resolve(), about)

    @staticmethod
    def is_project(path: Path) -> bool:
        """True where the folder looks like a project."""
        return (path / ABOUT).is_file() and (path / EXPERIMENT).is_file()

    @property
    def family(self) -> str:
        """The family of its template."""
        return str(self.about["project"]["family"])

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def title(self) -> str:
        """Its title, or its name where it has none."""
        return str(self.about["project"].get("title") or self.name)

    @property
    def idea(self) -> str:
        """The idea it was made from."""
        return str(self.about["project"].get("idea", ""))

    @property
    def reference(self) -> dict[str, Any]:
        """The figure to beat: `metric`, `value`, `source`; empty where none is known."""
        found = self.about.get("reference", {})
        return found if isinstance(found, dict) else {}

    @property
    def augmentations(self) -> tuple[str, ...]:
        """What may be done to the learner's own images without changing their class."""
        found = self.about.get("data", {})
        return tuple(found.get("augmentations", ())) if isinstance(found, dict) else ()

    @property
    def experiment_path(self) -> Path:
        """Its experiment.toml."""
        return self.path / EXPERIMENT

    def spec(self) -> Spec:
        """The experiment as it stands in the file now. Raises UsageError for faults in it."""
        return spec.load(self.experiment_path, self.family)

    @property
    def backend(self) -> str:
        """What its Keras computes with; TensorFlow where experiment.toml has a fault just now."""
        try:
            return str(self.spec()["training"]["backend"])
        except UsageError:
            return "tensorflow"

    @cached_property
    def journal(self) -> Journal:
        """The project's journal."""
        return Journal(self.path)

    def runs(self) -> list[RunFolder]:
        """Its runs in order."""
        return list_runs(self.path)

    def edit(self, changes: Changes, step: str | None, reason: str = "") -> Record | None:
        """Make an edit and write it down; None where it changes nothing. Raises UsageError."""
        before = self.spec()
        after = spec.with_changes(before, changes, self.family)
        changed = spec.difference(before, after)
        if not changed:
            return None
        edit.apply(self.experiment_path, changed, self.family)
        return self.journal.append(
            "edit",
            step=step,
            changes=changed,
            before={path: spec.get(before, path) for path in changed},
            reason=reason,
        )

    def undo(self, edit_id: int) -> Changes:
        """Take an edit back: its keys get the values they had before. Raises UsageError."""
        record = next((r for r in self.journal.open_edits() if r["id"] == edit_id), None)
        if record is None:
            raise UsageError(f"there is no edit {edit_id} to undo")
        edit.apply(self.experiment_path, record["before"], self.family)
        self.journal.append("undo", of=edit_id, changes=record["before"])
        changes: Changes = record["before"]
        return changes


def printable(path: Path) -> str:
    """A path for a message: no control characters, cut to a sane length."""
    text = "".join(c if c.isprintable() else "?" for c in str(path))
    return text if len(text) <= 200 else text[:197] + "..."
