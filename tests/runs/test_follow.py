"""Following a run that another process writes, from its start or found on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.runs.test_folder import ENDED, EPOCH, STARTED, request, write
from tutor import events
from tutor.runs.folder import create
from tutor.runs.follow import Tail, follow


def test_a_line_in_the_middle_of_being_written_waits(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    tail = Tail(path)
    assert tail.new_events() == []
    line = events.encode(EPOCH) + "\n"
    path.write_text(line + line[:20])
    assert len(tail.new_events()) == 1
    with open(path, "a") as file:
        file.write(line[20:])
    assert len(tail.new_events()) == 1
    assert tail.new_events() == []


async def test_it_ends_with_the_run(tmp_path: Path) -> None:
    run = create(tmp_path, request())
    write(run, STARTED)

    async def trainer() -> None:
        await asyncio.sleep(0.1)
        write(run, EPOCH)
        await asyncio.sleep(0.1)
        write(run, ENDED)

    writing = asyncio.create_task(trainer())
    seen = [history async for history in follow(run, poll=0.01)]
    await writing
    assert [len(history.epochs) for history in seen] == [0, 1, 1]
    assert seen[-1].status == "finished"


async def test_a_trainer_that_is_gone_is_noticed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tutor.runs.follow.LIVENESS_SECONDS", 0.05)
    run = create(tmp_path, request())
    write(run, STARTED, EPOCH)
    (run.path / "trainer.json").write_text('{"pid": 4194305, "start": 0.0}')
    seen = [history async for history in follow(run, poll=0.01)]
    assert seen[-1].status == "crashed"
    assert len(seen[-1].epochs) == 1
