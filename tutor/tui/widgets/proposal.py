"""A proposed edit as the lines of experiment.toml that it changes, before and after."""

from __future__ import annotations

from typing import Any

import tomlkit
from textual.content import Content

from tutor.experiment.schema import Changes
from tutor.tui.text import plain, plain_lines


def toml_value(value: Any) -> str:
    """A value as it stands in the file."""
    return str(tomlkit.item(value).as_string())


def proposal_lines(edit: Changes, before: Changes, reason: str) -> Content:
    """`[section]`, then a `-` line as it is and a `+` line as it would be for each key."""
    lines: list[Content] = []
    section = ""
    for path in sorted(edit, key=lambda path: path.partition(".")[0]):
        name, _, key = path.partition(".")
        if name != section:
            section = name
            lines.append(Content.styled(f"[{section}]", "$muted"))
        if path in before and before[path] == edit[path]:
            lines.append(Content(plain(f"  {key} = {toml_value(edit[path])}")))
            continue
        if path in before:
            lines.append(Content.styled(plain(f"- {key} = {toml_value(before[path])}"), "$problem"))
        lines.append(Content.styled(plain(f"+ {key} = {toml_value(edit[path])}"), "bold $ok"))
    if reason:
        lines += [Content(), Content(plain_lines(reason))]
    return Content("\n").join(lines)
