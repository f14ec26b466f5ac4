"""Agents: every combination renders cleanly, and tiny trainings behave as observed ones do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tutor import catalog, events, scaffold
from tutor.errors import UsageError
from tutor.experiment import spec
from tutor.families.rl import FAMILY
from tutor.steps.base import Context

from .conftest import Bake

IDEAS = ("cartpole", "frozen-lake", "mountain-car")
RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"
MARKS = ("{{", "{%", "{#", "cookiecutter")

TINY: dict[str, Any] = {
    "data.environments": 2,
    "data.steps_per_epoch": 64,
    "data.evaluation_episodes": 2,
    "data.warm_up": 50,
    "layers.widths": [8],
    "batch.size": 16,
    "training.epochs": 2,
}

EXCERPT = """
import json
from settings import load_experiment
from model import build_model
from data import make, observe, sample

experiment = load_experiment()
found = []
for name in ("CartPole-v1", "FrozenLake-v1", "MountainCar-v0", "Acrobot-v1", "Taxi-v4"):
    env = make(name)
    experiment["data"]["environment"] = name
    seen, targets = sample(experiment, 20)
    model = build_model(experiment, observe(env), int(env.action_space.n))
    values = model(seen)
    assert values.shape == targets.shape == (20, int(env.action_space.n))
    found.append([name, model.count_params(), float(abs(model.layers[-3](seen)).numpy().max())
                  if len(model.layers) < 4 and not observe(env).states else 0])
for name in ("Pendulum-v1", "Blackjack-v1"):
    try:
        observe(make(name))
    except ValueError as error:
        found.append(str(error))
print(json.dumps(found))
"""


def python(project: Path, *arguments: str) -> str:
    """Run Python in the project's folder; returns what it prints."""
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_run(project: Path, kind: str, changes: dict[str, Any], **request: Any) -> Path:
    """A run folder as its creator leaves it."""
    number = len(list(project.glob("runs/0*"))) + 1
    run = project / "runs" / f"{number:04d}-{kind}"
    run.mkdir(parents=True)
    settings = tomlkit.parse((project / "experiment.toml").read_text())
    for path, value in changes.items():
        section, key = path.split(".")
        settings[section][key] = value  # type: ignore[index]
    (run / "experiment.toml").write_text(tomlkit.dumps(settings))
    asked = {"id": run.name, "kind": kind, "step": None, "label": kind, **request}
    (run / "request.json").write_text(json.dumps(asked))
    return run


def told(project: Path, run: Path) -> dict[str, list[events.Event]]:
    """The events of a run made now, by name."""
    python(project, "-m", "tutor.trainer.host", "--once", str(run), "--project", str(project))
    found: dict[str, list[events.Event]] = {}
    for line in (run / "events.jsonl").read_text().splitlines():
        event = events.decode(line)
        found.setdefault(event["event"], []).append(event)
    return found


