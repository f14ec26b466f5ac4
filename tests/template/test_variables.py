"""Every variable of the templates has a label for people, and no template runs code."""

from __future__ import annotations

import json

import pytest

from tutor import families
from tutor.paths import templates_dir
from tutor.scaffold import SHARED

VARIABLES = json.loads((templates_dir() / SHARED / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = VARIABLES.pop("__prompts__")


def test_every_variable_has_a_label() -> None:
    assert PROMPTS.keys() == VARIABLES.keys()


@pytest.mark.parametrize("family", [SHARED, *families.NAMES])
def test_template_runs_no_code(family: str) -> None:
    """Hooks and extensions would run on the user's machine while it renders."""
    assert not (templates_dir() / family / "hooks").exists()
    assert not [name for name in VARIABLES if name.startswith("_")]


@pytest.mark.parametrize("family", families.NAMES)
def test_only_the_shared_template_has_variables(family: str) -> None:
    assert not (templates_dir() / family / "cookiecutter.json").exists()
