"""The kinds of run: train, measure, range-test, evaluate and baseline."""

from __future__ import annotations

import copy
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from tutor import events as ev
from tutor.errors import WorkError
from tutor.trainer.eventlog import EventLog
from tutor.trainer.looprecorder import LoopRecorder
from tutor.trainer.observer import Observer
from tutor.trainer.probe import Measured, Probe, probe_class
from tutor.trainer.projectsource import ProjectSource
from tutor.trainer.rangetest import STEPS, RangeTest
from tutor.trainer.recorder import recorder_for_backend
from tutor.trainer.seam import Project
from tutor.trainer.stopping import Stopper

BEST = "best.keras"


@dataclass(frozen=True)
class Run:
    """One run in this process.

    Attributes:
        folder: the run's folder.
        project: the project that is run, its folder entered.
        request: what `request.json` asks for.
        experiment: the settings frozen for this run.
        log: takes its events.
        stopper: says when it is to end.
    """

    folder: Path
    project: Project
    request: dict[str, Any]
    experiment: dict[str, Any]
    log: EventLog
    stopper: Stopper


@dataclass(frozen=True)
class Outcome:
    """How a run ended: the status of its last event, and why in a sentence."""

    status: str
    reason: str = ""


def train(run: Run) -> Outcome:
    """Train as `python train.py` would, observed."""
    probe = _probe(run, run.experiment)
    try:
        _train(run, run.experiment, probe)
    except Exception:
        # A diverged model may have saved nothing that the project could load at its end.
        if not probe.diverged:
            raise
    if probe.diverged:
        reason = f"{probe.diverged} A smaller learning rate, or inputs of a smaller scale, helps."
        return Outcome("diverged", reason)
    if not probe.began:
        raise WorkError(
            "train.py's train() did not hand its callbacks to model.fit(): nothing was observed"
        )
    return ending(run.stopper)


def measure(run: Run) -> Outcome:
    """Build and compile the model as training would, look at it, and train nothing."""
    try:
        _train(run, run.experiment, _probe(run, run.experiment, measure_only=True))
    except Measured:
        return ending(run.stopper)
    raise WorkError("train.py's train() ended without a call of model.fit() with its callbacks")


def range_test(run: Run) -> Outcome:
    """Train while the learning rate rises from batch to batch, until the loss runs away."""
    experiment = copy.deepcopy(run.experiment)
    if "schedule" in experiment["learning_rate"]:
        experiment["learning_rate"]["schedule"] = "constant"
    experiment["regularization"]["early_stopping"] = 0
    # Enough epochs whatever the batches in one; the test ends them.
    experiment["training"]["epochs"] = STEPS
    _train(run, experiment, _probe(run, experiment, range_test=RangeTest()))
    # What is left of the model is of no use to anybody.
    (run.folder / BEST).unlink(missing_ok=True)
    return ending(run.stopper)


def evaluate(run: Run) -> Outcome:
    """Judge another run's best model by the test data, with the settings of that run."""
    of = str(run.request.get("of") or "")
    folder = run.folder.parent / of
    file = folder / BEST
    if not of or not file.is_file():
        raise WorkError(f"{file if of else 'the run'} has no {BEST}: train it to its first epoch")
    if not zipfile.is_zipfile(file):
        raise WorkError(f"{file} is damaged: it is no whole model file; train the run again")
    run.project.watch_data()
    keras.utils.set_random_seed(run.experiment["training"]["seed"])
    result = run.project.function("evaluate", "evaluate")(read_experiment(folder), folder)
    metrics = {n: float(v) for n, v in result.items() if n not in ("loss", "samples")}
    seen = len(run.project.data.test[1]) if run.project.data is not None else 0
    samples = int(result.get("samples", seen))
    loss = float(result["loss"]) if result.get("loss") is not None else None
    run.log.write(
        ev.EVALUATED, durable=True, of=of, split="test", samples=samples, loss=loss, metrics=metrics
    )
    return ending(run.stopper)


def baseline(run: Run) -> Outcome:
    """Score the simple models that the project is to beat, as `python baseline.py` does."""
    found = run.project.function("baseline", "baselines")(run.experiment)
    scores = {str(name): {k: float(v) for k, v in of.items()} for name, of in found.items()}
    run.log.write(ev.BASELINES, durable=True, scores=scores)
    return ending(run.stopper)


KINDS: dict[str, Callable[[Run], Outcome]] = {
    "train": train,
    "measure": measure,
    "range-test": range_test,
    "evaluate": evaluate,
    "baseline": baseline,
}


def ending(stopper: Stopper) -> Outcome:
    """The outcome of a run that ended by itself or as asked."""
    reasons = {
        "stopped": "Stopped as asked.",
        "time_limit": "Its time was over.",
    }
    return Outcome(stopper.status, reasons.get(stopper.status, ""))


def read_experiment(folder: Path) -> dict[str, Any]:
    """The frozen settings in a run's folder."""
    return tomllib.loads((folder / "experiment.toml").read_text(encoding="utf-8"))


def _probe(run: Run, experiment: dict[str, Any], **options: Any) -> Probe:
    # An agent has no fit(): its own loop makes the updates.
    recorder = LoopRecorder() if run.project.task == "online" else recorder_for_backend()
    observer = Observer(run.log, ProjectSource(run.project, experiment), recorder)
    return probe_class()(run.log, run.stopper, observer, recorder, **options)


def _train(run: Run, experiment: dict[str, Any], probe: Probe) -> None:
    if run.project.task:
        run.log.write(ev.TASK_KNOWN, task=run.project.task)
    run.project.watch_data()
    function = run.project.function("train", "train")
    keras.utils.set_random_seed(experiment["training"]["seed"])
    function(experiment, run.folder, callbacks=[probe], verbose=0)
