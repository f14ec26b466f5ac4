"""An examination as one JSON object, for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tutor.diagnosis.finding import Finding
from tutor.doctor.record import Examination
from tutor.history import History


def data(examination: Examination) -> dict[str, Any]:
    """The last line of `dltutor doctor --json`."""
    told: dict[str, Any] = {
        "event": "diagnosis",
        "status": examination.status,
        "findings": [_finding(finding) for finding in examination.findings],
        "seconds": round(examination.seconds, 2),
        "script": str(examination.script),
        "exit_status": examination.exit_status,
        "reason": examination.reason,
        "trainings": [_training(history) for history in examination.histories],
        "trainings_seen": examination.trainings,
    }
    clean: dict[str, Any] = _finite(told)
    return clean


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "step": finding.step,
        "title": finding.title,
        "evidence": finding.evidence,
        "cause": finding.cause,
        "layer": finding.layer,
        "line": finding.line,
        "file": finding.file,
        "advice": finding.advice,
    }


def _training(history: History) -> dict[str, Any]:
    score = history.score_card
    return {
        "model": history.model.name if history.model else "",
        "task": history.task,
        "epochs": len(history.epochs),
        "batches": history.batches_done,
        "loss": _number(history.epochs[-1].loss) if history.epochs else None,
        "metric": score.metric if score else None,
        "train": _number(score.train) if score else None,
        "validation": _number(score.validation) if score else None,
        "constant": _number(score.constant) if score else None,
        "linear": _number(score.linear) if score else None,
        "neighbours": _number(score.neighbours) if score else None,
        "experiments": [{"name": e.name, **_finite(e.figures)} for e in history.experiments],
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _finite(value: Any) -> Any:
    """The value with null for what JSON has no number for."""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
