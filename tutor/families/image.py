"""Images by class."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Cost, Data, Family, Network, Remedy, Tactic
from tutor.families.words import (
    dashed,
    dense_work,
    dropout_remedy,
    fewer_blocks,
    normalization_remedy,
    other_widths,
    sizes,
)

MOST_CONVOLUTIONS = 4
"""The limit of `layers.convolutions`."""

CONVOLUTIONAL = ([32, 64], [16, 32], [32])
"""Filters of the convolutional networks tried beside a dense one. The first are those of Keras's
own example for MNIST and of many in Zalando's table for Fashion-MNIST; the smaller ones are tried
where the learner varies the kind alone."""

DENSE = [128, 64]
"""Units of the dense network tried beside a convolutional one."""


def described(spec: Spec) -> str:
    """The network in words: `2 dense layers of 64 and 64 units with relu`."""
    layers = spec["layers"]
    widths = layers["widths"]
    head = layers["head"] if layers["network"] == "convolutional" else 0
    if not widths:
        activated = f"a dense layer of {head} with {layers['activation']}"
        return activated if head else "the output layer alone"
    behind = f" and a dense layer of {head}" if head else ""
    kind, unit = (
        ("dense layer", "units")
        if layers["network"] == "dense"
        else ("convolutional block", "filters")
    )
    many = "" if len(widths) == 1 else "s"
    return (
        f"{len(widths)} {kind}{many} of {sizes(widths)} {unit}{behind} with {layers['activation']}"
    )


def fan_in(spec: Spec, data: Data) -> int | None:
    """Inputs of one unit of the first layer: all pixels, or 3 by 3 of them."""
    if data is None or len(data.input_shape) != 3:
        return None
    rows, columns, channels = data.input_shape
    if spec["layers"]["network"] == "convolutional" and spec["layers"]["widths"]:
        return 9 * channels
    return rows * columns * channels


def work(spec: Spec, data: Data) -> float:
    """Multiplications of one image's forward pass.

    Dense: inputs times units, layer by layer. Convolution of 3 by 3: pixels times 9 times channels
    in times filters; the pooling behind a block halves rows and columns. The output layer is small.
    """
    shape = data.input_shape if data else ()
    rows, columns, channels = shape if len(shape) == 3 else (28, 28, 1)
    layers = spec["layers"]
    if layers["network"] == "dense":
        return dense_work(rows * columns * channels, layers["widths"])
    total = 0
    for filters in layers["widths"]:
        for _ in range(layers["convolutions"]):
            total += rows * columns * 9 * channels * filters
            channels = filters
        rows, columns = math.ceil(rows / 2), math.ceil(columns / 2)
    return float(total + rows * columns * channels * layers["head"])


def variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """The linear model, other depths and widths, and the other kind of blocks."""
    own = {name: spec["layers"][name] for name in ("network", "widths", "convolutions", "head")}

    def network(group: str, **changed: Any) -> Network:
        new = own | changed
        changes = {f"layers.{name}": new[name] for name in own if own[name] != new[name]}
        return Network(group, _name(new), changes)

    convolutional = own["network"] == "convolutional"
    yield network("linear", network="dense", widths=[])
    for group, widths in other_widths(list(own["widths"]), thorough, growing=convolutional):
        yield network(group, widths=widths)
    if convolutional:
        yield network("kind", network="dense", widths=DENSE)
        if own["widths"] and own["convolutions"] < MOST_CONVOLUTIONS:
            yield network("kind", convolutions=own["convolutions"] + 1)
    else:
        for filters in CONVOLUTIONAL if thorough else CONVOLUTIONAL[:1]:
            yield network("kind", network="convolutional", widths=filters)


def name_of(spec: Spec) -> str:
    """The project's own network as the variants are named."""
    return _name(spec["layers"])


def simpler(spec: Spec, data: Data) -> Sequence[Tactic]:
    """Fewer layers; the first half of the blocks, else no head."""
    layers = spec["layers"]
    blocks = len(layers["widths"])
    changes: Changes = fewer_blocks(spec, blocks // 2)
    if not changes and layers["network"] == "convolutional" and layers["head"] and not blocks:
        changes = {"layers.head": 0}
    return (Tactic("simpler", "", changes),) if changes else ()


def remedies(spec: Spec, augmentations: Sequence[str]) -> Sequence[Remedy]:
    """Dropout, batch normalization, and what augmentation keeps the class of these images."""
    kinds = [kind for kind in ("flip", "shift") if kind in augmentations]
    return (dropout_remedy(), normalization_remedy(), *map(_augmentation, kinds))


def _augmentation(kind: str) -> Remedy:
    """Flips or shifts, beside whatever other augmentation there is."""

    def is_on(spec: Spec) -> bool:
        return kind in spec["regularization"]["augmentation"]

    def switched(spec: Spec) -> Changes:
        now = spec["regularization"]["augmentation"]
        wanted = [k for k in ("shift", "flip") if (k in now) != (k == kind)]
        return {"regularization.augmentation": "+".join(wanted) or "none"}

    return Remedy(f"{kind}s", is_on, switched, adds_data=True)


def _name(network: dict[str, Any]) -> str:
    """`dense 64-64`, `convolutional 32-64`, `convolutional 2x 32-64`, `the linear model`."""
    widths = dashed(network["widths"])
    if network["network"] == "dense":
        return f"dense {widths}" if widths else "the linear model"
    twice = f"{network['convolutions']}x " if network["convolutions"] > 1 and widths else ""
    return f"convolutional {twice}{widths or 'without a block'}"


FAMILY = Family(
    name="image",
    sample="image",
    samples="images",
    networks=("dense", "convolutional"),
    styles=("sequential", "functional", "subclassed"),
    described=described,
    name_of=name_of,
    fan_in=fan_in,
    work=work,
    variants=variants,
    simpler=simpler,
    remedies=remedies,
    costs=(
        Cost("crossentropy", "cross-entropy"),
        Cost("mean_squared_error", "the squared error"),
    ),
    cost_reason="Cross-entropy is made for classes, and nothing is gained here by leaving it.",
)
