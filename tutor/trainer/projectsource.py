"""The data of a learner's project, as its own code loaded them."""

from __future__ import annotations

import traceback
from typing import Any

import keras
import numpy as np
from keras import ops, tree

from tutor.trainer import describe
from tutor.trainer.sampler import LARGEST_SAMPLE
from tutor.trainer.seam import Project


class ProjectSource:
    """Describes the project's data and gives a sample of its validation part.

    Args:
        project: gives the data that its own code loaded.
        experiment: the run's settings.
    """

    def __init__(self, project: Project, experiment: dict[str, Any]) -> None:
        self._project = project
        self._experiment = experiment

    @property
    def batch_size(self) -> int | None:
        """As the experiment has it."""
        return int(self._experiment["batch"]["size"])

    @property
    def alone(self) -> bool:
        """A project's data are arrays behind tf.data, which has random generators of its own."""
        return True

    def describe_data(self, model: keras.Model) -> dict[str, Any]:
        """The fields of `data_described`. Raises LookupError for a project without data."""
        if self._project.value("data", "describe") is None:
            self._require_data()
        return describe.data_described(self._project, self._experiment)

    def sample(self) -> tuple[Any, Any, Any]:
        """The first validation samples, as the project's own pipeline batches them.

        A project without data of its own gives them by `data.sample(experiment, number)`.
        """
        own = self._project.value("data", "sample")
        if callable(own):
            return (*own(self._experiment, LARGEST_SAMPLE), None)
        self._require_data()
        inputs, labels = self._project.data.validation
        batches = self._project.function("data", "make_dataset")(
            _first(inputs), labels[:LARGEST_SAMPLE], self._experiment, shuffle=False
        )
        return (*_joined(batches), None)

    def unobserved(self, fault: Exception) -> None:
        """Tell it in the run's output."""
        print("dltutor could not observe this; the training goes on:")
        traceback.print_exception(fault)

    def _require_data(self) -> None:
        if self._project.data is None:
            raise LookupError("data.load_data was not called: no data to describe")


def _first(inputs: Any) -> Any:
    """The first samples of an array, or of every column of a table."""
    if isinstance(inputs, dict):
        return {name: values[:LARGEST_SAMPLE] for name, values in inputs.items()}
    return inputs[:LARGEST_SAMPLE]


def _joined(batches: Any) -> tuple[Any, Any]:
    """All batches as one."""
    pairs = [tuple(batch)[:2] for batch in batches]
    inputs, targets = (
        tree.map_structure(
            lambda *parts: np.concatenate([ops.convert_to_numpy(part) for part in parts]),
            *[pair[side] for pair in pairs],
        )
        for side in (0, 1)
    )
    return inputs, targets
