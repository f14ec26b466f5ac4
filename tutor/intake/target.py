"""What is to be predicted: the column, the kind of answer, and its classes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.intake import columns as c
from tutor.intake import source
from tutor.intake.columns import Column
from tutor.intake.dialect import number
from tutor.intake.table import Table

NAMES = (
    "target",
    "label",
    "class",
    "y",
    "outcome",
    "category",
    "species",
    "diagnosis",
    "sentiment",
    "survived",
    "churn",
)
"""Names that say what is to be predicted, in the order in which they are looked for."""

FEW = 20
"""Up to so many different whole numbers may be the numbers of classes."""

MOST_CLASSES = 1000
"""More words than this are not classes."""

FEWEST = 3
"""Rows of a class: one each for training, validation and test."""

FEWEST_ROWS = 10
"""Rows without which nothing can be learned, nor judged."""


@dataclass(frozen=True)
class Target:
    """The column to predict.

    Attributes:
        column: it.
        why: why it was chosen.
        classes: how often each class is there, in the order of their numbers; empty where the
            answer is a number.
        maybe_number: whether the classes are numbers that could be predicted as such.
    """

    column: Column
    why: str
    classes: dict[str, int]
    maybe_number: bool

    @property
    def is_class(self) -> bool:
        """Whether the answer is one of some classes."""
        return bool(self.classes)


def candidates(table: Table) -> list[str]:
    """Names of the columns that can be a target."""
    return [column.name for column in table.columns if not _unfit(column)]


def choose(table: Table, wanted: str, ignored: Sequence[str] = ()) -> tuple[str, str]:
    """The target's name, and why it is this one. Raises UsageError."""
    if wanted:
        return named(table, wanted, "--target"), "you named it"
    for likely in NAMES:
        # One that cannot be learned is taken too: better to say why than to predict another.
        for column in table.columns:
            if column.name.strip().lower() == likely and column.name not in ignored:
                if likely == "y" and _is_place(table):
                    continue
                return column.name, "its name says so; --target names another"
    fit = [name for name in candidates(table) if name not in ignored]
    if not fit:
        raise UsageError(
            f"{source.cut(str(table.path), 200)} has no column that can be predicted: all are "
            "constant, dates, texts or different in every row; add a column with the answer"
        )
    last = table.columns[-1]
    why = "it is the last column"
    if fit[-1] != last.name:
        why += " that can be one"
        if last.name not in ignored and last.counts:
            why += f' ("{source.cut(last.name, 30)}" cannot: {_unfit(last)})'
    return fit[-1], f"{why}; --target names another"


def named(table: Table, wanted: str, option: str) -> str:
    """The column that an option names. Raises UsageError with the nearest name."""
    names = [column.name for column in table.columns]
    for same in (lambda name: name == wanted, lambda name: _plain(name) == _plain(wanted)):
        found = [name for name in names if same(name)]
        if len(found) == 1:
            return found[0]
    some = ", ".join(source.cut(name, 30) for name in names[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    raise UsageError(
        f'{option}: {source.cut(str(table.path), 200)} has no column "{source.cut(wanted, 60)}"'
        f"{source.cut(nearest(wanted, names), 80)} (its columns: {some}{more})"
    )


def target(table: Table, name: str, why: str, family: str = "") -> Target:
    """The target of this name. Raises UsageError where it cannot be learned, with the reason."""
    column = table.column(name)
    where = f'{source.cut(str(table.path), 200)}, column "{source.cut(name)}"'
    if not column.present:
        raise UsageError(f"{where}: every value is missing; name another --target")
    if reason := _unfit(column):
        raise UsageError(f"{where} cannot be the target: {reason}; name another --target")
    whole = column.numeric and all(float(n).is_integer() for n in _distinct(column))
    few = whole and len(column.counts) <= min(FEW, max(2, column.present // 4))
    is_class = family not in ("", "regression") or (not family and (few or not column.numeric))
    if family == "regression" and not column.numeric:
        raise UsageError(
            f"{where} holds words, and regression predicts a number; leave --family out or name "
            "another --target"
        )
    classes = _classes(column) if is_class else {}
    if is_class:
        _check_classes(table, column, classes, where)
    elif column.present < FEWEST_ROWS and table.whole:
        raise UsageError(
            f"{where} has {column.present} values; add rows, at least {FEWEST_ROWS} are needed"
        )
    return Target(column, why, classes, column.numeric)


def _check_classes(table: Table, column: Column, classes: dict[str, int], where: str) -> None:
    if len(classes) > MOST_CLASSES or (column.kind == c.NUMBER and len(classes) > FEW):
        raise UsageError(
            f"{where} has {len(classes):,} different values, too many to be classes; name another "
            "--target" + (", or --family regression" if column.numeric else "")
        )
    double = _written_twice(column)
    if double:
        raise UsageError(
            f'{where}: the labels "{source.cut(double[0])}" and "{source.cut(double[1])}" are the '
            "same number; write it in one way"
        )
    rare = [name for name, count in classes.items() if count < FEWEST]
    if rare and table.seen == table.rows:
        count = classes[rare[0]]
        others = f" (and {len(rare) - 1} more classes too)" if len(rare) > 1 else ""
        raise UsageError(
            f'{where}: the class "{source.cut(rare[0])}" has {count} row{"s" * (count != 1)}'
            f"{others}, and {FEWEST} are needed, for training, validation and test; "
            "add rows, or take these out"
        )


def _unfit(column: Column) -> str:
    """Why a column cannot be a target, empty where it can."""
    return {
        c.CONSTANT: "it has the same value in every row, so there is nothing to learn",
        c.IDENTIFIER: "it is different in every row, so one row teaches nothing about another",
        c.DATE: "it holds dates",
        c.TEXT: "it holds texts",
        c.WRITTEN: written_mend(column),
        c.MANY: f"it has {len(column.counts):,} different words, few of them twice",
    }.get(column.kind, "")


def written_mend(column: Column) -> str:
    """What to do about numbers that are written with signs; empty without any."""
    example = next(iter(column.counts), "")
    return f'its numbers are written with signs, as "{source.cut(example, 20)}"; write digits alone'


def _is_place(table: Table) -> bool:
    """Whether "y" is one of the coordinates x and y and not the last column, the answer."""
    names = [column.name.strip().lower() for column in table.columns]
    return "x" in names and names[-1] != "y"


def _classes(column: Column) -> dict[str, int]:
    """Classes and their counts, numbers in their order and words in the alphabet's."""
    counts: Counter[str] = column.counts
    if column.numeric:
        return dict(sorted(counts.items(), key=lambda item: number(item[0], column.decimal)))
    return dict(sorted(counts.items()))


def _written_twice(column: Column) -> tuple[str, str] | None:
    """Two labels that stand for the same number, as 1 and 1.0."""
    if not column.numeric:
        return None
    first: dict[float, str] = {}
    for label in column.counts:
        value = number(label, column.decimal)
        if value in first:
            return first[value], label
        first[value] = label
    return None


def _distinct(column: Column) -> list[float]:

    return [n for n in (number(v, column.decimal) for v in column.counts) if math.isfinite(n)]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
