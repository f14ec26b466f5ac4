"""The data of a script's training, for the observer that looks into its model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.capture import Captured
from tutor.trainer.sampler import LARGEST_SAMPLE


class ScriptSource:
    """Gives a sample of the training part, spread over what was captured of it.

    The data themselves are told by `task.describe_case`.

    Args:
        captured: the training's data.
        unobserved: takes note of what could not be observed; nothing does without it, as the
            script's own output is no place for that.
    """

    def __init__(
        self, captured: Captured | None, unobserved: Callable[[Exception], None] | None = None
    ) -> None:
        self._captured = captured or Captured()
        self._unobserved = unobserved

    @property
    def batch_size(self) -> int | None:
        """As fit() was asked for it, or as its data come."""
        return self._captured.batch_size

    @property
    def alone(self) -> bool:
        """Generators and dataset objects are run by Keras in threads."""
        return self._captured.source not in ("generator", "dataset-object")

    def describe_data(self, model: keras.Model) -> None:
        """Told elsewhere."""

    def sample(self) -> tuple[Any, Any, Any]:
        """Raises LookupError where no data have been seen yet."""
        captured = self._captured
        if not captured.x or not len(captured.x[0]):
            raise LookupError("no data have been seen yet")
        rows = len(captured.x[0])
        chosen = np.linspace(0, rows - 1, min(rows, LARGEST_SAMPLE)).astype(int)
        # Every so-many-th of labels that take turns would be one class: mixed, by fixed chance.
        if rows > LARGEST_SAMPLE:
            chosen = np.random.default_rng(0).choice(rows, LARGEST_SAMPLE, replace=False)
        weights = captured.sample_weight
        return (
            captured.pack_x([values[chosen] for values in captured.x]),
            captured.pack_y([values[chosen] for values in captured.y]),
            None if weights is None else weights[chosen],
        )

    def unobserved(self, fault: Exception) -> None:
        """Hand it to whoever takes note; that there are no data yet is no fault."""
        if self._unobserved is not None and not isinstance(fault, LookupError):
            self._unobserved(fault)
