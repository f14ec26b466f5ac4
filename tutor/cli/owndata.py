"""The talk about the learner's own data: what was found, and what to make of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.output import data_json, narrate, printable

if TYPE_CHECKING:
    from tutor.intake.look import Found
    from tutor.intake.proposal import Proposal, Wishes
    from tutor.intake.table import Table


def looked_at(path: str, wishes: Wishes, ask: bool, as_json: bool) -> Proposal:
    """Look at the data, say what was found, and agree on what to make of it.

    Raises UsageError where nothing can be made of the data, with the reason.
    """
    from tutor.errors import UsageError
    from tutor.intake import look, report

    if not path:
        raise UsageError("--data is empty; it takes a file or a folder")
    found = look.look(Path(path))
    proposal = look.propose(found, wishes)
    if as_json:
        data_json(report.event(proposal))
        return proposal
    for line in report.lines(proposal):
        narrate(line)
    return _agreed(found, proposal, wishes) if ask else proposal


def ask_to_copy() -> bool:
    """Whether the data are to be copied; they stay where they are if not."""
    return click.confirm("Copy the data into the project?", default=False, err=True)


def _agreed(found: Found, proposal: Proposal, wishes: Wishes) -> Proposal:
    """The proposal after the learner's own word on target, family, columns and mirroring."""
    from tutor.intake import look, report
    from tutor.intake.images import Images
    from tutor.intake.table import Table

    before, flips = proposal, None
    if isinstance(found, Table):
        if not wishes.target:
            wishes = replace(wishes, target=_ask_target(found, proposal.data["target"]))
            proposal = look.propose(found, wishes)
        leaving = [
            s.column for s in proposal.suspicions if s.ignore and s.column not in wishes.keep
        ]
        if leaving and not click.confirm("Ignore the columns marked so?", default=True, err=True):
            wishes = replace(wishes, keep=(*wishes.keep, *leaving))
    if not wishes.family and len(proposal.families) > 1:
        kind = click.Choice(proposal.families)
        answer = click.prompt("Family", proposal.family, type=kind, err=True)
        wishes = replace(wishes, family=answer)
    if isinstance(found, Images):
        mirror = "flip" in proposal.data["augmentations"]
        flips = click.confirm(
            "Does an image stay in its class when it is mirrored?", default=mirror, err=True
        )
    proposal = look.propose(found, wishes, flips)
    if proposal.choices != before.choices:
        narrate("Then:")
        for line in report.proposed(proposal):
            narrate(line)
    return proposal


def _ask_target(table: Table, proposed: str) -> str:
    """The column to predict, asked for until it is one of the table's."""
    from tutor.errors import UsageError
    from tutor.intake import target

    def named(answer: str) -> str:
        try:
            return target.named(table, answer, "column")
        except UsageError as error:
            raise click.UsageError(printable(str(error))) from None

    name: str = click.prompt(
        "Predict which column", default=printable(proposed), value_proc=named, err=True
    )
    return name
