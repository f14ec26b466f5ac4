"""Rendered projects, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tutor import catalog, scaffold

Bake = Callable[..., Path]


@pytest.fixture
def bake(tmp_path: Path) -> Bake:
    """Render a project: `bake("digits", style="functional")` gives its folder."""

    def create(idea: str = "fashion-mnist", name: str = "my-project", **choices: str) -> Path:
        return scaffold.create(catalog.idea(idea), scaffold.Choices(name, **choices), tmp_path)

    return create
