"""How ideas are said in rows and details: their kind, their data, the figures others reached."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from textual.content import Content

from tutor.catalog import Idea
from tutor.families import family
from tutor.metric import of as metric_of
from tutor.metric import spoken
from tutor.tui.rows import fact, hanging
from tutor.tui.text import padded, plain

KINDS = {
    "image": "name what an image shows",
    "text": "name what a text says",
    "tabular": "name a class from a table's columns",
    "regression": "predict a number from a table's columns",
    "wide-deep": "columns and texts in one network",
    "gan": "draw new images",
    "rl": "learn by acting",
}
"""Every family's task in a few words, in the order in which the families are offered."""

WIDE_ROW = 74
"""Cells of a row from which the difficulty and the size of the data are in it."""

FETCH = "↓"
"""Before the size of data that have to be fetched."""

_MARKUP = re.compile(r"\*\*|`")


def by_family(ideas: Mapping[str, Idea]) -> dict[str, dict[str, Idea]]:
    """The ideas, by their key, of each family that has one, in the families' order."""
    groups: dict[str, dict[str, Idea]] = {name: {} for name in KINDS}
    for key, idea in ideas.items():
        groups.setdefault(idea.family, {})[key] = idea
    return {name: group for name, group in groups.items() if group}


def family_heading(name: str) -> Content:
    """The heading of a family's ideas."""
    return Content.assemble(
        (plain(name).upper(), "bold $foreground-muted"),
        (f"  {KINDS.get(name, '')}", "$foreground-muted"),
    )


def matches(idea: Idea, sought: str) -> bool:
    """Whether all words that are sought stand somewhere in what is known of the idea."""
    fetch = "" if idea.embedded else "fetch download"
    said = (idea.name, idea.title, idea.family, KINDS.get(idea.family, ""), idea.summary)
    text = " ".join((*said, idea.difficulty, *idea.domains, fetch)).casefold()
    return all(word in text for word in sought.casefold().split())


def size_of(idea: Idea) -> str:
    """`6,000 images`, or nothing where there are no data to count."""
    train = idea.data.get("train", 0)
    return f"{train:,} {family(idea.family).samples}" if train else ""


def fetch_size(idea: Idea) -> str:
    """`↓ 31 MB` where the data have to be fetched first, `↓` where their size is not known."""
    if idea.embedded:
        return ""
    size = int(idea.data.get("size_bytes", 0))
    if size >= 1e9:
        return f"{FETCH} {size / 1e9:.1f} GB"
    return f"{FETCH} {size / 1e6:.0f} MB" if size else FETCH


def idea_row(idea: Idea, width: int) -> Content:
    """Title, difficulty, size of the data and the figure to beat, as many as `width` cells hold.

    Of data that have to be fetched the size of the download is said instead.
    """
    wide = width >= WIDE_ROW
    fetch, size = fetch_size(idea), size_of(idea)
    # Beside the title: its indent of 2, and the columns with the gaps before them.
    room = width - 2 - (14 if wide else 0) - (15 if wide else 10) - 13
    title = padded(plain(idea.title, max(12, room)), max(12, room))
    middle = padded(fetch or size, 13) if wide else padded(fetch, 8)
    beat = figure(idea.reference, idea.family)
    return Content.assemble(
        "  ",
        title,
        (f"  {padded(plain(idea.difficulty), 12)}" if wide else "", "$foreground-muted"),
        (f"  {middle}", "$secondary" if fetch else "$foreground-muted"),
        (f"  beat {beat}" if beat else "", "$best"),
    )


def figure(about: Mapping[str, Any], family_name: str) -> str:
    """The figure to beat in its own metric: an accuracy `.922`, a return `239.9`; "" for none."""
    value = about.get("value")
    if value is None:
        return ""
    own = metric_of(family_name)
    known = about.get("metric", own.name) == own.name or own.unit_interval
    return spoken(float(value), own) if known else f"{float(value):g}"


