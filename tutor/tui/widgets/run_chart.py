"""What a run's history looks like as a chart: its losses, or its scores with chance."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from tutor.history import History
from tutor.metric import Metric, spoken
from tutor.tui.widgets.loss_plot import Chart, Curve, Level, Mark, decimated, spans_decades
from tutor.tui.widgets.palette import Palette

Shown = Literal["loss", "score"]


def first_shown(metric: Metric) -> Shown:
    """What is plotted until something else is asked for: the loss, where it tells which is better.

    Two networks against each other, and an agent that moves its own targets, have losses that say
    little of how good they are.
    """
    return "score" if metric.kept == "score" else "loss"


def run_chart(
    history: History, shown: Shown, log: bool, palette: Palette, points: int = 120
) -> Chart:
    """The chart of one run. Epochs are counted from 1: the end of the first epoch is at 1."""
    if history.batch_learning_rates:
        return _range_test_chart(history, palette, points)
    if shown == "score":
        return _score_chart(history, palette)
    return _loss_chart(history, log, palette, points)


def _loss_chart(history: History, log: bool, palette: Palette, points: int) -> Chart:
    steps = max(1, history.model.steps_per_epoch if history.model else 1)
    x = [(index + 1) / steps for index in range(len(history.batch_losses))]
    x_train, y_train = decimated(x, history.batch_losses, points)
    if not y_train:
        x_train = tuple(e.number - 0.5 for e in history.epochs)
        y_train = tuple(e.loss for e in history.epochs)
    validated = [e for e in history.epochs if e.val_loss is not None]
    y_validation = tuple(e.val_loss for e in validated if e.val_loss is not None)
    if not y_train and not y_validation:
        return Chart(empty=why_empty(history))
    curves = [Curve("training", x_train, y_train, palette.train)]
    if validated:
        x_validation = tuple(float(e.number) for e in validated)
        curves.append(
            Curve("validation", x_validation, y_validation, palette.validation, marker="x")
        )
    log = log or spans_decades([*y_train, *y_validation])
    return Chart(
        curves=tuple(curves),
        mark=_best_mark(history, "loss", palette),
        x_range=(0.0, _last_epoch(history)),
        y_range=None if log else _loss_range(y_train, y_validation, history),
        log_y=log,
        whole_x=True,
    )


def _loss_range(
    training: tuple[float, ...], validation: tuple[float, ...], history: History
) -> tuple[float, float] | None:
    """From 0; after two epochs the steep first batches are cut off, as what follows is the news.

    The cut is at the first epoch's mean loss, so a validation loss that turns up stays visible.
    """
    finite = [v for v in (*training, *validation) if math.isfinite(v)]
    if not finite:
        return None
    top = max(finite)
    if len(history.epochs) >= 2 and validation:
        later = [e.loss for e in history.epochs] + list(validation)
        top = min(top, max((v for v in later if math.isfinite(v)), default=top))
    return min(0.0, *finite), top * 1.08


def _score_chart(history: History, palette: Palette) -> Chart:
    metric = history.metric
    trained = _points((e.number, e.training_score(metric)) for e in history.epochs)
    validated = _points((e.number, e.score(metric)) for e in history.epochs)
    if not trained and not validated:
        return Chart(empty=why_empty(history, f"The {metric.noun} is known when an epoch ends."))
    curves = [
        Curve("training", *_columns(trained), palette.train),
        Curve("validation", *_columns(validated), palette.validation, marker="x"),
    ]
    chance = history.chance
    values = [y for _, y in (*trained, *validated)] + ([chance] if chance is not None else [])
    room = 0.05 if metric.unit_interval else 0.05 * (max(values) - min(values) or 1.0)
    low, high = min(values) - room, max(values) + room
    if metric.unit_interval:
        low, high = (max(0.0, low) if min(values) >= 0 else low), min(1.0, high)
    return Chart(
        curves=tuple(curve for curve in curves if curve.x),
        levels=(Level(f"chance {spoken(chance, metric)}", chance, palette.chance),)
        if chance is not None
        else (),
        mark=_best_mark(history, "score", palette),
        x_range=(0.0, _last_epoch(history)),
        y_range=(low, high),
        whole_x=True,
    )


def _range_test_chart(history: History, palette: Palette, points: int) -> Chart:
    """A range test raises the learning rate with every batch, so that is its horizontal axis."""
    count = min(len(history.batch_losses), len(history.batch_learning_rates))
    x, y = decimated(history.batch_learning_rates[:count], history.batch_losses[:count], points)
    if not y:
        return Chart(empty=why_empty(history))
    return Chart(
        curves=(Curve("training loss at each learning rate", x, y, palette.train),),
        log_x=True,
        log_y=spans_decades(y),
    )


def _points(pairs: Iterable[tuple[int, float | None]]) -> list[tuple[float, float]]:
    return [(float(number), value) for number, value in pairs if value is not None]


def _best_mark(history: History, shown: Shown, palette: Palette) -> Mark | None:
    best = history.best_epoch
    if best is None:
        return None
    y = best.val_loss if shown == "loss" else best.score(history.metric)
    if y is None:
        return None
    return Mark(f"best epoch {best.number}", float(best.number), y, palette.best)


def _last_epoch(history: History) -> float:
    done = history.epochs[-1].number if history.epochs else 0
    return float(max(1, done if history.ended else history.planned_epochs, done))


def _columns(points: list[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(x for x, _ in points), tuple(y for _, y in points)


def why_empty(history: History, waiting: str = "The curve starts with the first batch.") -> str:
    """Why a run has no curve, in a sentence."""
    if history.kind == "measure":
        return "A measurement before training: it has no curve. Its layers stand in the verdict."
    if history.kind == "evaluate":
        return "A test of a trained model: it has no curve."
    if history.ended:
        return f"This run has no curve: {history.reason or history.status}."
    return waiting if history.status == "running" else "This run waits for its turn."
