"""The trainings of a script: one for each model that it trains."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from tutor import events as ev
from tutor.history import History, fold
from tutor.trainer.doctor import limits
from tutor.trainer.eventlog import EVENTS, EventLog


@dataclass(eq=False)
class Training:
    """A model being trained, and what is known about how.

    Attributes:
        model: the script's own, trained once the script has ended.
        log: takes its events.
        folder: that they stand in.
        captured: a sample of its data (`capture.Captured`), None before any were seen.
        call: the fields of `called`; `compiled` those of `compiled`.
        compile_arguments: what the script gave to compile(), by name, with its own objects; of a
            loop without compile() the `optimizer` and `loss` that it used.
        initial_weights: copies of the weights before the first batch, in the order of
            `model.weights`; None for a model of more than `limits.WEIGHTS` parameters.
        fit_arguments: what the script gave to fit() first, by name, its own objects; empty for
            loops.
        error: the type, message and place of what a call of fit() raised last; None after one
            that went well.
        reason: the same in a sentence.
        watcher: the probe that goes along with fit(), None before one.
        loop: follows steps outside fit(), None before one; `steps` counts them.
        turns: times that it took over from the training of another model.
        observer, recorder: look into the model.
    """

    model: Any
    log: EventLog
    folder: Path
    captured: Any = None
    call: dict[str, Any] = field(default_factory=dict)
    compiled: dict[str, Any] = field(default_factory=dict)
    compile_arguments: dict[str, Any] = field(default_factory=dict)
    initial_weights: list[Any] | None = None
    fit_arguments: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    reason: str = ""
    watcher: Any = None
    loop: Any = None
    steps: int = 0
    turns: int = 0
    observer: Any = None
    recorder: Any = None

    @property
    def history(self) -> History:
        """What its events tell up to now."""
        text = (self.folder / EVENTS).read_text(encoding="utf-8")
        return fold(ev.decode_lines(text.splitlines()))

    def keep_weights(self) -> None:
        """Copy the weights as they are now, once, if the model is built and not too large."""
        if self.initial_weights is not None or not self.model.built:
            return
        if self.model.count_params() <= limits.WEIGHTS:
            self.initial_weights = [weight.copy() for weight in self.model.get_weights()]

    def begin(self, epochs: int | None) -> None:
        """Write its first event."""
        # fit() may have been given an epoch that is no number; Keras says so a moment later.
        planned = int(epochs) if isinstance(epochs, int) else None
        self.log.write(
            ev.RUN_STARTED, run=self.folder.name, kind="train", epochs=planned, seed=None
        )

    def finish(self, stopped: bool) -> None:
        """Write its end; the experiments' events may follow it."""
        status = "failed" if self.error else "stopped" if stopped else "finished"
        self.log.write(
            ev.RUN_FINISHED,
            status=status,
            reason=self.reason,
            seconds=round(self.log.elapsed(), 3),
            error=self.error,
            signal=None,
        )


class Trainings:
    """All trainings of the script, in the order of their beginning.

    Args:
        folder: of the examination; each training gets a folder of its own in it.

    Attributes:
        recorded: those that are observed, at most `limits.TRAININGS`.
    """

    def __init__(self, folder: Path) -> None:
        self.recorded: list[Training] = []
        self._folder = folder
        self._by_model: dict[int, Training] = {}
        self._passed_over: weakref.WeakSet[Any] = weakref.WeakSet()
        self._dropped = 0
        self._last: Training | None = None
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """Number of models trained, recorded or not."""
        return len(self.recorded) + self._dropped

    def known(self, model: Any) -> Training | None:
        """The training of this model, if it has begun."""
        return self._by_model.get(id(model))

    def of(self, model: Any) -> Training | None:
        """The training of this model, begun if need be; None where there are too many already."""
        with self._lock:
            training = self._by_model.get(id(model))
            if training is None and len(self.recorded) < limits.TRAININGS:
                training = self._open(model)
            elif training is None and model not in self._passed_over:
                self._passed_over.add(model)
                self._dropped += 1
            if training is not None and training is not self._last:
                training.turns += 1
                self._last = training
            return training

    def tell_opponents(self) -> None:
        """Write down which models were trained against each other, by turns."""
        opponents = [training for training in self.recorded if training.turns >= limits.TURNS]
        for training in opponents if len(opponents) > 1 else ():
            training.log.write(ev.TASK_KNOWN, task="adversarial")

    def _open(self, model: Any) -> Training:
        folder = self._folder / f"{len(self.recorded) + 1:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        training = Training(model, EventLog(folder, perf_counter()), folder)
        # It holds the model, so that no other can come to have the same id.
        self._by_model[id(model)] = training
        self.recorded.append(training)
        return training
