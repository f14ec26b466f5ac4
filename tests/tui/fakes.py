"""A trainer that replays made-up events, and steps that need no training.

The fakes stand where the real ones do, behind the same functions, so that the screen, the desk and
the engine under test are the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tutor import events, steps
from tutor.errors import WorkError
from tutor.experiment import image
from tutor.history import History, fold
from tutor.project import Project
from tutor.runs import client
from tutor.runs.folder import EVENTS, TRAINER, Process, RunFolder
from tutor.steps.base import (
    Choice,
    Comparison,
    Context,
    Figure,
    Question,
    Result,
    Series,
    Step,
    Trial,
    Verdict,
)
from tutor.tui.app import DltutorApp
from tutor.tui.desk import Desk
from tutor.tui.screens.workbench import WorkbenchScreen

VALUES: dict[str, Any] = {
    "source": "embedded", "classes": [], "fraction": 1.0, "validation_split": 0.15,
    "weights": "glorot_uniform", "biases": "zeros", "function": "crossentropy",
    "network": "dense", "widths": [64, 64], "convolutions": 1, "head": 128, "activation": "relu",
    "dropout": 0.0, "batch_normalization": False, "augmentation": "none", "early_stopping": 0,
    "best_weights": True, "optimizer": "adam", "value": 0.001, "schedule": "constant",
    "size": 128, "epochs": 6, "seed": 42, "backend": "tensorflow",
}  # fmt: skip

STEPS_PER_EPOCH = 12
CLASSES = ("t-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
           "boot")  # fmt: skip


def make_project(folder: Path, title: str = "Fashion-MNIST") -> Project:
    """A project with its two toml files and nothing else."""
    folder.mkdir(parents=True)
    (folder / "project.toml").write_text(
        f'[project]\nname = "fashion"\ntitle = {json.dumps(title)}\nfamily = "image"\n'
        'idea = "fashion-mnist"\n\n[reference]\nmetric = "accuracy"\nvalue = 0.922\n',
        encoding="utf-8",
    )
    lines: list[str] = []
    section = ""
    for key in image.KEYS:
        if key.section != section:
            section = key.section
            lines.append(f"\n[{section}]")
        lines.append(f"{key.name} = {json.dumps(VALUES[key.name])}")
    (folder / "experiment.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Project.open(folder)


def made_up_events(run: RunFolder, outcome: str = "finished") -> Iterator[dict[str, Any]]:
    """The events of one training: the loss falls, the validation loss turns up after epoch 4."""
    request = run.request
    kind, label = request["kind"], request["label"]
    epochs = VALUES["epochs"] if kind == "train" else 0
    seed = request["seed"]
    good = zlib.crc32(label.encode()) % 5 / 100 + (seed % 7) / 500
    wild = "wide" in label or "large" in label
    yield {"event": events.RUN_STARTED, "run": run.id, "kind": kind, "step": request["step"],
           "label": label, "seed": seed, "backend": "tensorflow", "epochs": epochs, "pid": 1,
           "time": 0.0}  # fmt: skip
    yield {"event": events.DATA_DESCRIBED, "classes": 10, "class_names": list(CLASSES),
           "train": 5100, "validation": 900, "test": 2000, "train_counts": [510] * 10,
           "validation_counts": [90] * 10, "input_shape": [28, 28, 1], "input_min": 0.0,
           "input_max": 255.0, "input_mean": 72.9, "input_std": 90.0, "time": 0.1}  # fmt: skip
    yield {"event": events.MODEL_BUILT, "parameters": 55050, "trainable_parameters": 55050,
           "loss": "sparse_categorical_crossentropy", "optimizer": "adam", "learning_rate": 0.001,
           "output_units": 10, "output_activation": "softmax", "batch_size": 128,
           "steps_per_epoch": STEPS_PER_EPOCH, "layers": [], "time": 0.2}  # fmt: skip
    yield {"event": events.INITIAL, "loss": 2.35, "accuracy": 0.09, "samples": 512, "time": 0.3}
    status, reason = outcome, ""
    for epoch in range(1, epochs + 1):
        losses = [_batch_loss(epoch, b, good, seed, wild) for b in range(STEPS_PER_EPOCH)]
        for half in (losses[:6], losses[6:]):
            first = 0 if half is losses[:6] else 6
            yield {"event": events.BATCHES, "epoch": epoch, "first": first, "losses": half,
                   "time": 0.3 + epoch * 0.5}  # fmt: skip
        if wild and epoch == 2:
            status, reason = "diverged", "the loss is no number from epoch 2, batch 4 on"
            break
        accuracy = 0.86 + good - 0.45 * math.exp(-epoch / 1.3)
        yield {"event": events.EPOCH_FINISHED, "epoch": epoch, "loss": sum(losses) / 12,
               "val_loss": 0.42 - good + 0.9 * math.exp(-epoch / 1.1) + 0.02 * max(0, epoch - 4),
               "learning_rate": 0.001, "seconds": 0.5,
               "metrics": {"accuracy": accuracy + 0.01 * epoch, "val_accuracy": accuracy},
               "time": 0.4 + epoch * 0.5}  # fmt: skip
        if outcome in ("failed", "stopped") and epoch == 2:
            break
    error = None
    if outcome == "failed":
        error = {"type": "ValueError", "message": "units must be positive", "file": "model.py",
                 "line": 31, "code": "layers.Dense(units)", "traceback": ""}  # fmt: skip
    yield {"event": events.RUN_FINISHED, "status": status, "reason": reason, "error": error,
           "seconds": 0.5 + epochs * 0.5, "signal": None, "time": 0.5 + epochs * 0.5}  # fmt: skip


def _batch_loss(epoch: int, batch: int, good: float, seed: int, wild: bool) -> float:
    at = epoch - 1 + batch / STEPS_PER_EPOCH
    ripple = 0.05 * math.sin(batch * 2.4 + seed)
    if wild and epoch == 2:
        return math.nan if batch > 3 else 1e4 * 10**batch
    return 0.25 - good + 2.1 * math.exp(-at * 1.4) - 0.025 * at + ripple


class FakeTrainer:
    """Replays `made_up_events`, `pace` seconds an event, into the run folder and to the reader."""

    def __init__(self, pace: float = 0.0, outcome: str = "finished", problem: str = "") -> None:
        self.pace = pace
        self.outcome = outcome
        self.problem = problem
        self.gate: asyncio.Event | None = None
        self.halted: set[str] = set()
        self.calls: list[str] = []
        self.ready = False

    async def start(self) -> None:
        """As the real one."""

    async def wait_ready(self) -> None:
        """As the real one; with a `problem` Keras cannot be imported."""
        if self.problem:
            raise WorkError(self.problem)
        self.ready = True

    async def run(self, project: Path, run: RunFolder) -> AsyncIterator[History]:
        """Replay one run; with a gate it waits half-way until the gate is set."""
        await self.wait_ready()
        seen = History()
        for number, event in enumerate(made_up_events(run, self.outcome)):
            if run.id in self.halted and event["event"] != events.RUN_FINISHED:
                continue
            if run.id in self.halted:
                event = {**event, "status": "stopped"}
            write_events(run.path, [event])
            seen = fold([events.decode(events.encode(event))], seen)
            yield seen
            if self.gate is not None and number == 12:
                await self.gate.wait()
            await asyncio.sleep(self.pace)

    async def close(self) -> None:
        """As the real one."""
        self.calls.append("close")

    def halt(self, run: RunFolder) -> bool:
        """What a signal does to a real run; stands in for `client.stop` and `client.kill`."""
        self.halted.add(run.id)
        if self.gate is not None:
            self.gate.set()
        return True


def write_events(folder: Path, made: Sequence[dict[str, Any]]) -> None:
    """Add events to a run folder as the trainer does."""
    with open(folder / EVENTS, "a", encoding="utf-8") as file:
        file.writelines(events.encode(event) + "\n" for event in made)


def claim(run: RunFolder) -> None:
    """Say that this process trains the run, so that it counts as alive."""
    process = Process.this()
    text = json.dumps({"pid": process.pid, "start": process.start})
    (run.path / TRAINER).write_text(text, encoding="utf-8")


# --- a step --------------------------------------------------------------------------------------

LESSON = """# How {noun} decides