def idea_facts(idea: Idea, width: int = 80) -> Content:
    """The data of an idea in a few lines."""
    data = idea.data
    facts = [("Data", data_line(idea), "")]
    if idea.difficulty:
        facts.append(("Level", f"{plain(idea.difficulty)}, {plain(idea.family)}", ""))
    if data.get("licence"):
        facts.append(("Licence", plain(data["licence"]), ""))
    if data.get("full") and idea.embedded:
        full = data["full"].get("train", 0)
        facts.append(("In full", f"{full:,} to train on, fetched when you ask for it", ""))
    if not idea.embedded and idea.name:
        facts.append(("Fetch", how_to_fetch(idea), "$secondary"))
    return Content("\n").join(
        hanging(fact(name, ""), text, width, style) for name, text, style in facts
    )


def how_to_fetch(idea: Idea) -> str:
    """Where the data of an idea come from that are not part of dltutor."""
    size = fetch_size(idea).removeprefix(FETCH).strip()
    return (
        f"its data do not come with dltutor: `dltutor data fetch {plain(idea.name, 60)}` gets "
        f"them{f', {size}' if size else ''}; the project can be made before"
    )


def data_line(idea: Idea) -> str:
    """How many samples of what shape in how many classes; an agent's environment."""
    data = idea.data
    if not data.get("train"):
        return plain(data.get("source") or data.get("environment", ""), 400)
    image: list[int] = list(data.get("image") or [])
    parts = [f"{data['train']:,} {family(idea.family).samples} to train on"]
    if data.get("test"):
        parts.append(f"{data['test']:,} to test")
    if len(image) >= 2:
        parts.append(f"{image[0]} × {image[1]} pixels")
    columns = len(data.get("numbers", ())) + len(data.get("categories", ()))
    if columns:
        parts.append(f"{columns} columns")
    if idea.class_names:
        parts.append(f"{len(idea.class_names)} classes")
    elif data.get("target"):
        unit = f" in {data['unit']}" if data.get("unit") else ""
        parts.append(plain(f"predict {data['target']}{unit}", 80))
    return ", ".join(parts)


def ladder(idea: Idea, notes: str, width: int) -> Content:
    """The table of figures of the idea's notes, and where the figure to beat comes from."""
    head, *rows = figures(notes) or [()]
    lines = []
    if rows:
        columns = list(zip(*[head, *rows], strict=True))
        values = [max(map(len, column)) for column in columns[1:]]
        who = min(max(map(len, columns[0])), max(20, width - sum(values) - 2 * len(values)))
        for number, row in enumerate((head, *rows)):
            style = "$foreground-muted" if number == 0 else ""
            told = "".join(f"  {v:>{w}}" for v, w in zip(row[1:], values, strict=True))
            first, *rest = textwrap.wrap(plain(row[0]), who, subsequent_indent="  ") or [""]
            text = "\n".join([f"{first:<{who}}{told}", *rest])
            lines.append(Content.styled(text, style))
    beat = figure(idea.reference, idea.family)
    if beat:
        name = Content.styled(padded(beat, max(6, len(beat) + 2)), "bold $best")
        source = plain(idea.reference.get("source", ""), 300)
        lines += [*([Content()] if lines else []), hanging(name, f"to beat: {source}", width)]
    return Content("\n").join(lines)


def figures(notes: str) -> list[tuple[str, ...]]:
    """The first table of the notes, its head first, every row with as many cells as the head."""
    rows: list[tuple[str, ...]] = []
    for line in notes.splitlines():
        if not line.startswith("|"):
            if rows:
                break
            continue
        cells = tuple(_MARKUP.sub("", cell).strip() for cell in line.strip().strip("|").split("|"))
        if not all(set(cell) <= set("-: ") for cell in cells) or not any(cells):
            rows.append(cells)
    width = len(rows[0]) if rows else 0
    return [(*row, *[""] * width)[:width] for row in rows]
