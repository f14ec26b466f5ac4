"""Tables of one's own: small files with awkward columns, and projects made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tutor import scaffold
from tutor.catalog import Idea

HOSTILE_COLUMNS = (
    'he said "hello"',
    "two\nlines",
    "{{ 7*7 }} {% raw %} {# note #}",
    "a/b\\c",
    "Größe in 東京",
    "training",
    "numbers",
)
"""Names that would break a layer's name, a string or the template, if they got there."""


def write(file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], **form: Any) -> Path:
    """Write a CSV file."""
    encoding = form.pop("encoding", "utf-8")
    with file.open("w", newline="", encoding=encoding) as stream:
        csv.writer(stream, **form).writerows([header, *rows])
    return file


def own_idea(file: Path, family: str, **data: Any) -> Idea:
    """The idea that stands for a file of the learner's own; `data` is its table [data]."""
    about = {"data": {"file": str(file), "source": "A file of my own.", **data}}
    return Idea(
        name="",
        title="My table",
        family=family,
        summary="A table of my own.",
        difficulty="",
        domains=(),
        embedded=True,
        folder=file.parent.parent,
        about=about,
    )


def own_project(file: Path, folder: Path, family: str, style: str = "", **data: Any) -> Path:
    """A project made of the file, which stays where it is."""
    idea = own_idea(file, family, **data)
    choices = scaffold.Choices("my-project", style=style)
    return scaffold.create(idea, choices, folder, {"data.source": "own"})
