"""Keras's settings read back: numbers, and the initializers and regularizers of a layer.

An object stands as text, `random_normal(mean=0, stddev=1)`, `l2(0.01)` or a bare `zeros`, in any
spelling of its name; several sizes stand as `2x2`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.history import Layer

_NUMBER = re.compile(r"(\w+)\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)", re.I)
_ONLY = re.compile(r"\(\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*\)", re.I)

NORMAL_DEVIATION = 0.05
"""Keras's default of RandomNormal, TruncatedNormal and (as the limits) of RandomUniform."""


@dataclass(frozen=True)
class Object:
    """An initializer or regularizer: its name in lower case without underscores, its numbers."""

    name: str
    numbers: Mapping[str, float] = field(default_factory=dict)


def number_of(settings: Mapping[str, Any], name: str) -> float | None:
    """A numeric setting, None where it is not there or no finite number."""
    value = settings.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def read(value: Any) -> Object | None:
    """An object of Keras's from its text; None for none."""
    if not isinstance(value, str) or value.strip().lower() in ("", "none"):
        return None
    name = value.split("(", 1)[0].strip().rsplit(".", 1)[-1]
    plain = name.lower().replace("_", "")
    numbers = {key: float(number) for key, number in _NUMBER.findall(value)}
    only = _ONLY.search(value)
    if only and not numbers:
        numbers = {"value" if plain == "constant" else plain: float(only.group(1))}
    return Object(plain, numbers)


def sizes(value: Any) -> tuple[int, ...]:
    """`3x3`, 3 or (3, 3) as numbers; () where there are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    parts = value.split("x") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return ()
    try:
        return tuple(int(part) for part in parts)
    except (TypeError, ValueError):
        return ()


def initializer(layer: Layer, part: str = "kernel") -> Object | None:
    """How a layer's kernel (or bias) starts."""
    given = layer.settings.get(f"{part}_initializer")
    if given is None and part == "kernel":
        given = layer.kernel_initializer
    return read(given)


def deviation(start: Object) -> float | None:
    """Standard deviation of a start of a fixed width; None where Keras fits it to the layer."""
    if start.name in ("randomnormal", "normal", "truncatednormal"):
        return start.numbers.get("stddev", NORMAL_DEVIATION)
    if start.name in ("randomuniform", "uniform"):
        low = start.numbers.get("minval", -NORMAL_DEVIATION)
        high = start.numbers.get("maxval", NORMAL_DEVIATION)
        return abs(high - low) / math.sqrt(12)
    return None


def constant(start: Object) -> float | None:
    """The value that all weights start at, None where they start at random."""
    if start.name == "zeros":
        return 0.0
    if start.name == "ones":
        return 1.0
    return start.numbers.get("value", 0.0) if start.name == "constant" else None


def penalty(layer: Layer, part: str = "kernel") -> tuple[float, float]:
    """Strengths of the absolute (l1) and the squared (l2) weight penalty of a layer."""
    given = read(layer.settings.get(f"{part}_regularizer"))
    if given is None:
        return 0.0, 0.0
    # keras.regularizers.l1 and l2 take .01 where nothing is said.
    plain = 0.01 if not given.numbers else 0.0
    l1 = given.numbers.get("l1", plain if given.name in ("l1", "l1l2") else 0.0)
    l2 = given.numbers.get("l2", plain if given.name in ("l2", "l1l2") else 0.0)
    return l1, l2


def fan_in(layer: Layer) -> int | None:
    """Number of inputs of one unit, from the parameters of a dense or convolutional layer."""
    if layer.type not in ("Dense", "Conv1D", "Conv2D", "Conv3D") or not layer.units:
        return None
    biased = layer.settings.get("use_bias", True) is not False
    found = layer.parameters / layer.units - biased
    return round(found) if found >= 1 else None
