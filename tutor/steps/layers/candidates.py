"""The networks that step 4 tries beside the project's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tutor.experiment.schema import Changes
from tutor.steps.base import Context

CURRENT = "current"
LINEAR = "linear"

EVERYTHING = "everything"
DEPTH = "depth"
WIDTH = "width"
KIND = "kind"

WIDEST = 4096
DEEPEST = 64
MOST_CONVOLUTIONS = 4
"""The limits of `experiment.toml`."""

CONVOLUTIONAL = ([32, 64], [16, 32], [32])
"""Filters of the convolutional networks tried beside a dense one. The first are those of Keras's
own example for MNIST and of many in Zalando's table for Fashion-MNIST; the smaller ones are tried
where the learner varies the kind alone."""

DENSE = [128, 64]
"""Units of the dense network tried beside a convolutional one."""


@dataclass(frozen=True)
class Candidate:
    """A network to try: what it changes of the project's own, and its group among the choices."""

    setting: str
    label: str
    group: str
    changes: Changes


def candidates(context: Context) -> tuple[Candidate, ...]:
    """The project's network, the linear model and the networks of the learner's choice."""
    wanted = context.answers.get("vary", EVERYTHING)
    own = _network(context.spec["layers"])
    seen = [_key(own)]
    chosen = [Candidate(CURRENT, f"yours, {_name(own)}", CURRENT, {})]
    for group, network in _networks(own, thorough=wanted != EVERYTHING):
        if wanted in (EVERYTHING, group) or group == LINEAR:
            if _key(network) in seen:
                continue
            seen.append(_key(network))
            setting = LINEAR if group == LINEAR else _name(network)
            chosen.append(Candidate(setting, _name(network), group, _changes(own, network)))
    return tuple(chosen)


def is_linear(context: Context) -> bool:
    """Whether the project's own network is the output layer alone."""
    layers = context.spec["layers"]
    return not layers["widths"] and (layers["network"] == "dense" or not layers["head"])


def _networks(own: dict[str, Any], thorough: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """All networks by group; `thorough` adds the second step in each direction."""
    widths, convolutional = own["widths"], own["network"] == "convolutional"
    yield LINEAR, own | {"network": "dense", "widths": []}
    if widths and len(widths) < DEEPEST:
        # A convolutional block more has half the pixels to look at, so it gets twice the filters.
        last = min(WIDEST, widths[-1] * 2) if convolutional else widths[-1]
        yield DEPTH, own | {"widths": [*widths, last]}
        if thorough and len(widths) > 1:
            yield DEPTH, own | {"widths": widths[:-1]}
        if thorough and len(widths) + 1 < DEEPEST:
            yield DEPTH, own | {"widths": [*widths, last, last]}
    if widths and max(widths) < WIDEST:
        yield WIDTH, own | {"widths": [min(WIDEST, 2 * width) for width in widths]}
        if thorough:
            yield WIDTH, own | {"widths": [max(1, width // 2) for width in widths]}
            yield WIDTH, own | {"widths": [min(WIDEST, 4 * width) for width in widths]}
    if convolutional:
        yield KIND, own | {"network": "dense", "widths": DENSE}
        if widths and own["convolutions"] < MOST_CONVOLUTIONS:
            yield KIND, own | {"convolutions": own["convolutions"] + 1}
    else:
        for filters in CONVOLUTIONAL if thorough else CONVOLUTIONAL[:1]:
            yield KIND, own | {"network": "convolutional", "widths": filters}


def _network(layers: dict[str, Any]) -> dict[str, Any]:
    return {name: layers[name] for name in ("network", "widths", "convolutions", "head")}


def _key(network: dict[str, Any]) -> tuple[Any, ...]:
    """Equal for networks that are built the same: a dense one has no convolutions and no head."""
    widths = tuple(network["widths"])
    if network["network"] == "dense":
        return ("dense", widths)
    return ("convolutional", widths, network["convolutions"] if widths else 0, network["head"])


def _name(network: dict[str, Any]) -> str:
    """`dense 64-64`, `convolutional 32-64`, `convolutional 2x 32-64`, `the linear model`."""
    widths = "-".join(map(str, network["widths"]))
    if network["network"] == "dense":
        return f"dense {widths}" if widths else "the linear model"
    twice = f"{network['convolutions']}x " if network["convolutions"] > 1 else ""
    return f"convolutional {twice}{widths or 'without a block'}"


def _changes(own: dict[str, Any], network: dict[str, Any]) -> Changes:
    return {f"layers.{name}": network[name] for name in own if own[name] != network[name]}
