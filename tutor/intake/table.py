"""A look at a table: its rows counted, its faults named by their row, its columns described."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import UsageError
from tutor.intake import dialect, reading, source
from tutor.intake.columns import Column, column
from tutor.project import printable

MOST_ROWS = 100_000
"""Rows that are kept to be looked at, spread over the file."""

MOST_VALUES = 4_000_000
"""Values that are kept: of a wide table fewer rows."""

MOST_COLUMNS = 2000
"""A network with an input for each of more columns would not be built in reasonable time."""

MOST_HASHES = 1_000_000
"""Rows that are compared with one another to find equal ones."""


@dataclass(frozen=True)
class Table:
    """A table as far as it was looked at.

    Attributes:
        path: of the file, absolute.
        encoding, delimiter, decimal: how it is written.
        header: whether its first row names the columns.
        columns: of the rows that were looked at.
        rows: in the file, estimated where `exact` is False.
        seen: rows that were looked at.
        duplicates: rows that repeat an earlier one, among those that were read.
        whole: whether the file was read from end to end.
    """

    path: Path
    encoding: str
    delimiter: str
    decimal: str
    header: bool
    columns: tuple[Column, ...]
    rows: int
    exact: bool
    seen: int
    duplicates: int
    whole: bool

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


def look(path: Path) -> Table:
    """Look at a table. Raises UsageError that names the row or the byte, and the mend."""
    shown = source.cut(printable(path), 200)
    sample = reading.read(path)
    with dialect.field_limit():
        return _looked_at(path, shown, sample)


def _looked_at(path: Path, shown: str, sample: reading.Sample) -> Table:
    head = sample.pieces[0].removeprefix("\ufeff")
    if not head.strip():
        raise UsageError(f"{shown} is empty; it needs a line of names and rows of values")
    mark = dialect.delimiter(head)
    if not mark:
        _explain_one_column(head, shown)
    first = dialect.first_rows(head, mark)
    _refuse_title(first, shown)
    decimal = dialect.decimal(first, mark)
    header = dialect.has_header(first, decimal)
    names = _names(first[0], header, shown)
    keeper = _Keeper(min(MOST_ROWS, max(20, MOST_VALUES // len(names))))
    for number, piece in enumerate(sample.pieces):
        text = head if number == 0 else piece
        rows = _rows(text, mark, len(names), shown if number == 0 else "")
        if number == 0 and header:
            next(rows, None)
        for row in rows:
            keeper.add(row)
    if not keeper.rows:
        raise UsageError(f"{shown} has a header and no rows below it; it needs rows of values")
    columns = tuple(
        column(name, values, decimal)
        for name, values in zip(names, zip(*keeper.rows, strict=True), strict=True)
    )
    return Table(
        path=path,
        encoding=sample.encoding,
        delimiter=mark,
        decimal=decimal,
        header=header,
        columns=columns,
        rows=keeper.count if sample.whole else _about(keeper.count / sample.share),
        exact=sample.whole,
        seen=len(keeper.rows),
        duplicates=keeper.duplicates,
        whole=sample.whole,
    )


class _Keeper:
    """Keeps up to twice so many rows, evenly spread, of a stream of unknown length."""

    def __init__(self, most: int) -> None:
        self.rows: list[list[str]] = []
        self.count = 0
        self.duplicates = 0
        self._most = most
        self._every = 1
        self._hashes: set[int] = set()

    def add(self, row: list[str]) -> None:
        if len(self._hashes) < MOST_HASHES:
            before = len(self._hashes)
            self._hashes.add(hash(tuple(row)))
            self.duplicates += len(self._hashes) == before
        if self.count % self._every == 0:
            self.rows.append(row)
            if len(self.rows) > self._most:
                # Every second row goes, and from now on twice as many are passed over.
                self.rows = self.rows[::2]
                self._every *= 2
        self.count += 1


def _rows(text: str, mark: str, fields: int, shown: str) -> Iterator[list[str]]:
    """The rows of a piece.

    Raises UsageError for a faulty one where `shown` names the file. Elsewhere it is passed over:
    a piece from the middle of a file may begin inside a quoted field.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True, strict=True
    )
    number = 0
    while True:
        line = reader.line_num + 1
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if not shown:
                return
            raise UsageError(_fault(str(error), shown, line)) from None
        if len(row) == fields:
            yield row
        elif shown and any(field.strip() for field in row):
            raise UsageError(
                f"{shown}, line {line}: this row has {len(row)} field{'s' * (len(row) != 1)}, "
                f"the first one has {fields}; mend the row, or quote a field that holds "
                f'"{_mark_name(mark)}"'
            )


def _fault(error: str, shown: str, line: int) -> str:
    """What csv has to say of a row, in words with a mend."""
    if "limit" in error:
        return (
            f"{shown}, line {line}: a field has more than {dialect.LONGEST:,} characters, or its "
            "quote is never closed; shorten the field or close the quote"
        )
    if "end of data" in error:
        return f'{shown}, line {line}: a quote is opened here and never closed; add the second "'
    if "expected after" in error:
        return (
            f"{shown}, line {line}: a quoted field goes on behind its closing quote; "
            'write a " inside a field as ""'
        )
    return f"{shown}, line {line}: {error}; mend the row"


def _names(first: list[str], header: bool, shown: str) -> list[str]:
    """The columns' names as pandas gives them. Raises UsageError for too many and for doubles."""
    if len(first) > MOST_COLUMNS:
        raise UsageError(
            f"{shown} has {len(first):,} columns, and up to {MOST_COLUMNS:,} are taken; "
            "keep those that matter"
        )
    if not header:
        return [f"column {number}" for number in range(1, len(first) + 1)]
    first = [name.lstrip(" ") for name in first]
    names = [name if name else f"Unnamed: {number}" for number, name in enumerate(first)]
    places: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if name in places:
            raise UsageError(
                f"{shown}, line 1: the columns {places[name]} and {number} have the same name "
                f'"{source.cut(name)}"; rename one of them'
            )
        places[name] = number
    return names


def _refuse_title(first: list[list[str]], shown: str) -> None:
    """Raises UsageError where a title or a comment stands above the columns' names."""
    usual = Counter(map(len, first)).most_common(1)[0][0]
    row = [field for field in first[0] if field.strip()]
    if len(row) == 1 < usual and (len(first[0]) == 1 or usual > 2):
        raise UsageError(
            f'{shown} begins with "{source.cut(row[0])}", and its rows have {usual} fields; '
            "remove what stands above the line of names"
        )


def _explain_one_column(head: str, shown: str) -> None:
    """Raises UsageError: there are no columns, or a quote hides them."""
    start = head[: dialect.CHARACTERS]
    if start.count('"') % 2 and len(start) == len(head):
        line = start[: start.rindex('"')].count("\n") + 1
        raise UsageError(
            f'{shown}, line {line}: a quote is opened here and never closed; add the second "'
        )
    if "\n" not in start and "\r" not in start and len(start) >= dialect.CHARACTERS:
        raise UsageError(
            f"{shown}, line 1: the first line has more than {dialect.CHARACTERS:,} characters "
            "and no end; a table has a row on each line"
        )
    raise UsageError(
        f"{shown} has only one column as far as its first lines tell (looked for , ; | and the "
        "tab between columns); a table needs a target and at least one other column"
    )


def _about(number: float) -> int:
    """An estimate, to three digits."""
    return int(float(f"{number:.2e}"))


def _mark_name(mark: str) -> str:
    return {"\t": "a tab"}.get(mark, mark)
