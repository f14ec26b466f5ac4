"""Run in a project's folder by `benchmarks.results`: its own functions, without the tutor.

python in_project.py train METRIC KEPT      trains what experiment.toml says, then tests it
python in_project.py baseline               its simple models, and what knowing nothing scores

One JSON object goes to the last line of standard output.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

RUN = Path("runs") / "benchmark"


def trained(metric: str, kept: str) -> dict[str, Any]:
    """Train and test once; seconds are those of the training, on the clock and of all cores."""
    from settings import load_experiment  # type: ignore[import-not-found]  # isort: skip
    from evaluate import evaluate  # type: ignore[import-not-found]
    from train import train  # type: ignore[import-not-found]

    experiment = load_experiment()
    started, used = time.perf_counter(), time.process_time()
    train(experiment, RUN, verbose=0)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    best = experiment["regularization"]["best_weights"]
    return {
        "validation": kept_score(RUN / "history.csv", metric, kept if best else "last"),
        "test": float(evaluate(experiment, RUN)[metric]),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
    }


def kept_score(history: Path, metric: str, kept: str) -> float:
    """The validation score of the epoch whose weights are kept.

    That is the epoch of the lowest validation loss, of the highest score, or the last one.
    """
    with history.open(newline="") as file:
        epochs = list(csv.DictReader(file))
    name = f"val_{metric}"
    if kept == "last":
        return float(epochs[-1][name])
    if kept == "loss":
        return float(min(epochs, key=lambda row: float(row["val_loss"]))[name])
    return max(float(row[name]) for row in epochs if row[name])


def baseline() -> dict[str, Any]:
    """Scores of the simple models by name, and chance: the score of knowing nothing."""
    from settings import load_experiment  # isort: skip

    experiment = load_experiment()
    scores = {}
    if importlib.util.find_spec("baseline"):
        from baseline import baselines  # type: ignore[import-not-found]

        scores = baselines(experiment)
    return {"chance": chance(experiment), "baselines": scores}


def chance(experiment: dict[str, Any]) -> float:
    """What the project says; else the share of the most frequent class, else 0, the mean's R²."""
    import data  # type: ignore[import-not-found]
    import numpy as np

    described = data.describe(experiment) if hasattr(data, "describe") else {}
    if "chance" in described:
        return float(described["chance"])
    if not hasattr(data, "class_names"):
        return 0.0
    labels = np.asarray(data.load_data(experiment).test[1]).ravel()
    return float(np.unique(labels, return_counts=True)[1].max() / len(labels))


if __name__ == "__main__":
    # The project's modules, not those beside this file.
    sys.path[0] = os.getcwd()
    sys.dont_write_bytecode = True
    command, *arguments = sys.argv[1:]
    done = trained(*arguments) if command == "train" else baseline()
    print(json.dumps(done))
