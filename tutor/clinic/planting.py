"""Making an exercise's project, with its fault planted; and applying the solution.

The project is an ordinary one: nothing in it says what is wrong, only which exercise it is.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tutor import catalog, scaffold
from tutor.clinic.exercise import Edit, Exercise, Replace, exercise
from tutor.errors import UsageError, WorkError
from tutor.experiment import edit
from tutor.experiment.schema import Spec
from tutor.files import write_atomically
from tutor.project import Project, printable

MARK = Path(".dltutor") / "clinic.json"
"""In a project: which exercise it is, and its settings as they were found."""

DEFAULT_DIR = "dltutor-clinic"
"""Where exercises' projects are made, in the working directory, where nothing else is said."""


def start(wanted: Exercise, output_dir: Path) -> Path:
    """Make the exercise's project under its own name, or NAME-2, ...; the folder, absolute.

    Raises UsageError and WorkError as `scaffold.create` does; then nothing is left behind.
    """
    output_dir = output_dir.expanduser().absolute()
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{wanted.name}.tmp-", dir=output_dir))
        try:
            made = _planted(wanted, scratch)
            target = _free(output_dir / wanted.name)
            os.rename(made, target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        where = Path(str(error.filename or output_dir))
        raise WorkError(
            f"{printable(where)}: {error.strerror or error}; nothing was made"
        ) from None
    return target


def apply(changes: Edit, project: Path) -> None:
    """Make an edit in a project. Raises UsageError where a text to replace is not there once."""
    texts: dict[Path, str] = {}
    for replace in changes.replace:
        file = project / replace.file
        texts[file] = _replaced(texts.get(file) or _read(file), replace)
    if changes.settings:
        file = project / "experiment.toml"
        family = Project.open(project).family
        texts[file] = edit.edited(texts.get(file) or _read(file), changes.settings, family)
    # All or nothing: what cannot be applied leaves every file as it was.
    for file, text in texts.items():
        write_atomically(file, text)


def exercise_of(project: Project) -> Exercise:
    """The exercise that a project was made for. Raises UsageError for any other project."""
    return exercise(str(_marked(project)["exercise"]))


def found_spec(project: Project) -> Spec:
    """The settings as the exercise's project was made with. Raises UsageError."""
    spec: Spec = _marked(project)["spec"]
    return spec


def is_exercise(project: Path) -> bool:
    """True where the folder is an exercise's project."""
    return (project / MARK).is_file()


def _marked(project: Project) -> dict[str, Any]:
    try:
        mark = json.loads((project.path / MARK).read_text(encoding="utf-8"))
        return {"exercise": mark["exercise"], "spec": mark["spec"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            f"{printable(project.path)} is no exercise of the clinic; "
            "`dltutor clinic start NAME` makes one"
        ) from None


def _planted(wanted: Exercise, folder: Path) -> Path:
    choices = scaffold.Choices(wanted.name, network=wanted.network, title=wanted.title)
    made = scaffold.create(catalog.idea(wanted.idea), choices, folder, wanted.settings)
    apply(wanted.plant, made)
    for script in made.glob("*.py"):
        compile(script.read_text(encoding="utf-8"), script.name, "exec")
    mark = {"exercise": wanted.name, "spec": Project.open(made).spec()}
    (made / MARK).parent.mkdir()
    (made / MARK).write_text(json.dumps(mark, indent=1), encoding="utf-8")
    return made


def _replaced(text: str, replace: Replace) -> str:
    found = text.count(replace.old)
    if found != 1:
        first = replace.old.strip().splitlines()[0]
        raise UsageError(
            f"{replace.file} holds the text that begins with {first!r} "
            f"{'not at all' if not found else f'{found} times'}; it was edited by hand, so make "
            "this change by hand too"
        )
    return text.replace(replace.old, replace.new)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{printable(file)} cannot be read: {error}") from None


def _free(wanted: Path) -> Path:
    """The folder, or the first of NAME-2, NAME-3, ... that is not there."""
    target, number = wanted, 2
    while target.exists() or target.is_symlink():
        target, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return target
