"""A number for every row of a table."""

from __future__ import annotations

from tutor.families.base import Cost, Family
from tutor.families.tabular import name_of, remedies, simpler, work
from tutor.families.words import dense_network, dense_variants
from tutor.metric import R2

FAMILY = Family(
    name="regression",
    metric=R2,
    task="regression",
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
        Cost("mean_squared_error", "the squared error"),
        Cost("mean_absolute_error", "the absolute error"),
        Cost("huber", "the Huber loss"),
    ),
    cost_reason="R² itself is measured in squared errors, so the squared error aims at it.",
)
