"""Where things are: the templates and ideas that came with dltutor, and the user's own state."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def _bundled(name: str) -> Path:
    """The folder as the wheel carries it (`tutor/_NAME`), else as it stands in a checkout."""
    in_wheel = _PACKAGE / f"_{name}"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name


def templates_dir() -> Path:
    """The cookiecutter templates, one folder a family."""
    return _bundled("templates")


def projects_dir() -> Path:
    """The ideas, one folder each."""
    return _bundled("projects")


def clinic_dir() -> Path:
    """The exercises of the clinic, one folder each."""
    return _bundled("clinic")


def state_dir() -> Path:
    """State that belongs to no project (settings, the list of projects); `DLTUTOR_HOME` wins."""
    home = os.environ.get("DLTUTOR_HOME")
    if home:
        return Path(home).expanduser()
    return Path(platformdirs.user_data_dir("dltutor", appauthor=False))


def cache_dir() -> Path:
    """Fetched data sets and other things that can be had again."""
    home = os.environ.get("DLTUTOR_HOME")
    if home:
        return Path(home).expanduser() / "cache"
    return Path(platformdirs.user_cache_dir("dltutor", appauthor=False))
