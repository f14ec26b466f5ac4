"""Trainings for the rules on structure: an output, a loss and targets, or a stack of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.core import builders as b
from tests.core.cases import GOOD, GOOD_R2, POOR, POOR_R2, case, falling
from tutor.history import History
from tutor.observed import Place, Task

OUTPUT_LINE, COMPILE_LINE = 12, 20

TARGETS: dict[str, dict[str, Any]] = {
    "binary": {"shape": [], "minimum": 0.0, "maximum": 1.0, "mean": 0.5, "std": 0.5, "classes": 2,
               "distinct": 2, "whole": True},
    "signs": {"shape": [], "minimum": -1.0, "maximum": 1.0, "mean": 0.0, "std": 1.0,
              "classes": 2, "distinct": 2, "whole": True},
    "integer": {"shape": [], "minimum": 0.0, "maximum": 9.0, "mean": 4.5, "std": 2.9,
                "classes": 10, "distinct": 10, "whole": True},
    "one-hot": {"shape": [10], "minimum": 0.0, "maximum": 1.0, "mean": 0.1, "std": 0.3,
                "classes": 10, "distinct": 2, "whole": True},
    "multi-hot": {"shape": [5], "minimum": 0.0, "maximum": 1.0, "mean": 0.4, "std": 0.49,
                  "classes": 5, "distinct": 2, "whole": True},
    "continuous": {"shape": [], "minimum": -2.0, "maximum": 40.0, "mean": 20.0, "std": 9.0,
                   "classes": 0, "distinct": 400},
    "inputs": {"shape": [8], "minimum": 0.0, "maximum": 1.0, "mean": 0.3, "std": 0.3},
    "probabilities": {"shape": [3], "minimum": 0.0, "maximum": 1.0, "mean": 0.33, "std": 0.2},
    "none": {"shape": []},
}  # fmt: skip

TASKS: dict[str, Task] = {
    "binary": "binary", "signs": "binary", "integer": "multiclass", "one-hot": "multiclass",
    "multi-hot": "multilabel", "continuous": "regression", "inputs": "autoencoder",
    "probabilities": "multiclass", "none": "unknown",
}  # fmt: skip

HELPS = {"mended-output": (0.95, 0.55, True)}
IN_VAIN = {"mended-output": (0.55, 0.55, False)}


def place(line: int, code: str = "") -> dict[str, Any]:
    return {"file": "train.py", "line": line, "code": code}


def end(
    units: int,
    activation: str,
    loss: str,
    kind: str,
    *,
    task: Task | None = None,
    card: Mapping[str, Any] | None = None,
    what_ifs: Mapping[str, tuple[float, float, bool]] | None = None,
    from_logits: bool | None = False,
    metrics: Sequence[str] = (),
    shape: Sequence[int | None] | None = None,
    layers: list[dict[str, Any]] | None = None,
    losses: Sequence[float] | None = None,
    inputs: Mapping[str, Any] | None = None,
    call: Mapping[str, Any] | None = None,
    **targets: Any,
) -> History:
    """A training with this output, loss and kind of targets, its output layer on line 12."""
    task = task or TASKS[kind]
    found = case(
        losses or falling(8),
        task="regression" if task == "unknown" else task,
        card=card,
        what_ifs=what_ifs,
        layers=layers,
        model={
            "loss": loss,
            "output_units": units,
            "output_activation": activation,
            "output_shape": list(shape) if shape is not None else [units],
        },
        inputs=inputs,
        targets={"kind": kind, **TARGETS[kind], **targets},
        call=call,
        compiled={
            "from_logits": from_logits,
            "metrics": list(metrics),
            "place": place(COMPILE_LINE, "model.compile("),
        },
    )
    assert found.model is not None
    last = replace(found.model.layers[-1], place=Place("train.py", OUTPUT_LINE, "Dense("))
    layers_seen = (*found.model.layers[:-1], last)
    return replace(found, task=task, model=replace(found.model, layers=layers_seen))


def good(kind: str) -> dict[str, Any]:
    return GOOD_R2 if kind in ("continuous", "inputs") else GOOD


def poor(kind: str) -> dict[str, Any]:
    return POOR_R2 if kind in ("continuous", "inputs") else POOR


def stacked(
    *layers: dict[str, Any],
    task: str = "multiclass",
    card: Mapping[str, Any] | None = None,
    what_ifs: Mapping[str, tuple[float, float, bool]] | None = None,
    samples: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> History:
    """A training of these hidden layers."""
    return case(
        falling(8),
        task=task,
        layers=list(layers),
        card=card,
        what_ifs=what_ifs,
        more=samples,
        **more,
    )


def other(name: str, kind: str, **settings: Any) -> dict[str, Any]:
    """A layer without weights, or of a kind that has no helper."""
    activation = settings.pop("activation", None)
    shape = settings.pop("output_shape", [64])
    made = b.layer(name, kind, activation) | {"settings": settings, "output_shape": shape}
    return made | {"place": place(7, f"{kind}(")}
