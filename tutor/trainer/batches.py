"""Reporting the batches of a training: their losses, and in a range test their learning rates."""

from __future__ import annotations

import math
from typing import Any

import keras

from tutor import events as ev
from tutor.trainer.eventlog import EventLog
from tutor.trainer.rangetest import RangeTest
from tutor.trainer.recorder import RING, Recorder

FLUSH_SECONDS = 0.1
"""Batches are reported at most this often; faster than that nobody sees."""


class BatchReporter:
    """Reads the losses of batches that are done and reports them, many in one event.

    Args:
        log: takes the events.
        recorder: knows the losses.
        range_test: sets the learning rate of every batch; None to leave it alone.

    Attributes:
        stop: True once the loss says that the training should end.
        diverged: where the loss stopped being a number, in a sentence; None while it is one.
        done: batches of this epoch whose losses were read.
    """

    def __init__(self, log: EventLog, recorder: Recorder, range_test: RangeTest | None) -> None:
        self.stop = False
        self.diverged: str | None = None
        self.done = 0
        self._log = log
        self._recorder = recorder
        self._range_test = range_test
        self._epoch = 0
        self._done_before = 0
        self._sum = 0.0
        self._losses: list[float] = []
        self._rates: list[float] = []
        self._next_flush = 0.0

    @property
    def done_in_all(self) -> int:
        """Batches of all epochs whose losses were read."""
        return self._done_before + self.done

    @property
    def mean_loss(self) -> float | None:
        """Mean loss of this epoch's batches, None where none was read."""
        return self._sum / self.done if self.done else None

    def start_epoch(self, epoch: int) -> None:
        """Batches count from 0 again; epochs count from 1."""
        self._done_before, self.done = self.done_in_all, 0
        self._sum = 0.0
        self._epoch = epoch

    def before_batch(self, batch: int, now: float, optimizer: Any) -> None:
        """Report what is done if it is time to; set the coming batch's learning rate."""
        if self._range_test is not None:
            self._collect()
            self._set_rate(self._range_test, optimizer)
        if now >= self._next_flush or batch - self.done > RING // 2:
            self._next_flush = now + FLUSH_SECONDS
            self.flush()

    def flush(self) -> None:
        """Report all batches that are done."""
        self._collect()
        if not self._losses:
            return
        fields: dict[str, Any] = {"losses": self._losses}
        if self._range_test is not None:
            count = len(self._losses)
            fields["learning_rates"], self._rates = self._rates[:count], self._rates[count:]
        first = self.done - len(self._losses)
        self._log.write(ev.BATCHES, epoch=self._epoch, first=first, **fields)
        self._losses = []

    def check(self, loss: float | None, where: str) -> None:
        """Note a loss that is no number any more; the range test goes looking for those itself."""
        if loss is None or math.isfinite(loss) or self._range_test is not None:
            return
        self.stop = True
        self.diverged = self.diverged or f"The loss became {loss} {where}."

    def _collect(self) -> None:
        for loss in self._recorder.new_losses():
            self._losses.append(loss)
            self.done += 1
            self._sum += loss
            if self._range_test is not None:
                self.stop |= self._range_test.runs_away(loss)
            else:
                self.check(loss, f"in batch {self.done} of epoch {self._epoch}")

    def _set_rate(self, test: RangeTest, optimizer: Any) -> None:
        # Keras trains one more batch after the one that ended the test: at the rate it has.
        if not self.stop:
            optimizer.learning_rate = test.rate(self.done_in_all)
            self.stop = test.is_last(self.done_in_all)
        self._rates.append(float(keras.ops.convert_to_numpy(optimizer.learning_rate)))
