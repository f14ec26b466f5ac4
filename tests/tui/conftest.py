"""A session in a home of its own, and projects with recorded runs to look at in it."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerError

from tutor import catalog, scaffold, state
from tutor.experiment import spec
from tutor.project import Project
from tutor.runs import folder
from tutor.runs.folder import RunFolder
from tutor.tui.app import DltutorApp

RECORDED = Path(__file__).parents[1] / "recorded"


@pytest.fixture
def folder_of_projects(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where projects are made; the session runs in it. It is shown as `~/projects`."""
    path = own_home / "projects"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def make_app(folder_of_projects: Path) -> Callable[..., DltutorApp]:
    """The session, without anything that moves by itself."""

    def make(project: Path | None = None) -> DltutorApp:
        app = DltutorApp(project)
        app.animation_level = "none"
        return app

    return make


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as the scaffolder makes it, rendered once for all tests."""
    idea = catalog.idea("fashion-mnist")
    place = tmp_path_factory.mktemp("rendered")
    return scaffold.create(idea, scaffold.Choices("closet"), place, {})


@pytest.fixture
def project(rendered: Path, folder_of_projects: Path) -> Project:
    """A project known to the session, without runs."""
    path = folder_of_projects / "closet"
    shutil.copytree(rendered, path)
    state.remember(path)
    return Project.open(path)


@pytest.fixture
def worked_on(project: Project) -> Project:
    """The project after some work: five runs, three verdicts, two edits, notes."""
    add_run(project, "healthy-dense", "Glorot", "init")
    add_run(project, "wide-normal", "wide normal", "init", {"initialization.weights": "zeros"})
    add_run(project, "healthy-dense", "64-64 dense", "layers")
    add_run(project, "overfitting", "256 [bold]wide[/bold]", "layers", {"layers.widths": [256]})
    add_run(project, "diverged", "rate 1000", "learning-rate", {"learning_rate.value": 1000.0})
    verdict = project.journal.append
    verdict("verdict", step="init", passed=True, headline="Glorot starts best.", text="Glorot.")
    verdict("verdict", step="cost", passed=True, headline="Cross-entropy fits.", text="It fits.")
    verdict("verdict", step="layers", passed=False, headline="It stays at chance.", text="Stays.")
    project.edit({"initialization.weights": "he_normal"}, "init", "He suits relu.")
    project.edit({"layers.widths": [128, 64]}, "layers", "Wider was better.")
    project.journal.append("prediction", step="init", answer="glorot", right=True)
    project.journal.append("hunch", step="layers", text="Too deep? [red]perhaps[/red]")
    return project


def add_run(
    project: Project,
    recorded: str,
    label: str,
    step: str | None = None,
    changes: dict[str, Any] | None = None,
) -> RunFolder:
    """A run folder whose events are those of a recorded run."""
    changed = spec.with_changes(project.spec(), changes or {}, project.family)
    run = folder.create(project.path, folder.Request("train", label, changed, step, changes))
    lines = []
    for line in (RECORDED / f"{recorded}.jsonl").read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            event = json.loads(line)
            if event.get("event") == "run_started":
                event |= {"run": run.id, "label": label, "step": step}
            lines.append(json.dumps(event))
    (run.path / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until all work beside the screen is done and shown."""
    for _ in range(3):
        await pilot.pause()
        for worker in list(pilot.app.workers):
            # Newer work ends the older; what failed is said on the screen.
            with contextlib.suppress(WorkerError):
                await worker.wait()
    await pilot.pause()


def after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """For a snapshot: press these keys, each when what came before is shown."""

    async def press(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return press
