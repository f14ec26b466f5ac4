"""Rendering a project from its template. The only importer of cookiecutter.

The template is rendered into a hidden folder beside the target, its Python is compiled, and only
then is it renamed: a kill or a full disk leaves no half project. Templates have no hooks, and what
a user types is a value in them, never a part of them.
"""

from __future__ import annotations

import keyword
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tutor import families
from tutor.catalog import Idea
from tutor.errors import UsageError, WorkError
from tutor.experiment import edit, spec
from tutor.experiment.schema import Changes, Spec, nearest
from tutor.paths import templates_dir
from tutor.project import printable

SHARED = "shared"
"""The folder of `templates/` with what the families' templates share. A template is laid over it:
a file of the family's own takes the place of the shared one."""

_BASES = {"wide-deep": ("tabular",)}
"""Families whose template is another one's with some files of its own: it is laid over that."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_RULE = "a name starts with a letter and has up to 60 letters, digits, - and _"
_LIBRARIES = (
    "keras",
    "tensorflow",
    "torch",
    "jax",
    "numpy",
    "scipy",
    "sklearn",
    "tutor",
    "dltutor",
)
_OWN_FILES = ("data", "model", "train", "evaluate", "predict", "settings", "tests")
_SHADOWED = frozenset((*_LIBRARIES, *_OWN_FILES))
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows keeps for devices."""

_RENDERING = threading.Lock()


@dataclass(frozen=True)
class Choices:
    """What is chosen at scaffolding.

    `title` is free text. A network, style or title that is empty is the idea's, else the family's
    first. `copy_data` puts the learner's own data into the project instead of pointing to them.
    """

    name: str
    network: str = ""
    style: str = ""
    backend: str = "tensorflow"
    title: str = ""
    copy_data: bool = False

    def completed(self, idea: Idea) -> Choices:
        """With the idea's and the family's own choices where nothing was chosen."""
        family = families.family(idea.family)
        return replace(
            self,
            network=self.network or str(idea.settings.get("network", family.networks[0])),
            style=self.style or str(idea.settings.get("style", family.styles[0])),
            title=self.title.strip() or idea.title,
        )


def check_name(name: str) -> str:
    """The name where it can be a project's. Raises UsageError with the rule it breaks."""
    shown = "".join(c if c.isprintable() else "?" for c in name)[:60]
    if not _NAME.fullmatch(name):
        raise UsageError(f'"{shown}" cannot be a project\'s name: {_RULE}')
    module = name.lower().replace("-", "_")
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in ("True", "False", "None"):
        raise UsageError(f'"{shown}" cannot be a project\'s name: it is a word of Python itself')
    if module in _SHADOWED or module in sys.stdlib_module_names:
        raise UsageError(
            f'"{shown}" cannot be a project\'s name: it would hide the Python module {module}; '
            f"try my-{name[:50]}"
        )
    if name.lower() in _RESERVED:
        raise UsageError(f'"{shown}" cannot be a project\'s name: Windows keeps it for a device')
    return name


def create(idea: Idea, choices: Choices, output_dir: Path, changes: Changes | None = None) -> Path:
    """Make the project and return its folder, absolute.

    Raises UsageError for a bad name, choice or change, or a target that is there already, and
    WorkError where the disk does not take it. Then nothing is left behind.
    """
    choices = choices.completed(idea)
    _check(idea, choices)
    output_dir = output_dir.expanduser().absolute()
    target = output_dir / choices.name
    _check_target(output_dir, target)
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        _sweep(output_dir, choices.name)
        with _rendered(idea, choices, changes or {}, output_dir) as folder:
            _copy_data(idea, choices, folder)
            _publish(folder, target)
    except OSError as error:
        where = error.filename or target
        raise WorkError(
            f"{printable(Path(str(where)))}: {error.strerror or error}; nothing was made"
        ) from None
    return target


