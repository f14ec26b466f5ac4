"""Files beside a script that are called like modules of Python's, Keras's or dltutor's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.doctor.examining import seen, write
from tutor.trainer.doctor import startup

Output = pytest.CaptureFixture[str]


def test_a_neighbour_hides_a_module_of_pythons_as_it_always_does(
    tmp_path: Path, capfd: Output
) -> None:
    write(tmp_path, "MINE = 'mine'\n", "random.py")
    told = seen(tmp_path, "import random\nprint(random.MINE)\nrandom.shuffle\n")
    assert capfd.readouterr().out == "mine\n"
    assert told.end["error"]["line"] == 3
    assert told.notes[0].startswith("random.py beside the script hides the module random")


def test_a_script_called_keras_hides_keras(tmp_path: Path, capfd: Output) -> None:
    write(tmp_path, "MINE = 'mine'\n", "keras.py")
    told = seen(tmp_path, "import keras\nprint(keras.MINE)\n")
    assert capfd.readouterr().out == "mine\n"
    assert told.notes[0].startswith("keras.py beside the script hides the module keras")


def test_a_package_called_tutor_is_the_scripts_own(tmp_path: Path, capfd: Output) -> None:
    (tmp_path / "home" / "tutor").mkdir(parents=True)
    write(tmp_path, "", "tutor/__init__.py")
    write(tmp_path, "VALUE = 1\n", "tutor/part.py")
    write(tmp_path, "from . import part\nfrom .part import VALUE\n", "tutor/whole.py")
    told = seen(
        tmp_path,
        """
        import tutor.whole as whole
        from tutor import part
        print(part.VALUE, whole.VALUE, whole.part is part)
        1 / 0
        """,
    )
    assert capfd.readouterr().out == "1 1 True\n"
    assert told.end["error"]["type"] == "ZeroDivisionError"
    assert told.faults == ""


def test_a_failing_import_is_shown_as_python_shows_it(tmp_path: Path, capfd: Output) -> None:
    write(tmp_path, "raise ValueError('no backend')\n", "keras.py")
    told = seen(tmp_path, "import keras\n")
    assert "_bootstrap" not in capfd.readouterr().err
    assert (told.end["error"]["file"], told.end["error"]["line"]) == ("keras.py", 1)


def test_tensorflows_start_is_hushed_and_other_lines_are_not(tmp_path: Path, capfd: Output) -> None:
    import os

    with startup.hushed(tmp_path):
        os.write(2, b"I0000 00:00:1.5  26992 port.cc:153] oneDNN custom operations are on.\n")
        os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called\n")
        os.write(2, b"E0000 00:00:1.5  26992 port.cc:1] broken\nthe script's own\n")
    told = capfd.readouterr().err
    assert told == "E0000 00:00:1.5  26992 port.cc:1] broken\nthe script's own\n"


def test_a_level_that_the_user_chose_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(startup.LEVEL, "0")
    assert not startup.set_level()
    monkeypatch.delenv(startup.LEVEL)
    assert startup.set_level()
