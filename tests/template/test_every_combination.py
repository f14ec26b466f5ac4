"""Every idea in every network, style and backend: the right files, whole, clean and named right.

Each family's own tests look closer. By default each option of an idea is rendered once, in one
combination or another; the slow test renders the whole product.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor import catalog, families, scaffold
from tutor.catalog import Idea
from tutor.experiment import spec

Combination = tuple[str, str, str]
"""Network, style and backend."""

COMMON = {
    ".gitignore",
    "README.md",
    "data.py",
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
OF_FAMILY = {
    "image": {"baseline.py"},
    "text": {"baseline.py", "masking.py", "words.py"},
    "tabular": {"baseline.py", "preprocessing.py"},
    "regression": {"baseline.py", "preprocessing.py"},
    "wide-deep": {
        "baseline.py",
        "compare_legs.py",
        "features.py",
        "preprocessing.py",
        "tests/test_legs.py",
    },
    "gan": {"draw.py", "gan.py", "judge.py"},
    "rl": {"agents.py", "draw.py", "memory.py"},
}
MARKS = ("{{", "{%", "{#", "cookiecutter")
RULES = "E,W,F,I,B,UP,SIM,C4,PT,RUF"
IDEAS = [pytest.param(idea, id=idea.name) for idea in catalog.ideas()]


def combinations(idea: Idea) -> Iterator[Combination]:
    family = families.family(idea.family)
    for chosen in itertools.product(family.networks, family.styles, family.backends):
        if family.fits(*chosen):
            yield chosen


def some_combinations(idea: Idea) -> list[Combination]:
    """So many that each network, each style and each backend is in one of them."""
    chosen: list[Combination] = []
    for combination in combinations(idea):
        if not all(option in itertools.chain(*chosen) for option in combination):
            chosen.append(combination)
    return chosen


def render(idea: Idea, combination: Combination, folder: Path) -> Path:
    network, style, backend = combination
    choices = scaffold.Choices("my-project", network=network, style=style, backend=backend)
    return scaffold.create(idea, choices, folder)


def check_files(project: Path, idea: Idea) -> None:
    expected = COMMON | OF_FAMILY[idea.family]
    if idea.data_file is not None:
        expected |= {f"data/{idea.data_file.name}", "data/LICENCE.txt"}
    found = {p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()}
    assert found == expected


def check_texts(project: Path) -> None:
    for file in project.rglob("*"):
        if file.is_dir() or file.parent.name == "data":
            continue
        text = file.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], file
        assert text.endswith("\n"), file
        assert not text.endswith("\n\n"), file
        assert "\n\n\n\n" not in text, file
        assert file.suffix == ".py" or "\n\n\n" not in text, file
        assert all(line == line.rstrip() for line in text.splitlines()), file
        if file.suffix == ".py":
            compile(text, file.name, "exec")


def check_readme(project: Path) -> None:
    """Its table names the files that there are, and no others."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    table = readme.split("| file | what it is |\n|---|---|\n")[1].split("\n\n")[0]
    named = {line.split("`")[1] for line in table.splitlines()}
    assert not [name for name in named if not (project / name).exists()]
    there = {path.name + "/" * path.is_dir() for path in project.iterdir()}
    assert there - named - {".gitignore", "README.md", "requirements.txt"} <= {"draw.py"}
    assert "draw.py" not in there or "`draw.py`" in readme


def check_settings(project: Path, idea: Idea, combination: Combination) -> None:
    network, style, backend = combination
    about = tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))
    assert about["project"] == {
        "name": "my-project",
        "title": idea.title,
        "idea": idea.name,
        "family": idea.family,
        "style": style,
        "backend": backend,
    }
    assert about.get("reference", {}) == idea.reference
    experiment = spec.load(project / "experiment.toml", idea.family)
    assert experiment["training"]["backend"] == backend
    assert experiment["layers"].get("network", network) == network


def check_lint(project: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    for command in (["check", "--select", RULES], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def check_all(idea: Idea, chosen: list[Combination], folder: Path) -> None:
    for number, combination in enumerate(chosen):
        project = render(idea, combination, folder / str(number))
        check_files(project, idea)
        check_texts(project)
        check_readme(project)
        check_settings(project, idea, combination)
        check_lint(project)
        shutil.rmtree(project)


@pytest.mark.parametrize("idea", IDEAS)
def test_every_option_is_clean(idea: Idea, tmp_path: Path) -> None:
    check_all(idea, some_combinations(idea), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDEAS)
def test_every_combination_is_clean(idea: Idea, tmp_path: Path) -> None:
    check_all(idea, list(combinations(idea)), tmp_path)
