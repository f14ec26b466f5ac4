"""`dltutor data`: which data sets are here, and fetching the full ones when asked."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.ideas import megabytes
from tutor.cli.output import data as say
from tutor.cli.output import data_json, is_terminal, narrate
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.catalog import Idea
    from tutor.datasets.download import Progress


@click.group()
def data() -> None:
    """Tell where the data sets are, and fetch the full ones."""


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_sets(as_json: bool) -> None:
    """List the ideas' data sets: what is embedded, and whether the full set is here."""
    from tutor import catalog

    entries = [_entry(idea) for idea in catalog.ideas()]
    if as_json:
        data_json({"data": entries})
        return
    for entry in entries:
        say("\n".join(_lines(entry)))


@data.command()
@click.argument("name")
@click.option(
    "--from",
    "given",
    type=click.Path(path_type=Path),
    help="Take the original files from this folder, or this one file, instead of the network.",
)
def fetch(name: str, given: Path | None) -> None:
    """Put the full data set of the idea NAME where its projects find it.

    Local copies are looked for first; otherwise the files are downloaded. They are checked in
    either case. A download that was interrupted is gone on with.
    """
    from tutor import catalog, datasets

    idea = catalog.idea(name)
    full = datasets.full_set(idea)
    if full is None:
        raise UsageError(f"{name} has no larger set than the one that comes with dltutor")
    try:
        with _progress() as progress:
            said = datasets.fetch(full, progress, given)
    except KeyboardInterrupt:
        narrate("what has come so far is kept; the same command goes on from there")
        raise
    for sentence in said:
        narrate(sentence)
    say(str(full.target))
    narrate('use it with data.source = "full" in experiment.toml')


def _entry(idea: Idea) -> dict[str, Any]:
    """One set for programs; `full` is null where there is no full set, else whether it is here."""
    from tutor import datasets

    full = datasets.full_set(idea)
    found = full and datasets.state(full)
    copies = full and next((str(f) for f in full.folders if _holds(f, full)), None)
    fetch = f"dltutor data fetch {idea.name}"
    return {
        "name": idea.name,
        "family": idea.family,
        "embedded": str(idea.data_file) if idea.embedded and idea.data_file else None,
        "embedded_bytes": idea.embedded_bytes,
        "licence": str(idea.data.get("licence", "")),
        "full": found.whole if found else None,
        "full_bytes": (full.size or idea.data.get("size_bytes")) if full else None,
        "full_licence": full.licence if full else None,
        "folder": str(full.target) if full else None,
        "problem": (found.problem or None) if found else None,
        "copy": None if found and found.whole else copies,
        "get": fetch if found and not found.whole else None,
    }


def _holds(folder: Path, full: Any) -> bool:
    return all((folder / file.name).is_file() for file in full.files)


def _lines(entry: dict[str, Any]) -> Iterator[str]:
    """What there is to say of one set, the name in front."""
    if entry["embedded"]:
        first = f"embedded, {megabytes(entry['embedded_bytes'])}, {entry['licence']}"
    elif entry["full"] is None:
        first = "needs no data set"
    else:
        first = "nothing embedded"
    yield f"{entry['name']}: {first}"
    if entry["full"] is None:
        return
    size = megabytes(entry["full_bytes"] or 0)
    full = f"  full, {size}" if size else "  full"
    if entry["full"]:
        yield f"{full}: in {entry['folder']}"
    else:
        why = f"damaged ({entry['problem']})" if entry["problem"] else "not here"
        where = f"copies it from {entry['copy']}" if entry["copy"] else "fetches it"
        yield f"{full}: {why}; `{entry['get']}` {where}"
    if not entry["embedded"] or entry["full_licence"] != entry["licence"]:
        yield f"  licence: {entry['full_licence']}"


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on a terminal, a line at every quarter elsewhere."""
    if not is_terminal(sys.stderr):
        yield _Quarters()
        return
    # rich takes 60 ms to import, and only this needs it.
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total or None)

        yield show


class _Quarters:
    """Says in plain lines how far a file is."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._said:
            self._said[what] = 0
            narrate(f"{what}{f', {megabytes(total)}' if total > 1 else ''}")
        quarter = 4 * done // total if total else 0
        if quarter > self._said[what]:
            self._said[what] = quarter
            narrate(f"{what}: {25 * quarter} %")
