"""Files beside the script that are called like modules of Python's or dltutor's own.

Python finds a script's neighbours first, so that a `random.py` of the learner's own hides Python's.
That must go as it goes without the doctor, which has imported many modules already.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from tutor.trainer.doctor import places

AT_START = frozenset({
    "__main__", "abc", "builtins", "codecs", "encodings", "genericpath", "io", "marshal", "nt",
    "ntpath", "os", "posix", "posixpath", "site", "stat", "sys", "time", "winreg", "zipimport",
})  # fmt: skip
"""Modules that Python has imported before a script begins; nothing can take their place."""

FRAMEWORKS = ("keras", "tensorflow", "numpy", "torch", "jax")

OURS = "tutor"


def make_way(folder: Path) -> None:
    """Let the script import its own neighbours, whatever dltutor has imported before.

    Args:
        folder: of the script.
    """
    names = neighbours(folder)
    for name in names & sys.stdlib_module_names - AT_START:
        sys.modules.pop(name, None)
    if OURS in names:
        _Twins().install()


def neighbours(folder: Path) -> set[str]:
    """Names of the modules and packages in a folder."""
    try:
        entries = list(folder.iterdir())
    except OSError:
        return set()
    files = {entry.stem for entry in entries if entry.suffix == ".py"}
    return files | {entry.name for entry in entries if (entry / "__init__.py").is_file()}


def hiding(folder: Path) -> list[str]:
    """Names of neighbours that the script has imported in the place of well-known modules."""
    known = sys.stdlib_module_names | set(FRAMEWORKS)
    return sorted(
        name
        for name in neighbours(folder) & known
        if places.relative(str(getattr(sys.modules.get(name), "__file__", None) or "<none>"))
    )


def sentence(name: str) -> str:
    """What to say of a neighbour that hides a module."""
    return (
        f"{name}.py beside the script hides the module {name} from everything that imports it; "
        "rename the file."
    )


class _Twins:
    """Two packages named like dltutor's own, each seen by its own code alone.

    `sys.modules` holds one of them at a time: the other is put in its place for as long as the
    other's code imports something.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._away: dict[str, ModuleType] = {}
        self._own = True

    def install(self) -> None:
        """Take the place of `import`."""
        original = builtins.__import__

        def import_(
            name: str,
            globals: Any = None,
            locals: Any = None,
            fromlist: Any = (),
            level: int = 0,
        ) -> ModuleType:
            own = places.is_ours(str((globals or {}).get("__file__", "")))
            package = str((globals or {}).get("__package__") or "") if level else name
            if package.partition(".")[0] != OURS:
                return original(name, globals, locals, fromlist, level)
            with self._lock, self._showing(own):
                return original(name, globals, locals, fromlist, level)

        builtins.__import__ = import_

    @contextmanager
    def _showing(self, own: bool) -> Iterator[None]:
        before = self._own
        self._show(own)
        try:
            yield
        finally:
            self._show(before)

    def _show(self, own: bool) -> None:
        if own == self._own:
            return
        present = {name for name in sys.modules if name.partition(".")[0] == OURS}
        taken = {name: sys.modules.pop(name) for name in present}
        sys.modules.update(self._away)
        self._away, self._own = taken, own
