"""The events of a run as JSON lines.

A training that diverges puts NaN and infinity on the wire, which JSON cannot say. `encode` writes
them as null and names them beside in `nonfinite`, by the path to the value:

    {"event": "batches", "losses": [2.3, null], "nonfinite": {"losses.1": "nan"}}

`decode` puts them back, so readers never see a null that meant infinity. A dot inside a name (a
metric may be called `top.5`) is written `~1` in a path and a tilde `~0`, as JSON Pointer does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

RUN_STARTED = "run_started"
DATA_DESCRIBED = "data_described"
MODEL_BUILT = "model_built"
INITIAL = "initial"
LAYER_STATS = "layer_stats"
BATCHES = "batches"
EPOCH_FINISHED = "epoch_finished"
EVALUATED = "evaluated"
BASELINES = "baselines"
RUN_FINISHED = "run_finished"

# What the doctor adds, of a training that dltutor did not write.
CASE_DESCRIBED = "case_described"
TASK_KNOWN = "task_known"
CALLED = "called"
COMPILED = "compiled"
SCORED = "scored"
EXPERIMENT = "experiment"
SCRIPT_STARTED = "script_started"
SCRIPT_FINISHED = "script_finished"

Event = dict[str, Any]
"""One event as decoded: the key `event` names it; `time` is seconds since the run started."""

# Bound here, as a script under examination may put others into the module.
_dumps = json.dumps

_NAMES = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def encode(event: Mapping[str, Any]) -> str:
    """One line of strict JSON, without its newline."""
    nonfinite: dict[str, str] = {}
    clean = {key: _finite(value, _escaped(key), nonfinite) for key, value in event.items()}
    if nonfinite:
        clean["nonfinite"] = nonfinite
    return _dumps(clean, allow_nan=False, separators=(", ", ": "), ensure_ascii=False)


def decode(line: str) -> Event:
    """The event of one line. Raises ValueError where the line is no event."""
    event = json.loads(line)
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        raise ValueError("not an event")
    for path, name in event.pop("nonfinite", {}).items():
        _restore(event, [_unescaped(part) for part in path.split(".")], _NAMES[name])
    return event


def decode_lines(lines: Iterable[str]) -> Iterator[Event]:
    """The events of many lines; a line that a crash tore or a disk spoiled is passed over."""
    for line in lines:
        if not line.strip():
            continue
        try:
            yield decode(line)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            continue


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace(".", "~1")


def _unescaped(part: str) -> str:
    return part.replace("~1", ".").replace("~0", "~")


def _finite(value: Any, path: str, nonfinite: dict[str, str]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        nonfinite[path] = "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        return None
    if isinstance(value, Mapping):
        return {
            str(key): _finite(item, f"{path}.{_escaped(str(key))}", nonfinite)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_finite(item, f"{path}.{index}", nonfinite) for index, item in enumerate(value)]
    return value


def _restore(container: Any, path: list[str], value: float) -> None:
    for part in path[:-1]:
        container = container[int(part)] if isinstance(container, list) else container[part]
    last = path[-1]
    if isinstance(container, list):
        container[int(last)] = value
    else:
        container[last] = value
