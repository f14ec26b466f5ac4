"""Watching fit(): its data are captured, its arguments told, and the probe goes along."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from keras import tree

from tutor.trainer import failures
from tutor.trainer.doctor import limits, places
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.opening import Opening
from tutor.trainer.doctor.trainings import Training


class Fitting:
    """Stands around fit() of every model.

    Args:
        case: the script under examination.
        opening: writes the first events of a training.
    """

    def __init__(self, case: Case, opening: Opening) -> None:
        self._case = case
        self._opening = opening

    def around(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Keras's own."""
        signature = inspect.signature(original)

        @functools.wraps(original)
        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            case = self._case
            if not case.active:
                return original(model, *args, **kwargs)
            case.ending.check()
            try:
                bound = signature.bind(model, *args, **kwargs)
            except TypeError:
                return original(model, *args, **kwargs)  # which says what is wrong
            changed = dict(bound.arguments)
            changed.pop("self", None)
            bound.apply_defaults()
            arguments = {name: bound.arguments[name] for name in bound.arguments if name != "self"}
            training: Training | None = None
            with case.unbroken("look at the arguments of fit()"):
                training = self._before(model, arguments, changed)
            return self._run(training, original, model, changed)

        return fit

    def _run(
        self,
        training: Training | None,
        original: Callable[..., Any],
        model: Any,
        changed: dict[str, Any],
    ) -> Any:
        case = self._case
        try:
            with case.ending, case.inside():
                result = original(model, **changed)
        except Exception as error:
            if training is not None:
                with case.unbroken("tell how fit() failed"):
                    training.reason, training.error = failures.describe(error, case.home)
                    place = training.call.get("place")
                    # It has not come up to the line of the call yet.
                    if place and training.error["line"] is None:
                        training.error.update(place)
                    self._opening.describe_case(training)
            raise
        if training is not None:
            training.reason, training.error = "", None
        return result

    def _before(
        self, model: Any, arguments: dict[str, Any], changed: dict[str, Any]
    ) -> Training | None:
        """Tell of the call; put the probe, and watched generators, into the changed arguments."""
        training = self._case.trainings.of(model)
        if training is None:
            return None
        first = not training.call
        if first:
            training.begin(arguments.get("epochs"))
            training.fit_arguments = dict(arguments)
        self._opening.describe_compiled(training)
        with self._case.unbroken("take a sample of the data"):
            self._capture(training, arguments, changed)
        self._opening.called(training, call_fields(training, arguments))
        watcher = self._opening.watcher(training)
        watcher.initial_epoch = int(arguments.get("initial_epoch") or 0)
        changed["callbacks"] = with_callback(arguments.get("callbacks"), watcher)
        return training

    def _capture(
        self, training: Training, arguments: dict[str, Any], changed: dict[str, Any]
    ) -> None:
        from tutor.trainer.doctor.capture import from_fit

        calls = int(training.call.get("calls", 0))
        if calls >= limits.CAPTURED_FITS or (
            calls and training.fit_arguments.get("x") is arguments.get("x")
        ):
            return
        captured = from_fit(training.model, arguments)
        changed.update(captured.replaced)
        if training.captured is None:
            training.captured = captured
        else:
            training.captured.compare(captured)


def with_callback(given: Any, own: Any) -> Any:
    """The script's callbacks and our own behind them, so that it sees what theirs have decided."""
    if hasattr(given, "callbacks") and hasattr(given, "append"):  # a CallbackList
        if own not in given.callbacks:
            given.append(own)
            own.set_model(given.model)
            own.set_params(given.params)
        return given
    return [*(tree.flatten(given) if given else []), own]


def call_fields(training: Training, arguments: dict[str, Any]) -> dict[str, Any]:
    """The fields of `called` for this call of fit()."""
    callbacks = arguments.get("callbacks")
    listed = getattr(callbacks, "callbacks", None) or (tree.flatten(callbacks) if callbacks else [])
    captured = training.captured
    return {
        "api": "fit",
        "source": captured.source if captured is not None else "",
        "calls": int(training.call.get("calls", 0)) + 1,
        "epochs": _whole(arguments.get("epochs")),
        "batch_size": _whole(arguments.get("batch_size"))
        or (captured.batch_size if captured is not None else None),
        "steps_per_epoch": _whole(arguments.get("steps_per_epoch")),
        "shuffle": bool(arguments.get("shuffle")),
        "class_weight": arguments.get("class_weight") is not None,
        "sample_weight": arguments.get("sample_weight") is not None,
        "callbacks": [type(callback).__name__ for callback in listed],
        "place": places.here(),
    }


def _whole(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None
