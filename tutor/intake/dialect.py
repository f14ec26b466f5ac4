"""How a table is written down: its delimiter, its decimal mark, and whether it has a header."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

DELIMITERS = ("\t", ";", "|", ",")
"""Those looked for; where several split all lines evenly the first does, as decimal commas and
sentences have commas of their own."""

LINES, CHARACTERS = 200, 2**18
"""So many lines and characters of the beginning are looked at."""

LONGEST = 1_000_000
"""Characters of a field."""

MISSING = frozenset({"", "?", "na", "n/a", "#n/a", "<na>", "nan", "null", "-"})
"""What is written where a value is missing, in small letters."""

# Only 0 to 9: pandas takes no other script's digits for numbers.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)


@contextmanager
def field_limit() -> Iterator[None]:
    """Fields of up to `LONGEST` characters, as long as this holds."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def delimiter(head: str) -> str:
    """The delimiter that splits most lines into the same number of fields; "" for none."""
    best, found = 0.0, ""
    for mark in DELIMITERS:
        counts = Counter(len(row) for row in first_rows(head, mark))
        if not counts:
            continue
        fields, lines = counts.most_common(1)[0]
        share = lines / counts.total()
        if fields > 1 and share > best:
            best, found = share, mark
    # A sentence has commas too, but not the same number on half of the lines.
    return found if best >= 0.5 else ""


def first_rows(head: str, mark: str) -> list[list[str]]:
    """The first rows; the last of them is left out where the look ends in it."""
    # The first line is read to its end: it says how many columns there are.
    some = head[: max(CHARACTERS, head.find("\n") + 1)]
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(some, newline=""), delimiter=mark):
            if any(field.strip() for field in row):
                rows.append(row)
            if len(rows) > LINES:
                break
    except csv.Error:
        pass
    if len(some) < len(head) and 1 < len(rows) <= LINES:
        rows.pop()
    return rows[:LINES]


def decimal(rows: Sequence[Sequence[str]], mark: str) -> str:
    """`,` where more numbers are written with a comma than with a point, else `.`."""
    if mark == ",":
        return "."
    commas = points = 0
    for row in rows:
        for field in row:
            commas += bool(re.fullmatch(r"\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*", field))
            points += bool(re.fullmatch(r"\s*[+-]?\d+\.\d+([eE][+-]?\d+)?\s*", field))
    return "," if commas > points else "."


def has_header(rows: Sequence[Sequence[str]], mark: str) -> bool:
    """Whether the first row holds names.

    It does where a column of numbers starts with a word; it does not where it has a number itself,
    or a word that its own column repeats.
    """
    if len(rows) < 2:
        return not any(is_number(field, mark) for field in rows[0])
    first, rest = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    for number, name in enumerate(first):
        values = [row[number] for row in rest if not is_missing(row[number])]
        is_word = not is_number(name, mark) and name.strip().lower() not in MISSING - {""}
        if is_word and values and all(is_number(value, mark) for value in values):
            return True
    if any(is_number(field, mark) for field in first):
        return False
    return not any(name in {row[number] for row in rest} for number, name in enumerate(first))


def is_missing(field: str) -> bool:
    """Whether the field says that there is no value."""
    return field.strip().lower() in MISSING


def is_number(field: str, mark: str) -> bool:
    """Whether pandas reads the field as a number; infinity is one too."""
    text = field.strip()
    if mark == ",":
        text = text.replace(",", ".") if "." not in text else "x"
    return bool(_NUMBER.fullmatch(text) or _INFINITE.fullmatch(text))


def number(field: str, mark: str) -> float:
    """The number that a field holds."""
    return float(field.strip().replace(",", ".") if mark == "," else field)
