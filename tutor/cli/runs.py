"""`dltutor runs` and `dltutor compare`: the journal of runs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.output import data, data_json
from tutor.metric import ACCURACY, ALL, spoken

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from tutor.history import History
    from tutor.runs.folder import RunFolder

LABEL_LENGTH = 80
"""Characters of a label that a line shows."""


@click.command()
@click.argument("project", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--tensorboard",
    "tensorboard",
    metavar="[DIR]",
    is_flag=False,
    flag_value="",
    help="Write every run for TensorBoard, into DIR or PROJECT/runs/tensorboard.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def runs(project: Path, tensorboard: str | None, as_json: bool) -> None:
    """List the runs of PROJECT (here), the oldest first."""
    from tutor.project import Project

    opened = Project.open(project)
    written: dict[str, str] = {}
    if tensorboard is not None:
        from tutor.cli.tensorboard import folder_of, say_command
        from tutor.tensorboard.export import export_runs

        folder = folder_of(opened, tensorboard)
        export_runs(opened.runs(), folder)
        say_command(folder)
        written = {"tensorboard": str(folder)}
    entries = [_entry(run) for run in opened.runs()]
    if as_json:
        data_json({"runs": entries, **written})
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
    test = evaluation.metrics.get(history.metric.name) if evaluation else None
    score = _finite(history.score)
    accuracies = {"validation_accuracy": score, "test_accuracy": test}
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
        "metric": history.metric.name,
        "validation": score,
        "test": test,
        **(accuracies if history.metric is ACCURACY else {}),
        "parameters": history.model.parameters if history.model else None,
        "seconds": round(history.seconds, 2),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _line(entry: dict[str, Any]) -> str:
    figures = []
    metric = next(m for m in ALL if m.name == entry["metric"])
    if entry["validation"] is not None:
        told = spoken(entry["validation"], metric)
        figures.append(f"validation {metric.noun} {told} in epoch {entry['best_epoch']}")
    if entry["test"] is not None:
        figures.append(f"test {metric.noun} {spoken(entry['test'], metric)}")
    outcome = "" if entry["status"] == "finished" else f" [{entry['status']}]"
    step = f" ({entry['step']})" if entry["step"] else ""
    reason = f" ({entry['reason']})" if entry["reason"] and outcome else ""
    label = entry["label"][:LABEL_LENGTH] or "no label"
    return f"{entry['id']}{step}{outcome}: {', '.join([label, *figures])}{reason}"


def _difference_words(first: History, second: History) -> str:
    from tutor.noise import Spread, margin

    metric = first.metric
    scored = [h for h in (first, second) if h.score is not None]
    if len(scored) < 2:
        return f"one of them has no validation {metric.noun}, so there is nothing to compare"
    samples = min(h.data.validation if h.data else 0 for h in scored)
    spreads = [Spread((h.score or 0.0,), samples, metric, h.score_error) for h in scored]
    difference = spreads[1].mean - spreads[0].mean
    better = "the second is better" if difference > 0 else "the first is better"
    limit = margin(*spreads)
    told, noise = (spoken(value, metric) for value in (abs(difference), limit))
    if abs(difference) <= limit:
        return (
            f"they differ by {told} in validation {metric.noun}, within the noise of "
            f"one seed each ({noise}): run both with more seeds to tell them apart"
        )
    return (
        f"{better} by {told} in validation {metric.noun}, more than the noise of one "
        f"seed each ({noise})"
    )
