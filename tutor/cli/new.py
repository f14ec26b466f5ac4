"""`dltutor new`: a project from an idea, or from the learner's own data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.output import data, data_json, is_terminal, narrate

if TYPE_CHECKING:
    from tutor.catalog import Idea
    from tutor.experiment.schema import Changes
    from tutor.intake.proposal import Wishes
    from tutor.scaffold import Choices


@click.command()
@click.argument("idea", required=False)
@click.option(
    "--data",
    "own",
    metavar="PATH",
    help="Your own data instead of an idea: a CSV file, or a folder with a folder of images or "
    "texts for each class.",
)
@click.option("--target", default="", help="The column of your table to predict.")
@click.option("--family", default="", help="What to make of your data, as regression.")
@click.option(
    "--ignore",
    multiple=True,
    metavar="COLUMN",
    help="Keep a column of your table from the network. May be given again.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="Give the network a column that would be ignored. May be given again.",
)
@click.option("--copy", is_flag=True, help="Copy your data into the project.")
@click.option("--name", help="The folder's name; the idea's where it is not given.")
@click.option("--title", default="", help="A title for people to read.")
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where the folder is made (here).",
)
@click.option("--network", help="The network to start from, as dense; one of the family's.")
@click.option("--style", help="How model.py is written: sequential, functional or subclassed.")
@click.option("--backend", help="What Keras computes with: tensorflow, torch or jax.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Change a value of experiment.toml, as layers.widths=[128,64]. May be given again.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; take the defaults.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON; the last line names the project."
)
def new(
    idea: str | None,
    own: str | None,
    target: str,
    family: str,
    ignore: tuple[str, ...],
    keep: tuple[str, ...],
    copy: bool,
    name: str | None,
    title: str,
    output_dir: Path,
    network: str | None,
    style: str | None,
    backend: str | None,
    settings: tuple[str, ...],
    no_input: bool,
    as_json: bool,
) -> None:
    """Make a project from an IDEA: a small stand-alone Keras project that is yours.

    `dltutor ideas` lists the ideas; without one it is Fashion-MNIST. With --data it is made from
    your own data, which are looked at first and stay where they are. In a terminal the choices
    that were not given are asked for.
    """
    from tutor import families, scaffold
    from tutor.experiment.spec import parse_setting
    from tutor.intake.proposal import Wishes

    ask = not (no_input or as_json) and is_terminal(sys.stdin, sys.stdout)
    wishes = Wishes(target, family, ignore, keep)
    if own is None:
        chosen, suggested = _from_catalog(idea, wishes, copy, ask), ""
    else:
        chosen, suggested, copy = _from_data(own, idea, wishes, copy, ask, as_json)
    of_family = families.family(chosen.family)
    changes = dict(parse_setting(setting, chosen.family) for setting in settings)
    if name is None:
        name = _ask("Name of the folder", chosen.name or suggested, None, ask)
    standard = scaffold.Choices(name).completed(chosen)
    choices = scaffold.Choices(
        name=name,
        title=title,
        network=network or _ask("Network", standard.network, of_family.networks, ask),
        style=style or _ask("Model style", standard.style, of_family.styles, ask),
        backend=backend or "tensorflow",
        copy_data=copy,
    )
    _make(chosen, choices, output_dir, changes, as_json)


def _make(idea: Idea, choices: Choices, output_dir: Path, changes: Changes, as_json: bool) -> None:
    """Make the project, remember it, and say where it is."""
    from tutor import scaffold, state
    from tutor.intake import source

    project = scaffold.create(idea, choices, source.absolute(output_dir), changes)
    state.remember(project)
    if as_json:
        data_json({"event": "project_created", "project": str(project), "family": idea.family})
        return
    data(str(project))
    origin = f"the idea {idea.name}" if idea.name else f"your own data (family {idea.family})"
    narrate(
        f"made {project.name} from {origin}; "
        f"next: `dltutor {project}` for the tutor, or `python train.py` in the folder"
    )


def _from_catalog(name: str | None, wishes: Wishes, copy: bool, ask: bool) -> Idea:
    """The idea of this name. Raises UsageError where an option is for own data only."""
    from tutor import catalog
    from tutor.errors import UsageError

    for option, value in (
        ("--target", wishes.target),
        ("--family", wishes.family),
        ("--ignore", wishes.ignore),
        ("--keep", wishes.keep),
        ("--copy", copy),
    ):
        if value:
            raise UsageError(f"{option} is about your own data; name them with --data PATH")
    return catalog.idea(name or (_ask_idea() if ask else catalog.DEFAULT))


def _from_data(
    path: str, name: str | None, wishes: Wishes, copy: bool, ask: bool, as_json: bool
) -> tuple[Idea, str, bool]:
    """The idea made of the data, a name for its folder, and whether to copy the data."""
    from tutor.cli import owndata
    from tutor.errors import UsageError

    if name is not None:
        raise UsageError(f'leave out either the idea "{name[:60]}" or --data; a project has one')
    proposal = owndata.looked_at(path, wishes, ask, as_json)
    return proposal.idea(), proposal.name(), copy or (ask and owndata.ask_to_copy())


def _ask_idea() -> str:
    from tutor import catalog

    return _ask("Idea", catalog.DEFAULT, tuple(idea.name for idea in catalog.ideas()), True)


def _ask(text: str, default: str, choices: tuple[str, ...] | None, ask: bool) -> str:
    if not ask:
        return default
    kind = click.Choice(choices) if choices else None
    answer: str = click.prompt(text, default=default, type=kind, err=True)
    return answer
