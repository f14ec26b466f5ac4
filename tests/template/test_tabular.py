"""Projects of tables whose rows are named: rendered, and at work."""

from __future__ import annotations

import ast
import gzip
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tutor import catalog, families
from tutor.errors import UsageError
from tutor.experiment import spec

from .conftest import Bake
from .tables import HOSTILE_COLUMNS, own_project, write
from .test_running import python

ROOT = Path(__file__).parents[2]
FAMILIES = ("tabular", "regression")
IDEAS = [idea.name for family in FAMILIES for idea in catalog.ideas(family)]
STYLES = ("functional", "subclassed")
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
    "preprocessing.py",
    "project.toml",
    "requirements.txt",
    "settings.py",
    "tests/test_project.py",
    "train.py",
}
RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"
MARKS = ("{{", "{%", "{#", "cookiecutter")

FRESH_PREDICTION = """
import numpy as np
from model import load_model
inputs = {
    "numbers": np.array([[50, 13, 0, 0, 40], [np.nan] * 5], "float32"),
    "categories": np.array([["Private", "Bachelors", "Married-civ-spouse", "Sales",
        "Husband", "White", "Male", "United-States"], ["never seen"] * 8], object),
}
from data import make_dataset
from settings import load_experiment
batches = make_dataset(inputs, np.zeros(2, "int64"), load_experiment(), shuffle=False)
model = load_model(__import__("pathlib").Path("runs/by-hand/best.keras"))
print("answers", *model.predict(batches, verbose=0).ravel().tolist())
"""

TRAIN_OWN = """
from pathlib import Path
import numpy as np
from data import load_data, make_dataset
from model import load_model
from preprocessing import make_encoder
from settings import load_experiment
from train import train

experiment = load_experiment()
experiment["training"]["epochs"] = 1
experiment["data"]["bins"] = 4
data = load_data(experiment)
rows = [{str(row) for row in zip(*[v.tolist() for v in part.inputs.values()])} for part in data]
print("parts", len(rows[0] & rows[1]) + len(rows[0] & rows[2]) + len(rows[1] & rows[2]), "overlap")

encoder = make_encoder(data.train.inputs, scaling=True)
batches = make_dataset(*data.train, experiment, shuffle=False)
print(f"scaled {abs(encoder.predict(batches, verbose=0)[:, 0].mean()):.3f}")

train(experiment, Path("run"), verbose=0)
strange = {
    "numbers": np.array([[np.nan, np.nan], [1e30, -5]], "float32"),
    "categories": np.full((2, 5), "never seen", object),
}
batches = make_dataset(strange, np.zeros(2, "int64"), experiment, shuffle=False)
answers = load_model(Path("run/best.keras")).predict(batches, verbose=0)
print("finite", bool(np.isfinite(answers).all()))
"""


def constants(file: Path) -> dict:
    """The literal constants of a module by name."""
    found = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def check_clean(project: Path) -> None:
    """No faults for ruff, and formatted as it would."""
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


