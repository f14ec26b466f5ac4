"""Texts: every combination renders cleanly, masks hold, and small trainings end as they should."""

from __future__ import annotations

import csv
import gzip
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tutor import catalog, scaffold
from tutor.catalog import Idea
from tutor.errors import UsageError
from tutor.experiment import spec
from tutor.families.text import FAMILY
from tutor.paths import projects_dir

from .conftest import Bake
from .tables import own_idea, own_project, write

IDEAS = (
    "womens-reviews",
    "imdb",
    "ag-news",
    "yelp-polarity",
    "dbpedia",
    "sogou-news",
    "yelp-full",
    "amazon-polarity",
    "yahoo-answers",
    "amazon-full",
)
KINDS = ("womens-reviews", "imdb", "ag-news")
"""One idea for each way in which the data lie: a table, folders by class, two bare CSV files."""

WAYS = [way for way in itertools.product(FAMILY.networks, FAMILY.styles) if FAMILY.fits(*way, "")]
FILES = {
    ".gitignore",
    "README.md",
    "baseline.py",
    "data.py",
    "evaluate.py",
    "experiment.toml",
    "masking.py",
    "model.py",
    "predict.py",
    "project.toml",
    "requirements.txt",
    "settings.py",
    "tests/test_project.py",
    "train.py",
    "words.py",
}
RULES = "E,F,I,B,UP,SIM,C4,PT,RUF"
MARKS = ("{{", "{%", "{#", "cookiecutter")
HOSTILE = ('he said "no"', "two\nlines", "{{ 7*7 }} {% raw %}", "back\\slash", "Größe 東京")

MASKS = """
import keras, numpy as np
from settings import load_experiment
from data import load_data
from model import build_model

texts = load_data(load_experiment()).train.texts[:200]
short = np.array(["a very good dress", "no", "", "...", "not for me at all"], dtype=object)
for network in NETWORKS:
    for cell in ("lstm", "gru") if network == "recurrent" else ("lstm",):
        found = []
        for length in (6, 12):
            experiment = load_experiment()
            experiment["data"] |= {"length": length, "vocabulary": 200}
            experiment["layers"] |= {"network": network, "widths": [8, 8], "embedding": 8,
                                     "cell": cell, "bidirectional": cell == "gru",
                                     "activation": "elu"}
            experiment["regularization"]["batch_normalization"] = True
            experiment["initialization"]["biases"] = "small_positive"
            keras.utils.set_random_seed(1)
            model = build_model(experiment, texts, 2)
            found.append(model.predict(short, verbose=0))
        assert np.isfinite(found[0]).all(), network
        assert np.allclose(found[0], found[1], atol=1e-5), (network, cell, found)
        assert np.ptp(found[0]) > 1e-6, network
print("masked")
"""
TRAINED = """
from pathlib import Path
from settings import load_experiment
from train import train
from evaluate import evaluate

experiment = load_experiment()
experiment["data"]["fraction"] *= FRACTION
experiment["training"]["epochs"] = 2
experiment["layers"] |= {"widths": [8], "embedding": 8}
train(experiment, Path("runs/one"), verbose=0)
print(sorted(evaluate(experiment, Path("runs/one"))))
"""
RAW = """
import numpy as np
import keras, masking, model
best = keras.saving.load_model("runs/one/best.keras")
output = best.predict(np.array(["I love it", "Poor quality, sent back", ""], object), verbose=0)
assert output.shape[0] == 3 and np.isfinite(output).all()
print("predicted")
"""


def python(project: Path, script: str, *arguments: str, **environment: str) -> str:
    """Run a script, or a command of the project, in its folder; returns what it prints."""
    done = subprocess.run(
        [sys.executable, *(arguments or ("-c", script))],
        cwd=project,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
        | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_clean(project: Path) -> None:
    """Nothing of the template is left, and ruff finds nothing to say."""
    for file in (path for path in project.rglob("*") if path.suffix in (".py", ".md", ".toml")):
        text = file.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], file.name
        assert text.endswith("\n"), file.name
        assert not text.endswith("\n\n"), file.name
        assert "\n\n\n\n" not in text, file.name
        assert all(line == line.rstrip() for line in text.splitlines()), file.name
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        return
    for command in (["check", "--select", RULES], ["format", "--check", "--diff"]):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "88", "."],
            cwd=project,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("network", "style"), WAYS)
