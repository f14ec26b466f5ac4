"""The first events of a training: how it was asked for, what it works on, who watches it."""

from __future__ import annotations

from typing import Any

import keras

from tutor import events as ev
from tutor.trainer.describe import learning_rate
from tutor.trainer.doctor import places
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.compiling import Compilations
from tutor.trainer.doctor.loops import Loop
from tutor.trainer.doctor.trainings import Training
from tutor.trainer.doctor.watcher import Blind, watcher_class
from tutor.trainer.naming import optimizer_name
from tutor.trainer.observer import Observer
from tutor.trainer.recorder import recorder_for_backend


def rate_of(optimizer: Any, model: Any) -> float | None:
    """The learning rate of the optimizer of a loop, or else of the model's own."""
    if optimizer is None:
        return learning_rate(model)
    return float(keras.ops.convert_to_numpy(optimizer.learning_rate))


class Opening:
    """Writes `compiled`, `called` and `case_described`, and makes the watcher of a training.

    Args:
        case: the script under examination.
        compilations: what compile() was given.
    """

    def __init__(self, case: Case, compilations: Compilations) -> None:
        self._case = case
        self._compilations = compilations

    def describe_compiled(self, training: Training) -> None:
        """Tell of the loss and the optimizer, if compile() was called anew."""
        compilation = self._compilations.of(training.model)
        if compilation is None or compilation.arguments is training.compile_arguments:
            return
        training.compile_arguments = compilation.arguments
        with self._case.unbroken("describe what compile() was given"):
            from tutor.trainer.doctor.compiled import describe_compiled

            fields = describe_compiled(training.model, compilation.arguments)
            optimizer = getattr(training.model, "optimizer", None)
            training.compiled = {
                **fields,
                "place": compilation.place,
                "optimizer_place": places.of(optimizer) or compilation.place,
            }
            training.log.write(ev.COMPILED, **training.compiled)

    def called(self, training: Training, fields: dict[str, Any]) -> None:
        """Tell of a call, unless it is like the last one but for their number."""
        before = {**training.call, "calls": fields["calls"]}
        training.call = fields
        if fields != before or fields["calls"] & (fields["calls"] - 1) == 0:
            training.log.write(ev.CALLED, **fields)

    def describe_case(self, training: Training) -> None:
        """Tell of the task and the data, as far as they have been seen by now."""
        if training.captured is None:
            return
        with self._case.unbroken("describe the data"):
            from tutor.trainer.doctor.task import describe_case

            fields = dict(
                describe_case(training.model, training.captured, training.call, training.compiled)
            )
            described = fields.pop("data_described", None)
            training.log.write(ev.CASE_DESCRIBED, **fields)
            if described:
                training.log.write(ev.DATA_DESCRIBED, **described)

    def watcher(self, training: Training) -> Any:
        """The probe that goes along with every fit() of this model."""
        if training.watcher is None:
            self._look_into(training)
            training.watcher = watcher_class()(
                self._case,
                training,
                training.observer,
                training.recorder,
                lambda: self.described(training),
            )
            training.watcher.began = training.loop is not None
        if training.loop is not None:
            training.recorder.forget()
        return training.watcher

    def loop(self, training: Training, optimizer: Any = None) -> None:
        """Follow the steps that the script makes itself; `look` is to be called next.

        Args:
            training: that they belong to.
            optimizer: of a loop that does without the model's own.
        """
        model = training.model
        self._look_into(training)
        with self._case.unbroken("record the steps"):
            if optimizer is not None:
                training.recorder.make_variables()
                training.recorder.prepare(model)
            elif training.watcher is None:
                training.recorder.install(model)
        training.loop = Loop(training, training.observer, lambda: rate_of(optimizer, model))

    def look(self, training: Training) -> None:
        """Describe a model that a loop trains, if that has not been done."""
        if training.watcher is not None:
            return
        with self._case.unbroken("look into the model"):
            training.loop.begin(training.model)
        self.described(training)

    def describe_loop(self, training: Training) -> None:
        """Tell of the loss and the optimizer of a loop that does without compile()."""
        with self._case.unbroken("describe the loss and the optimizer"):
            from tutor.trainer.doctor import compiled

            arguments = training.compile_arguments
            optimizer = arguments["optimizer"]
            training.compiled = {
                **compiled.describe_compiled(training.model, arguments),
                "optimizer": optimizer_name(optimizer),
                "learning_rate": compiled.first_rate(optimizer),
                "settings": compiled.optimizer_settings(optimizer),
                "schedule": compiled.schedule_name(optimizer),
                "place": places.here(),
                "optimizer_place": places.of(optimizer),
            }
            training.log.write(ev.COMPILED, **training.compiled)

    def described(self, training: Training) -> None:
        """The untouched model has been described, and built if its data allow it."""
        with self._case.unbroken("keep the weights before training"):
            training.keep_weights()
        self.describe_case(training)

    def _look_into(self, training: Training) -> None:
        if training.recorder is not None:
            return
        training.recorder = recorder_for_backend()
        training.observer = Blind()
        with self._case.unbroken("look into the model"):
            from tutor.trainer.doctor.source import ScriptSource

            def unobserved(fault: Exception) -> None:
                self._case.fault("look into the model", fault)

            source = ScriptSource(training.captured, unobserved)
            training.observer = Observer(training.log, source, training.recorder)

    def close(self) -> None:
        """Tell what can be told only now, of every training."""
        for training in self._case.trainings.recorded:
            with self._case.unbroken("close a training"):
                self._close(training)

    def _close(self, training: Training) -> None:
        if training.loop is not None:
            training.loop.close()
            training.call["calls"] = max(1, training.loop.steps)
        captured = training.captured
        waiting = captured is not None and captured.waiting
        if waiting:
            captured.complete_after_training()
        if waiting or training.call.get("calls", 1) > 1:
            training.log.write(ev.CALLED, **training.call)
            self.describe_case(training)
