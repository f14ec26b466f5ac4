"""Projects made of own images: clean code, and their own tests pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor import scaffold

from .conftest import Pictures, proposed, rows

RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"


def made(data: Path, folder: Path, **choices: object) -> Path:
    """A project of these data."""
    choice = scaffold.Choices("mine", **choices)  # type: ignore[arg-type]
    changes = {"training.epochs": 2}
    return scaffold.create(proposed(data).idea(), choice, folder, changes)


@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize("style", ["sequential", "subclassed"])
def test_code_is_clean(pictures: Pictures, tmp_path: Path, parts: bool, style: str) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    root = pictures(root="pictures/train" if parts else "pictures", cats=4, dogs=4)
    if parts:
        root = pictures(size=(9, 9), root="pictures/test", cats=4, dogs=4).parent
    # Copied, as no line can be shorter than the path of data elsewhere.
    project = made(root, tmp_path, style=style, copy_data=True)
    for command in (["check", "--select", RULES], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    for file in (*project.glob("*.*"), *project.glob("tests/*.py")):
        assert not {"{{", "{%"} & set(file.read_text(encoding="utf-8").split())


def test_moved_data_are_named(
    pictures: Pictures, texts: Path, table: Callable[..., Path], tmp_path: Path
) -> None:
    words = "note,kind\n" + "".join(f"a b c d e film {n},{'ab'[n % 2]}\n" for n in range(40))
    given = {
        "tabular": table(rows(60), "a.csv"),
        "text": table(words, "c.csv"),
        "folder": texts,
        "image": pictures(cats=5, dogs=5),
    }
    number = scaffold.preview(
        proposed(given["tabular"], target="width").idea(), scaffold.Choices("mine")
    )["data.py"]
    assert "if moved, set" in number
    for path in given.values():
        code = scaffold.preview(proposed(path).idea(), scaffold.Choices("mine"))["data.py"]
        assert "if moved, set" in code, path
        # Lines without a path, which may be as long as it likes.
        long = [line for line in code.split("\n") if len(line) > 88 and str(path) not in line]
        assert not long


def test_text_columns_are_predicted_from(table: Callable[..., Path]) -> None:
    """Keras takes arrays of text from a data set alone, so `predict` is given one."""
    lines = [f"{n % 7},{['red', 'blue'][n % 2]},{n * 37 % 101}" for n in range(60)]
    path = table("\n".join(["size,colour,price", *lines]))
    for target in ("price", "size"):
        idea = proposed(path, target=target).idea()
        code = scaffold.preview(idea, scaffold.Choices("mine"))["predict.py"]
        compile(code, "predict.py", "exec")
        assert 'load_model(RUN / "best.keras").predict(dataset, verbose=0)' in code


@pytest.mark.slow
def test_own_tests_pass(pictures: Pictures, tmp_path: Path) -> None:
    project = made(pictures(cats=20, dogs=20), tmp_path, copy_data=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
