"""A training that the script makes batch by batch, without fit()."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from time import perf_counter
from typing import Any

from tutor import events as ev
from tutor.trainer.batches import FLUSH_SECONDS
from tutor.trainer.doctor import limits
from tutor.trainer.doctor.trainings import Training
from tutor.trainer.doctor.watcher import as_number, common_names


class Loop:
    """Turns steps into events, and stretches of steps into epochs.

    A stretch ends where the script evaluates, resets a metric or begins another pass over its data
    set. Where it does so hardly ever, the steps are cut into `limits.CHUNKS` equal stretches when
    the script has ended.

    Attributes:
        steps: made so far.
        coming: the loss of the step that is being made.
        traced: the recorder of steps inside traced functions, None for steps made one by one.

    Args:
        training: that the steps belong to.
        observer: looks into the model.
        learning_rate: of the next step.
    """

    def __init__(
        self, training: Training, observer: Any, learning_rate: Callable[[], float | None]
    ) -> None:
        self.steps = 0
        self.coming: Any = None
        self.traced: Any = None
        self._training = training
        self._observer = observer
        self._learning_rate = learning_rate
        self._losses = array("f")
        self._unread: list[Any] = []
        self._reported = 0
        self._figures: dict[str, array[float]] = {}
        self._epochs: list[dict[str, Any]] = []
        self._written = 0
        self._last_validation: dict[str, float] = {}
        self._epoch_started = perf_counter()
        self._epoch_first = 0
        self._next_flush = 0.0
        self._next_choice = 1

    @property
    def pending(self) -> int:
        """Steps since the last stretch ended."""
        return self.steps - self._epoch_first

    def begin(self, model: Any) -> None:
        """Describe the model before its first step."""
        self._observer.describe(model, None)
        self._observer.start_epoch(True)

    def before(self) -> None:
        """A step is about to be made."""
        # The last steps stand for the whole, and which are the last is known only afterwards.
        if self.steps == self._next_choice:
            self._next_choice *= 2
            self._observer.start_epoch(True)
        self._observer.before_batch(self.steps)

    def after(self, loss: Any, figures: dict[str, Any] | None = None) -> None:
        """A step was made.

        Args:
            loss: of its batch, a number or a tensor that is read later; None if not known.
            figures: of its batch besides the loss, by Keras's names.
        """
        self.steps += 1
        if loss is not None:
            self._unread.append(loss)
        for name, value in (figures or {}).items():
            number = as_number(value)
            if number is not None:
                self._figures.setdefault(name, array("d")).append(number)
        self.report()

    def report(self, at_once: bool = False) -> None:
        """Write the losses of the steps made, not too often."""
        now = perf_counter()
        if now < self._next_flush and not at_once:
            return
        self._next_flush = now + FLUSH_SECONDS
        self._read()
        fresh = self._losses[self._reported :]
        if fresh:
            epoch = len(self._epochs) + 1
            losses = [float(f"{loss:.9g}") for loss in fresh]
            self._training.log.write(ev.BATCHES, epoch=epoch, first=self._reported, losses=losses)
            self._reported = len(self._losses)

    def _read(self) -> None:
        if self.traced is not None:
            # Their number is known only now, and one that was not recorded has not been counted.
            losses = self.traced.new_losses()
            self.steps += len(losses)
            self._unread.extend(losses)
        self._losses.extend(_floats(self._unread))
        self._unread = []

    def end_stretch(self, validation: dict[str, Any] | None = None) -> None:
        """The script has paused to look at its model, or begun another pass.

        Args:
            validation: what an evaluation came to, by Keras's names.
        """
        known = {f"val_{name}": value for name, value in (validation or {}).items()}
        self._last_validation = common_names(known) or self._last_validation
        if self.traced is not None:
            self._read()
        if not self.pending:
            self._amend(common_names(known))
            return
        self._observer.after_batches()
        self.report(at_once=True)
        stretch = self._losses[self._epoch_first :]
        if stretch:
            self._add_epoch(
                stretch, {**self._means(self._epoch_first, self.steps), **common_names(known)}
            )
        self._epoch_first = self.steps
        self._epoch_started = perf_counter()
        self._observer.look(len(self._epochs), self.steps, len(self._epochs) == 1)
        self._observer.start_epoch(False)

    def close(self) -> None:
        """The script has ended."""
        self._observer.after_batches()
        self.report(at_once=True)
        natural = len(self._epochs) + bool(self.pending)
        if natural >= limits.EPOCHS or not len(self._losses):
            if self.pending:
                self.end_stretch()
            self._write_epochs(len(self._epochs))
        elif not self._written:
            self._cut()
        self._observer.look(max(1, self._written), self.steps, True)

    def _add_epoch(self, losses: Any, figures: dict[str, float]) -> None:
        self._epochs.append(
            {
                "epoch": len(self._epochs) + 1,
                "loss": sum(losses) / len(losses),
                "val_loss": figures.pop("val_loss", None),
                "learning_rate": self._learning_rate(),
                "seconds": round(perf_counter() - self._epoch_started, 4),
                "metrics": {name: value for name, value in figures.items() if name != "loss"},
            }
        )
        # The newest is held back: its evaluation may still come.
        if len(self._epochs) > limits.EPOCHS:
            self._write_epochs(len(self._epochs) - 1)

    def _amend(self, figures: dict[str, float]) -> None:
        """An evaluation that follows a stretch already ended belongs to it."""
        if figures and self._epochs and len(self._epochs) > self._written:
            last = self._epochs[-1]
            last["val_loss"] = figures.pop("val_loss", last["val_loss"])
            last["metrics"].update(figures)

    def _write_epochs(self, count: int) -> None:
        for fields in self._epochs[self._written : count]:
            self._training.log.write(ev.EPOCH_FINISHED, **fields)
            self._written += 1

    def _cut(self) -> None:
        """Make equal stretches of all steps."""
        count = min(limits.CHUNKS, len(self._losses))
        seconds = sum(epoch["seconds"] for epoch in self._epochs)
        seconds += perf_counter() - self._epoch_started
        self._epochs = []
        for number in range(count):
            first, end = (len(self._losses) * n // count for n in (number, number + 1))
            figures = self._means(first, end)
            if number + 1 == count:
                figures.update(self._last_validation)
            self._add_epoch(self._losses[first:end], figures)
            self._epochs[-1]["seconds"] = round(seconds / count, 4)
        self._write_epochs(count)

    def _means(self, first: int, end: int) -> dict[str, float]:
        """The means of the figures over some of the steps."""
        parts = {name: values[first:end] for name, values in self._figures.items()}
        return common_names({name: sum(p) / len(p) for name, p in parts.items() if p})


def _floats(losses: list[Any]) -> list[float]:
    """Losses as numbers; of one for each sample their mean."""
    found = []
    for loss in losses:
        value = loss.numpy() if hasattr(loss, "numpy") else loss
        mean = value.mean() if getattr(value, "ndim", 0) else value
        found.append(float(mean))
    return found
