"""The trainer's parts that need no Keras."""

from __future__ import annotations

import errno
import itertools
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tutor.trainer import eventlog, failures
from tutor.trainer.children import KILL_MARK, STOP_MARK, Child, can_fork, how_it_died
from tutor.trainer.eventlog import EventLog, last_event, mend_tail
from tutor.trainer.rangetest import RangeTest
from tutor.trainer.statistics import activation_statistics, norm
from tutor.trainer.stopping import Stopper


def test_events_are_whole_lines_with_their_time(tmp_path: Path) -> None:
    log = EventLog(tmp_path, time.perf_counter())
    log.write("batches", losses=[1.0, math.nan])
    log.write("epoch_finished", durable=True, epoch=1)
    lines = (tmp_path / eventlog.EVENTS).read_text().splitlines()
    assert len(lines) == 2
    assert '"nonfinite": {"losses.1": "nan"}' in lines[0]
    last = last_event(tmp_path)
    assert last is not None
    assert (last["event"], last["epoch"]) == ("epoch_finished", 1)
    assert 0 <= last["time"] < 10


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = EventLog(tmp_path, time.perf_counter())
    log.write("initial", loss=1.0)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
    with pytest.raises(OSError, match="no room"):
        log.write("initial", loss=2.0)
    assert (tmp_path / eventlog.EVENTS).read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("content", "mended"),
    [("", ""), ("a\n", "a\n"), ("a\nb", "a\n"), ("b", "")],
)
def test_a_torn_tail_is_cut(tmp_path: Path, content: str, mended: str) -> None:
    (tmp_path / eventlog.EVENTS).write_text(content)
    mend_tail(tmp_path)
    assert (tmp_path / eventlog.EVENTS).read_text() == mended


def test_a_run_without_events_has_no_last_one(tmp_path: Path) -> None:
    mend_tail(tmp_path)
    assert last_event(tmp_path) is None


def test_the_rate_rises_evenly_on_a_logarithmic_scale() -> None:
    test = RangeTest(lowest=1e-6, highest=10, steps=8)
    rates = [test.rate(step) for step in range(8)]
    assert rates[0] == pytest.approx(1e-6)
    assert rates[-1] == pytest.approx(10)
    ratios = [b / a for a, b in itertools.pairwise(rates)]
    assert ratios == pytest.approx([10.0] * 7)
    assert [test.is_last(step) for step in (6, 7)] == [False, True]


def test_the_loss_runs_away_at_four_times_its_minimum() -> None:
    test = RangeTest()
    assert not any(test.runs_away(1.0) for _ in range(20))
    assert not test.runs_away(20.0)  # one bad batch: smoothed 2.9
    assert test.runs_away(30.0)
    assert RangeTest().runs_away(math.inf)


@pytest.mark.parametrize(
    ("code", "mark", "status", "said"),
    [
        (3, None, "failed", "exit status 3"),
        (-9, None, "killed", "smaller batch"),
        (-9, KILL_MARK, "killed", "as asked"),
        (-15, STOP_MARK, "stopped", "as asked"),
        (-11, None, "killed", "SIGSEGV"),
        (-4, None, "killed", "another processor"),
    ],
)
def test_a_death_is_put_into_words(
    tmp_path: Path, code: int, mark: str | None, status: str, said: str
) -> None:
    if mark:
        (tmp_path / mark).touch()
    told, reason = how_it_died(code, tmp_path)
    assert told == status
    assert said in reason


def test_an_end_that_cannot_be_written_is_no_fault_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(3)"])
    gone.wait()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert Child(tmp_path, gone.pid, gone).status_if_ended() == "failed"


def test_a_limit_of_time_is_noticed() -> None:
    now = time.perf_counter()
    stopper = Stopper(now + 100, at_once=lambda: None)
    assert not stopper.is_due(now)
    assert stopper.status == "finished"
    assert stopper.is_due(now + 101)
    assert stopper.is_due(now)
    assert stopper.status == "time_limit"


def test_a_full_disk_and_its_file_are_named(tmp_path: Path) -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "best.keras")
    reason, _ = failures.describe(error, tmp_path)
    assert "disk is full" in reason
    assert "best.keras" in reason


def test_only_tensorflow_is_forked() -> None:
    assert can_fork("tensorflow")
    assert not can_fork("jax")
    assert not can_fork("torch")


def test_statistics_are_what_they_are_said_to_be() -> None:
    values = np.array([[0.0, 0.0, 2.0, -1.0], [0.0, 4.0, 2.0, -1.0]], dtype="float32")
    relu = activation_statistics(values, "relu")
    assert relu["activation_mean"] == pytest.approx(0.75)
    assert relu["zero_fraction"] == pytest.approx(3 / 8)
    assert relu["dead_fraction"] == pytest.approx(1 / 4)
    assert relu["saturated_fraction"] is None
    assert sum(relu["histogram"]["counts"]) == 8
    flat = np.array([[1.0, -0.99999, 0.9, 0.0]])
    assert activation_statistics(flat, "tanh")["saturated_fraction"] == pytest.approx(1 / 2)
    steep = np.array([[0.999, 0.001, 0.9, 0.5]])
    assert activation_statistics(steep, "sigmoid")["saturated_fraction"] == pytest.approx(1 / 2)
    first_axis = np.zeros((2, 3, 4, 4), dtype="float32")
    assert activation_statistics(first_axis, "relu", axis=1)["dead_fraction"] == 1
    assert activation_statistics(values * float("nan"), "relu")["histogram"] is None
    assert norm([np.array([3.0]), np.array([[4.0]])]) == pytest.approx(5)


FORBIDDEN = ("textual", "cookiecutter", "click", "tutor.tui", "tutor.engine", "tutor.cli")


def test_keras_is_imported_without_starting_tensorflow_and_nothing_of_the_screen() -> None:
    code = (
        "from tutor.trainer import child\n"
        "import sys\n"
        "from tensorflow.python.eager import context\n"
        "print(context._context is None or not context._context._initialized)\n"
        f"print([name for name in {FORBIDDEN} if name in sys.modules])\n"
    )
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    # A child forked from a started TensorFlow would wait for threads that it does not have.
    assert done.stdout.splitlines() == ["True", "[]"]


def what_the_host_says(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tutor.trainer.host"],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert '"event": "unavailable"' in done.stdout
    return done.stdout


def package(folder: Path, name: str, code: str) -> str:
    """PYTHONPATH with a package that stands in for the real one."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(code)
    return str(folder)


def test_an_unknown_backend_is_one_sentence() -> None:
    said = what_the_host_says(KERAS_BACKEND="no-such-backend")
    assert "no-such-backend" in said
    assert "set KERAS_BACKEND to tensorflow, torch or jax" in said


def test_a_missing_backend_names_its_package(tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')"
    path = package(tmp_path, "torch", missing)
    said = what_the_host_says(KERAS_BACKEND="torch", PYTHONPATH=path)
    assert "`pip install torch`, or set KERAS_BACKEND=tensorflow" in said


def test_a_missing_tensorflow_names_its_package(tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'tensorflow'\", name='tensorflow')"
    said = what_the_host_says(
        KERAS_BACKEND="tensorflow", PYTHONPATH=package(tmp_path, "tensorflow", missing)
    )
    assert "--force-reinstall tensorflow" in said


def test_an_old_keras_names_the_new_one(tmp_path: Path) -> None:
    said = what_the_host_says(PYTHONPATH=package(tmp_path, "keras", "__version__ = '3.9.2'"))
    assert "Keras 3.9.2 is too old: `pip install 'keras>=3.15.1'`" in said