A network of [64, 64] units starts at **random weights**. Too small, and the signal dies on its
way; too large, and it drowns everything else.

- **Glorot**: the variance is 2 / (inputs + outputs), so that it stays the same through the layers.
- **He**: the variance is 2 / inputs, made for `relu`.
- **Wide normal**: a standard deviation of 1, whatever the layer.

Your first loss should be near ln 10 = 2.303, as nothing is known yet.
"""


def fake_step(name: str = "init", number: int = 1, title: str = "Parameter initialization") -> Step:
    """A step of two settings and two seeds each, and one that diverges."""

    def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
        if results:
            return ()
        seeds = context.seeds(2)
        return (
            *(Trial("glorot", "Glorot uniform", {"training.seed": s}) for s in seeds),
            *(
                Trial("he", "He normal", {"initialization.weights": "he_normal",
                                          "training.seed": s})
                for s in seeds
            ),
            Trial("wide", "wide normal", {"initialization.weights": "wide_normal"}),
        )  # fmt: skip

    def judge(context: Context, results: Sequence[Result]) -> Verdict:
        rows = Comparison(results).rows
        headline = "He normal starts your relu network better than Glorot does."
        return Verdict(
            step=name,
            passed=bool(results),
            headline=headline if results else "No run was made, so nothing was seen.",
            text=f"{headline} Over two seeds each the difference is larger than the noise of .012, "
            "so it is no luck. The wide normal diverged in epoch 2: its first loss was far above "
            "ln 10, as the network was sure of its guesses before it had seen an image.\n\n"
            "What to take along: the start decides how fast, seldom how far.",
            rows=rows,
            edit={"initialization.weights": "he_normal"} if results else {},
            edit_reason="He's variance is made for relu, which sets half of its inputs to zero.",
            answer="he",
            figure=score_figure(results),
        )

    return Step(
        name=name,
        number=number,
        title=title,
        summary="where the weights begin",
        sections=("initialization",),
        lesson=lambda context: LESSON.format(noun=title.lower()),
        prediction=lambda context: Question(
            "prediction",
            "Which start gives the highest validation accuracy after six epochs?",
            (
                Choice("glorot", "Glorot uniform, which Keras takes by itself"),
                Choice("he", "He normal"),
                Choice("wide", "the wide normal: more spread, more to learn from"),
            ),
        ),
        plan=plan,
        judge=judge,
        hints=lambda context, results: (
            "Look at the first loss of each run.",
            "A relu passes on half of its inputs only.",
        ),
        options=lambda context: (
            (
                Question(
                    "seeds",
                    "How many seeds for each start?",
                    (Choice("two", "two: quick"), Choice("three", "three: surer")),
                    default="two",
                ),
            )
            if name == "layers"
            else ()
        ),
        preview=lambda context, results: layer_figure(),
    )


def layer_figure() -> Figure:
    """Three histograms, as of three layers' activations."""
    series = []
    for index, width in enumerate((0.2, 0.5, 1.0)):
        x = tuple(i / 20 - 1.5 for i in range(61))
        series.append(
            Series(
                f"layer {index + 1}",
                x,
                tuple(round(900 * math.exp(-((v / width) ** 2))) for v in x),
            )
        )
    return Figure(
        "histograms",
        "Activations of your layers before any training",
        tuple(series),
        x_label="activation",
        summary="The spread grows from layer to layer: .2, .5, 1.0.",
    )


