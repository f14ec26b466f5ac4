"""What a broken project says for itself: the learner's own file and line, and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.hosting import Host, edit


def test_an_exception_names_the_learners_own_line(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    # The error is raised deep inside Keras; the line that asked for it is the learner's.
    line = edit(project, "model.py", "layers.Conv2D(4, 3", "layers.Conv2D(-4, 3")
    last = host.do(new_run())[-1]
    assert last["status"] == "failed"
    error = last["error"]
    assert (error["file"], error["line"]) == ("model.py", line)
    assert "Conv2D(-4" in error["code"]
    assert error["type"] == "ValueError"
    assert "Traceback" in error["traceback"]
    assert last["reason"].startswith(f"model.py, line {line}: ValueError")


def test_an_error_in_a_syntax_names_its_line(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    line = edit(project, "model.py", "import keras\n", "import keras as as\n")
    error = host.do(new_run())[-1]["error"]
    assert (error["type"], error["file"], error["line"]) == ("SyntaxError", "model.py", line)


def test_an_error_while_the_step_is_traced_names_its_line(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(
        project,
        "train.py",
        'loss="sparse_categorical_crossentropy"',
        "loss=wrong",
    )
    edit(
        project,
        "train.py",
        "class Save",
        "def wrong(truth, prediction):\n    return prediction.no_such_thing\n\n\nclass Save",
    )
    error = host.do(new_run())[-1]["error"]
    assert error["file"] == "train.py"
    assert error["code"] == "return prediction.no_such_thing"


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("import sys; sys.exit(3)", "failed", "sys.exit(3)"),
        ("raise KeyboardInterrupt", "failed", "KeyboardInterrupt"),
        ("raise MemoryError", "failed", "smaller batch"),
        ("import os; os._exit(7)", "failed", "exit status 7"),
        ("raise ValueError('x' * 100_000)", "failed", "ValueError"),
    ],
)
def test_whatever_the_code_does_there_is_an_end(
    host: Host, project: Path, new_run: Callable[..., Path], code: str, status: str, said: str
) -> None:
    edit(project, "data.py", "    random = ", f"    {code}\n    random = ")
    last = host.do(new_run())[-1]
    assert last["status"] == status
    assert said in last["reason"]
    assert len(last["reason"]) < 500
    assert len((last["error"] or {}).get("message", "")) <= 2000


@pytest.mark.parametrize("module", ["data", "train"])
def test_a_missing_module_is_named(
    host: Host, project: Path, new_run: Callable[..., Path], module: str
) -> None:
    (project / f"{module}.py").unlink()
    last = host.do(new_run())[-1]
    assert last["status"] == "failed"
    assert f"{module}.py is missing" in last["reason"]


def test_a_missing_function_is_named(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(project, "train.py", "def train(", "def fit(")
    assert "train.py has no function train()" in host.do(new_run())[-1]["reason"]


def test_callbacks_that_are_not_handed_on_are_missed(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(project, "train.py", ", *callbacks]", "]")
    last = host.do(new_run(changes={"training.epochs": 1}))[-1]
    assert last["status"] == "failed"
    assert "callbacks" in last["reason"]


def test_what_cannot_be_observed_does_not_stop_the_training(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(project, "data.py", "def make_dataset(", "def feed(")
    edit(
        project,
        "train.py",
        "import load_data, make_dataset",
        "import feed as make_dataset, load_data",
    )
    told = host.do(new_run(changes={"training.epochs": 1}))
    assert told[-1]["status"] == "finished"
    assert [event["event"] for event in told if event["event"] == "model_built"]


def test_a_run_without_a_model_cannot_be_judged(host: Host, new_run: Callable[..., Path]) -> None:
    trained = new_run("measure")
    assert "best.keras" in host.do(new_run("evaluate", of=trained.name))[-1]["reason"]
    (trained / "best.keras").write_bytes(b"PK half a model")
    assert "damaged" in host.do(new_run("evaluate", of=trained.name))[-1]["reason"]


def test_edits_between_runs_are_seen(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    first = host.do(new_run("measure"))
    edit(project, "model.py", "Dense(16,", "Dense(32,")
    second = host.do(new_run("measure"))
    assert first[2]["parameters"] < second[2]["parameters"]
