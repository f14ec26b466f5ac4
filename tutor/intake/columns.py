"""What a column of a table holds, told from the rows that were looked at."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from tutor.intake import dialect

NUMBER, WHOLE, BOOLEAN, CATEGORY = "number", "whole number", "yes or no", "category"
TEXT, DATE, IDENTIFIER, CONSTANT, MANY = "text", "date", "identifier", "constant", "many values"
WRITTEN = "written number"

MOSTLY = 0.9
"""So many of a column's values make it one of numbers or dates; the rest are odd ones."""

TEXT_WORDS = 5
"""Words of a value, on average, from which a column of different values is text."""

FEW_ROWS = 20
"""Below so many values all different ones prove nothing."""

FEW_SIZES = 10
"""Up to so many sizes written with a unit, as 7% and 19%, are as good as names."""

_BOOLEANS = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
    r"( ?(Z|UTC|[+-]\d{2}:?\d{2}))?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?"
    r"|\d{1,2}:\d{2}(:\d{2})?"
    r"|(\d{1,2}[ -])?[A-Z][a-z]{2,8}[ -](\d{1,2}, ?)?\d{4}"
)
_SIGN = r"(?:[$€£¥₹]|USD|EUR|GBP|CHF)"
_SIZE = r"\d[\d.,' \u00a0]*"
_WRITTEN = re.compile(
    rf"[+-]?{_SIGN} ?[+-]?{_SIZE}"
    r"|[+-]?\d{1,3}([.,' \u00a0]\d{3})+([.,]\d+)?"
    rf"|[+-]?{_SIZE}(?P<unit>{_SIGN}|[%°]|[A-Za-z°µ/²³]{{1,6}})"
)
_CODE = re.compile(r"0\d{3,}")
_ID_NAME = re.compile(
    r"(^|[_\s.-])(id|ids|uuid|guid|index|key|nr|no|number|row)$|^unnamed: \d+$", re.IGNORECASE
)
_THING_NAME = re.compile(r"(^|[_\s.-])([iI][dD]s?|ID|uuid|UUID|guid|GUID)$|[a-z]I[dD]$")


@dataclass(frozen=True)
class Column:
    """One column of the rows that were looked at.

    Attributes:
        name: as pandas names it.
        kind: one of this module's kinds.
        values: as they stand in the file, without spaces around them.
        counts: how often each value is there that is not missing.
        markers: what stands where a value is missing.
        missing: number of such rows, infinite numbers and words among numbers included.
        infinite: number of infinite ones.
        odd: the words among the numbers, the most frequent first.
    """

    name: str
    kind: str
    values: Sequence[str]
    counts: Counter[str]
    markers: frozenset[str]
    missing: int
    infinite: int
    odd: tuple[str, ...]
    decimal: str

    @property
    def numeric(self) -> bool:
        """Whether its values are read as numbers."""
        return self.kind in (NUMBER, WHOLE)

    @property
    def present(self) -> int:
        """Rows that have a value."""
        return len(self.values) - self.missing

    @cached_property
    def numbers(self) -> Any:
        """The numbers as an array of floats; NaN where there is none."""
        import numpy as np

        found = {value: dialect.number(value, self.decimal) for value in self.counts}
        return np.array([found.get(value, math.nan) for value in self.values])


def column(name: str, values: Sequence[str], decimal: str) -> Column:
    """The column of these values."""
    values = [value.strip() for value in values]
    counts = Counter(values)
    markers = {value for value in counts if dialect.is_missing(value)}
    missing = sum(counts.pop(value) for value in markers)
    numeric = {value for value in counts if dialect.is_number(value, decimal)}
    if any(_CODE.fullmatch(value) for value in numeric):
        # As 01067, a post code: a name, although it is made of digits.
        numeric = set()
    share = sum(counts[value] for value in numeric) / max(counts.total(), 1)
    infinite = 0
    odd: tuple[str, ...] = ()
    if numeric and share >= MOSTLY:
        strange = Counter({value: n for value, n in counts.items() if value not in numeric})
        odd = tuple(value for value, _ in strange.most_common())
        endless = {v for v in numeric if math.isinf(dialect.number(v, decimal))}
        infinite = sum(counts[value] for value in endless)
        for value in (*odd, *endless):
            missing += counts.pop(value)
        markers |= {*odd, *endless}
        kind = _kind_of_numbers(name, values, counts, decimal)
    else:
        kind = _kind_of_words(name, counts, decimal)
    if len(counts) < 2:
        kind = CONSTANT
    return Column(name, kind, values, counts, frozenset(markers), missing, infinite, odd, decimal)


def names_things(name: str) -> bool:
    """Whether a column is called an identifier: those of one patient are in several rows."""
    return bool(_THING_NAME.search(name))


def is_text(counts: Counter[str]) -> bool:
    """Whether the values are sentences rather than names."""
    some = list(counts)[:2000]
    words = sum(len(value.split()) for value in some) / max(len(some), 1)
    return words >= TEXT_WORDS and len(counts) > 0.2 * counts.total()


def _kind_of_numbers(name: str, values: Sequence[str], counts: Counter[str], decimal: str) -> str:
    whole = all(
        math.isfinite(n) and n == int(n) for n in (dialect.number(v, decimal) for v in counts)
    )
    if not whole:
        return NUMBER
    all_different = len(counts) == counts.total() >= FEW_ROWS
    if all_different and (_ID_NAME.search(name) or _counts_up(values, counts, decimal)):
        return IDENTIFIER
    return WHOLE


def _counts_up(values: Sequence[str], counts: Counter[str], decimal: str) -> bool:
    """Whether the column numbers the rows: it rises by the same step from row to row."""
    numbers = [dialect.number(v, decimal) for v in values if v in counts]
    steps = {b - a for a, b in pairwise(numbers)}
    return len(steps) == 1


def _kind_of_words(name: str, counts: Counter[str], decimal: str) -> str:
    total = counts.total()
    if total and sum(n for v, n in counts.items() if _DATE.fullmatch(v)) >= MOSTLY * total:
        return DATE
    if len(counts) == 2 and {value.lower() for value in counts} in _BOOLEANS:
        return BOOLEAN
    if len(counts) > FEW_SIZES and _is_written(counts, decimal):
        return WRITTEN
    if is_text(counts):
        return TEXT
    if len(counts) == total >= FEW_ROWS:
        return IDENTIFIER
    if len(counts) > max(50, 0.5 * total) or len(counts) > 5000:
        return IDENTIFIER if _ID_NAME.search(name) else MANY
    return CATEGORY


def _is_written(counts: Counter[str], decimal: str) -> bool:
    """Whether the values are numbers with a currency, marks for thousands, or one unit."""
    found = {value: _WRITTEN.fullmatch(value) for value in counts}
    units = {match["unit"] for match in found.values() if match and match["unit"]}
    if len(units) > 1 or not any(found.values()):
        return False
    good = [v for v, match in found.items() if match or dialect.is_number(v, decimal)]
    return sum(counts[value] for value in good) >= MOSTLY * counts.total()
