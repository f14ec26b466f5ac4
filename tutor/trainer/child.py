"""One run in a process of its own: from its request to its last event."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import keras

from tutor import events as ev
from tutor.trainer import failures
from tutor.trainer.children import asked_early, write_trainer
from tutor.trainer.eventlog import EventLog
from tutor.trainer.kinds import KINDS, Outcome, Run, ending, read_experiment
from tutor.trainer.seam import Project
from tutor.trainer.stopping import Stopper, StopRequested

OUTPUT = "output.log"
"""Takes whatever the project's code prints."""


def run(project: Path, folder: Path) -> int:
    """Do the run that stands in `folder` and return the exit status: 0 unless it failed.

    The process belongs to the run from here on: its working directory, output, signal handlers
    and modules become the run's.
    """
    started = time.perf_counter()
    _redirect(folder / OUTPUT)
    log = EventLog(folder, started)
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    limit = request.get("seconds_limit")
    stopper = Stopper(started + limit if limit else None, at_once=lambda: _end_at_once(log))
    try:
        stopper.listen()
        write_trainer(folder, os.getpid())
        outcome, error = _do(project, folder, request, log, stopper), None
    except StopRequested:
        outcome, error = ending(stopper), None
    except BaseException as raised:
        reason, error = failures.describe(raised, project)
        outcome = Outcome("failed", reason)
        print(error["traceback"], file=sys.stderr)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _finish(log, outcome, error)
    return 1 if outcome.status == "failed" else 0


def _do(
    project: Path, folder: Path, request: dict[str, Any], log: EventLog, stopper: Stopper
) -> Outcome:
    experiment = read_experiment(folder)
    training = experiment.get("training", {})
    opened = Project(project)
    log.write(
        ev.RUN_STARTED,
        durable=True,
        run=folder.name,
        kind=request["kind"],
        family=opened.family,
        step=request.get("step"),
        label=request.get("label", ""),
        seed=training.get("seed"),
        backend=keras.backend.backend(),
        epochs=training.get("epochs"),
        pid=os.getpid(),
    )
    asked = asked_early(folder)
    if asked is not None:
        # The signal may still come after the mark.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return Outcome(*asked)
    return KINDS[request["kind"]](Run(folder, opened, request, experiment, log, stopper))


def _finish(
    log: EventLog, outcome: Outcome, error: dict[str, Any] | None, number: int | None = None
) -> None:
    log.write(
        ev.RUN_FINISHED,
        durable=True,
        status=outcome.status,
        reason=outcome.reason,
        seconds=round(log.elapsed(), 3),
        error=error,
        signal=number,
    )


def _end_at_once(log: EventLog) -> None:
    """The second wish to stop: no waiting for the end of the batch."""
    _finish(log, Outcome("stopped", "Stopped at once, as asked."), None, signal.SIGTERM)
    os._exit(0)


def _redirect(output: Path) -> None:
    file = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)
    for stream in (sys.stdout, sys.stderr):
        # A crash must not take the last lines with it.
        stream.reconfigure(line_buffering=True, errors="replace")  # type: ignore[union-attr]
