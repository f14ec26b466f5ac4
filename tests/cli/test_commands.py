"""The other commands without a training: what they print, and what they refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_new import dltutor
from tutor.cli import train
from tutor.errors import WorkError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert dltutor("new", "digits", "--no-input")[0] == 0
    return tmp_path / "digits"


def test_ideas_as_json() -> None:
    code, out = dltutor("ideas", "--json")
    ideas = json.loads(out)["ideas"]
    assert code == 0
    assert ideas[0]["name"] == "fashion-mnist"
    assert all(idea["embedded"] is True for idea in ideas if idea["family"] == "image")
    assert {"name", "family", "title", "embedded", "domains"} <= ideas[0].keys()


def test_one_idea_in_words() -> None:
    code, out = dltutor("ideas", "mnist")
    assert code == 0
    assert "dltutor new mnist" in out


@pytest.mark.parametrize(
    "words",
    [
        ("ideas", "mnits"),
        ("ideas", "--family", "imgae"),
        ("walk", "no-such-idea"),
        ("walk", "./nowhere"),
        ("walk", "digits", "--steps", "init,layer"),
        ("walk", "digits", "--steps", ""),
        ("walk", "digits", "--steps", "finish"),
        ("walk", "digits", "--budget", "-3"),
        ("train", "nowhere"),
        ("runs", "nowhere"),
        ("data", "fetch", "digits"),
        ("wlak",),
        ("nowhere",),
        ("new", "--no-such-option"),
    ],
)
def test_wrong_use_leaves_with_two(words: tuple[str, ...], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert dltutor(*words)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_project_is_named(project: Path) -> None:
    (project / "project.toml").unlink()
    assert dltutor("runs", str(project))[0] == 2


def test_no_runs_yet(project: Path) -> None:
    assert dltutor("runs", str(project)) == (0, "no runs yet; `dltutor train` makes one\n")
    assert json.loads(dltutor("runs", str(project), "--json")[1]) == {"runs": []}
    assert dltutor("compare", "1", "2", "--project", str(project))[0] == 2


def test_a_fault_in_experiment_toml_is_placed(project: Path, capfd) -> None:
    path = project / "experiment.toml"
    text = path.read_text().replace('activation = "relu"', 'activation = "rleu"')
    path.write_text(text)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "rleu" in row)
    result = subprocess.run(
        [sys.executable, "-m", "tutor", "train", str(project)], capture_output=True, text=True
    )
    assert result.returncode == 2
    assert f"experiment.toml, line {line}: layers.activation" in result.stderr
    assert 'did you mean "relu"' in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_reader_that_leaves_is_no_traceback(project: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run(
        [sys.executable, "-m", "tutor", "ideas"], stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    assert "Traceback" not in result.stderr


def test_a_training_that_cannot_start_gives_the_terminal_back(project: Path, monkeypatch) -> None:
    closed: list[bool] = []

    class Voice(train._EpochVoice):
        def close(self) -> None:
            closed.append(True)

    def fail(*_: object) -> None:
        raise WorkError("no trainer")

    monkeypatch.setattr(train, "_terminal", lambda: True)
    monkeypatch.setattr(train, "_LiveVoice", Voice)
    monkeypatch.setattr("tutor.cli.headless.with_tutor", fail)
    assert dltutor("train", str(project))[0] == 1
    assert closed == [True]