def score_figure(results: Sequence[Result]) -> Figure | None:
    """Bars of the settings' scores with chance drawn in."""
    rows = [row for row in Comparison(results).rows if row.score.values]
    if not rows:
        return None
    return Figure(
        "bars",
        "Validation accuracy by start",
        tuple(Series(row.label, (float(i),), (row.score.mean,)) for i, row in enumerate(rows)),
        levels=(("chance", 0.1),),
        summary="Both starts that learn are far above chance.",
    )


def fake_steps() -> dict[str, Step]:
    """A fake for every name."""
    titles = (
        "Parameter initialization",
        "Cost function",
        "Get above chance",
        "Layers",
        "Avoid overfitting",
        "Learning rate",
        "Batch size",
        "Train in full, test once",
    )
    return {
        name: fake_step(name, number, title)
        for number, (name, title) in enumerate(zip(steps.WITH_FINISH, titles, strict=True), start=1)
    }


# --- the workbench at work -----------------------------------------------------------------------


@dataclass
class Bench:
    """An opened workbench: what a test presses, looks at and asks."""

    app: DltutorApp
    pilot: Pilot[int]
    desk: Desk
    trainer: FakeTrainer

    @property
    def screen(self) -> WorkbenchScreen:
        """The workbench, under whatever dialog."""
        return next(s for s in self.app.screen_stack if isinstance(s, WorkbenchScreen))

    @property
    def text(self) -> str:
        """All that can be read on the screen."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text for strip in strips)

    async def press(self, *keys: str) -> None:
        """Press keys and let the screen follow."""
        await self.pilot.press(*keys)

    async def until(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something holds; a test that waits in vain fails with the screen's text."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain; the screen shows\n{self.text}")
            await asyncio.sleep(0.01)

    async def until_read(self, words: str) -> None:
        """Wait until these words can be read."""
        await self.until(lambda: words in self.text)

    async def run_step(self) -> None:
        """From the lesson through prediction 2 to the verdict."""
        await self.press("enter", "2", "enter")
        await self.until(lambda: self.desk.state.session(self.screen.step_name).verdict)
        await self.until(lambda: self.screen.view == "verdict")

    async def until_told(self, words: str) -> None:
        """Wait until a notification says these words."""
        await self.until(lambda: any(words in n.message for n in self.app._notifications))


def use_fakes(patch: pytest.MonkeyPatch, trainer: FakeTrainer) -> None:
    """Put the fake steps and the fake signals in the place of the real ones."""
    table = fake_steps()
    patch.setattr(steps, "step", lambda name: table[name])
    patch.setattr(client, "stop", trainer.halt)
    patch.setattr(client, "kill", trainer.halt)


async def opened(
    app: DltutorApp,
    pilot: Pilot[Any],
    project: Project,
    trainer: FakeTrainer,
    clock: Callable[[], float] = time.monotonic,
    paged: bool = True,
) -> Bench:
    """The workbench of a project, shown and ready."""
    desk = Desk(project, trainer, clock)  # type: ignore[arg-type]
    app._desks[project.path] = desk
    await app.push_screen(WorkbenchScreen(project))
    bench = Bench(app, pilot, desk, trainer)
    if paged:
        await bench.until(lambda: bench.screen.page)
    await bench.until(lambda: desk.state.trainer != "starting")
    await pilot.pause()
    return bench


@contextlib.asynccontextmanager
async def workbench(
    folder: Path,
    patch: pytest.MonkeyPatch,
    size: tuple[int, int] = (80, 24),
    trainer: FakeTrainer | None = None,
    project: Project | None = None,
    paged: bool = True,
) -> AsyncIterator[Bench]:
    """The real app with a workbench on fake steps and a fake trainer."""
    trainer = trainer or FakeTrainer()
    use_fakes(patch, trainer)
    project = project or make_project(folder / "fashion")
    app = DltutorApp()
    async with app.run_test(size=size, notifications=True) as pilot:
        bench = await opened(app, pilot, project, trainer, paged=paged)
        yield bench
        await bench.desk.close()