@pytest.mark.parametrize("idea", KINDS)
def test_combination(bake: Bake, idea: str, network: str, style: str) -> None:
    backend = FAMILY.backends[WAYS.index((network, style)) % len(FAMILY.backends)]
    project = bake(idea, network=network, style=style, backend=backend)
    check_clean(project)
    embedded = catalog.idea(idea).data_file
    data = {f"data/{embedded.name}", "data/LICENCE.txt"} if embedded else set()
    found = {p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()}
    assert found == FILES | data
    experiment = spec.parse((project / "experiment.toml").read_text(encoding="utf-8"), "text")
    assert experiment["layers"]["network"] == network
    assert experiment["training"]["backend"] == backend


@pytest.mark.parametrize("idea", IDEAS)
def test_idea(bake: Bake, idea: str) -> None:
    project = bake(idea)
    experiment = spec.parse((project / "experiment.toml").read_text(encoding="utf-8"), "text")
    about = catalog.idea(idea)
    assert experiment["data"]["source"] == ("embedded" if about.embedded else "full")
    assert about.reference["value"] > 1 / len(about.class_names)
    assert len(about.data.get("labels", about.class_names)) == len(about.class_names)
    full = about.data.get("full", {"files": []})
    for file in full["files"]:
        assert file["url"].startswith("https://")
        assert file["size"] > 1_000_000
        assert re.fullmatch("[0-9a-f]{64}", file.get("sha256", "0" * 64))
    if not about.embedded:
        assert full["folder"] == idea
        assert f'"{idea}"' in (project / "data.py").read_text(encoding="utf-8")