def preview(idea: Idea, choices: Choices, changes: Changes | None = None) -> dict[str, str]:
    """What would be rendered: relative path to text. Raises UsageError as `create` does."""
    choices = choices.completed(idea)
    _check(idea, choices)
    with (
        tempfile.TemporaryDirectory(prefix="dltutor-") as scratch,
        _rendered(idea, choices, changes or {}, Path(scratch)) as folder,
    ):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(f.relative_to(folder)): f.read_text(encoding="utf-8") for f in files}


def check_choices(idea: Idea, choices: Choices) -> None:
    """Raise UsageError where the idea's family does not have a choice, or not together."""
    choices = choices.completed(idea)
    family = families.family(idea.family)
    for what, value, allowed in (
        ("network", choices.network, family.networks),
        ("style", choices.style, family.styles),
        ("backend", choices.backend, family.backends),
    ):
        if value not in allowed:
            raise UsageError(
                f'unknown {what} "{value[:60]}"{nearest(value, allowed)} '
                f"(it takes: {', '.join(allowed)})"
            )
    if not family.fits(choices.network, choices.style, choices.backend):
        raise UsageError(
            f"a {choices.network} network cannot be written as a {choices.style} model for "
            f"{choices.backend}; choose another --style or --backend"
        )


def _check(idea: Idea, choices: Choices) -> None:
    check_name(choices.name)
    check_choices(idea, choices)


def _check_target(output_dir: Path, target: Path) -> None:
    if output_dir.exists() and not output_dir.is_dir():
        raise UsageError(f"{printable(output_dir)} is a file, not a folder")
    if target.is_symlink():
        raise UsageError(f"{printable(target)} is a link; choose another name or remove it")
    if target.is_file():
        raise UsageError(f"{printable(target)} is a file; choose another name")
    if target.is_dir() and any(target.iterdir()):
        raise UsageError(
            f"{printable(target)} is there already and not empty; choose another --name, or "
            "open it with `dltutor` if it is your project"
        )


@contextmanager
def _rendered(idea: Idea, choices: Choices, changes: Changes, beside: Path) -> Iterator[Path]:
    """The project's text files in a hidden folder, which is gone afterwards."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{choices.name}.tmp-", dir=beside))
    try:
        folder = _render(idea, choices, scratch)
        path = folder / "experiment.toml"
        changes = {**_own_settings(idea), **changes}
        if choices.backend != "tensorflow":
            changes = {"training.backend": choices.backend, **changes}
        text = edit.edited(path.read_text(encoding="utf-8"), changes, idea.family)
        path.write_text(text, encoding="utf-8")
        _check_values(idea, spec.parse(text, idea.family))
        for script in folder.rglob("*.py"):
            compile(script.read_text(encoding="utf-8"), script.name, "exec")
        yield folder
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _render(idea: Idea, choices: Choices, scratch: Path) -> Path:
    # cookiecutter costs 135 ms to import; only who renders pays for it.
    from cookiecutter.generate import generate_context, generate_files

    template = _assembled(idea.family, scratch / "template")
    context = generate_context(str(template / "cookiecutter.json"))
    context["cookiecutter"] = {
        key: value for key, value in context["cookiecutter"].items() if not key.startswith("_")
    }
    values = _variables(idea, choices)
    unknown = values.keys() - context["cookiecutter"].keys()
    if unknown:
        raise WorkError(f"the template {idea.family} does not know {', '.join(sorted(unknown))}")
    context["cookiecutter"].update(values)
    # cookiecutter changes the working directory of the whole process while it renders.
    with _RENDERING:
        generate_files(str(template), context, output_dir=str(scratch), accept_hooks=False)
    folder = scratch / choices.name
    shutil.rmtree(template)
    # pip compiles every .py of an installed package, those of the templates too.
    for compiled in folder.rglob("__pycache__"):
        shutil.rmtree(compiled)
    return folder


def _assembled(family: str, folder: Path) -> Path:
    """The family's template laid over what all share, in a folder of its own."""
    for part in (SHARED, *_BASES.get(family, ()), family):
        shutil.copytree(templates_dir() / part, folder, dirs_exist_ok=True)
    return folder


