"""What being observed costs a training, and how soon a second run reaches its first batch.

Observed and bare trainings of the same project alternate, each in a child forked from a process
that has imported Keras. Both are timed from the fork to the child's end.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tutor import catalog, scaffold
from tutor.experiment.schema import Changes

PAIRS = 5

CASES: tuple[tuple[str, str, str, Changes, float], ...] = (
    (
        "a convolutional net on Fashion-MNIST",
        "fashion-mnist",
        "convolutional",
        {"training.epochs": 4},
        1.03,
    ),
    ("a tiny dense net on digits", "digits", "dense", {"training.epochs": 20}, 1.10),
)

FIRST_BATCH = """
import time, keras, train
from settings import PROJECT, load_experiment
class Mark(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        print(time.monotonic(), flush=True)
        raise SystemExit
train.train(load_experiment(), PROJECT / "runs" / "bare", callbacks=[Mark()], verbose=0)
"""
"""`python train.py` up to the end of its first batch; a monotonic clock is one for the machine."""


class Cost(NamedTuple):
    """Seconds on the clock, and seconds of all processor cores together."""

    wall: float
    cpu: float


def make_project(folder: Path, idea: str, network: str, changes: Changes) -> Path:
    """A project as `dltutor new` makes it."""
    number = len(list(folder.iterdir()))
    choices = scaffold.Choices(f"bench-{idea}-{number}", network=network)
    return scaffold.create(catalog.idea(idea), choices, folder, changes)


def make_run(project: Path, name: str) -> Path:
    """A run folder of a training with the project's own settings."""
    run = project / "runs" / name
    run.mkdir(parents=True)
    (run / "experiment.toml").write_text((project / "experiment.toml").read_text())
    (run / "request.json").write_text(json.dumps({"id": name, "kind": "train", "label": name}))
    return run


def in_child(work: Callable[[], object]) -> Cost:
    """What the work costs in a forked child."""
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setsid()
            status = 0 if work() in (None, 0) else 1
        finally:
            os._exit(status)
    _, code, usage = os.wait4(pid, 0)
    if code:
        raise RuntimeError("a training of the benchmark failed")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime)


def observed(project: Path, run: Path) -> Cost:
    """A training under the probe."""
    from tutor.trainer import child

    return in_child(lambda: child.run(project, run))


def bare(project: Path, run: Path) -> Cost:
    """The same training without it."""

    def work() -> None:
        from tutor.trainer.child import _redirect

        _redirect(run / "output.log")
        os.chdir(project)
        sys.path.insert(0, str(project))
        sys.dont_write_bytecode = True
        from train import train  # type: ignore[import-not-found]

        experiment = tomllib.loads((run / "experiment.toml").read_text())
        train(experiment, run, verbose=0)

    return in_child(work)


def overhead(project: Path) -> tuple[Cost, Cost]:
    """Median ratio of observed to bare over alternating pairs, and the median bare cost."""
    pairs = []
    for number in range(PAIRS + 1):
        runs = [make_run(project, f"{number:04d}-{name}") for name in ("observed", "bare")]
        # Which comes first changes from pair to pair, so that a drift favours neither.
        if number % 2:
            pairs.append((observed(project, runs[0]), bare(project, runs[1])))
        else:
            without = bare(project, runs[1])
            pairs.append((observed(project, runs[0]), without))
    # The first pair pays for reading the files from disk.
    pairs = pairs[1:]
    ratios = Cost(
        statistics.median(a.wall / b.wall for a, b in pairs),
        statistics.median(a.cpu / b.cpu for a, b in pairs),
    )
    plain = Cost(
        statistics.median(b.wall for _, b in pairs), statistics.median(b.cpu for _, b in pairs)
    )
    return ratios, plain


class Host:
    """A trainer host over its pipes, as a session has one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tutor.trainer.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process.stdout.readline()

    def seconds_to_first_batch(self, project: Path, run: Path) -> float:
        """Seconds from the command to the first event that holds a batch's loss."""
        message = {"command": "run", "project": str(project), "run": str(run)}
        started = time.monotonic()
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        events = run / "events.jsonl"
        while not (events.exists() and '"event": "batches"' in events.read_text()):
            time.sleep(0.005)
        seconds = time.monotonic() - started
        while b"ended" not in self._process.stdout.readline():
            pass
        return seconds

    def close(self) -> None:
        """End the host."""
        self._process.stdin.close()
        self._process.wait()


def fresh_seconds_to_first_batch(project: Path) -> float:
    """Seconds from starting Python to the end of the first batch of the project's own training."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_BATCH], cwd=project, capture_output=True, check=True
    )
    return float(done.stdout.split()[0]) - started


def first_batches(project: Path) -> tuple[float, float, float]:
    """Median ratio of a later run in the host to a fresh process, and both medians in seconds."""
    host = Host()
    pairs = []
    for number in range(PAIRS + 1):
        warm = host.seconds_to_first_batch(project, make_run(project, f"{number:04d}-host"))
        pairs.append((warm, fresh_seconds_to_first_batch(project)))
    host.close()
    pairs = pairs[1:]
    return (
        statistics.median(warm / fresh for warm, fresh in pairs),
        statistics.median(warm for warm, _ in pairs),
        statistics.median(fresh for _, fresh in pairs),
    )


def rows() -> list[tuple[str, str, str]]:
    """What is measured, the figure, its bar."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Before the first fork, so that no child pays for it.
    import tutor.trainer.child  # noqa: F401

    table = []
    with tempfile.TemporaryDirectory() as scratch:
        for what, idea, network, changes, bar in CASES:
            project = make_project(Path(scratch), idea, network, changes)
            ratio, plain = overhead(project)
            figure = f"{ratio.wall:.3f}x of {plain.wall:.1f} s ({ratio.cpu:.3f}x of CPU time)"
            table.append((f"observed against bare training, {what}", figure, f"at most {bar:.2f}x"))
        project = make_project(Path(scratch), "digits", "dense", {"training.epochs": 1})
        share, warm, fresh = first_batches(project)
        figure = f"{share:.2f} ({warm:.2f} s against {fresh:.2f} s)"
        table.append(("first batch of a later run against a new process", figure, "at most 0.25"))
    return table


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  ")
