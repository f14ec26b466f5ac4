"""The wide and deep template: every combination, its files, its legs at work."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tutor import catalog, scaffold
from tutor.catalog import Idea
from tutor.experiment import spec
from tutor.families import family

FAMILY = family("wide-deep")
IDEAS = [idea.name for idea in catalog.ideas("wide-deep")]
COMBINATIONS = list(itertools.product(IDEAS, FAMILY.networks, FAMILY.styles, FAMILY.backends))
LEG = ("both", "deep", "wide")
FILES = {
    ".gitignore",
    "README.md",
    "baseline.py",
    "compare_legs.py",
    "data.py",
    "data/LICENCE.txt",
    "evaluate.py",
    "experiment.toml",
    "features.py",
    "model.py",
    "predict.py",
    "preprocessing.py",
    "project.toml",
    "requirements.txt",
    "settings.py",
    "tests/test_legs.py",
    "tests/test_project.py",
    "train.py",
}
LEGS = """
import json, tempfile
from pathlib import Path
from settings import load_experiment
from evaluate import evaluate
from train import train

found = {}
for legs in ("both", "deep", "wide"):
    experiment = load_experiment()
    experiment["layers"]["legs"] = legs
    experiment["data"]["fraction"] = 0.1
    experiment["training"]["epochs"] = 3
    with tempfile.TemporaryDirectory() as folder:
        train(experiment, Path(folder), verbose=0)
        found[legs] = evaluate(experiment, Path(folder))
print(json.dumps(found))
"""


def bake(idea: Idea | str, folder: Path, **choices: str) -> Path:
    chosen = catalog.idea(idea) if isinstance(idea, str) else idea
    return scaffold.create(chosen, scaffold.Choices("my-project", **choices), folder)


def python(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lint(project: Path, formatted: bool = True) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    rules = "E,F,I,B,UP,SIM,C4,PT,RUF"
    commands = [["check", "--select", rules], *([["format", "--check"]] if formatted else [])]
    for command in commands:
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("idea", "network", "style", "backend"), COMBINATIONS)
def test_combination(tmp_path: Path, idea: str, network: str, style: str, backend: str) -> None:
    project = bake(idea, tmp_path, network=network, style=style, backend=backend)
    data = f"data/{catalog.idea(idea).data_file.name}"
    found = {p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()}
    assert found == FILES | {data}
    for name in found - {data}:
        text = (project / name).read_text(encoding="utf-8")
        assert not [m for m in ("{{", "{%", "{#", "cookiecutter") if m in text], name
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert all(line == line.rstrip() for line in text.splitlines()), name
    about = tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))["project"]
    assert (about["family"], about["style"]) == ("wide-deep", style)
    lines = (project / "experiment.toml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0] != "#"]
    named = [lines[n].split(" = ")[0] for n in keys]
    assert named == [key.name for key in spec.keys_of("wide-deep")]
    lint(project)


def test_data_are_those_of_other_ideas() -> None:
    for name in IDEAS:
        idea = catalog.idea(name)
        assert idea.data_file is not None
        assert idea.data_file.is_file()
        assert not (idea.folder / "data").exists()
        owner = next(i for i in catalog.ideas() if i.data_file == idea.data_file and i != idea)
        assert owner.data["sha256"] == idea.data["sha256"]


def test_column_that_gives_the_answer_away_is_no_input() -> None:
    data = catalog.idea("reviews-wide-deep").data
    assert "Rating" not in [*data["text"], *data["numbers"], *data["categories"]]


@pytest.mark.parametrize(
    "changed",
    [
        {"numbers": [], "crosses": [["a", "b"]]},
        {"text": [], "words": []},
        {"text": ["a"], "numbers": [], "categories": [], "crosses": [], "words": []},
        {"deep": ["Age"], "wide": ["a"]},
    ],
)
def test_other_columns(tmp_path: Path, changed: dict) -> None:
    """Own data may have texts, numbers or categories, or only some of them."""
    idea = catalog.idea("reviews-wide-deep")
    hostile = 'it\'s "x" \\ {{ 7*7 }}\n# é'
    data = {**idea.data, "categories": ["a", "b", hostile], **changed}
    data.pop("crosses") if "deep" in changed else None
    changed_idea = dataclasses.replace(idea, about={**idea.about, "data": data})
    for number, style in enumerate(FAMILY.styles):
        # Quotes within names are escaped, where ruff would turn to the other kind of quotes.
        lint(bake(changed_idea, tmp_path / str(number), style=style), formatted=False)


def test_words_of_the_family() -> None:
    experiment = {
        "layers": {
            "legs": "both",
            "widths": [32],
            "head": 32,
            "activation": "relu",
            "embedding": 32,
        }
    }
    assert FAMILY.described(experiment) == (
        "a deep leg of 32 units with relu and a wide leg, which meet in a dense layer of 32"
    )
    tried = {n.label: n.changes for n in FAMILY.variants(experiment, False)}
    assert tried["the linear model"] == {"layers.legs": "wide", "layers.head": 0}
    assert tried["deep leg 32, head 32"] == {"layers.legs": "deep"}
    assert tried["wide leg, head 32"] == {"layers.legs": "wide"}
    assert tried["wide and deep 32-32, head 32"] == {"layers.widths": [32, 32]}
    for network in FAMILY.variants(experiment, True):
        changed = {"layers": dict(experiment["layers"])}
        changed["layers"] |= {k.removeprefix("layers."): v for k, v in network.changes.items()}
        assert FAMILY.name_of(changed) == network.label
    works = [FAMILY.work({"layers": experiment["layers"] | {"legs": legs}}, None) for legs in LEG]
    assert works[0] > works[2] > works[1] > 0


def test_each_leg_trains(tmp_path: Path) -> None:
    printed = python(bake("reviews-wide-deep", tmp_path), "-c", LEGS)
    found = json.loads(printed.splitlines()[-1])
    assert found.keys() == set(LEG)
    assert all(result["auc"] > 0.55 for result in found.values()), found


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDEAS)
@pytest.mark.parametrize("style", FAMILY.styles)
def test_own_tests_pass(tmp_path: Path, idea: str, style: str) -> None:
    project = bake(idea, tmp_path, style=style)
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDEAS)
def test_commands(tmp_path: Path, idea: str) -> None:
    """Two trainings give the same losses, whatever the style the model is written in."""
    losses = []
    for style in FAMILY.styles:
        project = bake(idea, tmp_path / style, style=style)
        python(project, "train.py")
        losses.append((project / "runs" / "by-hand" / "history.csv").read_text())
        assert "test accuracy 0.8" in python(project, "evaluate.py")
        assert len(python(project, "predict.py").splitlines()) == 10
    assert losses[0] == losses[1]
    assert len(python(project, "baseline.py").splitlines()) >= 4