@pytest.mark.parametrize("network", FAMILY.networks)
@pytest.mark.parametrize("style", FAMILY.styles)
@pytest.mark.parametrize("idea", IDEAS)
def test_combination_is_clean(bake: Bake, idea: str, style: str, network: str) -> None:
    project = bake(idea, style=style, network=network)
    for file in project.rglob("*"):
        if file.is_dir():
            continue
        text = file.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], file.name
        assert text.endswith("\n"), file.name
        assert not text.endswith("\n\n"), file.name
        assert all(line == line.rstrip() for line in text.splitlines()), file.name
        if file.suffix == ".py":
            compile(text, file.name, "exec")
    about = tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))
    assert about["project"]["family"] == "rl"
    experiment = spec.load(project / "experiment.toml", "rl")
    assert experiment["cost"]["agent"] == network
    assert experiment["data"]["environment"] == catalog.idea(idea).data["environment"]
    assert "gymnasium" in (project / "requirements.txt").read_text()
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        return
    for command in (["check", "--select", RULES], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_another_environment_is_chosen_or_refused(tmp_path: Path) -> None:
    idea = catalog.idea("cartpole")
    path, value = spec.parse_setting("data.environment=Acrobot-v1", "rl")
    project = scaffold.create(idea, scaffold.Choices("my-agent"), tmp_path, {path: value})
    experiment = spec.load(project / "experiment.toml", "rl")
    assert experiment["data"]["environment"] == "Acrobot-v1"
    for name in ("FrozenLake-v0", "os:CartPole-v1", "Nope-v1"):
        with pytest.raises(UsageError):
            scaffold.create(idea, scaffold.Choices("other"), tmp_path, {"data.environment": name})
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("network", FAMILY.networks)
@pytest.mark.parametrize("idea", IDEAS)
def test_short_runs_are_short(bake: Bake, idea: str, network: str) -> None:
    experiment = spec.load(bake(idea, network=network) / "experiment.toml", "rl")
    assert FAMILY.short is not None
    changes = FAMILY.short(experiment, None, 4, 1.0)
    shorter = spec.with_changes(experiment, changes, "rl")
    steps, whole = (
        e["training"]["epochs"] * e["data"]["steps_per_epoch"] for e in (shorter, experiment)
    )
    assert 0 < steps <= whole
    assert shorter["training"]["epochs"] >= 5
    assert shorter["data"]["steps_per_epoch"] % shorter["data"]["environments"] == 0
    wide = FAMILY.short({**experiment, "layers": {"widths": [1024, 1024]}}, None, 4, 1.0)
    assert wide["data.steps_per_epoch"] < changes["data.steps_per_epoch"]


def test_family_speaks_of_its_agents(bake: Bake) -> None:
    experiment = spec.load(bake("cartpole") / "experiment.toml", "rl")
    assert FAMILY.described(experiment).startswith("a DQN with 2 dense layers of 64 and 64 units")
    labels = [network.label for network in FAMILY.variants(experiment, True)]
    assert labels[0] == "the linear model"
    assert len(labels) == len(set(labels))
    for network in FAMILY.variants(experiment, True):
        spec.with_changes(experiment, network.changes, "rl")
    names = [tactic.name for tactic in FAMILY.simpler(experiment, None)]
    assert names == ["simpler", "easier"]
    context = Context(spec=experiment, family="rl")
    assert "overfitting" in context.kind.no_sense


@pytest.mark.slow
def test_any_environment_of_the_right_kind_fits(bake: Bake) -> None:
    found = json.loads(python(bake("cartpole"), "-c", EXCERPT).splitlines()[-1])
    assert [name for name, *_ in found[:5]] == [
        "CartPole-v1",
        "FrozenLake-v1",
        "MountainCar-v0",
        "Acrobot-v1",
        "Taxi-v4",
    ]
    assert "choose one of several" in found[5]
    assert "take numbers (Box)" in found[6]


def test_observed_training_is_the_same_as_by_hand(bake: Bake) -> None:
    """Returns and losses do not change where the trainer looks; its events are whole."""
    project = bake("cartpole")
    run = new_run(project, "train", TINY)
    seen = told(project, run)
    assert seen["task_known"][0]["task"] == "online"
    (data,) = seen["data_described"]
    assert data["environment"] == "CartPole-v1"
    assert 15 < data["chance"] < 30
    assert data["chance_error"] > 0
    (model,) = seen["model_built"]
    assert (model["loss"], model["output_units"]) == ("mean_squared_error", 2)
    epochs = seen["epoch_finished"]
    losses = [loss for event in seen["batches"] for loss in event["losses"]]
    assert len(losses) == 2 * model["steps_per_epoch"] == 2 * 16
    assert sum(losses[:16]) / 16 == pytest.approx(epochs[0]["loss"], rel=1e-4)
    assert not any(event.get("partial") for event in epochs)
    assert {"mean_return", "val_mean_return", "val_mean_return_error", "exploration"} <= set(
        epochs[0]["metrics"]
    )
    stats = seen["layer_stats"]
    assert stats[0]["layers"][0]["gradient_norm"] > 0
    assert stats[-1]["layers"][0]["update_ratio"] > 0
    assert seen["run_finished"][0]["status"] == "finished"

    code = (
        "import sys; from pathlib import Path; from settings import load_experiment;"
        "from train import train; folder = Path(sys.argv[1]);"
        "train(load_experiment(folder / 'experiment.toml'), Path('runs/by-hand'), verbose=0)"
    )
    python(project, "-c", code, str(run))
    by_hand = (project / "runs" / "by-hand" / "history.csv").read_text()
    assert by_hand == (run / "history.csv").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("network", FAMILY.networks)
def test_every_kind_of_run(bake: Bake, network: str) -> None:
    project = bake("frozen-lake", network=network, style="subclassed")
    measured = told(project, new_run(project, "measure", TINY))
    assert measured["run_finished"][0]["status"] == "finished"
    assert measured["layer_stats"][0]["layers"][0]["gradient_norm"] is not None
    assert "epoch_finished" not in measured
    run = new_run(project, "train", {**TINY, "training.epochs": 10_000}, seconds_limit=15)
    trained = told(project, run)
    assert trained["run_finished"][0]["status"] == "time_limit"
    evaluated = told(project, new_run(project, "evaluate", TINY, of=run.name))
    (result,) = evaluated["evaluated"]
    assert result["samples"] == 100
    assert 0 <= result["metrics"]["mean_return"] <= 1
    assert result["metrics"]["mean_return_error"] >= 0
    assert result["loss"] is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("idea", "network", "style"),
    [
        ("cartpole", "dqn", "functional"),
        ("mountain-car", "dqn", "subclassed"),
        ("frozen-lake", "actor-critic", "functional"),
    ],
)
def test_own_tests_pass(bake: Bake, idea: str, network: str, style: str) -> None:
    project = bake(idea, network=network, style=style)
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
def test_commands(bake: Bake) -> None:
    for idea in IDEAS:
        project = bake(idea, name=f"my-{idea}")
        settings = (project / "experiment.toml").read_text()
        for key, value in TINY.items():
            name = key.partition(".")[2]
            lines = [
                f"{name} = {value}" if line.startswith(f"{name} =") else line
                for line in settings.splitlines()
            ]
            settings = "\n".join(lines) + "\n"
        (project / "experiment.toml").write_text(settings)
        python(project, "train.py")
        assert "100 episodes" in python(project, "evaluate.py")
        assert "return" in python(project, "predict.py").splitlines()[-1]
        assert "chance_error" in python(project, "data.py")
