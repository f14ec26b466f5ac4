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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.catalog import Idea
from tutor.errors import UsageError, WorkError
from tutor.experiment import edit, spec
from tutor.experiment.schema import Changes, Spec, nearest
from tutor.paths import templates_dir
from tutor.project import printable

NETWORKS = ("dense", "convolutional")
STYLES = ("sequential", "functional", "subclassed")
BACKENDS = ("tensorflow", "torch", "jax")

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
    """What is chosen at scaffolding; `title` is free text, the idea's where it is empty."""

    name: str
    network: str = "dense"
    style: str = "sequential"
    backend: str = "tensorflow"
    title: str = ""


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
    _check(idea, choices)
    output_dir = output_dir.expanduser().absolute()
    target = output_dir / choices.name
    _check_target(output_dir, target)
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        _sweep(output_dir, choices.name)
        with _rendered(idea, choices, changes or {}, output_dir) as folder:
            _copy_data(idea, folder)
            _publish(folder, target)
    except OSError as error:
        where = error.filename or target
        raise WorkError(
            f"{printable(Path(str(where)))}: {error.strerror or error}; nothing was made"
        ) from None
    return target


def preview(idea: Idea, choices: Choices, changes: Changes | None = None) -> dict[str, str]:
    """What would be rendered: relative path to text. Raises UsageError as `create` does."""
    _check(idea, choices)
    with (
        tempfile.TemporaryDirectory(prefix="dltutor-") as scratch,
        _rendered(idea, choices, changes or {}, Path(scratch)) as folder,
    ):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(f.relative_to(folder)): f.read_text(encoding="utf-8") for f in files}


def _check(idea: Idea, choices: Choices) -> None:
    check_name(choices.name)
    for what, value, allowed in (
        ("network", choices.network, NETWORKS),
        ("style", choices.style, STYLES),
        ("backend", choices.backend, BACKENDS),
    ):
        if value not in allowed:
            raise UsageError(
                f'unknown {what} "{value[:60]}"{nearest(value, allowed)} '
                f"(it takes: {', '.join(allowed)})"
            )
    spec.keys_of(idea.family)


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

    template = templates_dir() / idea.family
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
    # pip compiles every .py of an installed package, those of the templates too.
    for compiled in folder.rglob("__pycache__"):
        shutil.rmtree(compiled)
    return folder


def _variables(idea: Idea, choices: Choices) -> dict[str, Any]:
    """The template's variables: strings and dictionaries of strings only."""
    return {
        "name": choices.name,
        "title": choices.title.strip() or idea.title,
        "idea": idea.name,
        "summary": idea.summary,
        "class_names": {str(number): name for number, name in enumerate(idea.class_names)},
        "data_file": idea.data_file.name,
        "data_source": str(idea.data["source"]),
        "keras_dataset": idea.keras_dataset,
        "network": choices.network,
        "style": choices.style,
        "backend": choices.backend,
        "reference_value": str(idea.reference.get("value", "")),
        "reference_source": str(idea.reference.get("source", "")),
    }


def _check_values(idea: Idea, experiment: Spec) -> None:
    """What depends on the idea and not on the family alone."""
    classes = experiment["data"]["classes"]
    known = len(idea.class_names)
    wrong = [number for number in classes if number >= known]
    if wrong:
        raise UsageError(
            f"data.classes names class {wrong[0]}, but {idea.name} has the classes 0 to {known - 1}"
        )
    if experiment["data"]["source"] == "full" and not idea.keras_dataset:
        raise UsageError(f'data.source: {idea.name} has no larger set than "embedded"')


def _copy_data(idea: Idea, folder: Path) -> None:
    target = folder / "data"
    target.mkdir(exist_ok=True)
    shutil.copyfile(idea.data_file, target / idea.data_file.name)
    licence = idea.data_file.with_name("LICENCE.txt")
    if licence.is_file():
        shutil.copyfile(licence, target / licence.name)


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
