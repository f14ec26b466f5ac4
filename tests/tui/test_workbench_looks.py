"""How the workbench looks: few pictures, of the views that are looked at longest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.fakes import Bench, FakeTrainer, make_project, opened, use_fakes
from tutor.tui.app import DltutorApp

SIZES = [(80, 24), (140, 45)]


async def read_lesson(bench: Bench) -> None:
    await bench.until_read("How parameter initialization decides")


async def watch_runs(bench: Bench) -> None:
    bench.trainer.gate = asyncio.Event()
    await bench.press("enter", "2", "enter")
    trials = bench.desk.state.trials
    await bench.until(lambda: sum(len(t.history.epochs) == 3 for t in trials("init")) == 2)
    bench.screen._show_state()


async def read_verdict(bench: Bench) -> None:
    await bench.run_step()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("go", [read_lesson, watch_runs, read_verdict])
def test_looks(
    go: Any,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Any,
) -> None:
    trainer = FakeTrainer()
    use_fakes(monkeypatch, trainer)
    project = make_project(tmp_path / "fashion")
    app = DltutorApp()

    async def before(pilot: Pilot[Any]) -> None:
        # A clock that stands still: no picture shows a time left.
        bench = await opened(app, pilot, project, trainer, clock=lambda: 0.0)
        await go(bench)
        await pilot.pause()
        await pilot.pause(0.3)

    assert snap_compare(app, terminal_size=size, run_before=before)
