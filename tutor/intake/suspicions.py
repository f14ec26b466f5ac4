"""What is odd about a table's columns: what would leak, what says nothing, what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tutor.intake import columns as c
from tutor.intake import source
from tutor.intake.columns import Column
from tutor.intake.table import Table
from tutor.intake.target import Target, written_mend

PURE = 0.995
"""A column whose values name so much of the target tells it, whatever else is known."""

CORRELATED = 0.9999
"""Correlation with a number to predict from which a column is a copy of it in another unit."""

BINS = 32
"""Values of a number are put into so many bins of equally many rows to see what they tell."""

FEW_VALUES = 50
"""With more values a column names rows, and the target only because rows are repeated."""

MOST_CODES = 20
"""Up to so many things a column called an identifier may number kinds, as a shop's branches."""

FEW_ROWS = 30
"""With fewer rows a column may name the target by chance."""


@dataclass(frozen=True)
class Suspicion:
    """Something odd about a column.

    Attributes:
        column: its name.
        what: in a word or two.
        reason: what was seen.
        ignore: whether it is proposed to keep the column from the network.
    """

    column: str
    what: str
    reason: str
    ignore: bool


def suspicions(table: Table, target: Target) -> list[Suspicion]:
    """All of them, in the order of the columns."""
    found: list[Suspicion] = []
    for column in table.columns:
        if column.name != target.column.name:
            found.extend(_of_column(column, target))
    return found


def _of_column(column: Column, target: Target) -> Iterable[Suspicion]:
    if says_nothing := _says_nothing(column):
        yield Suspicion(column.name, column.kind, says_nothing, ignore=True)
        return
    leak = _leak(column, target)
    if leak:
        yield leak
    if column.infinite:
        reason = f"{column.infinite:,} infinite values, read as missing"
        yield Suspicion(column.name, "infinite", reason, ignore=False)
    if column.odd:
        words = ", ".join(f'"{source.cut(word, 20)}"' for word in column.odd[:3])
        reason = f"words among the numbers ({words}), read as missing"
        yield Suspicion(column.name, "mixed", reason, ignore=False)
    if column.missing > len(column.values) / 2:
        share = column.missing / len(column.values)
        yield Suspicion(column.name, "missing", f"{share:.0%} of the values are missing", False)


def _says_nothing(column: Column) -> str:
    if column.kind == c.CONSTANT:
        return "the same value in every row" if column.counts else "no value in any row"
    if column.kind == c.IDENTIFIER:
        return "different in every row: it names the row and says nothing about others"
    if column.kind == c.DATE:
        return (
            "a network needs numbers: put year, month or weekday into columns of their own; rows "
            "are divided at random, not by date, so the test is no forecast"
        )
    if column.kind in (c.WHOLE, c.CATEGORY) and c.names_things(column.name):
        count = len(column.counts)
        if count > MOST_CODES:
            return (
                f"an identifier of {count:,} things with several rows each: it says nothing about "
                "others, and the rows of one may be trained on and tested"
            )
    if column.kind == c.WRITTEN:
        return written_mend(column)
    if column.kind == c.MANY:
        return f"{len(column.counts):,} different words, few of them twice"
    return ""


def _leak(column: Column, target: Target) -> Suspicion | None:
    """The column where it (nearly) tells the target on its own."""
    if column.kind == c.TEXT or column.present < FEW_ROWS:
        return None
    if not target.is_class:
        if not column.numeric or (together := _correlation(column, target.column)) < CORRELATED:
            return None
        reason = f"a copy of the target in other units (correlation {together:.4f})"
        return Suspicion(column.name, "leak", reason, ignore=True)
    labels = target.column.values
    pairs = [
        (value, label)
        for value, label in zip(column.values, labels, strict=True)
        if value in column.counts and label in target.classes
    ]
    if len(pairs) < FEW_ROWS:
        return None
    majority = max(Counter(label for _, label in pairs).values()) / len(pairs)
    if len(column.counts) <= max(2 * len(target.classes), min(FEW_VALUES, len(pairs) // 20)):
        pure = _purity(pairs)
        if pure >= PURE > majority:
            exact = "always" if pure == 1 else f"in {pure:.1%} of the rows"
            reason = f"it names the target {exact}: is it known before the answer is?"
            return Suspicion(column.name, "leak", reason, ignore=True)
    elif column.numeric:
        binned = _binned(column, labels, target)
        pure = _purity(binned)
        if pure >= PURE > majority and _stretches(binned) <= 2 * len(target.classes):
            reason = f"its size alone tells the target in {pure:.1%} of the rows: a leak?"
            return Suspicion(column.name, "strong", reason, ignore=False)
    return None


def _purity(pairs: Iterable[tuple[Any, str]]) -> float:
    """Share of rows named rightly by each value's most frequent label."""
    labels: dict[Any, Counter[str]] = defaultdict(Counter)
    for value, label in pairs:
        labels[value][label] += 1
    total = sum(counts.total() for counts in labels.values())
    return sum(max(counts.values()) for counts in labels.values()) / max(total, 1)


def _stretches(pairs: Iterable[tuple[int, str]]) -> int:
    """Stretches of neighbouring bins with the same most frequent label.

    A number that tells the label has few. One that says nothing has many, although each bin is
    pure where it has a row or two.
    """
    labels: dict[int, Counter[str]] = defaultdict(Counter)
    for place, label in pairs:
        labels[place][label] += 1
    first = [labels[place].most_common(1)[0][0] for place in sorted(labels)]
    return len(list(groupby(first)))


def _binned(column: Column, labels: Any, target: Target) -> list[tuple[int, str]]:
    import numpy as np

    numbers = column.numbers
    present = np.isfinite(numbers)
    edges = np.unique(np.quantile(numbers[present], np.linspace(0, 1, BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, numbers)
    return [
        (int(place), label)
        for place, here, label in zip(bins, present, labels, strict=True)
        if here and label in target.classes
    ]


def _correlation(column: Column, other: Column) -> float:
    """Absolute correlation by Pearson over the rows that have both numbers."""
    import numpy as np

    one, two = column.numbers, other.numbers
    both = np.isfinite(one) & np.isfinite(two)
    if both.sum() < FEW_ROWS:
        return 0.0
    # Scaled first: the square of a number near 1e300 would be infinite.
    one, two = (x[both] / max(float(np.abs(x[both]).max()), 1e-300) for x in (one, two))
    if not (one.std() and two.std()):
        return 0.0
    return float(abs(np.corrcoef(one, two)[0, 1]))
