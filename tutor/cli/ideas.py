"""`dltutor ideas`: the catalogue."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.output import data, data_json

if TYPE_CHECKING:
    from tutor.catalog import Idea

_NARROWEST, _WIDEST = 60, 100
"""Columns that a list takes at least and at most; without a terminal, 80."""


@click.command()
@click.argument("name", required=False)
@click.option("--family", help="Only ideas of this family, as image.")
@click.option("--domain", help="Only ideas for this social-impact domain, as education.")
@click.option("--difficulty", help="Only first-steps, next-steps or a-challenge.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def ideas(
    name: str | None,
    family: str | None,
    domain: str | None,
    difficulty: str | None,
    as_json: bool,
) -> None:
    """List the ideas for a first project, or tell all about one (NAME)."""
    from tutor import catalog

    found = (catalog.idea(name),) if name else catalog.ideas(family, domain, difficulty)
    columns = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns - 1))
    if as_json:
        data_json({"ideas": [_entry(idea) for idea in found]})
    elif name:
        data("\n".join(_portrait(found[0], columns)))
    elif found:
        data("\n".join(_table(found, columns)))
    else:
        data("no idea matches; `dltutor ideas` lists all")


def _entry(idea: Idea) -> dict[str, Any]:
    """An idea for programs; `data.bytes` is what comes with dltutor, `full` what can be fetched."""
    from tutor.datasets.sources import full_set

    about, full = idea.data, full_set(idea)
    return {
        "name": idea.name,
        "family": idea.family,
        "title": idea.title,
        "embedded": idea.embedded,
        "domains": list(idea.domains),
        "difficulty": idea.difficulty,
        "summary": idea.summary,
        "data": {
            "source": about.get("source", ""),
            "licence": about.get("licence", ""),
            "bytes": idea.embedded_bytes,
            "train": about.get("train"),
            "test": about.get("test"),
            "full": full
            and {
                "bytes": full.size or about.get("size_bytes"),
                "train": about["full"].get("train"),
                "test": about["full"].get("test"),
            },
        },
        "reference": idea.reference,
        "resources": [dict(resource) for resource in idea.resources],
        "next": list(idea.next_steps),
    }


def _table(found: tuple[Idea, ...], columns: int) -> Iterator[str]:
    """The ideas by family, in the families' order: name, difficulty, summary."""
    from tutor.experiment.spec import FAMILIES

    ordered = sorted(found, key=lambda idea: FAMILIES.index(idea.family))
    first = max(len(idea.name) for idea in found) + 2
    second = max(len(idea.difficulty) for idea in found) + 2
    for family, members in groupby(ordered, key=lambda idea: idea.family):
        yield family
        for idea in members:
            head = f"  {idea.name:<{first}}{idea.difficulty:<{second}}"
            fetched = "" if idea.embedded else " (data to be fetched)"
            yield from _wrapped(idea.summary + fetched, columns, head)
    yield ""
    yield from _wrapped("`dltutor ideas NAME` tells all about one of them.", columns)


def _portrait(idea: Idea, columns: int) -> Iterator[str]:
    """All about one idea."""
    from tutor.domains import DOMAINS

    yield from _wrapped(f"{idea.title} ({idea.name})", columns)
    yield ""
    facts = {
        "family": f"{idea.family}, {idea.difficulty}",
        "domains": ", ".join(DOMAINS.get(slug, slug) for slug in idea.domains),
        "data": str(idea.data.get("source", "")),
        "licence": str(idea.data.get("licence", "")),
        "size": _size(idea),
        "to beat": _reference(idea),
    }
    for what, text in facts.items():
        if text:
            yield from _wrapped(text, columns, f"{what:<9}")
    yield ""
    yield from _notes(idea, columns)
    if idea.next_steps:
        yield from ("## What to try next", "")
        for step in idea.next_steps:
            yield from _wrapped(step, columns, "- ")
        yield ""
    if idea.resources:
        yield from ("## To read", "")
        for resource in idea.resources:
            yield from _wrapped(resource["title"], columns, "- ")
            yield f"  {resource['url']}"
        yield ""
    yield f"Start it with: dltutor new {idea.name}"


def _size(idea: Idea) -> str:
    from tutor.datasets.sources import full_set

    about, full = idea.data, full_set(idea)
    said = []
    if idea.embedded_bytes:
        said.append(f"{_samples(about)}{megabytes(idea.embedded_bytes)}, comes with dltutor")
    if full:
        size = megabytes(int(full.size or about.get("size_bytes", 0)))
        fetch = f"`dltutor data fetch {idea.name}`"
        said.append(f"in full {_samples(about['full'])}{size} ({fetch})")
    return "; ".join(said)


def _samples(about: dict[str, Any]) -> str:
    if "train" not in about:
        return ""
    return f"{about['train']:,} for training and {about.get('test', 0):,} for the test, "


def _reference(idea: Idea) -> str:
    if not idea.reference:
        return ""
    metric = str(idea.reference.get("metric", "")).replace("_", " ")
    return f"{metric} {idea.reference.get('value', '')}: {idea.reference.get('source', '')}"


def megabytes(size: int) -> str:
    """A size in bytes as people say it; empty for one that is not known."""
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    if size >= 1e6:
        return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB"
    return f"{max(1, round(size / 1e3))} kB" if size else ""


def _notes(idea: Idea, columns: int) -> Iterator[str]:
    """The notes without their title, and without what to do next where that is listed apart."""
    for block in idea.notes().strip().split("\n\n"):
        if block.startswith("# "):
            continue
        if block.startswith("## After the seven steps") and idea.next_steps:
            return
        if block.startswith(("#", "|", "```", "    ")):
            yield block
        elif block.startswith("- "):
            for item in block[2:].split("\n- "):
                yield from _wrapped(" ".join(item.split()), columns, "- ")
        else:
            yield from _wrapped(" ".join(block.split()), columns)
        yield ""


def _wrapped(text: str, columns: int, head: str = "") -> list[str]:
    """The text in lines, the first one behind `head`, the others under its beginning."""
    lines = textwrap.wrap(
        text,
        columns,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [head.rstrip()]
