"""Rows of a table by class."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.experiment.schema import Spec
from tutor.families.base import Cost, Data, Family, Remedy, Tactic
from tutor.families.words import (
    dashed,
    dense_network,
    dense_variants,
    dense_work,
    dropout_remedy,
    fewer_blocks,
    flag_remedy,
    normalization_remedy,
)

FEATURES = 100
"""Numbers that preprocessing makes of a row, roughly: it is known only when the project runs. The
embedded tables give 8 to 101."""

WEIGHT_DECAY = 0.001
"""As it is tried: the L2 factor of TensorFlow's tutorial on overfitting (tensorflow.org)."""


def name_of(spec: Spec) -> str:
    """The project's own network as the variants are named: `dense 64-64-64`."""
    widths = spec["layers"]["widths"]
    return f"dense {dashed(widths)}" if widths else "the linear model"


def work(spec: Spec, data: Data) -> float:
    """Multiply-adds of one row's forward pass."""
    columns = data.input_shape[0] if data and data.input_shape else 0
    return dense_work(FEATURES + columns * spec["data"]["bins"], spec["layers"]["widths"])


def simpler(spec: Spec, _data: Data) -> Sequence[Tactic]:
    """The first half of the blocks."""
    changes = fewer_blocks(spec, len(spec["layers"]["widths"]) // 2)
    return (Tactic("simpler", "", changes),) if changes else ()


def remedies(_spec: Spec, _augmentations: Sequence[str]) -> Sequence[Remedy]:
    """Dropout, batch normalization and weight decay; rows cannot be changed and stay true."""
    return (
        dropout_remedy(),
        normalization_remedy(),
        flag_remedy("weight decay", "weight_decay", on=WEIGHT_DECAY, off=0.0),
    )


FAMILY = Family(
    name="tabular",
    sample="row",
    samples="rows",
    styles=("functional", "subclassed"),
    described=dense_network,
    name_of=name_of,
    work=work,
    variants=dense_variants,
    simpler=simpler,
    remedies=remedies,
    costs=(
        Cost("crossentropy", "cross-entropy"),
        Cost("mean_squared_error", "the squared error"),
    ),
    cost_reason="Cross-entropy is made for classes, and nothing is gained here by leaving it.",
)