@pytest.mark.parametrize("backend", ["tensorflow", "torch", "jax"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("idea", IDEAS)
def test_combination(bake: Bake, idea: str, style: str, backend: str) -> None:
    project = bake(idea, style=style, backend=backend)
    found = {p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()}
    assert found == FILES | {f"data/{catalog.idea(idea).data_file.name}"}
    for name in sorted(found - {f"data/{catalog.idea(idea).data_file.name}"}):
        text = (project / name).read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], name
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert "\n\n\n\n" not in text, name
        assert all(line == line.rstrip() for line in text.splitlines()), name
        if name.endswith(".py"):
            compile(text, name, "exec")
    family = catalog.idea(idea).family
    experiment = spec.parse((project / "experiment.toml").read_text(encoding="utf-8"), family)
    assert experiment["training"]["backend"] == backend
    assert "pandas" in (project / "requirements.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("idea", IDEAS)
def test_code_is_clean(bake: Bake, idea: str, style: str) -> None:
    check_clean(bake(idea, style=style))


@pytest.mark.parametrize("idea", ["adult", "california-housing"])
def test_key_of_every_setting_has_a_comment(bake: Bake, idea: str) -> None:
    lines = (bake(idea) / "experiment.toml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0] != "#"]
    known = [key.name for key in spec.keys_of(catalog.idea(idea).family)]
    assert [lines[n].split(" = ")[0] for n in keys] == known
    assert all(lines[number - 1].startswith("# ") for number in keys)


def test_three_hidden_layers_to_start_with(bake: Bake) -> None:
    text = (bake("adult") / "experiment.toml").read_text(encoding="utf-8")
    assert spec.parse(text, "tabular")["layers"]["widths"] == [64, 64, 64]
    family = families.family("tabular")
    experiment = spec.parse(text, "tabular")
    assert family.name_of(experiment) == "dense 64-64-64"
    assert family.described(experiment) == "3 dense layers of 64, 64 and 64 units with relu"


def test_remedies_switch_on_and_off(bake: Bake) -> None:
    text = (bake("adult") / "experiment.toml").read_text(encoding="utf-8")
    experiment = spec.parse(text, "tabular")
    for remedy in families.family("tabular").remedies(experiment, ()):
        assert not remedy.is_on(experiment)
        changed = spec.with_changes(experiment, remedy.switched(experiment), "tabular")
        assert remedy.is_on(changed)
        back = spec.with_changes(changed, remedy.switched(changed), "tabular")
        assert back == experiment


@pytest.mark.parametrize("name", HOSTILE_COLUMNS)
def test_hostile_names_of_columns_are_text(tmp_path: Path, name: str) -> None:
    project = own_project(
        tmp_path / "own.csv",
        tmp_path,
        "tabular",
        target=name + " target",
        numbers=[name],
        categories=[name + " too"],
        missing=[name],
        class_names=["yes", name],
        ignored=[name + " ignored"],
    )
    found = constants(project / "data.py")
    assert found["TARGET"] == name + " target"
    assert found["NUMBERS"] == [name]
    assert found["CATEGORIES"] == [name + " too"]
    assert found["CLASS_NAMES"] == ["yes", name]
    assert name in found["MISSING"]


def own_table(folder: Path) -> Path:
    """A project of 320 rows: awkward names and form, rows without a class, gaps, copies."""
    random = np.random.default_rng(0)
    header = [*HOSTILE_COLUMNS, "the class"]
    rows = []
    for number in range(300):
        value = random.normal()
        row = [f"{value:.4f}".replace(".", ","), *(["x" if value > 0 else "é"] * 6)]
        row[1] = "" if number % 9 == 0 else f"{number}"
        row[2] = "?" if number % 7 == 0 else row[2]
        label = ["low", "high", "odd"][number % 3 if number % 5 == 0 else int(value > 0)]
        rows.append([*row, "" if number % 50 == 0 else label])
    file = folder / "own.csv"
    write(file, header, [*rows, *rows[:20]], encoding="utf-16", delimiter=";")
    return own_project(
        file,
        folder,
        "tabular",
        style="subclassed",
        delimiter=";",
        encoding="utf-16",
        decimal=",",
        target="the class",
        numbers=list(HOSTILE_COLUMNS[:2]),
        categories=list(HOSTILE_COLUMNS[2:]),
        missing=["?"],
        class_names=["low", "high", "odd"],
    )


def test_own_table_at_work(tmp_path: Path) -> None:
    """One short training; gaps, values never seen and bins on the way through the model."""
    project = own_table(tmp_path)
    before = (tmp_path / "own.csv").read_bytes()
    printed = python(project, "-c", TRAIN_OWN)
    assert "parts 0 overlap" in printed
    assert "scaled 0.000" in printed
    assert "finite True" in printed
    assert (tmp_path / "own.csv").read_bytes() == before


@pytest.mark.slow
def test_own_tests_pass_with_an_own_table(tmp_path: Path) -> None:
    project = own_table(tmp_path)
    printed = python(project, "data.py")
    assert "rows left out for the sake of their target: 7" in printed
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
def test_commands(bake: Bake) -> None:
    """Both styles give the same losses; a fresh process predicts from raw columns."""
    losses = []
    for style in STYLES:
        project = bake("adult", name=f"my-{style}", style=style)
        assert "gradient-boosted trees" in python(project, "baseline.py")
        python(project, "train.py")
        losses.append((project / "runs" / "by-hand" / "history.csv").read_text())
        assert "test accuracy 0.8" in python(project, "evaluate.py").replace("test loss", "")
        assert len(python(project, "predict.py").splitlines()) == 10
        answers = python(project, "-c", FRESH_PREDICTION).split("answers ")[1].split()
        assert float(answers[0]) > 0.5
        assert all(0 <= float(answer) <= 1 for answer in answers)
        rows = python(project, "predict.py", "data/adult.csv.gz").splitlines()
        assert len(rows) == 8000
    assert losses[0] == losses[1]


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDEAS)
def test_own_tests_pass(bake: Bake, idea: str) -> None:
    project = bake(idea, style="subclassed" if idea == "breast-cancer" else "functional")
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_no_such_style(bake: Bake) -> None:
    with pytest.raises(UsageError, match="style"):
        bake("adult", style="sequential")


@pytest.mark.parametrize("idea", IDEAS)
def test_embedded_table(idea: str) -> None:
    """Its parts are as large as it says, and no row of one is equal to a row of the other."""
    pandas = pytest.importorskip("pandas")
    about = catalog.idea(idea).data
    table = pandas.read_csv(catalog.idea(idea).data_file)
    assert set(table.columns) == {
        *about["numbers"],
        *about.get("categories", []),
        about["target"],
        "part",
    }
    assert table["part"].value_counts().to_dict() == {k: about[k] for k in ("train", "test")}
    inputs = table[[*about["numbers"], *about.get("categories", [])]].astype(str)
    rows = inputs.agg("|".join, axis=1)
    assert not set(rows[table["part"] == "train"]) & set(rows[table["part"] == "test"])
    if "class_names" in about:
        shares = table.groupby("part")[about["target"]].value_counts(normalize=True).unstack()
        assert shares.loc["train"].to_dict() == pytest.approx(
            shares.loc["test"].to_dict(), abs=0.02
        )


def test_script_makes_the_breast_cancer_table_again() -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("pandas")
    module_spec = importlib.util.spec_from_file_location("make_data", ROOT / "scripts/make_data.py")
    assert module_spec
    assert module_spec.loader
    make_data = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(make_data)
    text = make_data.breast_cancer().to_csv(index=False, lineterminator="\n")
    embedded = catalog.idea("breast-cancer").data_file.read_bytes()
    assert gzip.decompress(embedded).decode() == text