def test_every_key_has_a_comment(bake: Bake) -> None:
    lines = (bake("womens-reviews") / "experiment.toml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0] != "#"]
    assert [lines[n].split(" = ")[0] for n in keys] == [key.name for key in spec.keys_of("text")]
    assert all(lines[number - 1].startswith("# ") for number in keys)


def test_network_and_backend_change_no_code(bake: Bake) -> None:
    one, other = (bake("womens-reviews", name=n, network=n) for n in ("dense", "recurrent"))
    for file in one.rglob("*.py"):
        assert file.read_bytes() == (other / file.relative_to(one)).read_bytes()


def test_a_sequential_model_has_no_parallel_paths(bake: Bake) -> None:
    with pytest.raises(UsageError, match="parallel network cannot be written as a sequential"):
        bake("womens-reviews", network="parallel", style="sequential")


def test_embedded_reviews() -> None:
    about = catalog.idea("womens-reviews")
    assert about.data_file is not None
    packed = about.data_file.read_bytes()
    assert hashlib.sha256(packed).hexdigest() == about.data["sha256"]
    register = (projects_dir() / "DATA-LICENCES.md").read_text(encoding="utf-8")
    assert about.data["sha256"] in register
    rows = list(csv.DictReader(gzip.decompress(packed).decode().splitlines(keepends=True)))
    assert rows[0].keys() >= {"Title", "Review Text", "Recommended IND", "part"}
    assert "Rating" not in rows[0]  # it gives the answer away
    assert len({row["Review Text"] for row in rows}) == len(rows) == 4000
    for part, count in (("train", 1600), ("test", 400)):
        labels = [row["Recommended IND"] for row in rows if row["part"] == part]
        assert (labels.count("0"), labels.count("1")) == (count, count)


@pytest.fixture
def experiment(bake: Bake) -> spec.Spec:
    return spec.load(bake("womens-reviews") / "experiment.toml", "text")


@pytest.mark.parametrize("network", FAMILY.networks)
@pytest.mark.parametrize("thorough", [False, True])
def test_variants_are_valid_and_different(
    experiment: spec.Spec, network: str, thorough: bool
) -> None:
    own = spec.with_changes(experiment, {"layers.network": network, "data.ngrams": 2}, "text")
    found = list(FAMILY.variants(own, thorough))
    assert {"linear", "depth", "width", "kind"} <= {variant.group for variant in found}
    names = [FAMILY.name_of(own)]
    for variant in found:
        changed = spec.with_changes(own, variant.changes, "text")
        assert FAMILY.name_of(changed) == variant.label
        assert FAMILY.described(changed)
        assert FAMILY.work(changed, None) > 0
        names.append(variant.label)
    assert len(set(names)) == len(names)


def test_recurrent_cells_cost_most(experiment: spec.Spec) -> None:
    work = [
        FAMILY.work(spec.with_changes(experiment, {"layers.network": network}, "text"), None)
        for network in FAMILY.networks
    ]
    assert work == sorted(work)


@pytest.mark.parametrize("network", FAMILY.networks)
def test_remedies_switch_on_and_off(experiment: spec.Spec, network: str) -> None:
    own = spec.with_changes(experiment, {"layers.network": network}, "text")
    for remedy in FAMILY.remedies(own, ()):
        on = spec.with_changes(own, remedy.switched(own), "text")
        assert not remedy.is_on(own)
        assert remedy.is_on(on)
        assert not remedy.is_on(spec.with_changes(on, remedy.switched(on), "text"))


def own_table(tmp_path: Path, **data: Any) -> Path:
    """A project of a table with awkward names, in cp1252 with semicolons."""
    text, label = HOSTILE[0], HOSTILE[1]
    rows = [[f"{word} text number {i}", kind] for i in range(60) for word, kind in PAIRS]
    file = write(
        tmp_path / "mine.csv",
        [text, label],
        [*rows, ["", HOSTILE[2]], ["lost", "?"]],
        encoding="utf-16",
        delimiter=";",
    )
    return own_project(
        file,
        tmp_path,
        "text",
        text=[text],
        target=label,
        class_names=[HOSTILE[2], HOSTILE[4]],
        delimiter=";",
        encoding="utf-16",
        **data,
    )


PAIRS = (("good", HOSTILE[2]), ("bad", HOSTILE[4]))


def own_folder(tmp_path: Path, parts: dict[str, list[str]] | None = None) -> Path:
    """A project of a folder by class; one text is damaged, one is no text, one is skipped."""
    root = tmp_path / "mine"
    names = [name for group in (parts or {"": ["."]}).values() for name in group]
    for place in names:
        for word, label in (("good", "plus"), ("bad", "minus")):
            folder = root / place / label
            folder.mkdir(parents=True)
            for i in range(40):
                (folder / f"{i}.txt").write_text(f"{word} text {i} {place}", encoding="utf-8")
            (folder / "damaged.txt").write_bytes(b"gr\xfc\xdfe " + place.encode())
            (folder / "picture.png").write_bytes(b"\x89PNG")
    skipped = [f"{names[0]}/plus/0.txt".removeprefix("./")]
    data: dict[str, Any] = {"class_names": ["minus", "plus"], "skipped": skipped}
    if parts:
        data["parts"] = parts
    idea = own_idea(root, "text", folder=True, **data)
    return scaffold.create(idea, scaffold.Choices("my-project"), tmp_path, {"data.source": "own"})


PARTS = {"train": ["train"], "test": ["Test"]}


@pytest.mark.parametrize("kind", ["table", "no header", "folder", "parts"])
def test_own_data_render_cleanly(tmp_path: Path, kind: str) -> None:
    if kind in ("folder", "parts"):
        project = own_folder(tmp_path, PARTS if kind == "parts" else None)
    else:
        names = {"columns": [HOSTILE[0], HOSTILE[1]]} if kind == "no header" else {}
        project = own_table(tmp_path, **names)
    for file in project.rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), file.name, "exec")
    if kind in ("folder", "parts"):  # the other's names have braces of their own
        check_clean(project)


def test_padding_changes_no_answer(bake: Bake) -> None:
    """The same words with more padding behind them get the same answer."""
    project = bake("womens-reviews")
    script = f"NETWORKS = ('dense', 'parallel'){MASKS}"
    assert python(project, script).endswith("masked\n")


