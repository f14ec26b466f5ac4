"""Writing `experiment.toml` with its comments and its order kept."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tutor.errors import UsageError
from tutor.experiment.schema import Changes, find_key
from tutor.experiment.spec import check_value, keys_of, parse
from tutor.files import write_atomically


def edited(text: str, changes: Changes, family: str, name: str = "experiment.toml") -> str:
    """The file's text with the changes made and checked. Raises UsageError."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise UsageError(f"{name} is no valid TOML: {error}") from None
    for path, value in changes.items():
        key = find_key(path, keys_of(family))
        table = document.setdefault(key.section, tomlkit.table())
        if isinstance(table, MutableMapping):
            # tomlkit hands the old value's comment, and the space before it, on to the new one.
            table[key.name] = check_value(key, value)
    result = tomlkit.dumps(document)
    parse(result, family, name)
    return result


def apply(path: Path, changes: Changes, family: str) -> None:
    """Make the changes in the file. Raises UsageError, and then the file is as it was."""
    write_atomically(path, edited(path.read_text(encoding="utf-8"), changes, family, str(path)))
