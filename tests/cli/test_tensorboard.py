"""What is written for TensorBoard, read back with TensorBoard's own reader and with the journal."""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tutor import catalog, events, scaffold
from tutor.cli.commands import cli
from tutor.experiment import spec
from tutor.runs import folder as run_folder
from tutor.runs.folder import Request, RunFolder
from tutor.tensorboard import records
from tutor.tensorboard.export import NAME, RunExport

RECORDED = Path(__file__).parents[1] / "recorded"
LABEL = "**bold** <script>alert(1)</script>\x1b[2J\n```\n[/b] \ud800 Zürich 東京"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return scaffold.create(catalog.idea("digits"), scaffold.Choices("my-project"), tmp_path)


def add_run(project: Path, recorded: str = "healthy-dense", label: str = "a run") -> RunFolder:
    """A run whose events are recorded ones."""
    settings = spec.load(project / "experiment.toml", "image")
    run = run_folder.create(project, Request("train", label, settings, step="layers"))
    shutil.copy(RECORDED / f"{recorded}.jsonl", run.path / "events.jsonl")
    return run


def export(*words: str) -> Result:
    done = CliRunner().invoke(cli, ["runs", *words])
    assert done.exit_code == 0, done.output
    return done


def single(value: float) -> float:
    """The value as 32 bits hold it."""
    return float(struct.unpack("<f", records.single(value))[0])


def read(folder: Path) -> Any:
    """What TensorBoard sees of one part of a run."""
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    found = reader.EventAccumulator(str(folder), size_guidance=ALL)
    return found.Reload()


ALL = {"scalars": 0, "histograms": 0, "tensors": 0, "images": 0, "audio": 0}


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    found = read(folder)
    return {tag: [(s.step, s.value) for s in found.Scalars(tag)] for tag in found.Tags()["scalars"]}


def same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    return [(s, str(single(v))) for s, v in one] == [(s, str(single(v))) for s, v in other]


@pytest.mark.parametrize("recorded", ["healthy-dense", "healthy-batch-normalization", "diverged"])
def test_every_figure_is_the_journals(project: Path, recorded: str) -> None:
    run = add_run(project, recorded)
    export(str(project), "--tensorboard")
    folder = project / "runs" / "tensorboard" / run.id
    history = run.history()
    assert history.epochs or history.batch_losses

    train, validation = scalars(folder / "train"), {}
    if (folder / "validation").exists():
        validation = scalars(folder / "validation")
    expected: dict[str, list[tuple[int, float]]] = {}
    for epoch in history.epochs:
        own = {"loss": epoch.loss, "val_loss": epoch.val_loss, **epoch.metrics}
        own["learning_rate"] = epoch.learning_rate
        for name, value in own.items():
            if value is not None:
                expected.setdefault(name, []).append((epoch.number, value))
    expected["batch"] = list(enumerate(history.batch_losses, start=1))
    found = {f"val_{tag.removeprefix('epoch_')}": points for tag, points in validation.items()}
    found |= {tag.removeprefix("epoch_"): points for tag, points in train.items()}
    found["batch"] = found.pop("batch_loss")
    assert found.keys() == expected.keys()
    assert all(same(found[name], expected[name]) for name in expected)


def test_layers_are_the_journals(project: Path) -> None:
    run = add_run(project)
    export(str(project), "--tensorboard")
    folder = project / "runs" / "tensorboard" / run.id
    found, figures = read(folder), scalars(folder)
    histograms = 0
    for sample in run.history().samples:
        for layer in sample.layers:
            place = f"layers/{layer.name}/"
            for name in ("gradient_norm", "activation_std", "update_ratio", "dead_fraction"):
                value = getattr(layer, name)
                points = dict(figures.get(place + name, []))
                if value is None:
                    assert sample.epoch not in points
                else:
                    assert points[sample.epoch] == single(value)
            if layer.histogram:
                histograms += 1
                seen = {h.step: h for h in found.Histograms(f"{place}activations")}[sample.epoch]
                value = seen.histogram_value
                assert (value.min, value.max) == (layer.histogram.low, layer.histogram.high)
                assert tuple(value.bucket) == layer.histogram.counts
                assert value.bucket_limit[-1] == layer.histogram.high
    assert histograms


