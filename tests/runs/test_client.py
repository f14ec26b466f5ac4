"""The line to the trainer host: runs followed, stopped, killed, left behind and found again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.runs.test_folder import request
from tutor.errors import WorkError
from tutor.history import History
from tutor.runs import client
from tutor.runs.client import Trainer
from tutor.runs.folder import RunFolder, create
from tutor.runs.follow import follow


@pytest.fixture(autouse=True)
def fake_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "HOST", "tests.runs.fake_host")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setenv("FAKE_HOST", "works")


async def until_epoch(trainer: Trainer, run: RunFolder, number: int) -> History:
    async for history in trainer.run(run.path.parent.parent, run):
        if len(history.epochs) >= number:
            return history
    raise AssertionError("the run ended too early")


async def test_a_run_is_followed_and_stopped_kindly(tmp_path: Path) -> None:
    trainer, run = Trainer(), create(tmp_path, request())
    asked = False
    async for seen in trainer.run(tmp_path, run):
        if len(seen.epochs) >= 3 and not asked:
            asked = client.stop(run)
    await trainer.close()
    assert asked
    assert seen.status == "stopped"
    assert not client.stop(run)


async def test_a_killed_run_keeps_its_epochs(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tutor.runs.follow.LIVENESS_SECONDS", 0.1)
    trainer, run = Trainer(), create(tmp_path, request())
    await until_epoch(trainer, run, 3)
    assert client.kill(run)
    seen = [history async for history in follow(run)][-1]
    await trainer.close()
    assert seen.status == "crashed"
    assert len(seen.epochs) >= 3


async def test_a_run_goes_on_when_its_session_ends_and_is_found_again(tmp_path: Path) -> None:
    trainer, run = Trainer(), create(tmp_path, request())
    before = await until_epoch(trainer, run, 3)
    await trainer.close()
    await asyncio.sleep(0.2)
    found = RunFolder(run.path)
    assert found.alive
    assert len(found.history().epochs) > len(before.epochs)
    assert client.stop(found)
    seen = [history async for history in follow(found)][-1]
    assert seen.status == "stopped"


async def test_a_run_that_has_no_process_yet_is_marked(tmp_path: Path) -> None:
    run = create(tmp_path, request())
    assert not client.stop(run)
    assert not client.kill(run)
    assert (run.path / client.STOP_MARK).exists()
    assert (run.path / client.KILL_MARK).exists()


async def test_a_host_that_hangs_ends_with_its_client(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("FAKE_HOST", "hangs")
    trainer = Trainer()
    await trainer.start()
    process = trainer._process
    assert process is not None
    await trainer.close()
    assert process.poll() is not None


async def test_modules_of_the_current_folder_do_not_shadow(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    monkeypatch.chdir(tmp_path)
    trainer = Trainer()
    await trainer.wait_ready()
    await trainer.close()


@pytest.mark.parametrize(
    ("mode", "said"), [("unavailable", "TensorFlow is missing"), ("dies", "illegal instruction")]
)
async def test_no_trainer_is_one_sentence(
    tmp_path: Path, monkeypatch, mode: str, said: str
) -> None:
    monkeypatch.setenv("FAKE_HOST", mode)
    trainer, run = Trainer(), create(tmp_path, request())
    with pytest.raises(WorkError, match=said):
        await until_epoch(trainer, run, 1)
    await trainer.close()
