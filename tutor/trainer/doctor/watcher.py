"""The probe as the doctor uses it: over several calls of fit(), and never in the script's way."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tutor.trainer.batches import BatchReporter
from tutor.trainer.doctor import limits
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.trainings import Training
from tutor.trainer.probe import Probe, probe_class

METRICS = {
    "acc": "accuracy",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
}
"""Names under which Keras logs an accuracy of the most probable class."""


def common_names(figures: dict[str, Any]) -> dict[str, float]:
    """The figures of an epoch with every accuracy of a class called `accuracy`; numbers only."""
    found: dict[str, float] = {}
    for name, value in figures.items():
        side, bare = ("val_", name[4:]) if name.startswith("val_") else ("", name)
        number = as_number(value)
        if number is not None:
            found.setdefault(side + METRICS.get(bare, bare), number)
    return found


def as_number(value: Any) -> float | None:
    """A number of any make as a float, None for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


class Blind:
    """Stands for an observer where there can be none: it sees nothing."""

    def describe(self, model: Any, steps: int | None) -> None:
        """Nothing to tell."""

    def start_epoch(self, edge: bool) -> None:
        """Nothing to choose."""

    def before_batch(self, batch: int) -> None:
        """Nothing to keep."""

    def after_batches(self) -> None:
        """Nothing was kept."""

    def look(self, epoch: int, batches: int, edge: bool) -> None:
        """Nothing to see."""


def _guarded(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def wrap(method: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(method)
        def guarded(self: Any, *args: Any, **kwargs: Any) -> None:
            if self.case.active:
                with self.case.unbroken(what):
                    method(self, *args, **kwargs)

        return guarded

    return wrap


def watcher_class() -> type[Any]:
    """The watcher that fits the backend."""
    base = probe_class()

    class Watcher(_Watching, base):  # type: ignore[misc, valid-type]
        """Watches one model through all calls of fit()."""

        if "on_train_batch_end" in vars(base):

            @_guarded("read the loss of a batch")
            def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
                """Hand the running mean on."""
                super().on_train_batch_end(batch, logs)

    return Watcher


class _Watching(Probe):
    """What the doctor's probe does otherwise.

    Args:
        case: the script under examination.
        training: that is watched.
        observer, recorder: as the probe's.
        described: called when the untouched model has been described.

    Attributes:
        initial_epoch: of the coming call of fit(), whose epochs then count on by themselves.
    """

    def __init__(
        self,
        case: Case,
        training: Training,
        observer: Any,
        recorder: Any,
        described: Callable[[], None],
    ) -> None:
        super().__init__(
            training.log, case.ending, observer, recorder, durable=False, to_the_end=True
        )
        self.case = case
        self._training = training
        self._described = described
        self._fits = 0
        self.initial_epoch = 0

    @property
    def epochs(self) -> int:
        """Epochs begun over all calls of fit()."""
        return self._epoch

    @property
    def batches(self) -> BatchReporter:
        """Reports the batches."""
        return self._batches

    @_guarded("attach to the model")
    def set_model(self, model: Any) -> None:
        """Attach the recorder."""
        super().set_model(model)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Describe data and model as they are before the first batch."""
        self._fits += 1
        # Also after a call that raised, whose end nobody was told of.
        self._epochs_before = self._epoch - self.initial_epoch
        if not self.case.active:
            return
        first = not self.began
        with self.case.unbroken("describe the model"):
            super().on_train_begin(logs)
        if first:
            self._described()

    @_guarded("begin an epoch")
    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Epochs are counted on over several calls."""
        super().on_epoch_begin(epoch, logs)

    @_guarded("follow a batch")
    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Report what is done."""
        super().on_train_batch_begin(batch, logs)

    @_guarded("follow the validation")
    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """The epoch's batches are done."""
        super().on_test_begin(logs)

    @_guarded("report an epoch")
    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Report the epoch."""
        super().on_epoch_end(epoch, logs)

    @_guarded("end the training")
    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Go on to whatever follows."""
        super().on_train_end(logs)

    def _is_edge(self, epoch: int) -> bool:
        if self._fits > limits.CLOSE_LOOKS:
            return self._epoch == 1
        return super()._is_edge(epoch)

    def _write_epoch(self, figures: dict[str, Any]) -> None:
        figures = common_names(figures)
        if "loss" not in figures:
            # A training step of the learner's own may log none, or call it otherwise.
            loss = self._batches.mean_loss
            if loss is None:
                return
            figures["loss"] = loss
        super()._write_epoch(figures)
