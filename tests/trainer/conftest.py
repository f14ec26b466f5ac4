"""A trainer host for all tests, and a tiny project for each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.trainer.hosting import Host

TINY_PROJECT = Path(__file__).parent / "tiny_project"


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    running = Host(tmp_path_factory.mktemp("keras"))
    assert running.message("ready")["backend"] == "tensorflow"
    yield running
    assert running.close() == 0


@pytest.fixture
def own_host(tmp_path: Path) -> Iterator[Host]:
    """A host for one test, which may do it harm."""
    running = Host(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY_PROJECT, tmp_path / "project"))


@pytest.fixture
def new_run(project: Path) -> Callable[..., Path]:
    """Makes run folders of the project: `new_run("train", {"training.epochs": 2})`."""

    def make(kind: str = "train", changes: dict[str, Any] | None = None, **request: Any) -> Path:
        number = len(list(project.glob("runs/*"))) + 1
        run = project / "runs" / f"{number:04d}-{kind}"
        run.mkdir(parents=True)
        settings = tomlkit.parse((project / "experiment.toml").read_text())
        for path, value in (changes or {}).items():
            section, key = path.split(".")
            settings[section][key] = value  # type: ignore[index]
        (run / "experiment.toml").write_text(tomlkit.dumps(settings))
        asked = {"id": run.name, "kind": kind, "step": None, "label": kind, **request}
        (run / "request.json").write_text(json.dumps(asked))
        return run

    return make
