"""What a user types is shown as it was typed, in every file and language it gets into."""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from tutor import catalog, scaffold

from .conftest import Bake

HOSTILE = [
    "{{ 7*7 }} and {% raw %} and {# note #}",
    "{{ cookiecutter.__class__ }}",
    'he said "hello"',
    '"""\nimport os\n"""',
    "it's",
    "back\\slash \\n \\u0041 \\",
    "two\nlines",
    "tab\there",
    "# heading <script>alert(1)</script> [link](x) `code` *bold*",
    "Zürich, 東京, \U0001f600",
    "${HOME} $(id) %s %(x)s {x}",
    "a\x01b\x7fc",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_title(bake: Bake, title: str) -> None:
    project = bake(title=title)
    about = tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))
    assert about["project"]["title"] == title

    heading = (project / "README.md").read_text(encoding="utf-8").split("\n")[0]
    assert re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", heading) == "# " + " ".join(title.split())
    assert not re.search(r"(?<!\\)[<`*\[]", heading[2:])


@pytest.mark.parametrize("name", HOSTILE)
def test_class_name(tmp_path: Path, name: str) -> None:
    idea = catalog.idea("digits")
    about = {**idea.about, "data": {**idea.data, "class_names": [name, "other"]}}
    idea = dataclasses.replace(idea, about=about)
    project = scaffold.create(idea, scaffold.Choices("my-project"), tmp_path)

    tree = ast.parse((project / "data.py").read_text(encoding="utf-8"))
    found = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert ast.literal_eval(found["CLASS_NAMES"]) == [name, "other"]
