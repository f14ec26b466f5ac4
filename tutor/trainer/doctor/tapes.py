"""Watching loops of the learner's own: gradients from a tape, applied by an optimizer."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from typing import Any

from keras import tree

from tutor.trainer.doctor import limits
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.opening import Opening
from tutor.trainer.doctor.stepping import loop_fields
from tutor.trainer.doctor.taped import Box, Owners, Seen, weigh
from tutor.trainer.doctor.trainings import Training


class Tapes:
    """Stands around GradientTape.gradient() and Optimizer.apply().

    A step is what an optimizer applies to the variables of a model. Its loss is what the tape was
    last asked to differentiate with respect to those variables; its inputs are what the model was
    last called with; its targets and loss function those of the last call of a `keras.Loss`.

    A step inside tf.function runs here once, while it is traced: operations that record the loss
    are traced with it, and what they recorded is read whenever a traced function has been called.

    Args:
        case: the script under examination.
        opening: writes the first events of a training.
    """

    def __init__(self, case: Case, opening: Opening) -> None:
        self._case = case
        self._opening = opening
        self._owners = Owners()
        self._local = threading.local()
        self._traced: list[Training] = []
        self._boxes: dict[int, Box] = {}
        self._graphs: dict[int, Any] = {}

    def made(self, model: Any) -> None:
        """A model was made; its variables come later."""
        self._owners.add(model)

    def around_call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Model.__call__()."""
        case = self._case

        @functools.wraps(original)
        def __call__(model: Any, *args: Any, **kwargs: Any) -> Any:
            if not case.watching:
                return original(model, *args, **kwargs)
            # The models inside this one are called by it, not by the script.
            with case.inside():
                result = original(model, *args, **kwargs)
            if args:
                self._seen.calls[id(model)] = (weakref.ref(model), args[0])
            return result

        return __call__

    def around_loss(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Loss.__call__()."""
        case = self._case

        @functools.wraps(original)
        def __call__(loss: Any, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
            if case.watching:
                self._seen.loss = (loss, y_true)
            return original(loss, y_true, y_pred, *args, **kwargs)

        return __call__

    def around_gradient(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of GradientTape.gradient()."""
        case = self._case

        @functools.wraps(original)
        def gradient(tape: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
            if case.watching:
                with case.unbroken("look at a gradient"):
                    key = frozenset(id(source) for source in tree.flatten(sources))
                    self._seen.targets[key] = target
            return original(tape, target, sources, *args, **kwargs)

        return gradient

    def around_apply(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of Optimizer.apply()."""
        case = self._case

        @functools.wraps(original)
        def apply(optimizer: Any, grads: Any, trainable_variables: Any = None) -> Any:
            if not case.watching:
                return original(optimizer, grads, trainable_variables)
            case.ending.check()
            grads = list(grads)
            if trainable_variables is not None:
                trainable_variables = list(trainable_variables)
            training: Training | None = None
            with case.unbroken("look at a step of the script's own loop"):
                training = self._before(optimizer, grads, trainable_variables)
            with case.inside():
                result = original(optimizer, grads, trainable_variables)
            if training is not None:
                with case.unbroken("follow the script's own loop"):
                    training.loop.after(training.loop.coming)
            return result

        return apply

    def around_function(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of calling a tf.function."""
        import tensorflow as tf

        case = self._case

        @functools.wraps(original)
        def __call__(function: Any, *args: Any, **kwargs: Any) -> Any:
            if not self._traced or not case.watching:
                return original(function, *args, **kwargs)
            case.ending.check()
            result = original(function, *args, **kwargs)
            if tf.executing_eagerly():
                with case.unbroken("follow the script's own loop"):
                    for training in self._traced:
                        self._follow(training)
            return result

        return __call__

    def around_pass(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The method that takes the place of iterating over a tf.data pipeline."""
        case = self._case

        @functools.wraps(original)
        def __iter__(dataset: Any) -> Any:
            if case.watching:
                with case.unbroken("follow the script's own loop"):
                    self._end_stretches()
            return original(dataset)

        return __iter__

    def _end_stretches(self) -> None:
        for training in self._case.trainings.recorded:
            if training.loop is not None and training.call.get("api") == "tape":
                training.loop.end_stretch()

    @property
    def _seen(self) -> Seen:
        seen = getattr(self._local, "seen", None)
        if seen is None:
            seen = self._local.seen = Seen()
        return seen

    def _before(
        self, optimizer: Any, grads: list[Any], variables: list[Any] | None
    ) -> Training | None:
        import tensorflow as tf

        known = variables or list(optimizer._trainable_variables)
        seen, eager = self._seen, tf.executing_eagerly()
        model = self._owners.of(known, seen)
        training = self._case.trainings.of(model) if model is not None else None
        if training is None:
            return None
        if eager and training.steps < limits.BATCHES:
            self._capture(training, seen)
        training.steps += 1
        first = training.loop is None
        if first:
            self._open(training, optimizer, seen)
        loss = weigh(seen.target_of(known))
        if not eager:
            self._trace(training, loss, grads, known, seen)
            return None
        if first:
            self._opening.look(training)
        training.loop.before()
        training.recorder.note_if_armed(grads, known)
        training.loop.coming = loss
        return training

    def _trace(
        self, training: Training, loss: Any, grads: list[Any], variables: list[Any], seen: Seen
    ) -> None:
        """Add what records the loss, and the gradients where asked for, to the graph."""
        import tensorflow as tf

        if loss is not None:
            training.recorder.record(loss)
        training.recorder.note(grads, variables)
        with tf.init_scope(), self._case.unbroken("keep the weights before training"):
            training.keep_weights()
        graph = tf.compat.v1.get_default_graph()
        for other in [t for t in self._traced if self._graphs.get(id(t)) is graph]:
            # Two models in one step of the learner's own: by turns, as often as it is called.
            if other is not training:
                other.turns = training.turns = limits.TURNS
        self._graphs[id(training)] = graph
        training.loop.traced = training.recorder
        if training not in self._traced:
            self._traced.append(training)
        inputs = seen.input_of(training.model)
        if inputs is not None and training.steps < limits.BATCHES:
            with self._case.unbroken("take a sample of the data"):
                parts = [inputs] if seen.loss is None else [inputs, seen.loss[1]]
                # A function that makes variables is traced twice, and may make them only at first.
                box = self._boxes.get(id(training)) or Box(parts)
                self._boxes[id(training)] = box
                box.fill(parts)
        # What was seen while tracing belongs to that graph alone.
        self._local.seen = Seen()

    def _follow(self, training: Training) -> None:
        """A traced function has been called: take out what it has left."""
        box = self._boxes.get(id(training))
        if box is not None:
            self._take(training, box)
        training.loop.report()

    def _take(self, training: Training, box: Box) -> None:
        first = not training.captured.x
        training.captured.add_batch(*box.taken())
        training.steps += 1
        if first:
            self._opening.look(training)
        if training.steps >= limits.BATCHES:
            box.close()
            del self._boxes[id(training)]

    def _open(self, training: Training, optimizer: Any, seen: Seen) -> None:
        import tensorflow as tf

        from tutor.trainer.doctor.capture import from_batches

        if not training.call:
            training.begin(None)
        training.captured = training.captured or from_batches()
        training.compile_arguments = {"optimizer": optimizer, "loss": seen.loss and seen.loss[0]}
        # Values are to be had, and variables to be made, outside a graph that is being traced.
        with tf.init_scope():
            self._opening.describe_loop(training)
            self._opening.called(training, loop_fields("tape", training.captured))
            self._opening.loop(training, optimizer)

    def _capture(self, training: Training, seen: Seen) -> None:
        from tutor.trainer.doctor.capture import from_batches

        training.captured = training.captured or from_batches()
        inputs = seen.input_of(training.model)
        if inputs is not None and training.captured.source == "batches":
            training.captured.add_batch(inputs, seen.loss and seen.loss[1])