@pytest.mark.slow
@pytest.mark.parametrize("style", FAMILY.styles)
def test_padding_changes_no_answer_in_any_style(bake: Bake, style: str) -> None:
    networks = tuple(n for n in FAMILY.networks if FAMILY.fits(n, style, ""))
    project = bake("womens-reviews", style=style)
    assert python(project, f"NETWORKS = {networks!r}{MASKS}").endswith("masked\n")


@pytest.mark.slow
@pytest.mark.parametrize("style", FAMILY.styles)
@pytest.mark.parametrize("network", ["dense", "convolutional", "recurrent"])
def test_best_model_predicts_from_strings(bake: Bake, network: str, style: str) -> None:
    project = bake("womens-reviews", network=network, style=style)
    printed = python(project, f"FRACTION = 0.2{TRAINED}")
    assert printed.endswith("['accuracy', 'auc', 'loss']\n")
    assert python(project, RAW).endswith("predicted\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "style"), [("dense", "functional"), ("parallel", "subclassed")]
)
def test_own_tests_pass(bake: Bake, network: str, style: str) -> None:
    project = bake("womens-reviews", network=network, style=style)
    assert " passed" in python(project, "", "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["table", "folder", "parts"])
def test_own_data_train(tmp_path: Path, kind: str) -> None:
    if kind == "table":
        project = own_table(tmp_path)
        counts = (86, 16, 18)
    else:
        project = own_folder(tmp_path, PARTS if kind == "parts" else None)
        counts = (69, 12, 82) if kind == "parts" else (58, 11, 12)
    printed = python(project, "", "data.py")
    found = tuple(int(n) for n in re.findall(r": (\d+) texts", printed))
    assert sum(found) <= sum(counts)
    assert all(abs(a - b) <= 3 for a, b in zip(found, counts, strict=True)), printed
    python(project, f"FRACTION = 1{TRAINED}")
    assert python(project, RAW).endswith("predicted\n")


def lay_out(idea: Idea, home: Path) -> None:
    """A tiny copy of a full data set, where the tutor would have put it."""
    folder = home / "datasets" / idea.data["full"]["folder"]
    rows = itertools.count()
    if idea.data.get("folder"):
        for part, label in itertools.product(("train", "test"), idea.data["labels"]):
            inside = folder / "aclImdb" / part / label
            inside.mkdir(parents=True)
            for number in range(40):
                (inside / f"{number}_7.txt").write_text(f"{label} film {next(rows)}")
        return
    folder.mkdir(parents=True)
    for name, count in (("train.csv", 300), ("test.csv", 20)):
        with (folder / name).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            for label in idea.data["labels"]:  # sorted by class, as some of the sets are
                texts = len(idea.data["columns"]) - 1
                for _ in range(count):
                    writer.writerow([label, *[f'class "{label}", {next(rows)}'] * texts])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["imdb", "ag-news", "yelp-full"])
def test_full_sets_are_read_where_they_lie(bake: Bake, tmp_path: Path, name: str) -> None:
    idea = catalog.idea(name)
    lay_out(idea, tmp_path / "home")
    project = bake(name)
    home = {"KERAS_HOME": str(tmp_path / "home")}
    printed = python(project, f"FRACTION = 1{TRAINED}", **home)
    assert "accuracy" in printed
    script = """
import json
from settings import load_experiment
from data import load_texts
experiment = load_experiment()
experiment["data"]["fraction"] = 1.0
whole = load_texts(experiment)
experiment["data"]["fraction"] = 0.25
part = load_texts(experiment)
assert set(part.train.texts) < set(whole.train.texts)
assert list(part.validation.texts) == list(whole.validation.texts)
print(json.dumps([len(p.labels) for p in (*whole, *part)]))
"""
    train, validation, test, fewer, *_ = json.loads(python(project, script, **home))
    classes = len(idea.class_names)
    assert test == (40 if name == "imdb" else 20) * classes
    assert train + validation == (40 if name == "imdb" else 300) * classes
    assert fewer == pytest.approx(train / 4, rel=0.25)


@pytest.mark.slow
def test_missing_data_are_asked_for(bake: Bake, tmp_path: Path) -> None:
    project = bake("ag-news")
    with pytest.raises(AssertionError, match=r"dltutor data fetch ag-news"):
        python(project, "", "data.py", KERAS_HOME=str(tmp_path))
