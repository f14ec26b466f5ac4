"""Wide and deep: a deep leg on raw columns and texts, a wide one on engineered features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Cost, Data, Family, Network, Remedy, Tactic
from tutor.families.words import (
    dashed,
    dense_work,
    dropout_remedy,
    fewer_blocks,
    flag_remedy,
    normalization_remedy,
    other_widths,
    sizes,
)

FEATURES = 1000
"""Numbers that the wide leg makes of a row, roughly: one-hot values, crossed pairs, words."""

WEIGHT_DECAY = 0.0001
"""As it is tried: a tenth of that of a table's network, as far more weights are added up here."""


def described(spec: Spec) -> str:
    """The network in words: both legs, what each is, and where they meet."""
    layers = spec["layers"]
    top = f"a dense layer of {layers['head']}" if layers["head"] else "the output"
    deep = f"a deep leg {_deep(layers)}"
    if layers["legs"] == "both":
        return f"{deep} and a wide leg, which meet in {top}"
    if layers["legs"] == "deep":
        return f"{deep} alone, with {top} on it"
    return f"a wide leg alone, with {top} on it"


def name_of(spec: Spec) -> str:
    """The project's own network as the variants are named."""
    return _name(spec["layers"])


def work(spec: Spec, _data: Data) -> float:
    """Multiply-adds of one row's forward pass: the blocks of the deep leg, then the head."""
    layers = spec["layers"]
    deep, wide = (layers["legs"] != other for other in ("wide", "deep"))
    widths = layers["widths"]
    blocks = dense_work(layers["embedding"], widths) if deep else 0.0
    meeting = (widths[-1] if widths and deep else 0) + (FEATURES if wide else 0)
    return blocks + float(meeting * max(1, layers["head"]))


def variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """The linear model of the wide leg, the other choices of legs, then the deep leg's size."""
    own = {name: spec["layers"][name] for name in ("legs", "widths", "head")}

    def network(group: str, **changed: Any) -> Network:
        new = own | changed
        changes = {f"layers.{name}": new[name] for name in own if own[name] != new[name]}
        return Network(group, _name(new), changes)

    yield network("linear", legs="wide", head=0)
    for legs in ("both", "deep", "wide"):
        if legs != own["legs"]:
            yield network("kind", legs=legs)
    if own["legs"] != "wide":
        for group, widths in other_widths(list(own["widths"]), thorough):
            yield network(group, widths=widths)
    if thorough and own["head"]:
        yield network("depth", head=0)


def simpler(spec: Spec, _data: Data) -> Sequence[Tactic]:
    """The first half of the deep leg's blocks, or no head where it has no two blocks."""
    layers = spec["layers"]
    changes: Changes = {}
    if layers["legs"] != "wide" and len(layers["widths"]) > 1:
        changes = fewer_blocks(spec, len(layers["widths"]) // 2)
    elif layers["head"]:
        changes = {"layers.head": 0}
    return (Tactic("simpler", "", changes),) if changes else ()


def remedies(_spec: Spec, _augmentations: Sequence[str]) -> Sequence[Remedy]:
    """Dropout, batch normalization and weight decay; rows cannot be changed and stay true."""
    return (
        dropout_remedy(),
        normalization_remedy(),
        flag_remedy("weight decay", "weight_decay", on=WEIGHT_DECAY, off=0.0),
    )


def _deep(layers: dict[str, Any]) -> str:
    widths = layers["widths"]
    if not widths:
        return "without hidden layers"
    many = f"{len(widths)} layers of " if len(widths) > 1 else ""
    return f"of {many}{sizes(widths)} units with {layers['activation']}"


def _name(network: dict[str, Any]) -> str:
    """`wide and deep 32, head 32`, `deep leg 32-32, head 32`, `wide leg, head 32`."""
    if network["legs"] == "wide" and not network["head"]:
        return "the linear model"
    head = f", head {network['head']}" if network["head"] else ""
    if network["legs"] == "wide":
        return f"wide leg{head}"
    leg = "wide and deep" if network["legs"] == "both" else "deep leg"
    return f"{leg} {dashed(network['widths']) or 'without a block'}{head}"


FAMILY = Family(
    name="wide-deep",
    sample="row",
    samples="rows",
    styles=("functional", "subclassed"),
    backends=("tensorflow",),
    described=described,
    name_of=name_of,
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
