"""What the four kinds of run tell, through the public process."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.hosting import TIMEOUT, Host, edit, named
from tutor.history import fold


def test_a_training_tells_its_whole_story(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run(label="first", step="layers")
    told = host.do(run)
    names = [event["event"] for event in told]
    assert names[:5] == ["run_started", "data_described", "model_built", "initial", "layer_stats"]
    assert names[-1] == "run_finished"
    assert names.count("epoch_finished") == 3
    times = [event["time"] for event in told]
    assert times == sorted(times)
    assert times[0] >= 0
    started = told[0]
    assert (started["run"], started["kind"], started["step"]) == (run.name, "train", "layers")
    assert (started["label"], started["seed"], started["epochs"]) == ("first", 42, 3)
    assert json.loads((run / "trainer.json").read_text())["pid"] == started["pid"]
    assert told[-1]["error"] is None
    assert (run / "best.keras").is_file()
    assert "a stray print of the project" in (run / "output.log").read_text()


def test_data_and_model_are_described(host: Host, new_run: Callable[..., Path]) -> None:
    history = fold(host.do(new_run("measure")))
    assert history.data is not None
    assert history.model is not None
    assert (history.data.train, history.data.validation, history.data.test) == (500, 200, 100)
    assert history.data.class_names == ("rows", "columns", "left", "top")
    assert sum(history.data.train_counts) == 500
    assert history.data.input_shape == (8, 8, 1)
    assert (history.data.input_min, history.data.input_max) == (0, 255)
    model = history.model
    assert (model.loss, model.optimizer) == ("sparse_categorical_crossentropy", "adam")
    assert (model.output_units, model.output_activation) == (4, "softmax")
    assert (model.batch_size, model.steps_per_epoch) == (64, 8)
    assert model.learning_rate == pytest.approx(0.001)
    convolution = next(layer for layer in model.layers if layer.name == "conv")
    assert (convolution.units, convolution.output_shape) == (4, (6, 6, 4))
    assert convolution.kernel_initializer == "glorot_uniform"
    assert convolution.parameters == 4 * 9 + 4


def test_measuring_trains_nothing(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run("measure")
    told = host.do(run)
    assert [event["event"] for event in told] == [
        "run_started", "data_described", "model_built", "initial", "layer_stats", "run_finished",
    ]  # fmt: skip
    assert told[-1]["status"] == "finished"
    # A model that knows nothing gives four classes about a quarter each: ln 4.
    assert told[3]["loss"] == pytest.approx(1.386, abs=0.5)
    assert told[3]["samples"] == 200
    assert not (run / "best.keras").exists()


def test_layers_are_looked_into(host: Host, new_run: Callable[..., Path]) -> None:
    told = host.do(new_run())
    samples = named(told, "layer_stats")
    assert samples[0]["epoch"] == 0
    for sample in samples:
        assert [layer["name"] for layer in sample["layers"]] == ["conv", "hidden", "output"]
    before, after = samples[0]["layers"], samples[1]["layers"]
    # The convolution is followed by normalization and a ReLU layer: half of it is zero.
    assert before[0]["zero_fraction"] == pytest.approx(0.5, abs=0.15)
    for layer in before:
        assert layer["gradient_norm"] > 0
        assert layer["update_ratio"] is None
        assert layer["saturated_fraction"] is None
        assert sum(layer["histogram"]["counts"]) > 0
    for layer in after:
        assert 1e-5 < layer["update_ratio"] < 0.1
        assert layer["gradient_norm"] > 0


def test_saturated_and_dead_layers_show(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(project, "model.py", 'name="hidden"', 'name="hidden", kernel_initializer="zeros"')
    edit(project, "model.py", "layers.BatchNormalization(),", "layers.Rescaling(1000),")
    told = host.do(new_run("measure", {"layers.activation": "tanh"}))
    convolution, hidden, _ = named(told, "layer_stats")[0]["layers"]
    assert hidden["dead_fraction"] == 1
    assert hidden["gradient_norm"] > 0 or convolution["gradient_norm"] == 0
    # No activation layer stands right behind the convolution here, so its own output counts.
    assert convolution["saturated_fraction"] is None


def test_batch_losses_are_the_batches_own(host: Host, new_run: Callable[..., Path]) -> None:
    told = host.do(new_run(changes={"training.epochs": 1}))
    losses = [loss for event in named(told, "batches") for loss in event["losses"]]
    sizes = [64] * 7 + [52]
    mean = sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / 500
    assert mean == pytest.approx(named(told, "epoch_finished")[0]["loss"], rel=1e-5)
    # They are no running means: those would lie close to one another at the end.
    assert max(losses[-4:]) - min(losses[-4:]) > 0.005


def test_observing_changes_nothing(host: Host, project: Path, new_run: Callable[..., Path]) -> None:
    run = new_run()
    told = host.do(run)
    bare = (
        "import pathlib, tomllib, train\n"
        "experiment = tomllib.loads(pathlib.Path('experiment.toml').read_text())\n"
        "train.train(experiment, pathlib.Path('.'), verbose=0)\n"
    )
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    subprocess.run(
        [sys.executable, "-c", bare], cwd=project, env=environment, check=True, timeout=TIMEOUT
    )
    with open(project / "history.csv") as file:
        rows = list(csv.DictReader(file))
    observed = named(told, "epoch_finished")
    assert [epoch["loss"] for epoch in observed] == [float(row["loss"]) for row in rows]
    assert [epoch["val_loss"] for epoch in observed] == [float(row["val_loss"]) for row in rows]
    assert (project / "history.csv").read_text() == (run / "history.csv").read_text()


def test_a_range_test_raises_the_rate_until_the_loss_runs_away(
    host: Host, new_run: Callable[..., Path]
) -> None:
    run = new_run("range-test")
    told = host.do(run)
    assert told[-1]["status"] == "finished"
    rates = [rate for event in named(told, "batches") for rate in event["learning_rates"]]
    losses = [loss for event in named(told, "batches") for loss in event["losses"]]
    assert len(rates) == len(losses)
    assert rates[0] == pytest.approx(1e-6)
    assert rates == sorted(rates)
    assert rates[-1] > 0.05
    assert len(rates) <= 100
    assert not (run / "best.keras").exists()


def test_a_run_is_judged_by_the_test_data(host: Host, new_run: Callable[..., Path]) -> None:
    trained = new_run(changes={"training.epochs": 1})
    host.do(trained)
    told = host.do(new_run("evaluate", of=trained.name))
    (evaluated,) = named(told, "evaluated")
    assert evaluated["of"] == trained.name
    assert (evaluated["split"], evaluated["samples"]) == ("test", 100)
    assert 0 <= evaluated["metrics"]["accuracy"] <= 1
    assert evaluated["loss"] > 0


def test_several_runs_at_once(host: Host, new_run: Callable[..., Path]) -> None:
    runs = [new_run(changes={"training.epochs": 1, "training.seed": seed}) for seed in (1, 2)]
    for run in runs:
        host.start(run)
    losses = [named(host.finish(run), "epoch_finished")[0]["loss"] for run in runs]
    assert losses[0] != losses[1]


def test_the_simple_models_are_scored_by_the_projects_own_code(
    host: Host, new_run: Callable[..., Path]
) -> None:
    run = new_run("baseline")
    project = run.parent.parent
    (project / "baseline.py").write_text(
        "def baselines(experiment):\n"
        '    return {"a guess": {"validation": 0.5, "test": experiment["batch"]["size"] / 1000}}\n'
    )
    told = host.do(run)
    (compared,) = named(told, "baselines")
    assert compared["scores"]["a guess"]["validation"] == 0.5
    assert compared["scores"]["a guess"]["test"] > 0
    assert fold(told).baselines == compared["scores"]
