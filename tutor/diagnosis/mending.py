"""Mends of the training's own settings: on which line, and what to write there."""

from __future__ import annotations

from tutor.diagnosis.finding import Mend
from tutor.history import History
from tutor.observed import Place

CLASSES = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "Nadam",
    "adamax": "Adamax",
    "rmsprop": "RMSprop",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
    "ftrl": "Ftrl",
    "lion": "Lion",
}
"""Keras's optimizer classes by their snake_case names."""


def optimizer_line(history: History) -> int | None:
    """Where the optimizer was made, or the line of compile()."""
    compiled = history.compiled
    return None if compiled is None else _line(compiled.optimizer_place or compiled.place)


def fit_line(history: History) -> int | None:
    """Where the training was started."""
    return None if history.call is None else _line(history.call.place)


def rate_mend(history: History, rate: float | None) -> Mend | None:
    """Another learning rate where the optimizer was made; None where only its name was given."""
    place = history.compiled.optimizer_place if history.compiled else None
    name = CLASSES.get(history.compiled.optimizer if history.compiled else "")
    if rate is None or place is None or name is None or f"{name}(" not in place.code:
        return None
    return Mend(place.line, name, {"learning_rate": f"{rate:g}"})


def optimizer_mend(history: History) -> Mend | None:
    """Adam as it is by default, in compile()."""
    place = history.compiled.place if history.compiled else None
    if place is None or "compile(" not in place.code:
        return None
    return Mend(place.line, "compile", {"optimizer": '"adam"'})


def fit_mend(history: History, name: str, value: object) -> Mend | None:
    """One argument of fit()."""
    call = history.call
    if call is None or call.api != "fit" or call.place is None:
        return None
    return Mend(call.place.line, "fit", {name: repr(value)})


def _line(place: Place | None) -> int | None:
    return None if place is None else place.line
