"""What a run has shown so far: its events folded into one immutable value.

`fold(events)` reads a whole file; `History.after(event)` adds one event and returns a new value, so
a screen can hold a history without anybody changing it underneath.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tutor import events as ev
from tutor.events import Event
from tutor.metric import ACCURACY, Metric, of
from tutor.observed import (
    Call,
    Compiled,
    Experiment,
    Inputs,
    Place,
    Score,
    Split,
    Targets,
    Task,
)


@dataclass(frozen=True)
class Epoch:
    """One finished epoch. `metrics` holds `accuracy`, `val_accuracy`, ... by Keras's names."""

    number: int
    loss: float
    val_loss: float | None
    learning_rate: float | None
    seconds: float
    metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def accuracy(self) -> float | None:
        """Training accuracy, the running mean over the epoch."""
        return self.metrics.get("accuracy")

    @property
    def val_accuracy(self) -> float | None:
        """Accuracy on the validation data at the end of the epoch."""
        return self.metrics.get("val_accuracy")

    def score(self, metric: Metric = ACCURACY) -> float | None:
        """The validation score at the end of the epoch."""
        return self.metrics.get(metric.val_name)

    def training_score(self, metric: Metric = ACCURACY) -> float | None:
        """The score on the training part, the running mean over the epoch."""
        return self.metrics.get(metric.name)


@dataclass(frozen=True)
class Histogram:
    """Counts of values in equal bins between `low` and `high`."""

    low: float
    high: float
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A layer as it was built.

    `settings` holds the scalars of Keras's own configuration (rate, pool_size, use_bias, ...).
    """

    name: str
    type: str
    units: int | None = None
    activation: str | None = None
    parameters: int = 0
    output_shape: tuple[int | None, ...] = ()
    kernel_initializer: str | None = None
    trainable: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True)
class LayerStats:
    """Statistics of one layer on a sample of data; fractions lie in [0, 1]."""

    name: str
    type: str = ""
    activation_mean: float | None = None
    activation_std: float | None = None
    zero_fraction: float | None = None
    dead_fraction: float | None = None
    saturated_fraction: float | None = None
    gradient_norm: float | None = None
    gradient_mean_abs: float | None = None
    weight_norm: float | None = None
    update_ratio: float | None = None
    histogram: Histogram | None = None


@dataclass(frozen=True)
class LayerSample:
    """The statistics of all layers at one moment; epoch 0 is before training."""

    epoch: int
    layers: tuple[LayerStats, ...]


@dataclass(frozen=True)
class DataDescription:
    """What the project's data are, as the trainer saw them.

    `classes` is 0 where there are none. `chance` is the score of knowing nothing where the counts
    of the classes do not give it, `chance_error` its standard error where it was measured.
    `target_mean` and `target_std` are of the training part, in the target's `unit`. `columns`
    counts those of a table; `environment` and `actions` are an agent's.
    """

    classes: int = 0
    class_names: tuple[str, ...] = ()
    train: int = 0
    validation: int = 0
    test: int = 0
    train_counts: tuple[int, ...] = ()
    validation_counts: tuple[int, ...] = ()
    input_shape: tuple[int, ...] = ()
    input_min: float | None = None
    input_max: float | None = None
    input_mean: float | None = None
    input_std: float | None = None
    chance: float | None = None
    chance_error: float | None = None
    target: str = ""
    unit: str = ""
    target_mean: float | None = None
    target_std: float | None = None
    columns: int = 0
    environment: str = ""
    actions: int = 0


@dataclass(frozen=True)
class ModelDescription:
    """The compiled model."""

    parameters: int
    trainable_parameters: int
    loss: str
    optimizer: str
    learning_rate: float | None
    output_units: int | None
    output_activation: str | None
    batch_size: int
    steps_per_epoch: int
    layers: tuple[Layer, ...] = ()
    name: str = ""
    outputs: int = 1
    output_shape: tuple[int | None, ...] = ()
    sequential: bool | None = None


@dataclass(frozen=True)
class Evaluation:
    """The one look at the test set; `loss` is None where there is none."""

    of: str
    samples: int
    loss: float | None
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Failure:
    """Why the run did not end by itself; `file` and `line` are in the learner's own project."""

    type: str
    message: str
    file: str | None = None
    line: int | None = None
    code: str | None = None
    traceback: str = ""


