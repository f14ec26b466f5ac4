"""The exercises: what is planted, what may be guessed, what mends it, how the mend is judged."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tutor.errors import UsageError
from tutor.experiment.schema import Changes, nearest
from tutor.paths import clinic_dir

FORMAT = 1
"""Version of exercise.toml that this reads."""

FILE = "exercise.toml"

LEVELS = {1: "easy", 2: "harder", 3: "hard"}
"""How hard it is, in words."""


@dataclass(frozen=True)
class Replace:
    """One edit of a project's text file: `old` must stand in it exactly once."""

    file: str
    old: str
    new: str

    @property
    def reverse(self) -> Replace:
        """The edit that takes this one back."""
        return Replace(self.file, self.new, self.old)


@dataclass(frozen=True)
class Edit:
    """A set of changes: settings of experiment.toml and replacements in the code."""

    settings: Changes = field(default_factory=dict)
    replace: tuple[Replace, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One name for the fault; `why` says what speaks for or against it, with `{figures}`."""

    key: str
    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Bar:
    """What a figure of the mended run must come to."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise. Its name and title tell the symptom, never the fault.

    `hints` are three: where to look, what to notice there, the mend. `absent` are rules that must
    not be found in the mended run, `bars` what it must reach, and `keep` the settings
    (`section.key`, or a whole section) that a mend leaves alone.
    """

    name: str
    title: str
    level: int
    idea: str
    network: str
    step: str
    fault: str
    symptom: str
    explanation: str
    hints: tuple[str, ...]
    choices: tuple[Choice, ...]
    settings: Changes
    plant: Edit
    solution: Edit
    absent: tuple[str, ...]
    bars: tuple[Bar, ...]
    keep: tuple[str, ...]

    @property
    def right(self) -> Choice:
        """The choice that names the fault."""
        return next(choice for choice in self.choices if choice.right)

    @property
    def level_name(self) -> str:
        """The level in words."""
        return LEVELS.get(self.level, "")

    def choice(self, key: str) -> Choice:
        """The choice of this key, or of its number from 1. Raises UsageError."""
        keys = [choice.key for choice in self.choices]
        if key.isdecimal() and 1 <= int(key) <= len(keys):
            return self.choices[int(key) - 1]
        if key not in keys:
            raise UsageError(
                f'{self.name} has no choice "{_clean(key)}"{nearest(key, keys)}; '
                f"it is 1 to {len(keys)}, or one of: {', '.join(keys)}"
            )
        return self.choices[keys.index(key)]


@cache
def exercises() -> tuple[Exercise, ...]:
    """All exercises, the easiest first."""
    found = [read(file) for file in sorted(clinic_dir().glob(f"*/{FILE}"))]
    return tuple(sorted(found, key=lambda one: (one.level, one.name)))


def exercise(name: str) -> Exercise:
    """The exercise of this name. Raises UsageError with the nearest one."""
    found = {one.name: one for one in exercises()}
    if name not in found:
        raise UsageError(
            f'unknown exercise "{_clean(name)}"{nearest(name, found)}; `dltutor clinic` lists them'
        )
    return found[name]


def read(file: Path) -> Exercise:
    """The exercise in this file. Raises ValueError and KeyError for faults in it."""
    about = tomllib.loads(file.read_text(encoding="utf-8"))
    if about["format"] != FORMAT:
        raise ValueError(f"{file} has the format {about['format']}, not {FORMAT}")
    plant = _edit(about.get("plant", {}))
    check = about["check"]
    return Exercise(
        name=file.parent.name,
        title=about["title"],
        level=about["level"],
        idea=about["idea"],
        network=about.get("network", "dense"),
        step=about["step"],
        fault=about["fault"],
        symptom=_flowing(about["symptom"]),
        explanation=_flowing(about["explanation"]),
        hints=tuple(_flowing(hint) for hint in about["hints"]),
        choices=tuple(_choice(item) for item in about["choices"]),
        settings=about.get("settings", {}),
        plant=plant,
        # Code that was spoiled by a replacement is mended by its reverse, where nothing is said.
        solution=_edit(about["solution"]) if "solution" in about else _reverse(plant),
        absent=tuple(check.get("absent", ())),
        bars=(*_sizes(*check["sizes"]), *(Bar(**bar) for bar in check.get("bars", ()))),
        keep=tuple(check.get("keep", ())),
    )


def _sizes(images: int, held: int) -> tuple[Bar, Bar]:
    """The mended project trains on as many images, and is judged by as many, as it should."""
    return Bar("images", images, images), Bar("held", held, held)


def _choice(item: dict[str, Any]) -> Choice:
    return Choice(item["key"], item["text"], _flowing(item["why"]), item.get("right", False))


def _edit(table: dict[str, Any]) -> Edit:
    return Edit(
        table.get("settings", {}), tuple(Replace(**item) for item in table.get("replace", ()))
    )


def _reverse(plant: Edit) -> Edit:
    if plant.settings:
        raise ValueError("an exercise that plants settings must say its solution")
    return Edit({}, tuple(replace.reverse for replace in reversed(plant.replace)))


def _flowing(text: str) -> str:
    """The text with its lines joined; an empty line still parts two paragraphs."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:60]
