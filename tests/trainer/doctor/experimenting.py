"""A training as the experiments see it, without a script behind it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np

from tutor.history import History
from tutor.observed import Call, Compiled
from tutor.trainer.doctor.experiments import score
from tutor.trainer.doctor.experiments.material import Material


@dataclass
class Events:
    """A log that keeps its events."""

    written: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def write(self, event: str, *, durable: bool = False, **fields: Any) -> None:
        self.written.append((event, fields))

    def figures(self, name: str) -> dict[str, Any] | None:
        found = [f["figures"] for event, f in self.written if f.get("name") == name]
        return found[0] if found else None


class Trained:
    """A compiled model and the arrays it was given; trained where a test calls `fit`."""

    def __init__(
        self,
        model: Any,
        x: Any,
        y: Any,
        *,
        optimizer: Any = "adam",
        loss: Any,
        task: Any = None,
        held: int = 0,
        **arguments: Any,
    ) -> None:
        self.model = model
        self.log = Events()
        self.compile_arguments = {"optimizer": optimizer, "loss": loss}
        self.fit_arguments = {"epochs": 5, **arguments}
        self.initial_weights = [weight.copy() for weight in model.get_weights()]
        model.compile(**self.compile_arguments)
        cut = len(x) - held
        self.captured = SimpleNamespace(
            source="arrays",
            x=[x[:cut]],
            y=[y[:cut]],
            sample_weight=None,
            validation_x=[x[cut:]] if held else [],
            validation_y=[y[cut:]] if held else [],
            samples=cut,
            full_x=[],
            full_y=[],
            batch_size=None,
            pack_x=lambda values: values[0],
        )
        self.task = task

    @property
    def history(self) -> History:
        loss = self.compile_arguments["loss"]
        name = loss if isinstance(loss, str) else getattr(loss, "name", "custom")
        logits = getattr(loss, "_fn_kwargs", {}).get("from_logits")
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        return History(
            task=self.task,
            call=Call(epochs=self.fit_arguments["epochs"]),
            compiled=Compiled(loss=name, from_logits=logits, learning_rate=rate),
        )

    def fit(self) -> Trained:
        x, y = self.captured.x[0], self.captured.y[0]
        self.model.fit(x, y, verbose=0, **self.fit_arguments)
        return self

    def material(self) -> Material:
        found = score.material_of(self, soon())
        assert found is not None
        return found


def soon(seconds: float = 60.0) -> float:
    return time.perf_counter() + seconds


def moons(samples: int = 400) -> tuple[Any, Any]:
    """Two half circles that no straight line parts; labels 0 and 1, in random order."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, samples)
    angle = random.uniform(0, np.pi, samples)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, lower)
    return (points + random.normal(0, 0.1, points.shape)).astype("float32"), labels


def net(*layers: Any, inputs: int = 2) -> Any:
    return keras.Sequential([keras.Input((inputs,)), *layers])
