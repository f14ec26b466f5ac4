"""The engine: trials made and followed, verdicts written down, budgets kept, faults passed on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tutor import catalog, events
from tutor.diagnosis.finding import Finding
from tutor.engine import MendJudged, StepJudged, TrialProgress, Tutor
from tutor.errors import UsageError, WorkError
from tutor.history import History
from tutor.project import Project
from tutor.runs.folder import RunFolder
from tutor.runs.follow import follow
from tutor.scaffold import Choices, create
from tutor.steps.base import Choice, Context, Question, Result, Step, Trial, Verdict

DATA = {
    "event": "data_described",
    "classes": 10,
    "class_names": list("0123456789"),
    "train": 1222,
    "validation": 216,
    "test": 359,
    "train_counts": [122] * 10,
    "validation_counts": [22] * 10,
}


class ScriptedTrainer:
    """Writes a run's events as a trainer would; the score follows from the batch size."""

    def __init__(self, status: str = "finished", pause: float = 0.0) -> None:
        self.status = status
        self.pause = pause
        self.at_once = 0
        self.most_at_once = 0

    async def wait_ready(self) -> None:
        """Always."""

    async def run(self, project: Path, run: RunFolder) -> AsyncIterator[History]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.pause)
        size = int(run.experiment.read_text().split("\nsize = ")[1].split()[0])
        error = {"type": "ValueError", "message": "no", "file": "model.py", "line": 3, "code": "x"}
        lines = [
            {"event": "run_started", "run": run.id, "kind": run.request["kind"], "epochs": 1},
            DATA,
            {
                "event": "epoch_finished",
                "epoch": 1,
                "loss": 1.0,
                "val_loss": 1.0,
                "metrics": {"val_accuracy": 1 - size / 1000},
            },
            {
                "event": "run_finished",
                "status": self.status,
                "error": error if self.status == "failed" else None,
            },
        ]
        text = "".join(events.encode({"time": 0.0, **line}) + "\n" for line in lines)
        (run.path / "events.jsonl").write_text(text)
        async for history in follow(run, poll=0.001):
            yield history
        self.at_once -= 1


SIZES = (16, 32, 64)


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    return (
        tuple(Trial(f"{n}", f"size {n}", {"batch.size": n}) for n in SIZES) if not results else ()
    )


def judge(context: Context, results: Sequence[Result]) -> Verdict:
    best = max(results, key=lambda r: r.history.score or 0, default=None)
    edit = best.trial.changes if best else {}
    return Verdict("layers", bool(best), f"{len(results)} runs", "in words", edit=edit, answer="16")


