"""`dltutor clinic` without a screen: the list, the start, guesses, hints, checks, solutions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.clinic.runs import history
from tutor.cli import clinic as commands
from tutor.cli.commands import cli
from tutor.clinic import answers, progress
from tutor.clinic.exercise import exercises
from tutor.errors import UsageError, WorkError
from tutor.history import History

NAME = "one-big-jump"
BAD = history(first=25.48, last=2.31, score=0.19)
GOOD = history(first=2.0, last=0.1, score=0.96)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["clinic", *words])


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[History]:
    """The runs that trainings will show, the next first; no trainer is started."""
    monkeypatch.chdir(tmp_path)
    runs: list[History] = []
    monkeypatch.setattr(commands, "_trained", lambda project, label, quiet: runs.pop(0))
    monkeypatch.setattr(answers, "first_run", lambda project: BAD)
    return runs


def test_the_list_names_all_exercises() -> None:
    progress.note_mended("snail")
    told = run().output
    assert all(one.name in told and one.title in told for one in exercises())
    assert f"1 of {len(exercises())} mended" in told
    listed = json.loads(run("--json").output)["exercises"]
    assert [item["name"] for item in listed] == [one.name for one in exercises()]
    assert {item["name"] for item in listed if item["state"] == "mended"} == {"snail"}


def test_from_the_start_to_the_mend(trained: list[History], tmp_path: Path) -> None:
    trained += [BAD, BAD, GOOD]
    started = run("start", NAME)
    assert started.exit_code == 0
    assert (tmp_path / "dltutor-clinic" / NAME / "train.py").is_file()
    assert "validation accuracy of the last epoch .190" in " ".join(started.output.split())
    assert "  4  The learning rate is far too large." in started.output
    wrong = run("guess", NAME, "1")
    assert wrong.output.startswith("No. ")
    assert "25.480" in wrong.output
    assert run("guess", NAME, "large-rate").output.startswith("Yes. ")
    assert "Hint 1 of 3" in run("hint", NAME).output
    assert "Hint 2 of 3" in run("hint", NAME).output
    assert "Hint 1 of 3" in run("hint", NAME, "--stage", "1").output
    first = run("check", NAME)
    assert first.exit_code == 0 or first.return_value == 1
    assert "NOT YET  validation accuracy of the best epoch: .190" in first.output
    assert not progress.progress(NAME).mended
    second = run("check", str(tmp_path / "dltutor-clinic" / NAME))
    assert "Mended." in second.output
    assert progress.progress(NAME).words == "mended"


def test_programs_get_one_object_each(trained: list[History]) -> None:
    trained += [BAD, GOOD]
    started = json.loads(_last(run("start", NAME, "--json")))
    assert started["exercise"] == NAME
    assert started["figures"]["score"] == pytest.approx(0.19)
    assert [choice["key"] for choice in started["choices"]][-1] == "large-rate"
    assert json.loads(_last(run("guess", NAME, "2", "--json")))["right"] is False
    assert json.loads(_last(run("hint", NAME, "--json")))["stage"] == 1
    checked = json.loads(_last(run("check", NAME, "--json")))
    assert checked["passed"] is True
    solution = json.loads(_last(run("solution", NAME, "--json")))
    assert solution["settings"] == {"learning_rate.value": 0.003}


def _last(result: Result) -> str:
    return result.output.strip().splitlines()[-1]


def test_the_solution_is_asked_about_first(trained: list[History]) -> None:
    asked = CliRunner().invoke(cli, ["clinic", "solution", "two-worlds"], input="n\n")
    assert asked.exit_code == 1
    assert "The fault" not in asked.output
    told = run("solution", "two-worlds", "--yes")
    assert "The fault: The validation images are scaled otherwise" in told.output
    assert "  +     dataset = dataset.map(" in told.output
    assert progress.progress("two-worlds").solution_read


def test_the_solution_can_be_made(trained: list[History], tmp_path: Path) -> None:
    trained += [BAD]
    run("start", NAME)
    assert run("solution", NAME, "--yes", "--apply").exit_code == 0
    text = (tmp_path / "dltutor-clinic" / NAME / "experiment.toml").read_text()
    assert "value = 0.003" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["start", "snial"], "snail"),
        (["guess", NAME, "1"], "has not been begun"),
        (["hint", NAME], f"dltutor clinic start {NAME}"),
        (["check", NAME], "has not been begun"),
        (["check", "."], "no dltutor project"),
    ],
)
def test_wrong_use_is_said_with_the_mend(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)


def test_code_that_fails_in_a_check_is_said(
    trained: list[History], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained += [BAD]
    run("start", NAME)

    def fail(*_: Any) -> History:
        raise WorkError("model.py, line 3: SyntaxError: invalid syntax")

    monkeypatch.setattr(commands, "_trained", fail)
    assert isinstance(run("check", NAME).exception, WorkError)


@pytest.mark.slow
def test_a_real_exercise_by_the_public_command(tmp_path: Path) -> None:
    def dltutor(*words: str, code: int = 0) -> dict[str, Any]:
        command = [sys.executable, "-m", "tutor", "clinic", *words, "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == code, done.stderr
        value: dict[str, Any] = json.loads(done.stdout)
        return value

    started = dltutor("start", "below-chance")
    assert started["figures"]["last_score"] < started["figures"]["chance"]
    assert dltutor("guess", "below-chance", "shifted")["right"]
    assert not dltutor("check", "below-chance", code=1)["passed"]
    dltutor("solution", "below-chance", "--apply")
    assert dltutor("check", "below-chance")["passed"]
