"""Record the event files of tests/recorded: real runs, healthy and faulty, for the rules' tests.

    python scripts/record_runs.py               all of them (about five minutes on two cores)
    python scripts/record_runs.py NAME ...      some of them

Each is one run of the trainer on a freshly rendered project, with a fixed seed. The file is the
run's events.jsonl, made small: the batches of an epoch in one line, figures of five significant
digits, and without what differs from machine to machine (process id, traceback). Its first line,
an event that readers pass over, says what was run.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor import catalog, events, scaffold
from tutor.experiment import spec
from tutor.experiment.schema import Changes
from tutor.runs import folder
from tutor.runs.client import Trainer

TARGET = Path(__file__).resolve().parent.parent / "tests" / "recorded"

CONVOLUTIONAL: Changes = {"layers.network": "convolutional", "layers.widths": [16, 32]}


@dataclass(frozen=True)
class Recording:
    """One run: which data, which settings beside the template's own, and what kind."""

    name: str
    changes: Changes = field(default_factory=dict)
    idea: str = "fashion-mnist"
    kind: str = "train"


def sgd(rate: float) -> Changes:
    return {"learning_rate.optimizer": "sgd", "learning_rate.value": rate}


RECORDINGS = (
    # Healthy: no finding of level `problem` may come of these.
    Recording("healthy-dense"),
    Recording("healthy-mnist-dense", idea="mnist"),
    Recording("healthy-digits-dense", idea="digits"),
    Recording("healthy-conv", {**CONVOLUTIONAL, "training.epochs": 6}),
    Recording("healthy-conv-average", {**CONVOLUTIONAL, "layers.head": 0, "training.epochs": 8}),
    Recording("healthy-softmax-regression", {"layers.widths": []}),
    Recording("healthy-dropout", {"regularization.dropout": 0.5, "layers.widths": [128, 128]}),
    Recording("healthy-batch-normalization", {"regularization.batch_normalization": True}),
    Recording(
        "healthy-small-data",
        {"data.fraction": 0.1, "data.validation_split": 0.03, "batch.size": 32},
    ),
    Recording("healthy-two-classes", {"data.classes": [0, 6]}),
    Recording("healthy-sgd", sgd(0.1)),
    Recording("healthy-sgd-slow", {**sgd(0.01), "training.epochs": 20}),
    Recording("healthy-momentum", {**sgd(0.01), "learning_rate.optimizer": "momentum"}),
    Recording("healthy-rmsprop", {"learning_rate.optimizer": "rmsprop"}),
    Recording("healthy-nadam-cosine",
              {"learning_rate.optimizer": "nadam", "learning_rate.schedule": "cosine"}),
    Recording("healthy-adam-large-rate", {"learning_rate.value": 0.01}),
    Recording("healthy-tanh", {"layers.activation": "tanh"}),
    Recording("healthy-sigmoid", {"layers.activation": "sigmoid"}),
    Recording("healthy-he-deep",
              {"initialization.weights": "he_normal", "layers.widths": [64] * 8}),
    Recording("healthy-elu-lecun",
              {"initialization.weights": "lecun_normal", "layers.activation": "elu"}),
    Recording("healthy-augmented",
              {**CONVOLUTIONAL, "regularization.augmentation": "shift+flip",
               "training.epochs": 5}),
    Recording("healthy-large-batch", {"batch.size": 512, "training.epochs": 15}),
    Recording("healthy-mnist-30", {"training.epochs": 30}, idea="mnist"),
    # Faulty: each must raise its finding.
    Recording("zeros", {"initialization.weights": "zeros", "training.epochs": 5}),
    Recording("wide-normal", {"initialization.weights": "wide_normal"}),
    Recording("squared-error", {"cost.function": "mean_squared_error"}),
    Recording("squared-error-wide",
              {"cost.function": "mean_squared_error", "initialization.weights": "wide_normal",
               "training.epochs": 3}),
    Recording("vanishing-sigmoid",
              {"layers.activation": "sigmoid", "layers.widths": [64] * 10, "training.epochs": 5}),
    Recording("vanishing-sigmoid-sgd",
              {**sgd(0.1), "layers.activation": "sigmoid", "layers.widths": [64] * 6,
               "training.epochs": 5}),
    Recording("diverged", sgd(1000.0)),
    Recording("too-large-rate", {"learning_rate.value": 1.0, "training.epochs": 5}),
    Recording("tiny-rate", {"learning_rate.value": 1e-6}),
    Recording("dead-relu", {**sgd(3.0), "training.epochs": 5}),
    Recording("wide-tanh",
              {"initialization.weights": "wide_normal", "layers.activation": "tanh",
               "training.epochs": 5}),
    Recording("overfitting",
              {"training.epochs": 30, "layers.widths": [256, 256], "data.fraction": 0.4}),
    Recording("still-improving", {"training.epochs": 2}),
    Recording("linear", {"layers.activation": "linear", "training.epochs": 5}),
    # Other kinds of run.
    Recording("measure-sigmoid", {"layers.activation": "sigmoid", "layers.widths": [64] * 10},
              kind="measure"),
    Recording("range-test", kind="range-test"),
)  # fmt: skip


