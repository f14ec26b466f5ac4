"""GAN projects: every combination renders cleanly; judge, training and saved pair work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tutor import catalog, scaffold
from tutor.experiment import spec
from tutor.families.gan import FAMILY
from tutor.history import DataDescription

from .conftest import Bake

IDEAS = ("fashion-gan", "mnist-gan", "quick-draw")
RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"
MARKS = ("{{", "{%", "{#", "cookiecutter")

JUDGED = """
import json
import numpy as np
from settings import load_experiment
import judge
from data import load_data

judge.LARGEST_LESSON, judge.EPOCHS = 2000, 2
experiment = load_experiment()
data = load_data(experiment)
lesson = judge.Split(data.train.images[:500], data.train.labels[:500])
one, two = (judge.train_classifier(lesson).get_weights() for _ in range(2))
mean_image = data.train.images.mean(axis=0)
found = judge.load_judge(experiment)
standard = judge.Standard(found, data.validation.images, mean_image)
noise = np.random.default_rng(1).integers(0, 256, (500, 28, 28, 1))
pictures = {
    "real": data.test.images[:500],
    "mean": np.stack([mean_image] * 50),
    "noise": noise,
    "alike": data.test.images[:1].repeat(50, axis=0),
}
opinions = {name: found.look(images) for name, images in pictures.items()}

from train import train
from draw import draw
from model import load_model
from pathlib import Path

experiment["data"]["fraction"] = 0.1
experiment["training"]["epochs"] = 1
experiment["layers"] |= {"conditional": True, "generator": [16, 8], "widths": [8, 8]}
folder = Path("runs/tiny")
model = train(experiment, folder, verbose=0)
drawn, asked = draw(model, 12)
again, _ = draw(load_model(folder / "best.keras"), 12)
print(json.dumps({
    "deterministic": all(map(np.array_equal, one, two)),
    "likeness": {name: standard.likeness(opinion) for name, opinion in opinions.items()},
    "variety": {name: standard.variety(opinion) for name, opinion in opinions.items()},
    "entropy": {name: opinion.entropy for name, opinion in opinions.items()},
    "shape": drawn.shape, "asked": asked.tolist(), "same": bool(np.array_equal(drawn, again)),
    "samples": [file.name for file in (folder / "samples").iterdir()],
    "history": (folder / "history.csv").read_text(),
}))
"""

LOADED = """
import json
from settings import load_experiment
from data import load_data, class_names

experiment = load_experiment()
experiment["data"] |= {"classes": [1], "fraction": 1.0}
data = load_data(experiment)
print(json.dumps([part.images.shape for part in data]
                 + [class_names(experiment), int(data.test.images.min())]))
"""


def python(project: Path, *arguments: str) -> str:
    """Run Python in the project's folder; returns the last line that it prints."""
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
    return done.stdout.rstrip().rpartition("\n")[2]


