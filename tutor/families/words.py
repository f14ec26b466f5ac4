"""Networks in words and as sizes, for several families."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Network, Remedy

WIDEST = 4096
DEEPEST = 64
"""The limits of `layers.widths`."""

RATE = 0.25
"""Dropout as it is tried: every block and every dense layer of the template get the same rate. The
book's LeNet takes .25 behind its convolutions and .5 before the output."""

DROPOUT = "dropout"
NORMALIZATION = "batch normalization"


def sizes(widths: Sequence[int]) -> str:
    """`64 and 32`; many equal ones are named once, since a list of twelve is hard to hear."""
    named = [str(width) for width in widths]
    if len(named) > 3 and len(set(named)) == 1:
        return named[0]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def dashed(widths: Sequence[int]) -> str:
    """`64-32`."""
    return "-".join(map(str, widths))


def dense_network(spec: Spec) -> str:
    """`2 dense layers of 64 and 32 units with relu`, or `the output layer alone`."""
    layers = spec["layers"]
    widths = layers["widths"]
    if not widths:
        return "the output layer alone"
    noun = "dense layer" if len(widths) == 1 else "dense layers"
    return f"{len(widths)} {noun} of {sizes(widths)} units with {layers['activation']}"


def dense_work(inputs: int, widths: Sequence[int]) -> float:
    """Multiply-adds of dense layers one behind the other."""
    return float(sum(a * b for a, b in pairwise([inputs, *widths])))


def other_widths(
    widths: list[int], thorough: bool, growing: bool = False
) -> Iterator[tuple[str, list[int]]]:
    """More or fewer, wider or narrower blocks, as (group, widths).

    `growing` doubles the width of a block that is added, for blocks that halve their input.
    """
    if widths and len(widths) < DEEPEST:
        last = min(WIDEST, widths[-1] * 2) if growing else widths[-1]
        yield "depth", [*widths, last]
        if thorough and len(widths) > 1:
            yield "depth", widths[:-1]
        if thorough and len(widths) + 1 < DEEPEST:
            yield "depth", [*widths, last, last]
    if widths and max(widths) < WIDEST:
        yield "width", [min(WIDEST, 2 * width) for width in widths]
        if thorough:
            yield "width", [max(1, width // 2) for width in widths]
            yield "width", [min(WIDEST, 4 * width) for width in widths]


def dense_variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """The linear model, and other depths and widths of a dense network."""
    yield Network("linear", "the linear model", {"layers.widths": []})
    for group, widths in other_widths(list(spec["layers"]["widths"]), thorough):
        yield Network(group, f"dense {dashed(widths)}", {"layers.widths": widths})


def fewer_blocks(spec: Spec, left: int) -> Changes:
    """The changes that leave this many blocks, the first ones; none where nothing is to go."""
    widths = spec["layers"]["widths"]
    return {"layers.widths": widths[:left]} if left < len(widths) else {}


def dropout_remedy() -> Remedy:
    """Dropout of a quarter."""

    def is_on(spec: Spec) -> bool:
        return float(spec["regularization"]["dropout"]) > 0

    def switched(spec: Spec) -> Changes:
        return {"regularization.dropout": 0.0 if is_on(spec) else RATE}

    return Remedy(DROPOUT, is_on, switched)


def flag_remedy(name: str, key: str, on: Any = True, off: Any = False) -> Remedy:
    """A remedy that is one value of `[regularization]`, as batch normalization."""

    def is_on(spec: Spec) -> bool:
        return bool(spec["regularization"][key] != off)

    def switched(spec: Spec) -> Changes:
        return {f"regularization.{key}": off if is_on(spec) else on}

    return Remedy(name, is_on, switched)


def normalization_remedy() -> Remedy:
    """Batch normalization."""
    return flag_remedy(NORMALIZATION, "batch_normalization")
