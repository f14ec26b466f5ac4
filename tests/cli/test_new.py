"""`dltutor new`: what it makes, and what it refuses without leaving anything behind."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutor.cli.commands import cli
from tutor.cli.output import run_safely


def dltutor(*words: str) -> tuple[int, str]:
    """Exit code and standard output of the command, as `main` would give them."""
    runner = CliRunner()
    with runner.isolation() as (out, _err, _both):
        code = run_safely(lambda: cli(list(words), standalone_mode=False, prog_name="dltutor"))
        text = out.getvalue().decode()
    return code, text


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_names_the_project(in_a_folder: Path) -> None:
    code, out = dltutor("new", "digits", "--no-input", "--json")
    last = json.loads(out.splitlines()[-1])
    assert code == 0
    assert last == {
        "event": "project_created",
        "project": str(in_a_folder / "digits"),
        "family": "image",
    }


def test_settings_are_written_into_the_file_with_its_comments(in_a_folder: Path) -> None:
    code, _ = dltutor(
        "new", "digits", "--no-input", "--set", "layers.widths=[32,16]", "--set", "batch.size=64"
    )
    text = (in_a_folder / "digits" / "experiment.toml").read_text()
    spec = tomllib.loads(text)
    assert code == 0
    assert spec["layers"]["widths"] == [32, 16]
    assert spec["batch"]["size"] == 64
    assert text.count("\n#") > 20


BAD_NAMES = """
../x|/etc/x|a/b|.||-rf|--help|x; rm -rf ~|$(id)|`id`|class|match|keras|tensorflow|json|naïve|CON
two words|x 
"""


@pytest.mark.parametrize("name", [*re.split(r"[|\n]", BAD_NAMES[1:-1]), "x\ny", "x" * 300])
def test_a_bad_name_is_refused_and_nothing_is_made(name: str, in_a_folder: Path) -> None:
    code, _ = dltutor("new", "digits", "--no-input", f"--name={name}")
    assert code == 2
    assert list(in_a_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fashon-mnist"], 'did you mean "fashion-mnist"'),
        (["digits", "--set", "layer.widths=[8]"], 'did you mean "layers"'),
        (["digits", "--set", "layers.width=[8]"], 'did you mean "widths"'),
        (["digits", "--set", "layers.widths=[7]"], "power of two"),
        (["digits", "--set", "layers.network=convolutonal"], 'did you mean "convolutional"'),
        (["digits", "--set", "learning_rate.value=nan"], "a number above 0"),
        (["digits", "--set", "learning_rate.value=abc"], "a number above 0"),
        (["digits", "--set", "learning_rate.value=1e400"], "a number above 0"),
        (["digits", "--set", "batch.size=0"], "a whole number from 1"),
        (["digits", "--set", "training.epochs=-1"], "a whole number from 1"),
        (["digits", "--set", "batch.size"], "SECTION.KEY=VALUE"),
        (["digits", "--set", "data.classes=[0,12]"], "0 to 9"),
        (["digits", "--set", "data.source=full"], "no larger set"),
        (["digits", "--set", "data.classes=[3]"], "two or more different"),
        (["digits", "--set", "data.classes=[3,3]"], "two or more different"),
        (["digits", "--set", "training.seed=-1"], "from 0 to 2147483647"),
        (["digits", "--style", "sequental"], 'did you mean "sequential"'),
    ],
)
def test_bad_input_gets_one_sentence_with_the_mend(
    words: list[str], said: str, in_a_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_safely(
        lambda: cli(["new", *words, "--no-input"], standalone_mode=False, prog_name="dltutor")
    )
    message = capsys.readouterr().err
    assert code == 2
    assert said in message
    assert len(message.strip().splitlines()) == 1
    assert list(in_a_folder.iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(in_a_folder: Path) -> None:
    target = in_a_folder / "digits"
    target.mkdir()
    (target / "mine.txt").write_text("precious")
    code, _ = dltutor("new", "digits", "--no-input")
    assert code == 2
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    assert [path.name for path in in_a_folder.iterdir()] == ["digits"]


def test_a_file_and_a_link_are_refused(in_a_folder: Path, tmp_path_factory) -> None:
    (in_a_folder / "digits").write_text("a file")
    assert dltutor("new", "digits", "--no-input")[0] == 2
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (in_a_folder / "linked").symlink_to(elsewhere)
    assert dltutor("new", "digits", "--no-input", "--name=linked")[0] == 2
    assert list(elsewhere.iterdir()) == []


HOSTILE = (
    ("{{ 7*7 }}", "{% raw %}", "{# gone #}", 'say "hi"', "it's", '"""', "back\\slash"),
    ("two\nlines", "[/bold]", "\x1b[2J", "${HOME} $(id) `id`"),
)


@pytest.mark.parametrize("title", [title for row in HOSTILE for title in row])
def test_a_hostile_title_is_only_text(title: str, in_a_folder: Path) -> None:
    code, _ = dltutor("new", "digits", "--no-input", f"--title={title}")
    project = in_a_folder / "digits"
    assert code == 0
    about = tomllib.loads((project / "project.toml").read_text())
    assert about["project"]["title"].split() == title.split()
    for script in project.rglob("*.py"):
        ast.parse(script.read_text())
    assert "49" not in (project / "project.toml").read_text()


def test_a_failed_disk_leaves_nothing(in_a_folder: Path, monkeypatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device", "digits.npz")

    monkeypatch.setattr("tutor.scaffold.shutil.copyfile", full)
    code, _ = dltutor("new", "digits", "--no-input")
    assert code == 1
    assert list(in_a_folder.iterdir()) == []


def test_of_two_at_once_one_wins(in_a_folder: Path, monkeypatch) -> None:
    from tutor import scaffold

    real = scaffold._copy_data

    def late(idea, folder: Path) -> None:
        real(idea, folder)
        (in_a_folder / "digits").mkdir()
        (in_a_folder / "digits" / "theirs").touch()

    monkeypatch.setattr(scaffold, "_copy_data", late)
    code, _ = dltutor("new", "digits", "--no-input")
    assert code == 2
    assert [path.name for path in in_a_folder.iterdir()] == ["digits"]
    assert [path.name for path in (in_a_folder / "digits").iterdir()] == ["theirs"]
