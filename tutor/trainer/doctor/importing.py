"""Calling back once the script has imported a module, whichever way it does so."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class AfterImport:
    """A finder that finds nothing of its own: it calls back when a module is complete.

    Args:
        callbacks: by the module's full name; each is called once, with the module.
        around: context managers within which modules are imported, by their full names.
    """

    def __init__(
        self,
        callbacks: Mapping[str, Callable[[ModuleType], None]],
        around: Mapping[str, Callable[[], AbstractContextManager[None]]] | None = None,
    ) -> None:
        self._waiting = dict(callbacks)
        self._around = dict(around or {})

    def install(self) -> None:
        """Stand before all other finders."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The spec as another finder gives it, its loader made to call back; None for others."""
        # Asking for a spec is no import yet: TensorFlow looks for Keras before it imports it.
        if name not in self._waiting and name not in self._around:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find and finder is not self else None
            if spec is not None:
                if spec.loader is not None:
                    _call_back(spec.loader, self._around.get(name, nullcontext), self._imported)
                return spec  # type: ignore[no-any-return]
        return None

    def _imported(self, module: ModuleType) -> None:
        self._around.pop(module.__name__, None)
        callback = self._waiting.pop(module.__name__, None)
        if callback is not None:
            callback(module)


def _call_back(
    loader: Any,
    around: Callable[[], AbstractContextManager[None]],
    callback: Callable[[ModuleType], None],
) -> None:
    original = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        del loader.exec_module
        with around():
            original(module)
        callback(module)

    loader.exec_module = exec_module
