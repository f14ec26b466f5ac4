"""`dltutor data`: which data sets are here, and fetching the full ones when asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tutor.cli.output import data as say
from tutor.cli.output import data_json, is_terminal, narrate
from tutor.errors import UsageError


@click.group()
def data() -> None:
    """Tell where the data sets are, and fetch the full ones."""


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_sets(as_json: bool) -> None:
    """List the ideas' data sets: what is embedded, and whether the full set is here."""
    from tutor import catalog, datasets

    entries: list[dict[str, Any]] = []
    for idea in catalog.ideas():
        full = datasets.full_set(idea)
        here = full is not None and datasets.provide(full)
        entries.append(
            {
                "name": idea.name,
                "embedded": str(idea.data_file),
                "full": None if full is None else here,
                "folder": str(full.target) if full else None,
            }
        )
    if as_json:
        data_json({"data": entries})
        return
    for entry in entries:
        state = {
            None: "there is no larger set",
            True: f"the full set is in {entry['folder']}",
            False: f"the full set is not here; `dltutor data fetch {entry['name']}`",
        }[entry["full"]]
        say(f"{entry['name']}: embedded; {state}")


@data.command()
@click.argument("name")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path),
    help="Take the original files from this folder instead of the network.",
)
def fetch(name: str, folder: Path | None) -> None:
    """Put the full data set of the idea NAME where Keras finds it.

    Local copies are looked for first; otherwise the files are downloaded and checked.
    """
    from tutor import catalog, datasets

    idea = catalog.idea(name)
    full = datasets.full_set(idea)
    if full is None:
        raise UsageError(f"{name} has no larger set than the embedded one")
    if not datasets.provide(full, folder):
        datasets.fetch(full, _progress)
    say(str(full.target))
    narrate('use it with data.source = "full" in experiment.toml')


def _progress(name: str, done: int, total: int) -> None:
    if is_terminal(sys.stderr):
        share = f"{100 * done // total:3d} %" if total else f"{done / 1e6:.1f} MB"
        print(f"\r{name} {share}", end="" if done < total else "\n", file=sys.stderr, flush=True)
