"""What compile() was given: the script's own objects, and the line of the call."""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

from tutor.trainer.doctor import places
from tutor.trainer.doctor.case import Case


class Compilation(NamedTuple):
    """One call of compile(): its arguments by name, those alone that were given, and its line."""

    arguments: dict[str, Any]
    place: places.Place | None


class Compilations:
    """The last call of compile() on every model.

    Args:
        case: the script under examination.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._of: weakref.WeakKeyDictionary[Any, Compilation] = weakref.WeakKeyDictionary()

    def of(self, model: Any) -> Compilation | None:
        """What compile() of this model was given last."""
        return self._of.get(model)

    def around(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Keras's own."""
        signature = inspect.signature(original)

        @functools.wraps(original)
        def compile(model: Any, *args: Any, **kwargs: Any) -> Any:
            if self._case.watching:
                with self._case.unbroken("look at the arguments of compile()"):
                    bound = signature.bind(model, *args, **kwargs)
                    arguments = dict(bound.arguments)
                    arguments.pop("self", None)
                    self._of[model] = Compilation(arguments, places.here())
            return original(model, *args, **kwargs)

        return compile
