"""`dltutor ideas`: the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutor.cli.output import data, data_json

if TYPE_CHECKING:
    from tutor.catalog import Idea


@click.command()
@click.argument("name", required=False)
@click.option("--family", help="Only ideas of this family, as image.")
@click.option("--domain", help="Only ideas for this social-impact domain.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def ideas(name: str | None, family: str | None, domain: str | None, as_json: bool) -> None:
    """List the ideas for a first project, or tell all about one (NAME)."""
    from tutor import catalog

    found = (catalog.idea(name),) if name else catalog.ideas(family, domain)
    if as_json:
        data_json({"ideas": [_entry(idea) for idea in found]})
    elif name:
        data(_portrait(found[0]))
    else:
        width = max((len(idea.name) for idea in found), default=0)
        for idea in found:
            data(f"{idea.name:<{width}}  {idea.family:<6}  {idea.summary}")
        if not found:
            data("no idea matches; `dltutor ideas` lists all")


def _entry(idea: Idea) -> dict[str, Any]:
    return {
        "name": idea.name,
        "family": idea.family,
        "title": idea.title,
        "embedded": idea.embedded,
        "domains": list(idea.domains),
        "difficulty": idea.difficulty,
        "summary": idea.summary,
    }


def _portrait(idea: Idea) -> str:
    return "\n".join(
        [
            f"{idea.title} ({idea.name}, family {idea.family}, {idea.difficulty})",
            "",
            idea.notes().strip(),
            "",
            f"Start it with: dltutor new {idea.name}",
        ]
    )
