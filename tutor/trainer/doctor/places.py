"""Which line of the learner's own code made a layer, or called fit()."""

from __future__ import annotations

import linecache
import sys
import weakref
from pathlib import Path
from typing import Any

import tutor

Place = dict[str, Any]
"""`file` relative to the script's folder, `line` from 1 and its `code`, as events hold them."""

_OURS = str(Path(tutor.__file__).resolve().parent)
_OTHERS = {"site-packages", "dist-packages"}

_folder = ""
_files: dict[str, str | None] = {}
_made: weakref.WeakKeyDictionary[Any, Place] = weakref.WeakKeyDictionary()


def look_in(folder: Path) -> None:
    """The learner's own code is what stands under this folder."""
    global _folder
    _folder = str(folder.resolve())
    _files.clear()


def here() -> Place | None:
    """The deepest line of the learner's own code that is running now, None where there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        file = relative(frame.f_code.co_filename)
        if file is not None:
            line = frame.f_lineno
            code = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
            return {"file": file, "line": line, "code": code}
        frame = frame.f_back  # type: ignore[assignment]
    return None


def mark(thing: Any) -> None:
    """Remember that the line running now made this layer, model or optimizer."""
    place = here()
    if place is not None:
        _made[thing] = place


def of(thing: Any) -> Place | None:
    """The line that made this layer, model or optimizer; None where that is not known."""
    try:
        return _made.get(thing)
    except TypeError:  # not hashable, or no weak references to it
        return None


def relative(filename: str) -> str | None:
    """A file of the learner's own, relative to the script's folder; None for anybody else's."""
    if filename not in _files:
        _files[filename] = _relative(filename)
    return _files[filename]


def is_ours(filename: str) -> bool:
    """True for the code of dltutor itself."""
    return filename.startswith(_OURS)


def _relative(filename: str) -> str | None:
    if not _folder or filename.startswith("<"):
        return None
    try:
        path = Path(filename).resolve()
        inside = path.relative_to(_folder)
    except (OSError, ValueError):
        return None
    if is_ours(str(path)) or _OTHERS & set(inside.parts):
        return None
    return inside.as_posix()
