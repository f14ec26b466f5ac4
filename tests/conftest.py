"""Every test has a home of its own: nothing is read from or written to the developer's."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DLTUTOR_HOME", str(home / "dltutor"))
    monkeypatch.setenv("KERAS_HOME", str(home / "keras"))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return home
