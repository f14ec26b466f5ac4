"""The seam to a learner's project: its modules, and the few functions that the trainer calls.

| function | returns |
|---|---|
| `data.load_data(experiment)` | `train`, `validation`, `test`: each a pair (inputs, labels) |
| `data.make_dataset(inputs, labels, experiment, shuffle)` | batches as `model.fit` takes them |
| `train.train(experiment, folder, callbacks, verbose)` | the trained model |
| `evaluate.evaluate(experiment, folder)` | `loss` and metrics on the test set |
| `baseline.baselines(experiment)` | of each simple model by name: `validation` and `test` score |
| `data.describe(experiment)` | more fields of `data_described`; need not be there |
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from tutor.errors import WorkError

TASKS = {"regression": "regression", "gan": "adversarial", "rl": "online"}
"""What the rules call the task of a family (`tutor.observed.Task`)."""


class Project:
    """A project whose code runs in this process.

    Opening it makes its folder the working directory and the first place for imports.

    Attributes:
        folder: the project's folder, absolute.
        data: what `load_data` returned to the project's own code; None before that.
        family: as its project.toml says; `task` what the rules call it, "" where that depends on
            the data.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data: Any = None
        self.family = _family(self.folder)
        self.task = TASKS.get(self.family, "")
        os.chdir(self.folder)
        sys.path.insert(0, str(self.folder))
        # A project is edited between runs; a cache written within the same second would be stale.
        sys.dont_write_bytecode = True
        importlib.invalidate_caches()

    def function(self, module: str, name: str) -> Callable[..., Any]:
        """A function of one of the project's modules. Raises WorkError where it is missing."""
        found = getattr(self._module(module), name, None)
        if not callable(found):
            raise WorkError(f"{module}.py has no function {name}(); the trainer calls it")
        function: Callable[..., Any] = found
        return function

    def value(self, module: str, name: str) -> Any:
        """A value of a module that the trainer can do without; None where it is missing."""
        return getattr(self._module(module), name, None)

    def watch_data(self) -> None:
        """Remember what the project's own code loads, so that nothing is loaded twice.

        Loading once more might draw random numbers, and the training would be another one. Call
        this before the project's other modules are imported: they import the function by name.
        """
        load = self.value("data", "load_data")
        if load is None and self.value("data", "describe") is not None:
            # An agent has an environment instead.
            return
        load = self.function("data", "load_data")

        @functools.wraps(load)
        def load_data(*args: Any, **kwargs: Any) -> Any:
            self.data = load(*args, **kwargs)
            return self.data

        self._module("data").load_data = load_data  # type: ignore[attr-defined]

    def _module(self, name: str) -> ModuleType:
        file = self.folder / f"{name}.py"
        if not file.is_file():
            raise WorkError(f"{file} is missing; the trainer needs it")
        loaded = sys.modules.get(name)
        if loaded is not None and getattr(loaded, "__file__", None) != str(file):
            # Somebody else's module of this name was imported before.
            del sys.modules[name]
        return importlib.import_module(name)


def _family(folder: Path) -> str:
    """The family that project.toml names; `image` where it cannot be read."""
    try:
        about = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
        return str(about["project"]["family"])
    except (OSError, ValueError, KeyError, TypeError):
        return "image"
