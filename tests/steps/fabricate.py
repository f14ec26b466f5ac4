"""Results with given scores, for the rules that choose between settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.core import builders
from tutor.history import History
from tutor.steps.base import Result, Trial, Verdict

LABELS = {
    "linear": "the linear model",
    "current": "yours",
    "batch normalization": "yours with batch normalization",
}


def history(
    score: float,
    losses: Sequence[float] | None = None,
    training: Sequence[float] | None = None,
    parameters: int = 1000,
    seconds: float = 0.5,
) -> History:
    """A finished run whose best epoch has this validation accuracy.

    `losses` are the validation losses by epoch; without them they fall to twice the error.
    """
    falling = [2.0, 4 * (1 - score), 2 * (1 - score)]
    validation = list(losses or falling)
    best = validation.index(min(validation))
    scores = [score if i == best else score - 0.05 for i in range(len(validation))]
    told = builders.history(builders.training(list(training or validation), validation, scores))
    assert told.model is not None
    epochs = tuple(replace(epoch, seconds=seconds) for epoch in told.epochs)
    return replace(told, epochs=epochs, model=replace(told.model, parameters=parameters))


def result(
    setting: str,
    score: float,
    seed: int = 42,
    losses: Sequence[float] | None = None,
    training: Sequence[float] | None = None,
    parameters: int = 1000,
    seconds: float = 0.5,
) -> Result:
    """One run of a setting."""
    trial = Trial(setting, LABELS.get(setting, setting), {"training.seed": seed})
    told = history(score, losses, training, parameters, seconds)
    return Result(trial, f"{seed}-{setting}", told)


def verdict_text_has(verdict: Verdict, *parts: str) -> None:
    """Fails naming the text where a part of a sentence is missing."""
    for part in parts:
        assert part in verdict.text, f"{part!r} is not in: {verdict.text}"
