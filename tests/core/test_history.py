"""Folding events, and what is derived from a history."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import pytest

from tests.core import builders as b
from tutor.diagnosis import facts
from tutor.history import History, fold


def step_by_step(events: b.Events) -> History:
    return reduce(lambda history, event: history.after(event), events, History())


@pytest.mark.parametrize(
    "events",
    [
        [],
        [b.started()],
        b.healthy(),
        b.healthy()[:9],
        [b.started(), {"event": "from_the_future", "time": 3.0}],
        [*b.healthy(3), {"event": "evaluated", "time": 30.0, "of": "0001-base", "split": "test",
                         "samples": 1000, "loss": 0.4, "metrics": {"accuracy": 0.86}}],
    ],
)  # fmt: skip
def test_fold_is_after_repeated(events: b.Events) -> None:
    assert fold(events) == step_by_step(events)


def test_after_leaves_the_old_history_alone() -> None:
    before = fold(b.healthy()[:6])
    best = before.best_epoch
    after = before.after(b.epoch(2, 0.1, 0.1, 0.9, 0.9))
    assert before.best_epoch is best
    assert len(after.epochs) == len(before.epochs) + 1
    assert after.best_epoch is not best


def test_a_whole_run() -> None:
    run = fold(b.healthy(10))
    assert (run.run, run.kind, run.step, run.seed) == ("0001-base", "train", "layers", 42)
    assert run.ended
    assert run.ok
    assert run.progress == 1.0
    assert run.batches_done == 10 * b.STEPS
    assert run.chance == pytest.approx(0.1)
    assert run.expected_initial_loss == pytest.approx(math.log(10))
    assert run.seconds == 20.0
    assert run.sample_at(0) is not None
    assert run.sample_at(5) is None
    assert run.model is not None
    assert run.model.layers[-1].activation == "softmax"


def test_a_run_in_progress() -> None:
    run = fold([b.started(4), b.described(), b.built(), b.batches(1, [2.0] * b.STEPS)])
    assert run.status == "running"
    assert not run.ended
    assert run.progress == pytest.approx(0.25)
    assert run.score is None
    assert run.best_epoch is None
    assert run.seconds_per_epoch is None


def test_the_best_epoch_is_the_lowest_finite_validation_loss() -> None:
    epochs = [
        b.epoch(1, 2.0, 1.0, 0.5, 0.50),
        b.epoch(2, 1.5, 0.7, 0.6, 0.70),
        b.epoch(3, 1.0, math.nan, 0.7, 0.99),
        b.epoch(4, 0.5, 0.7, 0.8, 0.75),
    ]
    run = b.history(b.started(4), epochs)
    assert run.best_epoch is not None
    assert run.best_epoch.number == 2
    assert run.score == 0.70
    assert run.best_val_loss == 0.7


def test_without_validation_there_is_no_score() -> None:
    run = b.history(b.started(1), b.epoch(1, 2.0))
    assert run.best_epoch is None
    assert run.score is None


@pytest.mark.parametrize(
    ("loss", "classes", "expected"),
    [
        ("sparse_categorical_crossentropy", 10, math.log(10)),
        ("binary_crossentropy", 2, math.log(2)),
        ("mean_squared_error", 10, 0.09),
        ("mean_squared_error", 2, 0.25),
        ("hinge", 10, None),
        ("sparse_categorical_crossentropy", 1, None),
    ],
)
def test_expected_initial_loss(loss: str, classes: int, expected: float | None) -> None:
    run = b.history(b.started(), b.described(classes), b.built(loss=loss))
    assert run.expected_initial_loss == (None if expected is None else pytest.approx(expected))


def test_squared_error_of_equal_probabilities_by_hand() -> None:
    classes = 7
    answers = [1 / classes] * classes
    target = [1.0] + [0.0] * (classes - 1)
    by_hand = sum((a - t) ** 2 for a, t in zip(answers, target, strict=True)) / classes
    run = b.history(b.started(), b.described(classes), b.built(loss="mean_squared_error"))
    assert run.expected_initial_loss == pytest.approx(by_hand)


def test_chance_is_the_share_of_the_most_frequent_class() -> None:
    run = b.history(b.described(3, validation_counts=[10, 80, 10]))
    assert run.chance == pytest.approx(0.8)
    assert b.history(b.described(3, validation_counts=[])).chance is None
    assert History().chance is None


@pytest.mark.parametrize(
    ("status", "ok"),
    [
        ("finished", True),
        ("stopped", True),
        ("time_limit", True),
        ("diverged", False),
        ("failed", False),
        ("killed", False),
    ],
)
def test_ends(status: str, ok: bool) -> None:
    run = b.history(b.started(), b.finished(status))
    assert run.ended
    assert run.ok is ok


def test_a_failure_keeps_file_and_line() -> None:
    error: dict[str, Any] = {
        "type": "ValueError", "message": "no", "file": "model.py", "line": 12,
        "code": "x = 1", "traceback": "...", "newer_field": 1,
    }  # fmt: skip
    run = b.history(b.started(), b.finished("failed", error=error, reason="it broke"))
    assert run.failure is not None
    assert (run.failure.file, run.failure.line) == ("model.py", 12)
    assert run.reason == "it broke"


def test_seconds_per_epoch_leaves_out_the_first() -> None:
    slow_first = b.epoch(1, 1.0) | {"seconds": 9.0}
    run = b.history(b.started(3), slow_first, b.epoch(2, 0.9), b.epoch(3, 0.8))
    assert run.seconds_per_epoch == 0.5


def test_a_long_run_folds_fast() -> None:
    events = [b.started(), *(b.batches(1, [1.0] * 10) for _ in range(5000))]
    assert fold(events).batches_done == 50_000


def rare(area: float) -> History:
    """A model of two classes, one of them rare, that names the other class every time."""
    events = [
        b.started(2),
        b.described(2, 135, validation_counts=[128, 7]),
        b.epoch(1, 0.20, 0.20, 0.5, 0.948) | {"metrics": {"val_accuracy": 0.948}},
        b.epoch(2, 0.15, 0.15, 0.5, 0.948) | {"metrics": {"val_accuracy": 0.948, "val_auc": area}},
        b.finished(),
    ]
    return b.history(events)


def test_a_rare_class_is_judged_by_how_it_is_ranked() -> None:
    assert rare(0.95).chance == pytest.approx(128 / 135)
    assert facts.above_chance(rare(0.95)) is True
    assert facts.above_chance(rare(0.60)) is False
