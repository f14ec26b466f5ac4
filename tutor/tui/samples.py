"""What stands in a table of data: a few of its rows, for people to look at."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content

from tutor.catalog import Idea
from tutor.tui.text import padded, plain

LOOKED_AT = 200
"""Rows among which the first of each class are looked for."""

MOST_BYTES = 400_000
"""As much of a file is read at most."""

NARROW, WIDE = 12, 22
"""Cells of a column of values and of one of texts, at most."""


@dataclass(frozen=True)
class Sample:
    """Some rows of a table; `texts` are the columns of free text, `target` that of the answer."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...] = ()
    target: str = ""


def lines_of(file: Path, encoding: str = "utf-8") -> list[str]:
    """The first lines of a file, packed or not. Raises OSError."""
    with file.open("rb") as raw:
        packed = file.suffix == ".gz"
        data = gzip.GzipFile(fileobj=raw).read(MOST_BYTES) if packed else raw.read(MOST_BYTES)
    return io.StringIO(data.decode(encoding or "utf-8", errors="replace"), newline="").readlines()


def sample(idea: Idea, count: int) -> Sample | None:
    """Some rows of an idea's table, its classes in turn; None where its data are no table.

    Raises OSError and ValueError where the file cannot be read.
    """
    file, data = idea.data_file, idea.data
    if file is None or not file.name.removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
        return None
    lines = lines_of(file, str(data.get("encoding", "")))
    try:
        reader = csv.reader(lines, delimiter=str(data.get("delimiter", ",")))
        names = next(reader, [])
        seen = [row for row in itertools.islice(reader, LOOKED_AT) if len(row) == len(names)]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    target = str(data.get("target", ""))
    kept = [n for n, name in enumerate(names) if name not in (data.get("part"), target)]
    at = names.index(target) if target in names else None
    order = [*kept, *([at] if at is not None else [])]
    labels = dict(zip(map(str, data.get("labels", ())), idea.class_names, strict=False))
    rows = (
        [[*row[:at], labels.get(row[at], row[at]), *row[at + 1 :]] for row in seen]
        if (at is not None)
        else seen
    )
    if idea.class_names and at is not None:
        rows = _in_turn(rows, at)
    texts = (data.get("text"), data.get("words"))
    return Sample(
        names=tuple(names[n] for n in order),
        rows=tuple(tuple(row[n] for n in order) for row in rows[:count]),
        texts=tuple(name for some in texts for name in _names(some)),
        target=target,
    )


def _names(some: object) -> Iterable[str]:
    return [some] if isinstance(some, str) else [str(name) for name in some or ()]  # type: ignore[attr-defined]


def _in_turn(rows: list[list[str]], at: int) -> list[list[str]]:
    """The rows with their classes taken in turn."""
    groups: dict[str, list[list[str]]] = {}
    for row in rows:
        groups.setdefault(row[at], []).append(row)
    turns = itertools.zip_longest(*groups.values())
    return [row for turn in turns for row in turn if row is not None]


def table(shown: Sample, width: int) -> Content:
    """The rows in columns as many as fit, the answer last; the others are counted."""
    columns = list(zip(shown.names, *shown.rows, strict=True))
    most = [WIDE if n in (*shown.texts, shown.target) else NARROW for n in shown.names]
    widths = [min(m, max(map(len, column))) for m, column in zip(most, columns, strict=True)]
    answer = shown.names[-1] == shown.target
    last = len(columns) - 1 if answer else len(columns)
    room = width - (widths[last] + 2 if answer else 0)
    fit = list(
        itertools.takewhile(lambda n: sum(widths[: n + 1]) + 2 * (n + 1) - 2 <= room, range(last))
    )
    picked = [*fit, *([last] if answer else [])]
    lines = []
    for row in range(len(shown.rows) + 1):
        cells = []
        for column in picked:
            text = padded(plain(columns[column][row], widths[column]), widths[column])
            style = "$foreground-muted" if row == 0 else ("$best" if column == last else "")
            cells.append(Content.styled(text, style))
        lines.append(Content("  ").join(cells))
    left = last - len(fit)
    if left:
        more = f"and {left} more column{'s' if left > 1 else ''}"
        lines.append(Content.styled(more, "$foreground-muted"))
    return Content("\n").join(lines)


def texts(shown: Sample, width: int, lines: int = 2) -> Content:
    """Each row's texts beside its answer, cut to a few lines."""
    at = [shown.names.index(name) for name in shown.texts if name in shown.names]
    room = min(18, max((len(row[-1]) for row in shown.rows), default=0)) + 2
    told = []
    for row in shown.rows:
        name = Content.styled(padded(plain(row[-1], room - 2), room), "$best")
        text = plain(" | ".join(row[n] for n in at if row[n].strip()), 600)
        cut = textwrap.wrap(text, max(20, width - room), max_lines=lines, placeholder=" …")
        told.append(name + Content(f"\n{' ' * room}".join(cut)))
    return Content("\n").join(told)


def content(idea: Idea, width: int, count: int) -> Content | None:
    """Some rows of the idea's data as they are best read; None where its data are no table."""
    found = sample(idea, count)
    if found is None or not found.rows:
        return None
    return texts(found, width) if idea.family == "text" else table(found, width)


def first_lines(idea: Idea, count: int) -> str:
    """The head of a table, as it stands in its file; long lines are cut."""
    file = idea.data_file
    if file is None:
        return ""
    try:
        lines = lines_of(file, str(idea.data.get("encoding", "")))[:count]
        return "\n".join(line.rstrip("\r\n")[:200] for line in lines)
    except (OSError, LookupError) as error:
        return str(error)
