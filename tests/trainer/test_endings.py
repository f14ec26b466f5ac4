"""How runs end: as asked, by their time, by a kill, by the host's death, by divergence."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.hosting import TIMEOUT, Host, edit, named, read, wait_for
from tutor.trainer.children import spawn

LONG = {"training.epochs": 10_000}


def test_a_signal_stops_the_run_at_the_end_of_its_batch(
    host: Host, new_run: Callable[..., Path]
) -> None:
    run = new_run(changes=LONG)
    pid = host.start(run)
    wait_for(run, "epoch_finished", 2)
    os.kill(pid, signal.SIGTERM)
    told = host.finish(run)
    assert told[-1]["status"] == "stopped"
    assert told[-1]["reason"]
    # The project's own end of training was reached: its model is whole.
    assert (run / "best.keras").is_file()
    epochs = named(told, "epoch_finished")
    done = sum(len(event["losses"]) for event in named(told, "batches"))
    assert done <= len(epochs) * 8
    assert all("partial" not in epoch for epoch in epochs[:-1])


def test_a_signal_before_the_first_batch_stops_too(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    edit(project, "data.py", "    random = ", "    import time; time.sleep(60)\n    random = ")
    run = new_run()
    pid = host.start(run)
    wait_for(run, "run_started")
    time.sleep(0.3)
    os.kill(pid, signal.SIGTERM)
    assert host.finish(run)[-1]["status"] == "stopped"


@pytest.mark.parametrize(
    ("mark", "status"), [("stop-requested", "stopped"), ("kill-requested", "killed")]
)
def test_an_end_asked_for_before_the_start_is_kept(
    host: Host, new_run: Callable[..., Path], mark: str, status: str
) -> None:
    run = new_run(changes=LONG)
    (run / mark).touch()
    told = host.do(run)
    assert [event["event"] for event in told] == ["run_started", "run_finished"]
    assert told[-1]["status"] == status


def test_a_spawned_run_can_be_stopped_before_keras_is_there(
    new_run: Callable[..., Path],
) -> None:
    run = new_run(changes=LONG)
    child = spawn(run.parent.parent, run)
    assert json.loads((run / "trainer.json").read_text())["pid"] == child.pid
    (run / "stop-requested").touch()
    child.signal(signal.SIGTERM)
    deadline = time.monotonic() + TIMEOUT
    while (status := child.status_if_ended()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert status == "stopped"
    assert read(run)[-1]["status"] == "stopped"


def test_a_second_signal_does_not_wait(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    # A batch that never ends: the first signal alone would wait for ever.
    edit(project, "train.py", "class Save(keras.callbacks.Callback):", (
        "class Save(keras.callbacks.Callback):\n"
        "    def on_train_batch_end(self, batch, logs):\n"
        "        import time; time.sleep(1 if batch < 3 else 60)\n"
    ))  # fmt: skip
    run = new_run()
    pid = host.start(run)
    wait_for(run, "batches")
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.2)
    os.kill(pid, signal.SIGTERM)
    asked = time.monotonic()
    assert host.finish(run)[-1]["status"] == "stopped"
    assert time.monotonic() - asked < 30


def test_ctrl_c_is_no_business_of_a_run(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run()
    pid = host.start(run)
    wait_for(run, "initial")
    os.kill(pid, signal.SIGINT)
    assert host.finish(run)[-1]["status"] == "finished"


def test_a_run_ends_when_its_time_is_over(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run(changes=LONG, seconds_limit=3.0)
    last = host.do(run)[-1]
    assert last["status"] == "time_limit"
    assert last["seconds"] >= 3


def test_a_killed_child_loses_no_finished_epoch(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run(changes=LONG)
    pid = host.start(run)
    wait_for(run, "epoch_finished", 3)
    os.kill(pid, signal.SIGKILL)
    told = host.finish(run)
    last = told[-1]
    assert (last["status"], last["signal"]) == ("killed", 9)
    assert "out of memory" in last["reason"]
    epochs = named(told, "epoch_finished")
    assert [epoch["epoch"] for epoch in epochs] == list(range(1, len(epochs) + 1))
    assert len(epochs) >= 3


def test_a_kill_that_was_asked_for_says_so(host: Host, new_run: Callable[..., Path]) -> None:
    run = new_run(changes=LONG)
    host.start(run)
    wait_for(run, "epoch_finished")
    host.send(command="kill", run=str(run))
    last = host.finish(run)[-1]
    assert last["status"] == "killed"
    assert "memory" not in last["reason"]


def test_a_torn_last_line_is_cut_before_the_end_is_written(
    host: Host, new_run: Callable[..., Path]
) -> None:
    run = new_run(changes=LONG)
    pid = host.start(run)
    wait_for(run, "epoch_finished")
    os.kill(pid, signal.SIGSTOP)
    whole = (run / "events.jsonl").read_text()
    with open(run / "events.jsonl", "a") as file:
        file.write('{"event": "batches", "loss')
    os.kill(pid, signal.SIGKILL)
    told = host.finish(run)
    assert len(told) == whole.count("\n") + 1


def test_a_run_outlives_its_host(own_host: Host, new_run: Callable[..., Path]) -> None:
    own_host.message("ready")
    run = new_run(changes={"training.epochs": 20})
    own_host.start(run)
    wait_for(run, "initial")
    own_host.process.kill()
    own_host.process.wait(TIMEOUT)
    wait_for(run, "run_finished")
    told = read(run)
    assert told[-1]["status"] == "finished"
    assert len(named(told, "epoch_finished")) == 20


@pytest.mark.slow
def test_a_host_whose_client_is_gone_finishes_its_runs(
    own_host: Host, new_run: Callable[..., Path]
) -> None:
    own_host.message("ready")
    run = new_run(changes={"training.epochs": 5})
    own_host.start(run)
    assert own_host.close() == 0
    assert read(run)[-1]["status"] == "finished"


@pytest.mark.slow
def test_a_host_that_is_to_end_stops_its_runs_kindly(
    own_host: Host, new_run: Callable[..., Path]
) -> None:
    own_host.message("ready")
    run = new_run(changes=LONG)
    own_host.start(run)
    wait_for(run, "epoch_finished")
    own_host.process.terminate()
    assert own_host.process.wait(TIMEOUT) == 0
    assert read(run)[-1]["status"] == "stopped"


def test_a_diverging_loss_ends_the_run_with_valid_json(
    host: Host, project: Path, new_run: Callable[..., Path]
) -> None:
    # Squared errors grow without bound, where cross-entropy is clipped.
    edit(project, "train.py", 'loss="sparse_categorical_crossentropy"', "loss=squared")
    edit(
        project,
        "train.py",
        "class Save",
        "def squared(y, p):\n    return (p - 9) ** 2\n\n\nclass Save",
    )
    edit(project, "model.py", 'activation="softmax"', 'activation="linear"')
    run = new_run(changes={"learning_rate.optimizer": "sgd", "learning_rate.value": 1e6, **LONG})
    told = host.do(run)
    assert told[-1]["status"] == "diverged"
    assert "batch" in told[-1]["reason"]
    assert len(named(told, "epoch_finished")) <= 2

    def refuse(token: str) -> None:
        raise AssertionError(token)

    for line in (run / "events.jsonl").read_text().splitlines():
        json.loads(line, parse_constant=refuse)
