"""`dltutor doctor`: its words and exit codes, on scripts that need no Keras."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def doctor(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tutor", "doctor", *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["missing.py"], "missing.py is missing"),
        (["."], ". is a folder; name the script in it that trains"),
        (["notes.ipynb"], "notes.ipynb is a notebook; save it as a script first"),
        (["binary.py"], "binary.py is no text"),
        (["fine.py", "--max-seconds", "0"], "--max-seconds takes a number of seconds above 0"),
        (["fine.py", "--max-seconds", "nan"], "--max-seconds takes a number of seconds above 0"),
        (["fine.py", "--budget", "-1"], "--budget takes a number of seconds from 0"),
        (["fine.py", "--keep", "."], "exists and is no empty folder"),
        (["fine.py", "--keep", "fine.py"], "exists and is no empty folder"),
        (["fine.py", "--epochs", "3"], "follows `--`: dltutor doctor SCRIPT -- --epochs"),
        ([], "Missing argument 'SCRIPT'"),
    ],
)
def test_wrong_use_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    (tmp_path / "fine.py").write_text("")
    (tmp_path / "notes.ipynb").write_text("{}")
    (tmp_path / "binary.py").write_bytes(b"\0\1")
    done = doctor(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_the_exit_status_is_the_scripts_own(tmp_path: Path) -> None:
    (tmp_path / "leave.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(7)\n")
    done = doctor("leave.py", "--", "--json", "-x", cwd=tmp_path)
    assert done.returncode == 7
    assert done.stdout.startswith("['--json', '-x']\n")


def test_json_is_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    (tmp_path / "crash.py").write_text("print('figures')\n1 / 0\n")
    done = doctor("crash.py", "--json", cwd=tmp_path)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["event"], told["status"]) == ("diagnosis", "crashed")
    assert "figures" in done.stderr


def test_what_was_seen_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("")
    assert doctor("fine.py", "--keep", "seen", cwd=tmp_path).returncode == 0
    assert (tmp_path / "seen" / "events.jsonl").read_text().count("\n") == 2


def test_a_finding_can_fail_a_script_that_ended_well(tmp_path: Path) -> None:
    from tutor.cli.doctor import exit_status
    from tutor.diagnosis.finding import Finding
    from tutor.doctor.process import Outcome
    from tutor.doctor.record import Examination

    def status(level: str | None, fail_on: str | None, own: int = 0) -> int:
        finding = Finding(
            rule="a",
            level=level or "watch",
            step="data",
            title="",
            evidence="",
            cause="",
            advice="",
        )
        findings = (finding,) if level else ()
        examination = Examination(Path("x.py"), "finished", own, findings=findings)
        return exit_status(Outcome(tmp_path, own, "finished", 1.0), examination, fail_on)

    assert [status(level, "problem") for level in (None, "watch", "problem")] == [0, 0, 1]
    assert [status(level, "watch") for level in (None, "watch", "problem")] == [0, 1, 1]
    assert [status(level, None) for level in (None, "watch", "problem")] == [0, 0, 0]
    assert status("problem", "problem", own=3) == 3


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_does_no_harm(tmp_path: Path, closed: str) -> None:
    (tmp_path / "leave.py").write_text("import sys\nsys.exit(3)\n")
    command = f"'{sys.executable}' -m tutor doctor leave.py {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr == ""


def test_a_terminal_without_signs_gets_the_report(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("raise ValueError('caf\u00e9 \\ud800')", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "tutor", "doctor", "fine.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "1. PROBLEM  ValueError: caf? ?" in done.stdout


def test_a_script_whose_name_is_no_text_runs(tmp_path: Path) -> None:
    try:
        (tmp_path / "odd\udcff [b].py").write_text("print('here')\n")
    except (OSError, UnicodeError):
        pytest.skip("the file system takes no such name")
    done = doctor("odd\udcff [b].py", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "finished"


def test_what_began_with_no_training_says_so(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("print('a prompt', end='')\n")
    (tmp_path / "crash.py").write_text("1 / 0\n")
    told = doctor("fine.py", cwd=tmp_path).stdout
    assert "a prompt\n─" in told
    assert "No training of a Keras model was seen" in told
    told = doctor("crash.py", cwd=tmp_path).stdout
    assert "It ended before any training of a Keras model began." in told


def test_a_file_that_lies_elsewhere_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "load.py").write_text("open('data.csv')\n")
    told = " ".join(doctor("scripts/load.py", cwd=tmp_path).stdout.split())
    assert "Note: data.csv is there, seen from the folder that you are in" in told


def test_its_lines_fit_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "crash.py").write_text("raise ValueError('long words ' * 30)\n")
    for columns in ("40", "60", "140"):
        command = [sys.executable, "-m", "tutor", "doctor", "crash.py"]
        environment = {**os.environ, "COLUMNS": columns}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert max(map(len, done.stdout.splitlines())) <= min(int(columns), 100)


def test_experiments_are_told_of_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutor.cli import doctor as command
    from tutor.doctor.process import Progress

    def shown(terminal: bool) -> str:
        monkeypatch.setattr(command, "is_terminal", lambda stream: terminal)
        progress = command._Progress(30.0)
        for phase, seconds in (("script", 9), ("experiments", 10), ("experiments", 12)):
            progress.show(Progress(phase, seconds))
        progress.clear()
        return capsys.readouterr().err

    assert shown(terminal=False) == ""
    assert shown(terminal=True).startswith("the script has ended; experimenting for up to 30 s")
