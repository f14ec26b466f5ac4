"""Every valid combination: the right files, nothing of the template left, clean code."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tutor import catalog
from tutor.experiment import spec
from tutor.families.image import FAMILY

from .conftest import Bake

COMBINATIONS = list(
    itertools.product(
        [idea.name for idea in catalog.ideas("image")],
        FAMILY.networks,
        FAMILY.styles,
        FAMILY.backends,
    )
)
FILES = {
    ".gitignore",
    "README.md",
    "baseline.py",
    "data.py",
    "data/LICENCE.txt",
    "evaluate.py",
    "experiment.toml",
    "model.py",
    "predict.py",
    "project.toml",
    "requirements.txt",
    "settings.py",
    "tests/test_project.py",
    "train.py",
}
TEMPLATE_MARKS = ("{{", "{%", "{#", "cookiecutter")
RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"


def read_toml(file: Path) -> dict:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def files_of(project: Path) -> set[str]:
    return {p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()}


def text_files(project: Path) -> list[Path]:
    return [project / name for name in files_of(project) if not name.endswith(".npz")]


@pytest.mark.parametrize(("idea", "network", "style", "backend"), COMBINATIONS)
def test_combination(bake: Bake, idea: str, network: str, style: str, backend: str) -> None:
    project = bake(idea, network=network, style=style, backend=backend)

    assert files_of(project) == FILES | {f"data/{catalog.idea(idea).data_file.name}"}
    for file in text_files(project):
        text = file.read_text(encoding="utf-8")
        assert not [mark for mark in TEMPLATE_MARKS if mark in text], file.name
        assert text.endswith("\n"), file.name
        assert not text.endswith("\n\n"), file.name
        assert "\n\n\n\n" not in text, file.name
        assert all(line == line.rstrip() for line in text.splitlines()), file.name
    for file in project.rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), file.name, "exec")

    about = read_toml(project / "project.toml")
    assert about["project"] | {"title": ""} == {
        "name": "my-project",
        "title": "",
        "idea": idea,
        "family": "image",
        "style": style,
        "backend": backend,
    }
    assert about.get("reference", {}) == catalog.idea(idea).reference
    experiment = spec.parse((project / "experiment.toml").read_text(encoding="utf-8"), "image")
    assert experiment["layers"]["network"] == network
    assert experiment["training"]["backend"] == backend
    requirements = (project / "requirements.txt").read_text(encoding="utf-8").split()
    assert [r for r in requirements if r in ("torch", "jax")] == (
        [] if backend == "tensorflow" else [backend]
    )


@pytest.mark.parametrize("style", FAMILY.styles)
@pytest.mark.parametrize("idea", [idea.name for idea in catalog.ideas("image")])
def test_code_is_clean(bake: Bake, idea: str, style: str) -> None:
    """Network and backend change no Python file, so ideas and styles are all there is."""
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    project = bake(idea, style=style)
    for command in (["check", "--select", RULES], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_network_and_backend_change_no_code(bake: Bake) -> None:
    one = bake(name="one")
    other = bake(name="other", network="convolutional", backend="jax")
    for file in one.rglob("*.py"):
        assert file.read_bytes() == (other / file.relative_to(one)).read_bytes()


def test_key_of_every_setting_has_a_comment(bake: Bake) -> None:
    """A comment stands above every key, and the keys are the family's, in its order."""
    lines = (bake() / "experiment.toml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0] != "#"]
    assert [lines[n].split(" = ")[0] for n in keys] == [key.name for key in spec.keys_of("image")]
    assert all(lines[number - 1].startswith("# ") for number in keys)
