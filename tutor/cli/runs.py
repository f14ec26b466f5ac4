"""`dltutor runs` and `dltutor compare`: the journal of runs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.output import data, data_json

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from tutor.history import History
    from tutor.runs.folder import RunFolder

LABEL_LENGTH = 80
"""Characters of a label that a line shows."""


@click.command()
@click.argument("project", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def runs(project: Path, as_json: bool) -> None:
    """List the runs of PROJECT (here), the oldest first."""
    from tutor.project import Project

    entries = [_entry(run) for run in Project.open(project).runs()]
    if as_json:
        data_json({"runs": entries})
        return
    if not entries:
        data("no runs yet; `dltutor train` makes one")
    for entry in entries:
        data(_line(entry))


@click.command()
@click.argument("first")
@click.argument("second")
@click.option(
    "--project", type=click.Path(path_type=Path), default=Path(), help="The project (here)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare(first: str, second: str, project: Path, as_json: bool) -> None:
    """Compare two runs: what was set otherwise, and what came of it.

    A run is named by its number or its whole name, as `dltutor runs` lists them.
    """
    from tutor.experiment import spec
    from tutor.project import Project
    from tutor.runs.folder import find_run

    opened = Project.open(project)
    pair = [find_run(opened.path, name) for name in (first, second)]
    specs = [spec.load(run.experiment, opened.family) for run in pair]
    after = spec.difference(*specs)
    differences = {
        path: {"first": spec.get(specs[0], path), "second": value} for path, value in after.items()
    }
    entries = [_entry(run) for run in pair]
    words = _difference_words(*(run.history() for run in pair))
    if as_json:
        data_json(
            {
                "first": entries[0],
                "second": entries[1],
                "settings": differences,
                "verdict": words,
            }
        )
        return
    for entry in entries:
        data(_line(entry))
    for path, values in differences.items():
        data(f"{path}: {values['first']} against {values['second']}")
    if not differences:
        data("both had the same settings")
    data(words)


def _entry(run: RunFolder) -> dict[str, Any]:
    history = run.history()
    best = history.best_epoch
    evaluation = history.evaluation
    return {
        "id": run.id,
        "kind": history.kind,
        "step": history.step,
        "label": history.label,
        "status": history.status,
        "reason": history.reason,
        "seed": history.seed,
        "epochs": len(history.epochs),
        "best_epoch": best.number if best else None,
        "validation_loss": _finite(best.val_loss if best else None),
        "validation_accuracy": _finite(history.score),
        "test_accuracy": evaluation.metrics.get("accuracy") if evaluation else None,
        "parameters": history.model.parameters if history.model else None,
        "seconds": round(history.seconds, 2),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _line(entry: dict[str, Any]) -> str:
    figures = []
    if entry["validation_accuracy"] is not None:
        figures.append(
            f"validation accuracy {entry['validation_accuracy']:.3f} in epoch {entry['best_epoch']}"
        )
    if entry["test_accuracy"] is not None:
        figures.append(f"test accuracy {entry['test_accuracy']:.3f}")
    outcome = "" if entry["status"] == "finished" else f" [{entry['status']}]"
    step = f" ({entry['step']})" if entry["step"] else ""
    reason = f" ({entry['reason']})" if entry["reason"] and outcome else ""
    label = entry["label"][:LABEL_LENGTH] or "no label"
    return f"{entry['id']}{step}{outcome}: {', '.join([label, *figures])}{reason}"


def _difference_words(first: History, second: History) -> str:
    from tutor.noise import Spread, margin

    scores = [history.score for history in (first, second) if history.score is not None]
    if len(scores) < 2:
        return "one of them has no validation accuracy, so there is nothing to compare"
    samples = min(h.data.validation if h.data else 0 for h in (first, second))
    spreads = [Spread((score,), samples) for score in scores]
    difference = scores[1] - scores[0]
    better = "the second is better" if difference > 0 else "the first is better"
    limit = margin(*spreads)
    if abs(difference) <= limit:
        return (
            f"they differ by {abs(difference):.3f} in validation accuracy, within the noise of "
            f"one seed each ({limit:.3f}): run both with more seeds to tell them apart"
        )
    return (
        f"{better} by {abs(difference):.3f} in validation accuracy, more than the noise of one "
        f"seed each ({limit:.3f})"
    )
