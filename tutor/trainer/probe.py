"""The Keras callback that turns a training into events, and changes nothing about it."""

from __future__ import annotations

import time
from typing import Any, Protocol

import keras

from tutor import events as ev
from tutor.trainer.batches import BatchReporter
from tutor.trainer.describe import learning_rate
from tutor.trainer.eventlog import EventLog
from tutor.trainer.observer import Observer
from tutor.trainer.rangetest import RangeTest
from tutor.trainer.recorder import MeanRecorder, Recorder


class Ends(Protocol):
    """What the probe asks of whoever knows when the training is to end."""

    phase: Any

    def is_due(self, now: float | None = None) -> bool:
        """True when the training is to end after its current batch."""

    def check(self) -> None:
        """Raise where the training is to end before it has begun."""


class Measured(BaseException):
    """Raised to end a run that only measures the untouched model."""


class Probe(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the events of a training and stops it when it is time.

    It hooks into the beginnings of batches only. A callback for their ends makes Keras fetch every
    metric after every batch before the next one may start.

    Args:
        log: takes the events.
        stopper: says when the run is to end.
        observer: looks into the model.
        recorder: the observer's, which knows the batches' losses.
        measure_only: end the run, by raising `Measured`, before its first batch.
        range_test: raises the learning rate from batch to batch; None to leave it alone.
        durable: wait until each epoch has reached the disk.
        to_the_end: let a training go on whose loss is no number any more.

    Attributes:
        began: True once Keras has begun to train.
    """

    def __init__(
        self,
        log: EventLog,
        stopper: Ends,
        observer: Observer,
        recorder: Recorder,
        *,
        measure_only: bool = False,
        range_test: RangeTest | None = None,
        durable: bool = True,
        to_the_end: bool = False,
    ) -> None:
        super().__init__()
        self.began = False
        self._log = log
        self._stopper = stopper
        self._measure_only = measure_only
        self._durable = durable
        self._to_the_end = to_the_end
        self._recorder = recorder
        self._batches = BatchReporter(log, recorder, range_test)
        self._observer = observer
        self._epoch = 0
        self._epochs_before = 0
        self._epoch_started = 0.0

    @property
    def diverged(self) -> str | None:
        """Where the loss stopped being a number, in a sentence; None while it is one."""
        return self._batches.diverged

    def set_model(self, model: keras.Model) -> None:
        """Attach the recorder; Keras calls this before it traces the training step."""
        super().set_model(model)
        if getattr(model, "optimizer", None) is not None:
            self._recorder.install(model)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Describe data and model as they are before the first batch."""
        if not self.began:
            self.began = True
            self._observer.describe(self.model, self.params.get("steps"))
        if self._measure_only:
            raise Measured
        prepare(self.model, self._recorder)
        self._stopper.check()
        self._stopper.phase = "training"

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """A project may call fit() several times: its epochs are counted on."""
        self._epoch = self._epochs_before + epoch + 1
        self._epoch_started = time.perf_counter()
        self._batches.start_epoch(self._epoch)
        self._observer.start_epoch(self._is_edge(epoch))

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Report what is done; a training that is to stop does so after this batch."""
        now = time.perf_counter()
        self._observer.before_batch(batch)
        self._batches.before_batch(batch, now, self.model.optimizer)
        self._stop_if_due(now)

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """The epoch's batches are done; its validation may take a while."""
        if self._stopper.phase == "training":
            self._end_batches()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Report the epoch, then look into the layers if there is time for it."""
        self._end_batches()
        figures = dict(logs or {})
        self._batches.check(figures.get("loss"), f"in epoch {self._epoch}")
        self._write_epoch(figures)
        self._stop_if_due(time.perf_counter())
        self._observer.look(self._epoch, self._batches.done_in_all, self._is_edge(epoch))

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """What follows is the project's own business, and is waited for."""
        self._stopper.phase = "closing"
        self._epochs_before = self._epoch
        self._recorder.remove()

    def _write_epoch(self, figures: dict[str, Any]) -> None:
        fields = self._epoch_fields(figures)
        self._log.write(ev.EPOCH_FINISHED, durable=self._durable, **fields)

    def _is_edge(self, epoch: int) -> bool:
        """True for the first epoch, and for the last as far as can be known."""
        last = self.model.stop_training or epoch + 1 >= self.params.get("epochs", 0)
        return bool(last or self._epoch == 1)

    def _stop_if_due(self, now: float) -> None:
        if self._stopper.is_due(now) or (self._batches.stop and not self._to_the_end):
            self.model.stop_training = True

    def _end_batches(self) -> None:
        self._observer.after_batches()
        self._batches.flush()

    def _epoch_fields(self, figures: dict[str, Any]) -> dict[str, Any]:
        partial = self._batches.done < (self.params.get("steps") or 0)
        return {
            "epoch": self._epoch,
            "loss": figures.pop("loss", None),
            "val_loss": figures.pop("val_loss", None),
            "learning_rate": learning_rate(self.model),
            "seconds": round(time.perf_counter() - self._epoch_started, 4),
            "metrics": figures,
            **({"partial": True} if partial else {}),
        }


def prepare(model: keras.Model, recorder: Recorder) -> None:
    """Make the optimizer's variables and the recorder's before the training step is traced.

    TensorFlow traces a step a second time if the first trace made variables in it. Those of the
    metrics were made when the untouched model was described.
    """
    if model.built:
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        recorder.prepare(model)


class MeanProbe(Probe):
    """The probe for backends that give no more than the running mean after each batch."""

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Have the weights where they can be read: JAX takes them out of the model to train."""
        if hasattr(self.model, "jax_state_sync"):
            self.model.jax_state_sync()
        super().on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Hand the running mean on."""
        if logs and "loss" in logs and isinstance(self._recorder, MeanRecorder):
            self._recorder.see(batch, float(logs["loss"]))


def probe_class() -> type[Probe]:
    """The probe that fits the backend."""
    return Probe if keras.backend.backend() == "tensorflow" else MeanProbe
