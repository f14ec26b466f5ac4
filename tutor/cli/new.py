"""`dltutor new`: a project from an idea."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tutor.cli.output import data, data_json, is_terminal, narrate


@click.command()
@click.argument("idea", required=False)
@click.option("--name", help="The folder's name; the idea's where it is not given.")
@click.option("--title", default="", help="A title for people to read.")
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where the folder is made (here).",
)
@click.option("--network", help="The network to start from: dense or convolutional.")
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

    `dltutor ideas` lists the ideas; without one it is Fashion-MNIST. In a terminal the choices
    that were not given are asked for.
    """
    from tutor import catalog, scaffold, state
    from tutor.experiment.spec import parse_setting

    ask = not (no_input or as_json) and is_terminal(sys.stdin, sys.stdout)
    chosen = catalog.idea(idea or (_ask_idea() if ask else catalog.DEFAULT))
    changes = dict(parse_setting(setting, chosen.family) for setting in settings)
    name = name if name is not None else _ask("Name of the folder", chosen.name, None, ask)
    choices = scaffold.Choices(
        name=name,
        title=title,
        network=network or _ask("Network", "dense", scaffold.NETWORKS, ask),
        style=style or _ask("Model style", "sequential", scaffold.STYLES, ask),
        backend=backend or "tensorflow",
    )
    project = scaffold.create(chosen, choices, output_dir, changes)
    state.remember(project)
    if as_json:
        data_json({"event": "project_created", "project": str(project), "family": chosen.family})
        return
    data(str(project))
    narrate(
        f"made {project.name} from the idea {chosen.name}; "
        f"next: `dltutor {project}` for the tutor, or `python train.py` in the folder"
    )


def _ask_idea() -> str:
    from tutor import catalog

    return _ask("Idea", catalog.DEFAULT, tuple(idea.name for idea in catalog.ideas()), True)


def _ask(text: str, default: str, choices: tuple[str, ...] | None, ask: bool) -> str:
    if not ask:
        return default
    kind = click.Choice(choices) if choices else None
    answer: str = click.prompt(text, default=default, type=kind, err=True)
    return answer
