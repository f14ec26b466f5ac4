"""The arrows between the rooms, at run time: a static graph cannot see a lazy import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("keras", "tensorflow", "textual", "cookiecutter", "numpy")

FORBIDDEN = {
    "tutor": (*HEAVY, "click", "tomlkit"),
    "tutor.cli": HEAVY,
    "tutor.steps": (*HEAVY, "click"),
    "tutor.diagnosis": (*HEAVY, "click"),
    "tutor.history": (*HEAVY, "click", "tomlkit"),
    "tutor.engine": HEAVY,
    "tutor.scaffold": HEAVY,
    "tutor.clinic.case": HEAVY,
    "tutor.cli.clinic": (*HEAVY, "plotext"),
    "tutor.tui.app": ("keras", "tensorflow", "cookiecutter", "numpy", "textual_plot"),
}


def modules_after(code: str) -> set[str]:
    """Top-level packages loaded by a fresh interpreter that runs the code."""
    names = "print(*{name.split('.')[0] for name in sys.modules}, end='')"
    script = f"import sys\n{code}\n{names}"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return set(result.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", FORBIDDEN)
def test_importing_a_room_loads_nothing_heavy(module: str) -> None:
    loaded = modules_after(f"import {module}")
    assert not loaded & set(FORBIDDEN[module])


def test_all_steps_load_without_anything_heavy() -> None:
    loaded = modules_after("from tutor.steps import all_steps\nall_steps()")
    assert not loaded & {*HEAVY, "click"}


@pytest.mark.parametrize("words", ["['--help']", "['new', '--help']", "['walk', '--help']"])
def test_help_loads_nothing_heavy(words: str) -> None:
    code = (
        f"from tutor.cli.commands import cli\ntry:\n    cli({words})\nexcept SystemExit:\n    pass"
    )
    assert not modules_after(code) & set(HEAVY)


def test_the_trainer_loads_no_screen_and_no_command() -> None:
    code = "import tutor.trainer.host, tutor.trainer.child, tutor.trainer.probe"
    assert not modules_after(code) & {"textual", "cookiecutter", "click"}
