"""The figures of a run by name: texts of exercises quote them, checks hold bars against them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from tutor.history import History
from tutor.steps import wording

UNKNOWN = "no number"
"""How a figure is quoted that the run does not have, or that is not finite."""

_NAME = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Figure:
    """A figure: what it is called in a sentence, how it is had and how it is written."""

    words: str
    of: Callable[[History], float | None]
    write: Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _plain(value: float) -> str:
    return f"{value:.4g}"


def _last_loss(history: History) -> float | None:
    return history.epochs[-1].loss if history.epochs else None


def _last_val_loss(history: History) -> float | None:
    return history.epochs[-1].val_loss if history.epochs else None


def _gap(history: History) -> float | None:
    loss, held = _last_loss(history), _last_val_loss(history)
    return None if loss is None or held is None else held - loss


def _frozen(history: History) -> float | None:
    model = history.model
    return model.parameters - model.trainable_parameters if model else None


FIGURES: dict[str, Figure] = {
    "accuracy": Figure(
        "training accuracy",
        lambda h: h.epochs[-1].accuracy if h.epochs else None,
        wording.accuracy,
    ),
    "score": Figure("validation accuracy of the best epoch", lambda h: h.score, wording.accuracy),
    "last_score": Figure(
        "validation accuracy of the last epoch",
        lambda h: h.epochs[-1].val_accuracy if h.epochs else None,
        wording.accuracy,
    ),
    "chance": Figure("chance", lambda h: h.chance, wording.accuracy),
    "initial_loss": Figure("loss before training", lambda h: h.initial_loss, wording.loss),
    "expected_loss": Figure(
        "loss of knowing nothing", lambda h: h.expected_initial_loss, wording.loss
    ),
    "first_loss": Figure(
        "training loss of the first epoch",
        lambda h: h.epochs[0].loss if h.epochs else None,
        wording.loss,
    ),
    "loss": Figure("training loss of the last epoch", _last_loss, wording.loss),
    "first_val_loss": Figure(
        "validation loss of the first epoch",
        lambda h: h.epochs[0].val_loss if h.epochs else None,
        wording.loss,
    ),
    "val_loss": Figure("validation loss of the last epoch", _last_val_loss, wording.loss),
    "best_val_loss": Figure("lowest validation loss", lambda h: h.best_val_loss, wording.loss),
    "gap": Figure("validation loss less training loss", _gap, wording.loss),
    "epochs": Figure("epochs", lambda h: len(h.epochs), _count),
    "updates": Figure("updates", lambda h: h.batches_done, _count),
    "batch": Figure("batch size", lambda h: h.model.batch_size if h.model else None, _count),
    "batches": Figure(
        "batches in an epoch", lambda h: h.model.steps_per_epoch if h.model else None, _count
    ),
    "rate": Figure("learning rate", lambda h: h.model.learning_rate if h.model else None, _plain),
    "parameters": Figure("parameters", lambda h: h.model.parameters if h.model else None, _count),
    "trainable": Figure(
        "trainable parameters", lambda h: h.model.trainable_parameters if h.model else None, _count
    ),
    "frozen": Figure("parameters that cannot change", _frozen, _count),
    "outputs": Figure("output units", lambda h: h.model.output_units if h.model else None, _count),
    "classes": Figure("classes", lambda h: h.data.classes if h.data else None, _count),
    "images": Figure("training images", lambda h: h.data.train if h.data else None, _count),
    "held": Figure("validation images", lambda h: h.data.validation if h.data else None, _count),
    "input_min": Figure("smallest input", lambda h: h.data.input_min if h.data else None, _plain),
    "input_max": Figure("largest input", lambda h: h.data.input_max if h.data else None, _plain),
    "input_mean": Figure(
        "mean of the inputs", lambda h: h.data.input_mean if h.data else None, _plain
    ),
    "input_std": Figure(
        "spread of the inputs", lambda h: h.data.input_std if h.data else None, _plain
    ),
}


def value(name: str, history: History) -> float | None:
    """A figure of a run, None where the run does not have it or it is no finite number."""
    found = FIGURES[name].of(history)
    return found if found is not None and math.isfinite(found) else None


def written(name: str, history: History) -> str:
    """A figure as it is quoted."""
    found = value(name, history)
    return UNKNOWN if found is None else FIGURES[name].write(found)


def quoted(text: str, history: History) -> str:
    """The text with every `{figure}` put in."""
    return _NAME.sub(lambda match: written(match[1], history), text)


def names_in(text: str) -> frozenset[str]:
    """The figures that a text quotes."""
    return frozenset(_NAME.findall(text))
