"""Rendered projects at work: their own commands and their own tests, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.families.image import FAMILY

from .conftest import Bake

pytestmark = pytest.mark.slow

PARAMETERS = """
import json
from settings import load_experiment
from model import build_model

counts = []
for changes in (
    {"network": "dense"},
    {"network": "dense", "widths": []},
    {"network": "convolutional", "convolutions": 2},
    {"network": "convolutional", "widths": [16, 32, 64, 64, 64], "head": 0},
):
    for normalized in (False, True):
        experiment = load_experiment()
        experiment["layers"] |= changes
        experiment["regularization"] |= {
            "batch_normalization": normalized, "dropout": 0.2, "augmentation": "shift+flip"
        }
        model = build_model(experiment, (8, 8, 1), 10)
        counts.append([model.count_params(), [layer.name for layer in model.layers
                                              if "input" not in layer.name]])
print(json.dumps(counts))
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
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_styles_are_the_same_network(bake: Bake) -> None:
    printed = [
        python(bake("digits", name=f"my-{style}", style=style), "-c", PARAMETERS)
        for style in FAMILY.styles
    ]
    counts = [json.loads(text.splitlines()[-1]) for text in printed]
    assert all(count > 0 for count, _ in counts[0])
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize(
    ("style", "network"),
    [("sequential", "dense"), ("functional", "convolutional"), ("subclassed", "convolutional")],
)
def test_own_tests_pass(bake: Bake, style: str, network: str) -> None:
    project = bake("digits", style=style, network=network)
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_commands(bake: Bake) -> None:
    """Two trainings give the same losses, whatever the style the model is written in."""
    losses = []
    for number, style in enumerate((*FAMILY.styles, "sequential")):
        project = bake("digits", name=f"my-{number}", style=style, network="convolutional")
        python(project, "train.py")
        losses.append((project / "runs" / "by-hand" / "history.csv").read_text())
        assert "test accuracy 0.9" in python(project, "evaluate.py")
        assert len(python(project, "predict.py").splitlines()) == 10
    assert losses == [losses[0]] * 4
