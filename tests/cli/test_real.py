"""Real trainings through the public commands, seeded and small."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = ["init", "cost", "above-chance", "layers", "overfitting", "learning-rate", "batch-size"]


def dltutor(*words: str, cwd: Path) -> list[dict[str, Any]]:
    """The JSON lines of a command that must succeed."""
    command = [sys.executable, "-m", "tutor", *words, "--json"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_tutor_shows_the_losses_of_the_projects_own_training(tmp_path: Path) -> None:
    settings = ["layers.network=convolutional", "layers.widths=[8]", "regularization.dropout=0.2"]
    settings += ["regularization.batch_normalization=true", "regularization.augmentation=shift"]
    options = [word for setting in [*settings, "training.epochs=3"] for word in ("--set", setting)]
    dltutor("new", "digits", *options, cwd=tmp_path)
    project = tmp_path / "digits"
    # A learning rate typed without its point is a whole number in TOML.
    file = project / "experiment.toml"
    text = file.read_text().replace('"adam"', '"sgd"')
    file.write_text(text.replace("\nvalue = 0.001", "\nvalue = 1"))
    for script in ("evaluate.py", "predict.py"):
        early = subprocess.run(
            [sys.executable, script], cwd=project, capture_output=True, text=True
        )
        assert early.returncode == 1
        assert early.stderr.splitlines()[-1].endswith("run train.py first.")
    events = dltutor("train", "digits", cwd=tmp_path)
    assert [events[0]["event"], events[-1]["event"]] == ["run_started", "run_finished"]
    assert events[-1]["status"] == "finished"
    seen = [
        (event["loss"], event["val_loss"]) for event in events if event["event"] == "epoch_finished"
    ]
    subprocess.run([sys.executable, "train.py"], cwd=project, check=True, capture_output=True)
    with open(project / "runs" / "by-hand" / "history.csv") as file:
        own = [(float(row["loss"]), float(row["val_loss"])) for row in csv.DictReader(file)]
    assert len(own) == 3
    assert own == seen
    (listed,) = dltutor("runs", "digits", cwd=tmp_path)[0]["runs"]
    assert (listed["status"], listed["epochs"]) == ("finished", 3)


def path_of(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What a walk decided and reached, without its seconds."""
    steps = [(e["step"], e["passed"], e["edit"], e["runs"]) for e in events[:-1]]
    end = events[-1]
    return [*steps, (end["best_run"], end["validation"], end["test"], end["runs"])]


@pytest.mark.slow
def test_a_walk_of_the_digits_reaches_its_bar_and_can_be_repeated(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    walks = [
        dltutor("walk", "digits", "--output-dir", str(p), cwd=tmp_path) for p in (first, second)
    ]
    assert [event["step"] for event in walks[0][:-1]] == NAMES
    assert all(event["runs"] for event in walks[0][:-1])
    assert walks[0][-1]["event"] == "walk_finished"
    assert walks[0][-1]["test"] >= 0.97
    assert path_of(walks[0]) == path_of(walks[1])


@pytest.mark.slow
def test_a_walk_of_fashion_mnist_reaches_its_bar(tmp_path: Path) -> None:
    events = dltutor("walk", "fashion-mnist", cwd=tmp_path)
    assert [event["step"] for event in events[:-1]] == NAMES
    assert events[-1]["test"] >= 0.89


@pytest.mark.slow
def test_a_budget_is_kept_and_the_walk_still_ends_with_a_test(tmp_path: Path) -> None:
    events = dltutor("walk", "digits", "--budget", "25", cwd=tmp_path)
    assert events[-1]["event"] == "walk_finished"
    assert len(events) - 1 < len(NAMES)
    assert events[-1]["seconds"] < 60


@pytest.mark.slow
def test_a_walk_mends_its_last_training_where_that_has_a_problem(tmp_path: Path) -> None:
    slow = ("--set", "learning_rate.value=0.00001", "--set", "training.epochs=8")
    events = dltutor("walk", "digits", "--steps", "cost", *slow, cwd=tmp_path)
    *_, mended, end = events
    assert (mended["event"], mended["rule"]) == ("mended", "slow-learning-rate")
    assert (mended["gone"], mended["better"], mended["kept"]) == (True, True, True)
    assert end["best_run"] == mended["after"]
    assert end["test"] > 0.8
