"""Looking into a model before its training and at the ends of epochs, within a budget of time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from tutor import events as ev
from tutor.trainer import describe
from tutor.trainer.eventlog import EventLog
from tutor.trainer.recorder import Recorder
from tutor.trainer.sampler import Sampler, Source, Weights
from tutor.trainer.undisturbed import undisturbed

BUDGET = 0.01
"""Share of the training time that the statistics at the ends of epochs may take."""

EDGE_BUDGET = 0.05
"""The share for the first and the last epoch, which are told unless the training is very short."""


class Observer:
    """Writes `data_described`, `model_built`, `initial` and `layer_stats`.

    What cannot be observed is told to the source of the data and does not stop the training.

    Args:
        log: takes the events.
        source: gives the data that the training works on.
        recorder: keeps the gradients of a chosen batch.
    """

    def __init__(self, log: EventLog, source: Source, recorder: Recorder) -> None:
        self._log = log
        self._source = source
        self._recorder = recorder
        self._model: Any = None
        self._sampler: Sampler | None = None
        self._chosen_batch = 0
        self._chosen = False
        self._before: Weights | None = None
        self._step: tuple[Weights, Weights] | None = None
        self._started = 0.0
        self._spent = 0.0
        self._pass_seconds = 0.0

    def describe(self, model: keras.Model, steps: int | None) -> None:
        """Tell of the data and the untouched model; `steps` counts the batches of an epoch."""
        self._model = model
        with self._looking():
            data = self._source.describe_data(model)
            if data is not None:
                self._log.write(ev.DATA_DESCRIBED, **data)
        self._sampler = self._first_look(steps)
        # The last full batch of an epoch stands for the epoch.
        self._chosen_batch = max(0, steps - 2) if steps else 0
        self._started = time.perf_counter()

    def start_epoch(self, edge: bool) -> None:
        """A new epoch: one of its batches will be looked at closely if there is time for it."""
        self._chosen = self._sampler is None or not self._affordable(edge)
        self._step = None

    def before_batch(self, batch: int) -> None:
        """Keep gradients and weights around the chosen batch."""
        if self._before is not None:
            self.after_batches()
        elif not self._chosen and batch >= self._chosen_batch and self._sampler is not None:
            self._chosen = True
            self._recorder.arm(True)
            self._before = self._sampler.weights()

    def after_batches(self) -> None:
        """The chosen batch is done."""
        if self._before is not None and self._sampler is not None:
            self._recorder.arm(False)
            self._step = (self._before, self._sampler.weights())
            self._before = None

    def look(self, epoch: int, batches: int, edge: bool) -> None:
        """Tell of the layers after an epoch if there is time for it.

        Args:
            epoch: number of the epoch, from 1.
            batches: number of batches trained in all.
            edge: True for the first and the last epoch.
        """
        if self._sampler is None or not self._affordable(edge):
            return
        started = time.perf_counter()
        with self._looking():
            gradients = self._recorder.gradients() if self._step else None
            layers = self._sampler.now(gradients, self._step)
            self._log.write(ev.LAYER_STATS, epoch=epoch, batch=batches, layers=layers)
        self._pass_seconds = time.perf_counter() - started
        self._spent += self._pass_seconds

    def _first_look(self, steps: int | None) -> Sampler | None:
        """Tell of the untouched model, through a sample of data where there is one."""
        with self._unbroken():
            sampler = Sampler(self._model, self._source)
            sampler.build()
            with undisturbed(self._model, alone=self._source.alone):
                seen = sampler.before_training(steps)
            self._log.write(ev.MODEL_BUILT, **seen["model_built"])
            if seen["initial"] is not None:
                self._log.write(ev.INITIAL, **seen["initial"])
            self._log.write(ev.LAYER_STATS, epoch=0, batch=0, layers=seen["layers"])
            return sampler
        with self._unbroken():
            size = self._source.batch_size
            built = describe.model_built(self._model, None, batch_size=size, steps=steps)
            self._log.write(ev.MODEL_BUILT, **built)
        return None

    def _affordable(self, edge: bool) -> bool:
        trained = time.perf_counter() - self._started - self._spent
        return self._spent + self._pass_seconds <= (EDGE_BUDGET if edge else BUDGET) * trained

    @contextmanager
    def _looking(self) -> Iterator[None]:
        with self._unbroken(), undisturbed(self._model, alone=self._source.alone):
            yield

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        try:
            yield
        except (OSError, MemoryError):
            raise
        except Exception as fault:
            self._source.unobserved(fault)
