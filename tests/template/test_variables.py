"""cookiecutter.json agrees with the scaffolder, and every variable has a label for people."""

from __future__ import annotations

import json

from tutor import scaffold
from tutor.paths import templates_dir

TEMPLATE = templates_dir() / "image"
VARIABLES = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = VARIABLES.pop("__prompts__")


def test_choices_are_those_of_the_scaffolder() -> None:
    assert tuple(VARIABLES["network"]) == scaffold.NETWORKS
    assert tuple(VARIABLES["style"]) == scaffold.STYLES
    assert tuple(VARIABLES["backend"]) == scaffold.BACKENDS


def test_every_variable_and_choice_has_a_label() -> None:
    assert PROMPTS.keys() == VARIABLES.keys()
    for name, value in VARIABLES.items():
        if isinstance(value, list):
            assert PROMPTS[name].keys() == {"__prompt__", *value}


def test_template_runs_no_code() -> None:
    """Hooks and extensions would run on the user's machine while it renders."""
    assert not (TEMPLATE / "hooks").exists()
    assert not [name for name in VARIABLES if name.startswith("_")]
