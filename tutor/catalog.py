"""The ideas for a project: one folder each under `projects/`, with project.toml and notes.md."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tutor import domains
from tutor.domains import BY_FAMILY, DOMAINS
from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.experiment.spec import FAMILIES
from tutor.paths import projects_dir

DEFAULT = "fashion-mnist"
"""The idea that is taken where none is named."""

DIFFICULTIES = ("first steps", "next steps", "a challenge")
"""How hard an idea is; `first-steps` is understood as well."""


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
        found: dict[str, Any] = self.about.get("data", {})
        return found

    @property
    def data_file(self) -> Path | None:
        """The embedded data set, None where there is none (an environment, a set to be fetched)."""
        name = self.data.get("file")
        # Of another idea's folder where two ideas share their data: "../../mnist/data/mnist.npz".
        return Path(os.path.normpath(self.folder / "data" / str(name))) if name else None

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes in the order of their numbers; empty where there are none."""
        return tuple(self.data.get("class_names", ()))

    @property
    def has_full(self) -> bool:
        """Whether there is a full data set beside the embedded one, or instead of it."""
        return "full" in self.data or bool(self.keras_dataset)

    @property
    def settings(self) -> dict[str, Any]:
        """What its `experiment.toml` starts with instead of the template's own values, by
        `section.key`; `network` stands among them where it is not the family's first."""
        found: dict[str, Any] = self.about.get("experiment", {})
        return found

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

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What to try when the seven steps are done."""
        return tuple(self.about.get("next", ()))

    @property
    def resources(self) -> tuple[dict[str, str], ...]:
        """Papers, the data's home, tutorials: `title` and `url` of each."""
        return tuple(self.about.get("resources", ()))

    @property
    def embedded_bytes(self) -> int:
        """Size of the data that come with dltutor, 0 where there are none."""
        path = self.data_file
        if path is None or not path.exists():
            return 0
        files = path.rglob("*") if path.is_dir() else (path,)
        return sum(file.stat().st_size for file in files if file.is_file())

    def notes(self) -> str:
        """What there is to say about it, in Markdown."""
        return (self.folder / "notes.md").read_text(encoding="utf-8")


@cache
def _all() -> tuple[Idea, ...]:
    files = sorted(projects_dir().glob("*/project.toml"))
    found = [_read(file) for file in files]
    # The first idea is the one to begin with; each file says its place.
    return tuple(sorted(found, key=lambda idea: (idea.about.get("order", 99), idea.name)))


def ideas(
    family: str | None = None, domain: str | None = None, difficulty: str | None = None
) -> tuple[Idea, ...]:
    """All ideas, or those of a family, for a domain, of a difficulty.

    Raises UsageError for a value that does not exist, naming the nearest one.
    """
    if family is not None:
        family = _known("family", family, FAMILIES, family.lower())
    if domain is not None:
        domain = _known("domain", domain, DOMAINS, domains.slug_of(domain))
    if difficulty is not None:
        plain = " ".join(difficulty.lower().replace("-", " ").split())
        difficulty = _known("difficulty", difficulty, DIFFICULTIES, plain)
    return tuple(
        idea
        for idea in _all()
        if family in (None, idea.family)
        and (domain is None or domain in idea.domains)
        and difficulty in (None, idea.difficulty)
    )


def _known(what: str, typed: str, names: Iterable[str], found: str | None) -> str:
    """`found` where it is one of the names. Raises UsageError that lists them."""
    names = tuple(names)
    if found in names:
        return str(found)
    plural = {"family": "families", "difficulty": "difficulties"}.get(what, f"{what}s")
    hint = domains.hint(typed) if what == "domain" else nearest(typed.lower(), names)
    raise UsageError(f'unknown {what} "{typed[:60]}"{hint} ({plural}: {", ".join(names)})')


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
        domains=tuple(about.get("domains") or BY_FAMILY.get(about["family"], ())),
        embedded=bool(about.get("embedded", False)),
        folder=file.parent,
        about=about,
    )