@dataclass(frozen=True)
class History:
    """One run up to now. Epochs count from 1, as they are spoken of."""

    run: str = ""
    kind: str = "train"
    family: str = "image"
    step: str | None = None
    label: str = ""
    seed: int | None = None
    planned_epochs: int = 0
    data: DataDescription | None = None
    model: ModelDescription | None = None
    initial_loss: float | None = None
    initial_accuracy: float | None = None
    initial_samples: int = 0
    epochs: tuple[Epoch, ...] = ()
    batch_losses: tuple[float, ...] = ()
    batch_learning_rates: tuple[float, ...] = ()
    samples: tuple[LayerSample, ...] = ()
    evaluation: Evaluation | None = None
    baselines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    status: str = "queued"
    reason: str = ""
    failure: Failure | None = None
    signal: int | None = None
    seconds: float = 0.0
    task: Task | None = None
    inputs: tuple[Inputs, ...] = ()
    targets: tuple[Targets, ...] = ()
    split: Split | None = None
    call: Call | None = None
    compiled: Compiled | None = None
    score_card: Score | None = None
    experiments: tuple[Experiment, ...] = ()

    # --- what follows is derived --------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """True once the run will not change any more."""
        return self.status not in ("queued", "running")

    @property
    def ok(self) -> bool:
        """True where the run ended by itself or was kindly ended, so that its figures count."""
        return self.status in ("finished", "stopped", "time_limit")

    @property
    def metric(self) -> Metric:
        """What runs of its family are compared by."""
        return of(self.family)

    @cached_property
    def best_epoch(self) -> Epoch | None:
        """The epoch whose weights are kept, the first of equals.

        That with the lowest finite validation loss, or with the highest validation score where the
        metric says so.
        """
        if self.metric.kept == "score":
            known = [e for e in self.epochs if _is_known(e.score(self.metric))]
            return max(
                known, key=lambda e: (e.metrics[self.metric.val_name], -e.number), default=None
            )
        scored = [e for e in self.epochs if e.val_loss is not None and math.isfinite(e.val_loss)]
        return min(scored, key=lambda e: (e.val_loss, e.number), default=None)

    @property
    def score(self) -> float | None:
        """Validation score of the best epoch, in its metric: what comparisons are made on."""
        return self.best_epoch.score(self.metric) if self.best_epoch else None

    @property
    def score_error(self) -> float | None:
        """Standard error of the score where the project's code measures it."""
        found = self.best_epoch.metrics.get(self.metric.error_name) if self.best_epoch else None
        return found if found is not None and math.isfinite(found) else None

    @property
    def best_val_loss(self) -> float | None:
        """The lowest validation loss."""
        return self.best_epoch.val_loss if self.best_epoch else None

    @property
    def seconds_per_epoch(self) -> float | None:
        """Median over the epochs after the first, which also pays for tracing the graph."""
        seconds = sorted(e.seconds for e in (self.epochs[1:] or self.epochs))
        return seconds[len(seconds) // 2] if seconds else None

    @property
    def chance(self) -> float | None:
        """The validation score of knowing nothing, as its metric has it (`Metric.chance`)."""
        return chance_of(self.data)

    @property
    def expected_initial_loss(self) -> float | None:
        """Loss of a model that knows nothing: uniform probabilities over C classes.

        ln C for cross-entropy; for the mean squared error against one-hot targets the mean over
        the C outputs of (1/C - y)^2, which is (C - 1) / C^2, and 1/4 against 0 and 1 in a single
        column. A regression's squared error is counted in variances of the target: 1.
        """
        if not self.data or not self.model:
            return None
        if self.family == "regression" and "squared" in self.model.loss:
            return 1.0
        classes = self.data.classes
        if classes < 2:
            return None
        if "crossentropy" in self.model.loss:
            return math.log(classes)
        if "squared" in self.model.loss:
            return 0.25 if self.model.output_units == 1 else (classes - 1) / classes**2
        return None

    @property
    def batches_done(self) -> int:
        """Number of batches trained on."""
        return len(self.batch_losses)

    @property
    def progress(self) -> float:
        """Share of the planned batches that is done, in [0, 1]."""
        if self.ended:
            return 1.0
        planned = self.planned_epochs * (self.model.steps_per_epoch if self.model else 0)
        return min(1.0, self.batches_done / planned) if planned else 0.0

    def experiment(self, name: str) -> Mapping[str, Any] | None:
        """The figures of the doctor's experiment of that name, None where it was not made."""
        return next((e.figures for e in self.experiments if e.name == name), None)

    def sample_at(self, epoch: int) -> LayerSample | None:
        """The layer statistics of one epoch (0: before training)."""
        return next((s for s in self.samples if s.epoch == epoch), None)

    def after(self, event: Event) -> History:
        """This history with one more event; an unknown event changes nothing."""
        fold_one = _FOLDS.get(event["event"])
        if fold_one is None:
            return self
        try:
            changed = fold_one(self, event)
            return replace(changed, seconds=max(changed.seconds, float(event.get("time") or 0.0)))
        except (KeyError, TypeError, ValueError, AttributeError):
            # A line that a disk spoiled may still be JSON: it is passed over like any other.
            return self


def _is_known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def chance_of(data: DataDescription | None) -> float | None:
    """The score of knowing nothing: as measured, else the share of the most frequent class."""
    if data is None:
        return None
    if data.chance is not None:
        return data.chance
    counts = data.validation_counts
    return max(counts) / sum(counts) if sum(counts) else None


def fold(events: Iterable[Event], onto: History | None = None) -> History:
    """The history that these events tell, in their order, added to an earlier one."""
    history = onto or History()
    # Appending thousands of batches one by one to a tuple would be quadratic.
    losses = list(history.batch_losses)
    rates = list(history.batch_learning_rates)
    for event in events:
        if event["event"] == ev.BATCHES and isinstance(event.get("losses"), list):
            losses.extend(event["losses"])
            rates.extend(event.get("learning_rates") or ())
            history = replace(history, seconds=max(history.seconds, float(event.get("time") or 0)))
        else:
            history = history.after(event)
    return replace(history, batch_losses=tuple(losses), batch_learning_rates=tuple(rates))


def _started(history: History, event: Event) -> History:
    return replace(
        history,
        run=event["run"],
        kind=event.get("kind", "train"),
        family=event.get("family", "image"),
        step=event.get("step"),
        label=event.get("label", ""),
        seed=event.get("seed"),
        planned_epochs=event.get("epochs") or 0,
        status="running",
    )


def _described(history: History, event: Event) -> History:
    return replace(history, data=_build(DataDescription, event))


def _built(history: History, event: Event) -> History:
    layers = tuple(_build(Layer, layer) for layer in event.get("layers", ()))
    return replace(history, model=_build(ModelDescription, {**event, "layers": layers}))


def _initial(history: History, event: Event) -> History:
    return replace(
        history,
        initial_loss=event["loss"],
        initial_accuracy=event.get("accuracy"),
        initial_samples=event.get("samples", 0),
    )


def _sampled(history: History, event: Event) -> History:
    sample = LayerSample(event["epoch"], tuple(_layer_stats(item) for item in event["layers"]))
    return replace(history, samples=(*history.samples, sample))


def _layer_stats(item: Mapping[str, Any]) -> LayerStats:
    histogram = item.get("histogram")
    built = (
        Histogram(histogram["low"], histogram["high"], tuple(histogram["counts"]))
        if histogram
        else None
    )
    stats: LayerStats = _build(LayerStats, {**item, "histogram": built})
    return stats


def _batches(history: History, event: Event) -> History:
    return replace(
        history,
        batch_losses=(*history.batch_losses, *event["losses"]),
        batch_learning_rates=(
            *history.batch_learning_rates,
            *(event.get("learning_rates") or ()),
        ),
    )


def _epoch(history: History, event: Event) -> History:
    epoch = Epoch(
        number=event["epoch"],
        loss=event["loss"],
        val_loss=event.get("val_loss"),
        learning_rate=event.get("learning_rate"),
        seconds=event.get("seconds", 0.0),
        metrics=event.get("metrics", {}),
    )
    return replace(history, epochs=(*history.epochs, epoch))


def _compared(history: History, event: Event) -> History:
    return replace(history, baselines=event["scores"])


def _evaluated(history: History, event: Event) -> History:
    return replace(history, evaluation=_build(Evaluation, event))


def _finished(history: History, event: Event) -> History:
    error = event.get("error")
    return replace(
        history,
        status=event["status"],
        reason=event.get("reason", ""),
        signal=event.get("signal"),
        failure=_build(Failure, error) if error else None,
        seconds=float(event.get("seconds") or 0.0),
    )


def _case_described(history: History, event: Event) -> History:
    return replace(
        history,
        task=event.get("task"),
        inputs=tuple(_build(Inputs, item) for item in event.get("inputs", ())),
        targets=tuple(_build(Targets, item) for item in event.get("targets", ())),
        split=_build(Split, event["split"]) if event.get("split") else None,
    )


def _task_known(history: History, event: Event) -> History:
    return replace(history, task=event["task"])


def _called(history: History, event: Event) -> History:
    return replace(history, call=_build(Call, event))


def _compiled(history: History, event: Event) -> History:
    return replace(history, compiled=_build(Compiled, event))


def _scored(history: History, event: Event) -> History:
    return replace(history, score_card=_build(Score, event))


def _experimented(history: History, event: Event) -> History:
    experiment = Experiment(event["name"], event.get("figures", {}))
    return replace(history, experiments=(*history.experiments, experiment))


def _build(cls: type[Any], values: Mapping[str, Any]) -> Any:
    """An instance from the keys it knows, lists made tuples: newer events stay readable."""
    names = cls.__dataclass_fields__
    known = {key: value for key, value in values.items() if key in names}
    for key in _PLACES & known.keys():
        known[key] = Place(**known[key]) if isinstance(known[key], Mapping) else None
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in known.items()})


_PLACES = {"place", "optimizer_place"}

_FOLDS = {
    ev.RUN_STARTED: _started,
    ev.DATA_DESCRIBED: _described,
    ev.MODEL_BUILT: _built,
    ev.INITIAL: _initial,
    ev.LAYER_STATS: _sampled,
    ev.BATCHES: _batches,
    ev.EPOCH_FINISHED: _epoch,
    ev.EVALUATED: _evaluated,
    ev.BASELINES: _compared,
    ev.RUN_FINISHED: _finished,
    ev.CASE_DESCRIBED: _case_described,
    ev.TASK_KNOWN: _task_known,
    ev.CALLED: _called,
    ev.COMPILED: _compiled,
    ev.SCORED: _scored,
    ev.EXPERIMENT: _experimented,
}