async def record(recordings: Iterable[Recording]) -> None:
    """Do the runs one after another and write their files."""
    trainer = Trainer()
    with tempfile.TemporaryDirectory(prefix="dltutor-record-") as scratch:
        try:
            for recording in recordings:
                target = TARGET / f"{recording.name}.jsonl"
                lines = [line async for line in _lines(recording, trainer, Path(scratch))]
                target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
                print(f"{target.name}: {target.stat().st_size / 1024:.0f} KiB")
        finally:
            await trainer.close()


async def _lines(recording: Recording, trainer: Trainer, scratch: Path) -> AsyncIterator[str]:
    project = scratch / f"record-{recording.idea}"
    if not project.exists():
        choices = scaffold.Choices(project.name)
        scaffold.create(catalog.idea(recording.idea), choices, scratch)
    experiment = spec.load(project / "experiment.toml", "image")
    changed = spec.with_changes(experiment, recording.changes, "image")
    run = folder.create(project, folder.Request(recording.kind, recording.name, changed))
    async for _ in trainer.run(project, run):
        pass
    yield events.encode(
        {
            "event": "recorded",
            "name": recording.name,
            "idea": recording.idea,
            "changes": recording.changes,
        }
    )
    for event in _coalesced(run.events()):
        yield events.encode(_small(event))


def _coalesced(found: Iterable[events.Event]) -> Iterator[events.Event]:
    """The events with all batches of an epoch in one."""
    open_batches: events.Event | None = None
    for event in found:
        if event["event"] != events.BATCHES:
            if open_batches:
                yield open_batches
            open_batches = None
            yield event
        elif open_batches and open_batches["epoch"] == event["epoch"]:
            for key in ("losses", "learning_rates"):
                if key in event:
                    open_batches[key] = [*open_batches[key], *event[key]]
            open_batches["time"] = event["time"]
        else:
            if open_batches:
                yield open_batches
            open_batches = dict(event)
    if open_batches:
        yield open_batches


def _small(value: Any) -> Any:
    """Figures of five significant digits; nothing that differs from machine to machine."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {k: _small(v) for k, v in value.items() if k not in ("pid", "traceback")}
    if isinstance(value, list | tuple):
        return [_small(item) for item in value]
    return value


def main(names: list[str]) -> int:
    """Record the named runs, or all."""
    known = {recording.name: recording for recording in RECORDINGS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no recording {unknown[0]} (there are: {', '.join(known)})", file=sys.stderr)
        return 2
    TARGET.mkdir(exist_ok=True)
    asyncio.run(record([known[name] for name in names] or RECORDINGS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
