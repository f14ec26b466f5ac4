"""What an examination tells: to programs in one object, to people in a report."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tutor.diagnosis.finding import Finding, Mend
from tutor.doctor import answer, report
from tutor.doctor.curve import loss_curve
from tutor.doctor.record import Examination, read
from tutor.events import encode
from tutor.history import Epoch, History
from tutor.observed import Experiment, Score

SOURCE = "from keras.layers import Dense\n\nout = Dense(1, activation='softmax')\n"

FINDING = Finding(
    rule="output-mismatch",
    level="problem",
    step="cost",
    title="The output is a softmax over one unit",
    evidence="the last layer has 1 unit with the activation softmax",
    cause="A softmax over one number is always 1.",
    advice="One unit with a sigmoid.",
    layer="dense\x1b[2J",
    line=3,
    mend=Mend(3, "Dense", {"activation": '"sigmoid"'}),
)

HISTORY = History(
    epochs=tuple(Epoch(n, 1 / n, 1.1 / n, 0.01, 0.1, {}) for n in range(1, 8)),
    score_card=Score("accuracy", 0.5, 0.5, 0.5, 0.9, 0.8, samples=80, validation_samples=20),
    experiments=(Experiment("what-if/adam", {"score": math.nan, "helps": False}),),
    status="finished",
)


def examination(tmp_path: Path, *findings: Finding) -> Examination:
    script = tmp_path / "train.py"
    script.write_text(SOURCE, encoding="utf-8")
    return Examination(
        script=script,
        status="finished",
        exit_status=0,
        seconds=3.14159,
        histories=(HISTORY,),
        trainings=1,
        findings=findings,
    )


def told(examined: Examination, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    report.show(examined, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_json_has_what_programs_rely_on(tmp_path: Path) -> None:
    told = answer.data(examination(tmp_path, FINDING))
    told = json.loads(json.dumps(told, allow_nan=False))
    assert told["event"] == "diagnosis"
    assert told["status"] == "finished"
    assert told["seconds"] == 3.14
    [finding] = told["findings"]
    assert {
        "rule", "level", "step", "title", "evidence", "layer", "line", "advice"
    } <= finding.keys()  # fmt: skip
    assert finding["line"] == 3


def test_report_gives_the_mend_in_the_learners_own_line(tmp_path: Path) -> None:
    text = told(examination(tmp_path, FINDING))
    assert "1. PROBLEM  The output is a softmax over one unit" in text
    assert "3 - out = Dense(1, activation='softmax')" in text
    assert '3 + out = Dense(1, activation="sigmoid")' in text
    assert "training loss" in text
    assert "\x1b" not in text


def test_in_a_project_the_mend_is_an_edit_of_its_experiment(tmp_path: Path) -> None:
    for name in ("project.toml", "experiment.toml"):
        (tmp_path / name).touch()
    text = told(examination(tmp_path, replace(FINDING, edit={"layers.activation": "relu"})))
    assert 'experiment.toml  layers.activation = "relu"' in text
    assert "3 + out" not in text


def test_report_fits_its_width(tmp_path: Path) -> None:
    long = replace(FINDING, evidence="numbers " * 60, title="title " * 30)
    for width in (60, 80, 140):
        lines = told(examination(tmp_path, long), width).splitlines()
        assert max(map(len, lines)) <= width


def test_silence_where_nothing_is_wrong(tmp_path: Path) -> None:
    text = told(examination(tmp_path))
    assert "OK: nothing to find fault with." in text
    assert "PROBLEM" not in text
    assert "a linear model 0.90" in " ".join(text.split())


def test_a_script_without_a_training_is_told_so(tmp_path: Path) -> None:
    nothing = replace(examination(tmp_path), histories=(), trainings=0)
    assert "No training of a Keras model was seen" in told(nothing)


def test_a_folder_that_a_killed_script_left_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "0001").mkdir()
    lines = [
        {"event": "run_started", "time": 0.0, "run": "1", "kind": "train", "epochs": 3},
        {"event": "epoch_finished", "time": 1.0, "epoch": 1, "loss": 0.5},
    ]
    text = "".join(encode(line) + "\n" for line in lines)
    (tmp_path / "0001" / "events.jsonl").write_text(text + '{"event": "epo')
    seen = read(tmp_path, tmp_path / "train.py")
    assert seen.status == "crashed"
    assert [len(history.epochs) for history in seen.histories] == [1]


def test_a_curve_needs_points_and_stands_any_loss() -> None:
    assert loss_curve(History(), 60, 10, colour=False) == ""
    wild = [0.5, math.nan, 1e30, -3.0, 0.0, math.inf, 2.0]
    epochs = tuple(Epoch(n, loss, None, None, 0.1) for n, loss in enumerate(wild, 1))
    drawn = loss_curve(History(epochs=epochs), 60, 10, colour=False)
    assert drawn.count("\n") >= 8
    level = tuple(Epoch(n, 0.0, 0.0, None, 0.1) for n in range(1, 5))
    assert loss_curve(History(epochs=level), 60, 10, colour=False)
    batches = History(batch_losses=(3.0, 2.0, 1.0))
    assert "batch" in loss_curve(batches, 60, 10, colour=True)
