"""An image project on PyTorch and JAX, in every style; skipped where they are not installed.

Keras reads its backend once, when it is imported, so each has a process of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tomlkit

from tutor.families.image import FAMILY

from .conftest import Bake

pytestmark = pytest.mark.slow

TWICE = """
import json
import warnings
from settings import PROJECT, load_experiment
import keras
from evaluate import evaluate
from train import train

warnings.simplefilter("error", UserWarning)  # as where a backend does not get what it is told
experiment = load_experiment()
experiment["data"]["fraction"] = 0.2
experiment["training"]["epochs"] = 1
experiment["regularization"] |= {"dropout": 0.2, "batch_normalization": True}
experiment["learning_rate"] |= {"optimizer": "momentum", "schedule": "cosine"}
losses = []
for name in ("one", "other"):
    train(experiment, PROJECT / "runs" / name, verbose=0)
    losses.append((PROJECT / "runs" / name / "history.csv").read_text())
tested = evaluate(experiment, PROJECT / "runs" / "one")
print(json.dumps([keras.backend.backend(), losses, tested]))
"""


BACKENDS = [
    pytest.param(
        backend,
        marks=pytest.mark.skipif(
            importlib.util.find_spec(backend) is None, reason=f"{backend} is not installed"
        ),
    )
    for backend in FAMILY.backends
    if backend != "tensorflow"
]


def python(project: Path, *arguments: str) -> str:
    """Run Python in the project, on the backend of its experiment.toml; returns what it prints."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment.pop("KERAS_BACKEND", None)
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


@pytest.mark.parametrize("style", FAMILY.styles)
@pytest.mark.parametrize("backend", BACKENDS)
def test_trains_tests_and_repeats_itself(bake: Bake, backend: str, style: str) -> None:
    project = bake("digits", style=style, network="convolutional", backend=backend)
    used, losses, tested = json.loads(python(project, "-c", TWICE).splitlines()[-1])
    assert used == backend
    assert losses[0] == losses[1]
    assert tested.keys() == {"loss", "accuracy"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_is_observed(bake: Bake, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = bake("digits", backend=backend)
    run = project / "runs" / "0001-observed"
    run.mkdir(parents=True)
    settings = tomlkit.parse((project / "experiment.toml").read_text(encoding="utf-8"))
    settings["training"]["epochs"] = 2  # type: ignore[index]
    (run / "experiment.toml").write_text(tomlkit.dumps(settings), encoding="utf-8")
    asked = {"id": run.name, "kind": "train", "step": None, "label": "observed"}
    (run / "request.json").write_text(json.dumps(asked), encoding="utf-8")

    monkeypatch.setenv("KERAS_BACKEND", backend)
    command = ("-m", "tutor.trainer.host", "--once", str(run), "--project", str(project))
    subprocess.run([sys.executable, *command], capture_output=True, timeout=600, check=True)
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    names = [event["event"] for event in events]
    assert names.count("epoch_finished") == 2
    assert "layer_stats" in names
    assert events[-1]["status"] == "finished", events[-1]["reason"]
