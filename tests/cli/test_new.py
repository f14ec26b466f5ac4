"""`dltutor new`: what it makes, and what it refuses without leaving anything behind."""

from __future__ import annotations

import ast
import csv
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

    def late(idea, choices, folder: Path) -> None:
        real(idea, choices, folder)
        (in_a_folder / "digits").mkdir()
        (in_a_folder / "digits" / "theirs").touch()

    monkeypatch.setattr(scaffold, "_copy_data", late)
    code, _ = dltutor("new", "digits", "--no-input")
    assert code == 2
    assert [path.name for path in in_a_folder.iterdir()] == ["digits"]
    assert [path.name for path in (in_a_folder / "digits").iterdir()] == ["theirs"]


TABLE = "width,colour,taste\n" + "".join(
    f"{n * 37 % 59 / 2},{('red', 'green', 'blue')[n % 3]},{('sweet', 'sour')[n % 7 > 3]}\n"
    for n in range(60)
)


@pytest.fixture
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table outside the folder in which projects are made."""
    path = tmp_path_factory.mktemp("mine") / "fruit.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures by class, with a link in it."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("mine") / "pets"
    for number, label in enumerate(("cats", "dogs")):
        (folder / label).mkdir(parents=True)
        for shade in range(4):
            image = Image.new("RGB", (16, 16), (100 * number, 20 * shade, 0))
            image.save(folder / label / f"{shade}.png")
    (folder / "cats" / "loop").symlink_to(folder)
    return folder


def answered(monkeypatch: pytest.MonkeyPatch, words: list[str], answers: list[str]) -> int:
    """The command in a terminal where somebody types these answers."""
    monkeypatch.setattr("tutor.cli.new.is_terminal", lambda *_streams: True)
    with CliRunner().isolation(input="\n".join(answers) + "\n") as (_out, err, _both):
        code = run_safely(lambda: cli(["new", *words], standalone_mode=False, prog_name="dltutor"))
        said = err.getvalue().decode()
    assert code == 0, said
    return code


def spec_of(project: Path) -> dict:
    return tomllib.loads((project / "experiment.toml").read_text())


def family_of(project: Path) -> str:
    return tomllib.loads((project / "project.toml").read_text())["project"]["family"]


def test_own_table_is_looked_at_and_stays_where_it_is(in_a_folder: Path, table: Path) -> None:
    code, out = dltutor("new", "--data", str(table), "--json")
    looked, created = map(json.loads, out.splitlines())
    project = in_a_folder / "fruit"
    assert code == 0
    assert looked["event"] == "data_looked_at"
    assert looked["rows"] == 60
    assert looked["proposal"]["family"] == "tabular"
    assert created == {
        "event": "project_created",
        "project": str(project),
        "family": "tabular",
    }
    assert spec_of(project)["data"]["source"] == "own"
    assert str(table) in (project / "data.py").read_text()
    assert not (project / "data" / "fruit.csv").exists()
    for script in project.rglob("*.py"):
        ast.parse(script.read_text())


def test_own_data_are_copied_where_asked_for(
    in_a_folder: Path, table: Path, pictures: Path
) -> None:
    assert dltutor("new", "--data", str(table), "--no-input", "--copy")[0] == 0
    project = in_a_folder / "fruit"
    assert (project / "data" / "fruit.csv").read_text() == TABLE
    assert '"data/fruit.csv"' in (project / "data.py").read_text()
    assert str(table) not in (project / "data.py").read_text()
    assert dltutor("new", "--data", str(pictures), "--no-input", "--copy")[0] == 0
    copied = in_a_folder / "pets" / "data" / "pets"
    assert sorted(path.name for path in copied.iterdir()) == ["cats", "dogs"]
    assert not (copied / "cats" / "loop").exists()


def test_own_pictures(in_a_folder: Path, pictures: Path) -> None:
    assert dltutor("new", "--data", str(pictures), "--no-input")[0] == 0
    project = in_a_folder / "pets"
    about = tomllib.loads((project / "project.toml").read_text())
    assert about["project"]["idea"] == ""
    assert about["data"]["augmentations"] == ["shift", "flip"]
    assert spec_of(project)["layers"]["network"] == "convolutional"
    assert "IMAGE_SHAPE = (16, 16, 3)" in (project / "data.py").read_text()


def test_in_a_terminal_own_data_are_talked_about(
    in_a_folder: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = TABLE.split()
    weighed = [f"{n * n % 53},{line}" for n, line in enumerate(lines[1:])]
    table.write_text("\n".join([f"weight,{lines[0]}", *weighed]))
    # A column that is not there is asked for again.
    answers = ["widht", "width", "y", "mine", "dense", "functional"]
    assert answered(monkeypatch, ["--data", str(table)], answers) == 0
    assert family_of(in_a_folder / "mine") == "regression"
    assert (in_a_folder / "mine" / "data" / "fruit.csv").exists()


def test_enter_takes_what_is_proposed_and_copies_nothing(
    in_a_folder: Path, table: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(monkeypatch, ["--data", str(table)], [""] * 8) == 0
    assert answered(monkeypatch, ["--data", str(pictures)], ["n", *[""] * 8]) == 0
    assert family_of(in_a_folder / "fruit") == "tabular"
    about = tomllib.loads((in_a_folder / "pets" / "project.toml").read_text())
    assert about["data"]["augmentations"] == ["shift"]
    assert not list(in_a_folder.glob("*/data/*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digits", "--data", "TABLE"], "either the idea"),
        (["digits", "--target", "x"], "--data PATH"),
        (["digits", "--copy"], "--data PATH"),
        (["--data", ""], "--data is empty"),
        (["--data", "nothing.csv"], "is not there"),
        (["--data", "."], "no files in it"),
        (["--data", "/dev/zero"], "is a device"),
        (["--data", "TABLE", "--target", "tast"], 'did you mean "taste"'),
        (["--data", "TABLE", "--family", "tabula"], 'did you mean "tabular"'),
        (["--data", "TABLE", "--set", "data.source=embedded"], "data.source"),
        (["--data", "TABLE", "--set", "data.classes=[0,5]"], "your data has the classes 0 to 1"),
    ],
)
def test_own_data_that_cannot_be_used_get_one_sentence(
    words: list[str],
    said: str,
    in_a_folder: Path,
    table: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = [str(table) if word == "TABLE" else word for word in words]
    code = run_safely(
        lambda: cli(["new", *words, "--json"], standalone_mode=False, prog_name="dltutor")
    )
    message = capsys.readouterr().err
    assert code == 2
    assert said in message
    assert len(message.strip().splitlines()) == 1
    assert list(in_a_folder.iterdir()) == []


HOSTILE_NAMES = ("{{ 7*7 }}", "{% raw %}", 'say "hi"', "back\\", "[/bold]", "\x1b[2J", "\u202e")
HOSTILE_CLASSES = ("{{ 7*7 }}", '\'"""')


def test_hostile_columns_and_classes_are_only_text(
    in_a_folder: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HOSTILE_NAMES, "kind"])
        for n in range(60):
            numbers = [n * k % 7 / 2 for k in range(1, len(HOSTILE_NAMES) + 1)]
            writer.writerow([*numbers, HOSTILE_CLASSES[n % 2]])
    words = ["new", "--data", str(table), "--no-input", "--title", "{{ 7*7 }}"]
    code = run_safely(lambda: cli(words, standalone_mode=False, prog_name="dltutor"))
    said = capsys.readouterr().err
    assert code == 0
    assert not {"\x1b", "\u202e"} & set(said)
    for script in (in_a_folder / "fruit").rglob("*.py"):
        text = script.read_text()
        strings = {
            node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)
        }
        if script.name == "data.py":
            assert {*HOSTILE_NAMES, *HOSTILE_CLASSES} <= strings
        assert "49" not in text
