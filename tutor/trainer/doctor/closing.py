"""After the script: the ends of its trainings, its own, and then the experiments."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import Any

from tutor import events as ev
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.ending import Ended

OUTPUT = "experiments.log"
"""Takes whatever the experiments print."""


def close(
    case: Case,
    status: str,
    exit_status: int,
    reason: str,
    error: dict[str, Any] | None,
    budget: float,
) -> None:
    """Write the ends down, then experiment for as long as allowed. Raises nothing.

    Args:
        case: the script that has ended.
        status, exit_status, reason, error: of `script_finished`.
        budget: seconds for the experiments.
    """
    case.active = False
    # A second wish to end comes only when experiments take too long for somebody.
    with suppress(Ended):
        with case.unbroken("close the trainings"):
            case.closing()
        with case.unbroken("tell what was trained by turns"):
            case.trainings.tell_opponents()
        for training in case.trainings.recorded:
            with case.unbroken("end a training"):
                training.finish(stopped=status == "stopped")
    with case.unbroken("write the end of the script"):
        case.log.write(
            ev.SCRIPT_FINISHED,
            durable=True,
            status=status,
            exit_status=exit_status,
            reason=reason,
            seconds=round(case.log.elapsed(), 3),
            error=error,
            trainings=case.trainings.count,
        )
    if case.trainings.recorded and budget > 0:
        experiment(case, perf_counter() + budget)


def experiment(case: Case, deadline: float) -> None:
    """Experiment on the trained models, out of everybody's sight."""
    with suppress(ValueError):  # not in the main thread
        # The script may have taken the signal that ends them.
        case.ending.listen()
    with suppress(Ended), case.unbroken("experiment"), _out_of_sight(case):
        from tutor.trainer.doctor import experiments

        experiments.run(case.trainings.recorded, deadline)


@contextmanager
def _out_of_sight(case: Case) -> Iterator[None]:
    """What is printed in here goes into a file."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    streams = sys.stdout, sys.stderr
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    file = os.open(case.folder / OUTPUT, flags, 0o644)
    kept = [_duplicate(number) for number in (1, 2)]
    try:
        for number in (1, 2):
            os.dup2(file, number)
        with os.fdopen(file, "w", buffering=1, errors="replace") as quiet:
            sys.stdout = sys.stderr = quiet
            yield
    finally:
        sys.stdout, sys.stderr = streams
        for number, copy in zip((1, 2), kept, strict=True):
            if copy is None:
                with suppress(OSError):
                    os.close(number)
            else:
                os.dup2(copy, number)
                os.close(copy)


def _duplicate(number: int) -> int | None:
    try:
        return os.dup(number)
    except OSError:  # the script closed it
        return None
