"""What a step is: a lesson, a question, experiments, a verdict and an edit.

A step is pure: from the context and the results so far it says which runs it wants next (`plan`),
and from all results what was learned (`judge`). The engine makes the runs; the screen and the
headless text show the same values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tutor import families
from tutor.diagnosis.finding import Finding
from tutor.experiment.schema import Changes, Spec
from tutor.experiment.spec import get
from tutor.families.base import Family
from tutor.history import DataDescription, History
from tutor.metric import ACCURACY, Metric
from tutor.noise import Spread


@dataclass(frozen=True)
class Choice:
    """One answer to a question."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """Asked before the runs: a prediction, or what to vary. `default` is a choice's key."""

    key: str
    text: str
    choices: tuple[Choice, ...]
    default: str = ""


@dataclass(frozen=True)
class Trial:
    """One run that a step wants.

    Runs with the same `setting` differ in nothing but the seed; `changes` are the edits to the
    project's experiment, the seed among them. `label` is what the learner reads.
    """

    setting: str
    label: str
    changes: Changes = field(default_factory=dict)
    kind: str = "train"
    of: str | None = None
    seconds_limit: float | None = None


@dataclass(frozen=True)
class Result:
    """A trial that has ended, however it ended."""

    trial: Trial
    run: str
    history: History


@dataclass(frozen=True)
class Context:
    """All that a step may look at.

    `data` is what the trainer saw of the project's data (None before the first run); `answers` are
    the learner's choices by the key of their question; `verdicts` the latest headline of each step
    by its name; `augmentations` what may be done to an input without changing its class;
    `reference` the figure to beat (`value`, `source`); `test_looks` how often the test set has been
    looked at; `has_baseline` whether the project has simple models to compare with.
    """

    spec: Spec
    family: str = "image"
    title: str = ""
    data: DataDescription | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    augmentations: tuple[str, ...] = ()
    reference: Mapping[str, Any] = field(default_factory=dict)
    test_looks: int = 0
    has_baseline: bool = False

    @property
    def kind(self) -> Family:
        """What is peculiar to the project's family."""
        return families.family(self.family)

    @property
    def metric(self) -> Metric:
        """What its runs are compared by."""
        return self.kind.metric

    def value(self, path: str) -> object:
        """The experiment's value at `section.key`."""
        return get(self.spec, path)

    def has(self, path: str) -> bool:
        """Whether the family's experiment has the key `section.key`."""
        section, _, name = path.partition(".")
        return name in self.spec.get(section, {})

    @property
    def seed(self) -> int:
        """The experiment's own seed."""
        return int(self.spec["training"]["seed"])

    def seeds(self, count: int) -> tuple[int, ...]:
        """The experiment's seed and those behind it."""
        return tuple(self.seed + offset for offset in range(count))


@dataclass(frozen=True)
class Series:
    """A named line or row of bars. `mark` is the index of a point to point out."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    mark: int | None = None


@dataclass(frozen=True)
class Figure:
    """A picture as data: `kind` is "curves", "bars" (one y a name) or "histograms" (y are counts).

    `levels` are horizontal lines with a name, as the chance level; `summary` says in words what
    the picture shows, for those who hear it.
    """

    kind: str
    title: str
    series: tuple[Series, ...]
    x_label: str = ""
    y_label: str = ""
    log_x: bool = False
    levels: tuple[tuple[str, float], ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Row:
    """One setting in a comparison: what it is and how it did over its seeds."""

    setting: str
    label: str
    score: Spread
    loss: Spread
    runs: tuple[str, ...]
    parameters: int | None = None
    seconds_per_epoch: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a step has shown, in the learner's numbers.

    `headline` is one sentence, `text` the whole in plain sentences (with the headline first),
    `passed` whether the project is sound in this step's eyes as it stands, before `edit`;
    `answer` is the choice that the step's prediction should have been.
    """

    step: str
    passed: bool
    headline: str
    text: str
    rows: tuple[Row, ...] = ()
    edit: Changes = field(default_factory=dict)
    edit_reason: str = ""
    answer: str | None = None
    findings: tuple[Finding, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True)
class Step:
    """One step of the process. The folder of the step holds what these functions do.

    `plan(context, results)` gives the trials wanted next, none when the step has seen enough;
    `timed` steps measure seconds, so their runs are made one at a time.
    """

    name: str
    number: int
    title: str
    summary: str
    sections: tuple[str, ...]
    lesson: Callable[[Context], str]
    prediction: Callable[[Context], Question]
    plan: Callable[[Context, Sequence[Result]], tuple[Trial, ...]]
    judge: Callable[[Context, Sequence[Result]], Verdict]
    hints: Callable[[Context, Sequence[Result]], tuple[str, ...]]
    options: Callable[[Context], tuple[Question, ...]] = lambda _: ()
    preview: Callable[[Context, Sequence[Result]], Figure | None] = lambda _context, _results: None
    timed: bool = False


@dataclass(frozen=True)
class Check:
    """A start that a step must not pass and a solution that it must, as edits to a new project."""

    start: Changes
    solution: Changes


class Comparison:
    """Results grouped by setting, in the order in which the settings first appeared."""

    def __init__(self, results: Sequence[Result], kind: str = "train") -> None:
        self.results = [r for r in results if r.trial.kind == kind]

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The settings in order."""
        return tuple(dict.fromkeys(r.trial.setting for r in self.results))

    def of(self, setting: str) -> list[Result]:
        """The results of one setting."""
        return [r for r in self.results if r.trial.setting == setting]

    def row(self, setting: str, note: str = "") -> Row:
        """One setting's row; a run that failed gives no score and is counted in the note."""
        results = self.of(setting)
        good = [r for r in results if r.history.ok]
        samples = next((r.history.data.validation for r in good if r.history.data), 0)
        models = [r.history.model for r in results if r.history.model]
        seconds = sorted(s for r in good if (s := r.history.seconds_per_epoch) is not None)
        failed = len(results) - len(good)
        return Row(
            setting=setting,
            label=results[0].trial.label if results else setting,
            score=self._scores(good, samples),
            loss=Spread(_known(r.history.best_val_loss for r in good), samples),
            runs=tuple(r.run for r in results),
            parameters=models[0].parameters if models else None,
            seconds_per_epoch=seconds[len(seconds) // 2] if seconds else None,
            note=note or (f"{failed} of {len(results)} diverged or failed" if failed else ""),
        )

    @staticmethod
    def _scores(good: Sequence[Result], samples: int) -> Spread:
        """The scores, and the error of one of them where the project measures it."""
        return Spread(
            _known(r.history.score for r in good),
            samples,
            good[0].history.metric if good else ACCURACY,
            _root_mean_square(_known(r.history.score_error for r in good)),
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All settings' rows in order."""
        return tuple(self.row(setting) for setting in self.settings)

    def best(self) -> Row | None:
        """The row with the highest mean score; the first of equals."""
        scored = [row for row in self.rows if row.score.values]
        return max(scored, key=lambda row: row.score.mean, default=None)


def _known(values: Iterable[float | None]) -> tuple[float, ...]:
    return tuple(value for value in values if value is not None and math.isfinite(value))


def _root_mean_square(values: Sequence[float]) -> float | None:
    return math.sqrt(sum(v * v for v in values) / len(values)) if values else None
