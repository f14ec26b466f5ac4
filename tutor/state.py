"""What dltutor remembers that belongs to no project: settings, and where projects were made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tutor.files import write_atomically
from tutor.paths import state_dir

_FILE = "state.json"
_KEPT_PROJECTS = 50


def known_projects() -> list[Path]:
    """The projects made or opened on this machine that are still there, the latest first."""
    paths = [Path(text) for text in _read().get("projects", []) if isinstance(text, str)]
    return [path for path in paths if _is_project(path)]


def remember(project: Path) -> None:
    """Put a project first in the list; a state folder that cannot be written is no error."""
    path = str(project.resolve())
    others = [text for text in _read().get("projects", []) if text != path]
    _write({"projects": [path, *others][:_KEPT_PROJECTS]})


def setting(name: str, default: Any = None) -> Any:
    """A setting, or its default."""
    settings = _read().get("settings", {})
    return settings.get(name, default) if isinstance(settings, dict) else default


def set_setting(name: str, value: Any) -> None:
    """Keep a setting."""
    settings = _read().get("settings", {})
    _write({"settings": {**(settings if isinstance(settings, dict) else {}), name: value}})


def _read() -> dict[str, Any]:
    try:
        state = json.loads((state_dir() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write(changes: dict[str, Any]) -> None:
    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / _FILE, json.dumps({**_read(), **changes}, indent=1))
    except OSError:
        # A read-only home costs the memory of this session, not the session.
        return


def _is_project(path: Path) -> bool:
    # As Project.is_project, whose module the first screen has no time to import.
    return (path / "project.toml").is_file() and (path / "experiment.toml").is_file()
