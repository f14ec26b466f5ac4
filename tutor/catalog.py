"""The ideas for a project: one folder each under `projects/`, with project.toml and notes.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.paths import projects_dir

DEFAULT = "fashion-mnist"
"""The idea that is taken where none is named."""


@dataclass(frozen=True)
class Idea:
    """One idea; `about` is the whole of its project.toml, `difficulty` a word or two."""

    name: str
    title: str
    family: str
    summary: str
    difficulty: str
    domains: tuple[str, ...]
    embedded: bool
    folder: Path
    about: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What is known of its data set."""
        found: dict[str, Any] = self.about["data"]
        return found

    @property
    def data_file(self) -> Path:
        """The embedded data set."""
        return self.folder / "data" / str(self.data["file"])

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes in the order of their numbers."""
        return tuple(self.data["class_names"])

    @property
    def keras_dataset(self) -> str:
        """Module of `keras.datasets` that loads the full set, empty where there is none."""
        return str(self.data.get("keras_dataset", ""))

    @property
    def augmentations(self) -> tuple[str, ...]:
        """What may be done to an image without changing its class."""
        return tuple(self.data.get("augmentations", ()))

    @property
    def reference(self) -> dict[str, Any]:
        """The figure to beat, `value` and `source`; empty where there is none."""
        found: dict[str, Any] = self.about.get("reference", {})
        return found

    def notes(self) -> str:
        """What there is to say about it, in Markdown."""
        return (self.folder / "notes.md").read_text(encoding="utf-8")


@cache
def _all() -> tuple[Idea, ...]:
    files = sorted(projects_dir().glob("*/project.toml"))
    found = [_read(file) for file in files]
    # The first idea is the one to begin with; each file says its place.
    return tuple(sorted(found, key=lambda idea: (idea.about.get("order", 99), idea.name)))


def ideas(family: str | None = None, domain: str | None = None) -> tuple[Idea, ...]:
    """All ideas, or those of a family or a domain. Raises UsageError for an unknown family."""
    found = _all()
    families = sorted({idea.family for idea in found})
    if family is not None and family not in families:
        raise UsageError(
            f'unknown family "{family[:60]}"{nearest(family, families)} '
            f"(families: {', '.join(families)})"
        )
    return tuple(
        idea
        for idea in found
        if (family is None or idea.family == family) and (domain is None or domain in idea.domains)
    )


def idea(name: str) -> Idea:
    """The idea of this name. Raises UsageError naming the nearest one."""
    found = {idea.name: idea for idea in _all()}
    if name not in found:
        raise UsageError(
            f'unknown idea "{name[:60]}"{nearest(name, found)} (ideas: {", ".join(found)})'
        )
    return found[name]


def find(name: str) -> Idea | None:
    """The idea of this name, None where there is none (a project of the user's own making)."""
    return next((idea for idea in _all() if idea.name == name), None)


def _read(file: Path) -> Idea:
    about = tomllib.loads(file.read_text(encoding="utf-8"))
    return Idea(
        name=about["name"],
        title=about["title"],
        family=about["family"],
        summary=about.get("summary", ""),
        difficulty=str(about.get("difficulty", "")),
        domains=tuple(about.get("domains", ())),
        embedded=bool(about.get("embedded", False)),
        folder=file.parent,
        about=about,
    )
