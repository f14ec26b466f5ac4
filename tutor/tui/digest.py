"""What a list of runs or projects shows of each; no Textual here.

`reading` reads them from disk. The values stand by themselves, so that the first screen is painted
before the modules that read a project are imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.metric import Metric
from tutor.metric import of as metric_of
from tutor.steps import NAMES

if TYPE_CHECKING:
    from tutor.history import History
    from tutor.journal import Record
    from tutor.runs.folder import RunFolder


@dataclass(frozen=True)
class RunDigest:
    """A run and its history without batches and layer statistics."""

    run: RunFolder
    history: History

    @property
    def number(self) -> int:
        """The run's sequence number."""
        return self.run.number

    @property
    def best_score(self) -> float | None:
        """Validation score of the best epoch; of an evaluation the test score."""
        if self.history.evaluation is not None:
            return self.history.evaluation.metrics.get(self.history.metric.name)
        return self.history.score


@dataclass(frozen=True)
class ProjectDigest:
    """How far a project is; `problem` is set, in one sentence, where it cannot be read."""

    path: Path
    title: str
    idea: str = ""
    verdicts: tuple[Record, ...] = ()
    best: float | None = None
    family: str = "image"
    runs: int = 0
    running: int = 0
    reference: float | None = None
    problem: str = ""

    @property
    def metric(self) -> Metric:
        """What its runs are compared by."""
        return metric_of(self.family)

    @property
    def last_verdict(self) -> Record | None:
        """The verdict that was given last."""
        return max(self.verdicts, key=lambda record: int(record["id"]), default=None)

    @property
    def next_step(self) -> str | None:
        """The first step, in their order, that has not passed."""
        passed = {record["step"] for record in self.verdicts if record.get("passed")}
        return next((name for name in NAMES if name not in passed), None)

    def verdict_of(self, step: str) -> Record | None:
        """The last verdict of a step."""
        return next((record for record in self.verdicts if record["step"] == step), None)