def _own_settings(idea: Idea) -> Changes:
    """The idea's own values of `experiment.toml`."""
    return {path: value for path, value in idea.settings.items() if "." in path}


def _variables(idea: Idea, choices: Choices) -> dict[str, Any]:
    """The template's variables: strings, numbers, and lists and dictionaries of them only."""
    return {
        "name": choices.name,
        "title": choices.title,
        "idea": idea.name,
        "family": idea.family,
        "summary": idea.summary,
        "class_names": {str(number): name for number, name in enumerate(idea.class_names)},
        "data": {key: value for key, value in idea.data.items() if key != "full"},
        "data_file": _data_file(idea, choices),
        "own_data": not idea.name,
        "data_source": str(idea.data.get("source", "")),
        "has_full": idea.has_full,
        "keras_dataset": idea.keras_dataset,
        "network": choices.network,
        "style": choices.style,
        "backend": choices.backend,
        "reference_metric": str(idea.reference.get("metric", "")),
        "reference_value": str(idea.reference.get("value", "")),
        "reference_source": str(idea.reference.get("source", "")),
    }


def _data_file(idea: Idea, choices: Choices) -> str:
    """Where the project finds its data: in its folder `data`, or the learner's own path."""
    if idea.data_file is None:
        return ""
    apart = not idea.name and not choices.copy_data
    return str(idea.data_file if apart else f"data/{idea.data_file.name}")


def _check_values(idea: Idea, experiment: Spec) -> None:
    """What depends on the idea and not on the family alone."""
    classes = experiment["data"].get("classes", ())
    known = len(idea.class_names)
    wrong = [number for number in classes if number >= known]
    if wrong:
        raise UsageError(
            f"data.classes names class {wrong[0]}, but {idea.name or 'your data'} has the classes "
            f"0 to {known - 1}"
        )
    source = experiment["data"].get("source", "embedded")
    if source == "full" and not idea.has_full:
        raise UsageError(f'data.source: {idea.name} has no larger set than "embedded"')
    if (source == "own") != (not idea.name):
        raise UsageError('data.source: "own" is for projects made of your own data')


def _copy_data(idea: Idea, choices: Choices, folder: Path) -> None:
    """The embedded data set and its licence; the learner's own data only where asked for."""
    if idea.data_file is None or (not idea.name and not choices.copy_data):
        return
    target = folder / "data"
    target.mkdir(exist_ok=True)
    if idea.data_file.is_dir():
        shutil.copytree(idea.data_file, target / idea.data_file.name, ignore=_no_data)
        return
    shutil.copyfile(idea.data_file, target / idea.data_file.name)
    licence = idea.data_file.with_name("LICENCE.txt")
    if idea.name and licence.is_file():
        shutil.copyfile(licence, target / licence.name)


def _no_data(folder: str, names: list[str]) -> list[str]:
    """Links, hidden files and what is neither file nor folder: they are no part of the data."""
    inside = ((name, Path(folder, name)) for name in names)
    return [
        name
        for name, path in inside
        if name.startswith(".") or path.is_symlink() or not (path.is_file() or path.is_dir())
    ]


def _publish(folder: Path, target: Path) -> None:
    """Rename onto the target, which is absent or an empty folder; one of two at once wins."""
    try:
        os.rename(folder, target)
    except OSError as error:
        if target.exists():
            raise UsageError(
                f"{printable(target)} was made by somebody else just now; choose another --name"
            ) from None
        raise error


def _sweep(output_dir: Path, name: str) -> None:
    """Remove what a killed scaffolding of this name left; a young folder may be at work."""
    import time

    for left in output_dir.glob(f".{name}.tmp-*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > 60:
            shutil.rmtree(left, ignore_errors=True)