def test_settings_and_words(project: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.plugins.hparams import plugin_data_pb2

    run = add_run(project, label=LABEL)
    export(str(project), "--tensorboard")
    found = read(project / "runs" / "tensorboard" / run.id)
    (text,) = found.Tensors("run")
    (shown,) = text.tensor_proto.string_val
    lines = shown.decode().splitlines()
    assert all(line.startswith("    ") for line in lines)
    assert lines[0] == "    **bold** <script>alert(1)</script>?[2J"
    assert "    batch.size = 128" in lines
    contents = found.summary_metadata["_hparams_/session_start_info"].plugin_data.content
    start = plugin_data_pb2.HParamsPluginData.FromString(contents).session_start_info
    assert start.hparams["batch.size"].number_value == 128
    assert start.hparams["learning_rate.optimizer"].string_value == "adam"
    assert start.hparams["regularization.batch_normalization"].bool_value is False
    assert start.hparams["layers.widths"].string_value == "[64, 64]"
    contents = found.summary_metadata["_hparams_/session_end_info"].plugin_data.content
    assert plugin_data_pb2.HParamsPluginData.FromString(contents).session_end_info.status == 1


def test_running_run_is_gone_on_with(project: Path, tmp_path: Path) -> None:
    """Written while it runs, with a torn line, a torn record and twice: the same bytes."""
    run = add_run(project)
    whole = (run.path / "events.jsonl").read_bytes()
    RunExport(run, tmp_path / "at-once").update()
    one, other = (tmp_path / name / run.id for name in ("at-once", "bit-by-bit"))

    (run.path / "events.jsonl").write_bytes(b"")
    live = RunExport(run, other.parent)
    for end in (0, 1000, len(whole) // 2, len(whole) // 2, len(whole) - 7):
        (run.path / "events.jsonl").write_bytes(whole[:end])
        live.update()
    torn = other / "train" / NAME
    torn.write_bytes(torn.read_bytes()[:-5])
    before = torn.stat().st_ino
    (run.path / "events.jsonl").write_bytes(whole)
    RunExport(run, other.parent).update()
    assert torn.stat().st_ino == before
    files = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(other) for file in other.rglob("*") if file.is_file())
    assert all((one / file).read_bytes() == (other / file).read_bytes() for file in files)


def test_spoiled_file_is_replaced(project: Path) -> None:
    run = add_run(project)
    export(str(project), "--tensorboard")
    file = project / "runs" / "tensorboard" / run.id / "train" / NAME
    good = file.read_bytes()
    file.write_bytes(good[:40] + b"spoiled" + good[47:])
    export(str(project), "--tensorboard")
    assert file.read_bytes() == good
    assert [path.name for path in file.parent.iterdir()] == [NAME]


def test_spoiled_events_are_passed_over(project: Path) -> None:
    run = add_run(project)
    with open(run.path / "events.jsonl", "a", encoding="utf-8") as file:
        for event in (
            {"event": "epoch_finished", "epoch": "x", "loss": [], "metrics": None},
            {"event": "batches", "losses": 3},
            {"event": "layer_stats", "epoch": 1, "layers": [{"name": 3, "histogram": 4}]},
            {"event": "run_finished"},
            {"event": "unheard of", "time": "soon"},
        ):
            file.write(json.dumps(event) + "\n")
    export(str(project), "--tensorboard")


def test_folder_of_ones_own(project: Path, tmp_path: Path) -> None:
    run = add_run(project)
    done = export(str(project), "--tensorboard", str(tmp_path / "a b" / "board"), "--json")
    assert json.loads(done.stdout)["tensorboard"] == str(tmp_path / "a b" / "board")
    assert (tmp_path / "a b" / "board" / run.id / "validation" / NAME).is_file()
    assert f"tensorboard --logdir '{tmp_path}/a b/board'" in done.stderr
    assert not (project / "runs" / "tensorboard").exists()
    (tmp_path / "file").touch()
    refused = CliRunner().invoke(
        cli, ["runs", str(project), "--tensorboard", str(tmp_path / "file" / "x")]
    )
    assert "is a file" in str(refused.exception)


def test_numbers_at_the_edges() -> None:
    assert records.checksum(b"123456789") == 0xE3069283  # RFC 3720's check value
    assert records.varint(300) == b"\xac\x02"
    assert len(records.varint(-1)) == 10
    for value in (math.inf, -math.inf, 1e300, -1e300):
        assert single(value) == math.copysign(math.inf, value)
    assert math.isnan(single(math.nan))


def test_needs_no_tensorflow() -> None:
    code = (
        "import sys, tutor.cli.tensorboard, tutor.tensorboard.export; "
        "print([m for m in ('tensorflow', 'keras', 'tensorboard', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_training_is_written_as_it_goes(project: Path) -> None:
    command = [sys.executable, "-m", "tutor", "train", str(project), "--tensorboard", "--json"]
    command += ["--set", "training.epochs=2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "tensorboard --logdir" in done.stderr
    told = [events.decode(line) for line in done.stdout.splitlines()]
    losses = [(e["epoch"], e["val_loss"]) for e in told if e["event"] == "epoch_finished"]
    (folder,) = (project / "runs" / "tensorboard").iterdir()
    assert same(scalars(folder / "validation")["epoch_loss"], losses)
