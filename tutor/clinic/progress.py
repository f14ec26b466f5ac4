"""What the learner has done in the clinic, in `clinic.json` of the user's state folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.files import write_atomically
from tutor.paths import state_dir

_FILE = "clinic.json"


@dataclass(frozen=True)
class Progress:
    """One exercise; `guesses` are the keys that were tried, `hints` how many were read."""

    project: str = ""
    guesses: tuple[str, ...] = ()
    named: bool = False
    hints: int = 0
    solution_read: bool = False
    mended: str = ""

    @property
    def folder(self) -> Path | None:
        """The exercise's project, None where none was made or it is gone."""
        path = Path(self.project)
        return path if self.project and (path / "project.toml").is_file() else None

    @property
    def words(self) -> str:
        """How far it is, in a word or two."""
        if self.mended:
            return "mended"
        if self.named:
            return "named"
        return "begun" if self.project else "new"


def all_progress() -> Mapping[str, Progress]:
    """The progress of every exercise that was begun, by its name."""
    return {name: _progress(item) for name, item in _read().items() if isinstance(item, dict)}


def progress(name: str) -> Progress:
    """The progress of one exercise."""
    return all_progress().get(name, Progress())


def note(name: str, **changes: Any) -> Progress:
    """Write down what has changed; a state folder that cannot be written is no error."""
    changed = replace(progress(name), **changes)
    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        everything = {**_read(), name: asdict(changed)}
        write_atomically(folder / _FILE, json.dumps(everything, indent=1))
    except OSError:
        # A read-only home costs the memory of this session, not the session.
        pass
    return changed


def note_start(name: str, project: Path) -> Progress:
    """A new project of the exercise: what was done in an older one stays written down."""
    return note(name, project=str(project))


def note_guess(name: str, key: str, right: bool) -> Progress:
    """A guess; each wrong one is kept once."""
    before = progress(name)
    guesses = before.guesses if key in before.guesses else (*before.guesses, key)
    return note(name, guesses=guesses, named=before.named or right)


def note_hint(name: str, stage: int) -> Progress:
    """A hint that was read."""
    return note(name, hints=max(stage, progress(name).hints))


def note_mended(name: str) -> Progress:
    """The mend has passed its check; the first time counts."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return note(name, mended=progress(name).mended or now)


def _progress(item: Mapping[str, Any]) -> Progress:
    known = {field.name: item[field.name] for field in fields(Progress) if field.name in item}
    try:
        return Progress(**{**known, "guesses": tuple(known.get("guesses", ()))})
    except TypeError:
        return Progress()


def _read() -> dict[str, Any]:
    try:
        state = json.loads((state_dir() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}