STEP = Step(
    name="layers",
    number=4,
    title="Layers",
    summary="",
    sections=("layers",),
    lesson=lambda _: "",
    prediction=lambda _: Question("p", "which?", (Choice("16", "16"), Choice("64", "64"))),
    plan=plan,
    judge=judge,
    hints=lambda _context, _results: (),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.open(create(catalog.idea("digits"), Choices("mine"), tmp_path))


async def judged(tutor: Tutor, step: Step = STEP, **options: object) -> StepJudged:
    happenings = [happening async for happening in tutor.run_step(step, **options)]  # type: ignore[arg-type]
    assert isinstance(happenings[-1], StepJudged)
    return happenings[-1]


async def test_a_step_is_made_judged_and_written_down(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    end = await judged(tutor, answers={"p": "64"})
    assert [result.trial.setting for result in end.results] == ["16", "32", "64"]
    assert end.verdict.edit == {"batch.size": 16}
    assert [run.id for run in project.runs()][1:] == [result.run for result in end.results]
    assert all(run.request["step"] == "layers" for run in project.runs()[1:])
    assert project.journal.latest_verdicts()["layers"]["headline"] == "3 runs"
    assert project.journal.records("prediction")[0]["right"] is False
    assert project.spec()["batch"]["size"] == 128
    assert tutor.accept(end.verdict) is not None
    assert project.spec()["batch"]["size"] == 16


async def test_a_frozen_experiment_keeps_its_comments(project: Project) -> None:
    await judged(Tutor(project, ScriptedTrainer()))  # type: ignore[arg-type]
    frozen = project.runs()[1].experiment.read_text()
    assert "size = 16" in frozen
    assert frozen.count("\n#") == project.experiment_path.read_text().count("\n#")


async def test_the_data_are_looked_at_once(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    await judged(tutor)
    await judged(tutor)
    kinds = [run.request["kind"] for run in project.runs()]
    assert kinds == ["measure", *["train"] * 6]
    assert tutor.context().data is not None


@pytest.mark.parametrize(("timed", "most"), [(False, 2), (True, 1)])
async def test_timed_steps_run_one_at_a_time(project: Project, timed: bool, most: int) -> None:
    trainer = ScriptedTrainer(pause=0.05)
    await judged(Tutor(project, trainer, parallel=2), replace(STEP, timed=timed))  # type: ignore[arg-type]
    assert trainer.most_at_once == most


async def test_no_trial_starts_after_the_deadline(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer(pause=0.2), parallel=1)  # type: ignore[arg-type]
    end = await judged(tutor, deadline=time.monotonic() + 0.3)
    assert len(end.results) < len(SIZES)
    limits = [run.request["seconds_limit"] for run in project.runs()[1:]]
    assert all(limit is not None for limit in limits)


async def test_stopping_plans_no_more(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer(), parallel=1)  # type: ignore[arg-type]
    async for happening in tutor.run_step(STEP):
        assert not isinstance(happening, StepJudged)
        if isinstance(happening, TrialProgress) and happening.trial.kind == "train":
            tutor.stop()
    assert len(project.runs()) < 1 + len(SIZES)
    assert project.journal.records("verdict") == []


async def test_a_project_that_raises_ends_the_step_with_its_line(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer("failed"))  # type: ignore[arg-type]
    with pytest.raises(WorkError, match=r"model\.py, line 3: ValueError: no"):
        await judged(tutor)
    assert project.journal.records("verdict") == []


async def test_a_diverged_run_is_a_result(project: Project) -> None:
    end = await judged(Tutor(project, ScriptedTrainer("diverged")))  # type: ignore[arg-type]
    assert [result.history.status for result in end.results] == ["diverged"] * 3


async def test_one_training(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    seen = [happening async for happening in tutor.train({"batch.size": 8}, "mine")]
    assert isinstance(seen[-1], TrialProgress)
    assert seen[-1].history.status == "finished"
    assert json.loads((project.runs()[0].path / "request.json").read_text())["label"] == "mine"


class NeverReady(ScriptedTrainer):
    """A Keras whose import hangs, or with a `problem` fails."""

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self.problem = problem

    async def wait_ready(self) -> None:
        if self.problem:
            raise WorkError(self.problem)
        await asyncio.Event().wait()


async def test_a_keras_that_cannot_be_had_leaves_no_runs(project: Project) -> None:
    tutor = Tutor(project, NeverReady("no keras"))  # type: ignore[arg-type]
    with pytest.raises(WorkError, match="no keras"):
        await judged(tutor)
    assert project.runs() == []


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_stop_does_not_wait_for_keras(project: Project, end: str) -> None:
    tutor = Tutor(project, NeverReady())  # type: ignore[arg-type]

    async def train() -> list[object]:
        return [happening async for happening in tutor.train()]

    training = asyncio.create_task(train())
    while not tutor._waiting:
        await asyncio.sleep(0.001)
    getattr(tutor, end)()
    assert await asyncio.wait_for(training, 5) == []
    assert project.runs() == []


async def test_the_backend_is_the_projects_own(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"edit experiment\.toml"):
        _ = [happening async for happening in tutor.train({"training.backend": "jax"})]
    assert project.runs() == []
    assert [happening async for happening in tutor.train({"training.backend": "tensorflow"})]


SLOW = Finding("slow-learning-rate", "problem", "learning-rate", "too slow", "", "", "",
               edit={"batch.size": 16})  # fmt: skip


async def test_a_mend_edits_and_repeats_the_run_with_its_own_changes(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    async for _ in tutor.train({"training.seed": 7}):
        pass
    happenings = [h async for h in tutor.mend(project.runs()[-1], SLOW)]
    end = happenings[-1]
    assert isinstance(end, MendJudged)
    assert (end.outcome.gone, end.outcome.better) == (True, True)
    assert (end.outcome.before.score, end.outcome.after.score) == (1 - 0.128, 1 - 0.016)
    assert project.spec()["batch"]["size"] == 16
    assert project.runs()[-1].request["changes"] == {"training.seed": 7}
    assert "batch.size" not in project.runs()[-1].request["changes"]
    assert end.record is not None
    project.undo(end.record["id"])
    assert project.spec()["batch"]["size"] == 128


async def test_a_finding_without_an_edit_for_this_project_is_not_mended(project: Project) -> None:
    tutor = Tutor(project, ScriptedTrainer())  # type: ignore[arg-type]
    async for _ in tutor.train():
        pass
    for edit in ({}, {"batch.size": 128}, {"nothing.here": 1}):
        finding = replace(SLOW, edit=edit)
        with pytest.raises(UsageError, match="no mend"):
            [h async for h in tutor.mend(project.runs()[-1], finding)]
    assert len(project.runs()) == 1
