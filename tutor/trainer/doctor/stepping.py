"""Watching train_on_batch() and the evaluations between its calls."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from tutor.trainer.doctor import limits, places
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.loops import Loop
from tutor.trainer.doctor.opening import Opening
from tutor.trainer.doctor.trainings import Training
from tutor.trainer.doctor.watcher import as_number
from tutor.trainer.probe import prepare


class Stepping:
    """Stands around train_on_batch(), test_on_batch() and evaluate() of every model.

    Args:
        case: the script under examination.
        opening: writes the first events of a training.
    """

    def __init__(self, case: Case, opening: Opening) -> None:
        self._case = case
        self._opening = opening

    def around_training(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Keras's train_on_batch()."""

        @functools.wraps(original)
        def train_on_batch(
            model: Any,
            x: Any,
            y: Any = None,
            sample_weight: Any = None,
            class_weight: Any = None,
            return_dict: bool = False,
        ) -> Any:
            case = self._case
            rest = (x, y, sample_weight, class_weight)
            if not case.watching:
                return original(model, *rest, return_dict)
            case.ending.check()
            loop: Loop | None = None
            with case.unbroken("look at the arguments of train_on_batch()"):
                loop = self._before(model, x, y, sample_weight, class_weight)
            with case.ending, case.inside():
                # As a dict the figures have names; flattened, it is what the script asked for.
                logs = original(model, *rest, True)
                result = logs if return_dict else model._flatten_metrics_in_order(logs)
            if loop is not None:
                with case.unbroken("follow train_on_batch()"):
                    figures = {**logs}
                    loop.after(as_number(figures.pop("loss", None)), figures)
            return result

        return train_on_batch

    def around_evaluation(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Keras's evaluate() or test_on_batch()."""
        signature = inspect.signature(original)

        @functools.wraps(original)
        def evaluate(model: Any, *args: Any, **kwargs: Any) -> Any:
            case = self._case
            training = case.trainings.known(model) if case.watching else None
            loop = training.loop if training is not None else None
            if training is None or loop is None:
                return original(model, *args, **kwargs)
            try:
                bound = signature.bind(model, *args, **kwargs)
            except TypeError:
                return original(model, *args, **kwargs)  # which says what is wrong
            asked = bound.arguments.get("return_dict", False)
            bound.arguments["return_dict"] = True
            with case.inside():
                logs = original(*bound.args, **bound.kwargs)
                result = logs if asked else model._flatten_metrics_in_order(logs)
            with case.unbroken("follow an evaluation"):
                loop.end_stretch(logs)
                self._capture_validation(training, bound.arguments)
            return result

        return evaluate

    def _before(
        self, model: Any, x: Any, y: Any, sample_weight: Any, class_weight: Any
    ) -> Loop | None:
        training = self._case.trainings.of(model)
        if training is None:
            return None
        training.steps += 1
        if training.steps <= limits.BATCHES:
            self._capture(training, x, y, sample_weight)
        if training.loop is None:
            self._open(training, class_weight is not None, sample_weight is not None)
        loop: Loop = training.loop
        loop.before()
        return loop

    def _open(self, training: Training, class_weight: bool, sample_weight: bool) -> None:
        if not training.call:
            training.begin(None)
        self._opening.describe_compiled(training)
        fields = loop_fields("train_on_batch", training.captured)
        fields.update(class_weight=class_weight, sample_weight=sample_weight)
        self._opening.called(training, fields)
        self._opening.loop(training)
        self._opening.look(training)
        prepare(training.model, training.recorder)

    def _capture(self, training: Training, x: Any, y: Any, sample_weight: Any) -> None:
        from tutor.trainer.doctor.capture import from_batches

        training.captured = training.captured or from_batches()
        if training.captured.source == "batches":
            training.captured.add_batch(x, y, sample_weight)

    def _capture_validation(self, training: Training, arguments: dict[str, Any]) -> None:
        from tutor.trainer.doctor.capture import from_fit

        captured = training.captured
        if captured is None or captured.validation_x or arguments.get("x") is None:
            return
        seen = from_fit(training.model, {"x": arguments["x"], "y": arguments.get("y")})
        captured.validation_x, captured.validation_y = seen.x, seen.y
        captured.validation_samples = seen.samples
        captured.split_source = "validation_data"


def loop_fields(api: str, captured: Any) -> dict[str, Any]:
    """The fields of `called` for a loop of the learner's own."""
    return {
        "api": api,
        "source": captured.source if captured is not None else "",
        "calls": 1,
        "epochs": None,
        "batch_size": captured.batch_size if captured is not None else None,
        "steps_per_epoch": None,
        "shuffle": None,
        "class_weight": False,
        "sample_weight": False,
        "callbacks": [],
        "place": places.here(),
    }