@pytest.mark.parametrize("style", FAMILY.styles)
@pytest.mark.parametrize("idea", IDEAS)
def test_combination_is_clean(bake: Bake, idea: str, style: str) -> None:
    project = bake(idea, style=style)

    for file in project.rglob("*"):
        if file.is_dir() or file.suffix == ".npz":
            continue
        text = file.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], file.name
        assert text.endswith("\n"), file.name
        assert not text.endswith("\n\n"), file.name
        assert all(line == line.rstrip() for line in text.splitlines()), file.name
    about = tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))
    assert about["project"]["family"] == "gan"
    experiment = spec.load(project / "experiment.toml", "gan")
    assert experiment["data"]["source"] == ("full" if idea == "quick-draw" else "embedded")

    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    for command in (["check", "--select", RULES], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_key_has_a_comment(bake: Bake) -> None:
    lines = (bake("mnist-gan") / "experiment.toml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0] != "#"]
    assert [lines[n].split(" = ")[0] for n in keys] == [key.name for key in spec.keys_of("gan")]
    assert all(lines[number - 1].startswith("# ") for number in keys)


def test_images_are_those_of_the_classifiers() -> None:
    """They are referred to, not embedded a second time."""
    for idea, of in (("fashion-gan", "fashion-mnist"), ("mnist-gan", "mnist")):
        assert catalog.idea(idea).data_file == catalog.idea(of).data_file
        assert catalog.idea(idea).data["sha256"] == catalog.idea(of).data["sha256"]


def test_what_a_family_varies_can_be_written_into_the_file(bake: Bake) -> None:
    now = spec.load(bake("fashion-gan") / "experiment.toml", "gan")
    changes = [network.changes for network in FAMILY.variants(now, True)]
    changes += [tactic.changes for tactic in FAMILY.simpler(now, None)]
    changes += [remedy.switched(now) for remedy in FAMILY.remedies(now, ())]
    changes += [{"cost.function": cost.value} for cost in FAMILY.costs]
    for change in changes:
        assert spec.with_changes(now, change, "gan") != now or change == {
            "cost.function": "crossentropy"
        }
    names = [network.label for network in FAMILY.variants(now, True)]
    assert len(set(names)) == len(names)
    assert FAMILY.name_of(now) == "64-32 against 32-64"


def test_short_runs_have_enough_images(bake: Bake) -> None:
    now = spec.load(bake("fashion-gan") / "experiment.toml", "gan")
    data = DataDescription(classes=10, train=5100, validation=900, input_shape=(28, 28, 1))
    assert FAMILY.short is not None
    for seconds in (0.1, 1.0, 100.0):
        short = FAMILY.short(now, data, 5, seconds)
        assert 990 <= short["data.fraction"] * data.train <= 2000
        assert short["training.epochs"] == 5
    one_class = FAMILY.simpler(now, data)[-1].changes
    assert one_class == {"data.classes": [0], "data.fraction": 1.0}


def test_judge_training_and_saved_pair(bake: Bake) -> None:
    found = json.loads(python(bake("mnist-gan"), "-c", JUDGED))

    assert found["deterministic"]
    assert found["likeness"]["real"] > 0.9
    assert found["likeness"]["mean"] == pytest.approx(0, abs=1e-3)
    assert found["likeness"]["noise"] < 0.1
    assert found["likeness"]["alike"] < 0
    assert found["variety"]["real"] == pytest.approx(1, abs=0.1)
    assert found["variety"]["alike"] < 0.01
    assert found["entropy"]["alike"] == 0
    assert found["shape"] == [12, 28, 28, 1]
    assert found["asked"][:3] == [0, 1, 2]
    assert found["same"]
    assert found["samples"] == ["epoch-001.png"]
    assert "drawn_as_asked" in found["history"]


def test_bitmaps_are_read_from_the_folder_data(bake: Bake) -> None:
    project = bake("quick-draw")
    (project / "data").mkdir()
    np.save(project / "data" / "apple.npy", np.full((60, 784), 1, "uint8"))
    np.save(project / "data" / "cat.npy", np.full((50, 1, 784), 2, "uint8"))
    train, validation, test, names, value = json.loads(python(project, "-c", LOADED))
    assert [train, validation, test] == [[n, 28, 28, 1] for n in (38, 7, 5)]
    assert (names, value) == (["cat"], 2)


@pytest.mark.slow
@pytest.mark.parametrize("style", FAMILY.styles)
def test_own_tests_pass(bake: Bake, style: str) -> None:
    assert " passed" in python(
        bake("mnist-gan", style=style), "-m", "pytest", "-q", "-p", "no:cacheprovider"
    )


@pytest.mark.slow
def test_styles_are_the_same_pair(tmp_path: Path) -> None:
    """Written either way, the same seed gives the same figures."""
    short = {"data.fraction": 0.1, "training.epochs": 2}
    histories = []
    for style in FAMILY.styles:
        choices = scaffold.Choices(f"my-{style}", style=style)
        project = scaffold.create(catalog.idea("mnist-gan"), choices, tmp_path, short)
        python(project, "-c", "import train; train.train(train.load_experiment(), train.PROJECT)")
        histories.append((project / "history.csv").read_text())
    assert histories[0] == histories[1]
