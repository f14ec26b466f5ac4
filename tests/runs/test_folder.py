"""Run folders: whole when they appear, ordered by number, honest about who still writes them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tutor import events
from tutor.errors import UsageError, WorkError
from tutor.runs.folder import Process, Request, RunFolder, create, find_run, list_runs

SPEC = {"training": {"seed": 7, "epochs": 2}, "batch": {"size": 8}}


def request(label: str = "a try") -> Request:
    return Request(kind="train", label=label, spec=SPEC, step="layers", changes={"batch.size": 8})


def write(run: RunFolder, *lines: dict[str, object]) -> None:
    with open(run.path / "events.jsonl", "a", encoding="utf-8") as file:
        file.writelines(events.encode(line) + "\n" for line in lines)


STARTED = {"event": "run_started", "time": 0.0, "run": "0001-a-try", "kind": "train", "epochs": 2}
EPOCH = {"event": "epoch_finished", "time": 1.0, "epoch": 1, "loss": 1.0, "val_loss": 1.1}
ENDED = {"event": "run_finished", "time": 2.0, "status": "finished", "seconds": 2.0}


def test_a_new_folder_holds_what_was_asked_for(tmp_path: Path) -> None:
    run = create(tmp_path, request("He normal, seed 7!"))
    assert run.id == "0001-he-normal-seed-7"
    assert run.request["changes"] == {"batch.size": 8}
    assert "seed = 7" in run.experiment.read_text()
    assert run.history().status == "queued"


def test_runs_are_ordered_by_number_and_found_by_it(tmp_path: Path) -> None:
    made = [create(tmp_path, request(label)) for label in ("b", "a", "ö", "", "a")]
    assert [run.number for run in made] == [1, 2, 3, 4, 5]
    assert [run.id for run in list_runs(tmp_path)] == [run.id for run in made]
    assert find_run(tmp_path, "2").id == "0002-a"
    with pytest.raises(UsageError, match="no run"):
        find_run(tmp_path, "9")


def test_many_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: create(tmp_path, request()), range(16)))
    assert len({run.id for run in made}) == 16
    assert not list((tmp_path / "runs").glob(".new-*"))


def test_a_strange_folder_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "runs" / "by-hand").mkdir(parents=True)
    (tmp_path / "runs" / ".new-abc").mkdir()
    assert list_runs(tmp_path) == []


def test_a_run_without_end_and_without_trainer_has_crashed(tmp_path: Path) -> None:
    run = create(tmp_path, request())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    start = psutil.Process(gone.pid).create_time()
    gone.wait()
    (run.path / "trainer.json").write_text(json.dumps({"pid": gone.pid, "start": start}))
    write(run, STARTED, EPOCH)
    history = run.history()
    assert history.status == "crashed"
    assert len(history.epochs) == 1


def test_a_run_that_crashed_on_a_full_disk_says_so(tmp_path: Path, monkeypatch) -> None:
    run = create(tmp_path, request())
    (run.path / "trainer.json").write_text(json.dumps({"pid": 2**22 + 1, "start": 0.0}))
    assert "disk" not in run.history().reason
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "the disk is full" in run.history().reason


def test_a_recycled_process_number_is_not_the_trainer() -> None:
    mine = Process.this()
    assert mine.alive
    assert not Process(mine.pid, mine.start - 1000).alive
    assert not Process(2**22 + 1, 0.0).alive


@pytest.mark.parametrize(
    "spoiled",
    [
        {"event": "epoch_finished"},
        {"event": "batches", "losses": None},
        {"event": "layer_stats", "layers": [{}]},
        {"event": "model_built"},
        {"event": "run_finished"},
    ],
)
def test_an_event_that_lacks_its_fields_is_passed_over(tmp_path: Path, spoiled) -> None:
    run = create(tmp_path, request())
    write(run, STARTED, spoiled, EPOCH, ENDED)
    assert run.history().status == "finished"
    assert len(run.history().epochs) == 1


def test_a_torn_line_and_a_spoiled_one_lose_only_themselves(tmp_path: Path) -> None:
    run = create(tmp_path, request())
    write(run, STARTED, EPOCH)
    with open(run.path / "events.jsonl", "ab") as file:
        file.write(b'{"event": "epoch_fin\xff\n[1, 2]\nNaN\n')
    write(run, {**EPOCH, "epoch": 2}, ENDED)
    history = run.history()
    assert history.status == "finished"
    assert [epoch.number for epoch in history.epochs] == [1, 2]


def test_a_request_that_is_no_json_is_survived(tmp_path: Path) -> None:
    run = create(tmp_path, request())
    (run.path / "request.json").write_text("garbage")
    (run.path / "trainer.json").write_text("garbage")
    fresh = RunFolder(run.path)
    assert fresh.history().status == "crashed"
    assert fresh.request == {}


def test_a_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(WorkError, match=f"the disk is full: .* {tmp_path}"):
        create(tmp_path, request())
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [".lock"]
