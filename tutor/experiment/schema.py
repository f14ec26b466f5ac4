"""What a key of `experiment.toml` may hold: declared once for the file, `--set` and the screens."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.errors import UsageError

Spec = dict[str, dict[str, Any]]
"""A whole experiment as nested dictionaries: section, then key."""

Changes = dict[str, Any]
"""Edits to a spec, `{"section.key": value}`."""

SECTIONS = (
    "data",
    "initialization",
    "cost",
    "layers",
    "regularization",
    "learning_rate",
    "batch",
    "training",
)
"""The sections in the order of the seven steps, the same in every family."""


@dataclass(frozen=True)
class Key:
    """One key: its kind of value, its limits and what it means.

    `text` judges a value that is free text and not one of `choices`: it returns what is wrong with
    it, as the end of a sentence that begins with "it takes", or an empty string.
    """

    section: str
    name: str
    kind: type
    help: str
    choices: tuple[str, ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf
    above_minimum: bool = False
    item_minimum: int = 1
    item_maximum: int = 4096
    max_items: int = 12
    powers_of_two: bool = False
    distinct: bool = False
    text: Callable[[str], str] | None = None

    @property
    def path(self) -> str:
        """`section.key`, as `--set` names it."""
        return f"{self.section}.{self.name}"

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "a text"
        if self.kind is list:
            power = ", each a power of two" if self.powers_of_two else ""
            size = "empty or of two or more different" if self.distinct else "of up to"
            many = "" if self.distinct else f" {self.max_items}"
            span = f"{self.item_minimum} to {self.item_maximum}"
            return f"a list {size}{many} whole numbers from {span}{power}"
        noun = "a whole number" if self.kind is int else "a number"
        low, high = (f"{limit:.12g}" for limit in (self.minimum, self.maximum))
        if self.above_minimum:
            return f"{noun} above {low}" + ("" if math.isinf(self.maximum) else f", up to {high}")
        return (
            f"{noun} of {low} or more"
            if math.isinf(self.maximum)
            else f"{noun} from {low} to {high}"
        )

    def check(self, value: Any) -> Any:
        """The value, an int made a float where the key is one. Raises ValueError with `allowed`."""
        if self.kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not self.kind or not self._in_range(value):
            raise ValueError(self.allowed)
        if self.text is not None and (fault := self.text(str(value))):
            raise ValueError(fault)
        return value

    def _in_range(self, value: Any) -> bool:
        if self.choices:
            return value in self.choices
        if self.kind in (int, float):
            if not math.isfinite(value) or value > self.maximum:
                return False
            return bool(value > self.minimum if self.above_minimum else value >= self.minimum)
        if self.kind is list:
            if self.distinct and (len(value) == 1 or len(value) != len(set(map(str, value)))):
                return False
            return len(value) <= self.max_items and all(self._item_ok(item) for item in value)
        return True

    def _item_ok(self, item: Any) -> bool:
        if type(item) is not int or not self.item_minimum <= item <= self.item_maximum:
            return False
        return not self.powers_of_two or item & (item - 1) == 0


def nearest(name: str, names: Iterable[str]) -> str:
    """`, did you mean "x"?` for the most similar name, or an empty string."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f'; did you mean "{found[0]}"?' if found else ""


def find_key(path: str, keys: Sequence[Key]) -> Key:
    """The key that `section.key` names. Raises UsageError naming the nearest one."""
    by_path = {key.path: key for key in keys}
    if path in by_path:
        return by_path[path]
    section, _, name = path.partition(".")
    known = [key.name for key in keys if key.section == section]
    if not known:
        sections = ", ".join(SECTIONS)
        hint = nearest(section, SECTIONS) or nearest(path, by_path)
        raise UsageError(f'unknown section "{section}" in "{path}"{hint} (sections: {sections})')
    hint = nearest(name, known) or nearest(path, by_path)
    raise UsageError(f'unknown key "{path}"{hint} (keys of [{section}]: {", ".join(known)})')
