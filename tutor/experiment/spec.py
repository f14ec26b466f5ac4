"""Reading `experiment.toml`; a fault is named with file, line, key and the allowed values."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tutor.errors import UsageError
from tutor.experiment.schema import SECTIONS, Changes, Key, Spec, find_key, nearest

FAMILIES = ("image", "text", "tabular", "regression", "wide-deep", "gan", "rl")
"""Every family that has a template, in the order in which they are offered."""


def keys_of(family: str) -> tuple[Key, ...]:
    """The keys of one family. Raises UsageError for a family without a template."""
    if family not in FAMILIES:
        raise UsageError(
            f'no template for the family "{family[:60]}"{nearest(family, FAMILIES)} '
            f"(families: {', '.join(FAMILIES)})"
        )
    module = import_module(f"tutor.experiment.{family.replace('-', '_')}")
    keys: tuple[Key, ...] = module.KEYS
    return keys


def load(path: Path, family: str) -> Spec:
    """The checked experiment of a file. Raises UsageError that names file, line, key and mend."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"{path} is missing; a project is described by its experiment.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    return parse(text, family, str(path))


def parse(text: str, family: str, name: str = "experiment.toml") -> Spec:
    """The checked experiment of a text. `name` stands in messages. Raises UsageError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is no valid TOML: {error}") from None
    return check(document, keys_of(family), name, text)


def check(document: dict[str, Any], keys: Sequence[Key], name: str, text: str = "") -> Spec:
    """The document where all its sections, keys and values are right. Raises UsageError."""
    spec: Spec = {}
    for section, table in document.items():
        if section not in SECTIONS:
            where = _place(name, text, section)
            raise UsageError(f"{where}: unknown section [{section}]{nearest(section, SECTIONS)}")
        if not isinstance(table, dict):
            raise UsageError(f"{_place(name, text, section)}: [{section}] must be a section")
        for key in table:
            _check_known(section, key, keys, name, text)
    for key in keys:
        table = document.get(key.section, {})
        if key.name not in table:
            raise UsageError(
                f'{name}: "{key.name}" is missing from [{key.section}]; give it {key.allowed}'
            )
        try:
            value = key.check(table[key.name])
        except ValueError as error:
            where = _place(name, text, key.section, key.name)
            raise UsageError(
                f"{where}: {key.path} = {_shown(table[key.name])} is not allowed; it takes {error}"
                f"{_nearest_choice(table[key.name], key)}"
            ) from None
        spec.setdefault(key.section, {})[key.name] = value
    return spec


def with_changes(spec: Spec, changes: Changes, family: str) -> Spec:
    """A new spec with these edits, each checked. Raises UsageError."""
    keys = keys_of(family)
    changed = copy.deepcopy(spec)
    for path, value in changes.items():
        key = find_key(path, keys)
        changed[key.section][key.name] = check_value(key, value)
    return changed


def check_value(key: Key, value: Any) -> Any:
    """One value as its key takes it. Raises UsageError with the allowed values."""
    try:
        return key.check(value)
    except ValueError as error:
        raise UsageError(
            f"{key.path} = {_shown(value)} is not allowed; it takes {error}"
            f"{_nearest_choice(value, key)}"
        ) from None


def parse_setting(setting: str, family: str) -> tuple[str, Any]:
    """`SECTION.KEY=VALUE` as typed on a command line, as (path, value). Raises UsageError."""
    path, equals, text = setting.partition("=")
    if not equals:
        raise UsageError(f'--set "{setting}" has no "="; write SECTION.KEY=VALUE')
    key = find_key(path.strip(), keys_of(family))
    return key.path, check_value(key, _typed(text.strip(), key))


def get(spec: Spec, path: str) -> Any:
    """The value at `section.key`."""
    section, _, name = path.partition(".")
    return spec[section][name]


def difference(before: Spec, after: Spec) -> Changes:
    """The changes that lead from one spec to the other."""
    return {
        f"{section}.{name}": value
        for section, table in after.items()
        for name, value in table.items()
        if before.get(section, {}).get(name) != value
    }


def _typed(text: str, key: Key) -> Any:
    """A typed text as TOML reads it, and as people type: `tanh`, `.001`, `32, 64`, `True`."""
    if key.kind is str:
        return text.strip("\"'")
    if key.kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if key.kind is float:
        try:
            return float(text)
        except ValueError:
            return text
    if key.kind is list and not text.startswith("["):
        text = f"[{text}]"
    try:
        document = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return document["value"] if len(document) == 1 else text


def _check_known(section: str, key: str, keys: Sequence[Key], name: str, text: str) -> None:
    known = [k.name for k in keys if k.section == section]
    if key not in known:
        where = _place(name, text, section, key)
        hint = nearest(key, known)
        raise UsageError(
            f'{where}: unknown key "{key}" in [{section}]{hint} (its keys: {", ".join(known)})'
        )


def _place(name: str, text: str, section: str, key: str | None = None) -> str:
    """`FILE, line N`, found by a look at the text, as tomllib gives no positions."""
    current = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        if header:
            current = header.group(1)
            if key is None and current == section:
                return f"{name}, line {number}"
        elif (
            key is not None
            and current == section
            and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line)
        ):
            return f"{name}, line {number}"
    return name


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = {"True": "true", "False": "false"}.get(text, text)
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= 60 else clean[:57] + "..."


def _nearest_choice(value: Any, key: Key) -> str:
    return nearest(value, key.choices) if isinstance(value, str) and key.choices else ""
