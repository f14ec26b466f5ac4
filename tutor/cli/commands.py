"""The commands of `dltutor`; each imports what it needs when it runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from tutor import __version__
from tutor.cli.output import printable

_COMMANDS = {
    "session": "tutor.cli.session:session",
    "new": "tutor.cli.new:new",
    "walk": "tutor.cli.walk:walk",
    "train": "tutor.cli.train:train",
    "doctor": "tutor.cli.doctor:doctor",
    "clinic": "tutor.cli.clinic:clinic",
    "ideas": "tutor.cli.ideas:ideas",
    "runs": "tutor.cli.runs:runs",
    "compare": "tutor.cli.runs:compare",
    "data": "tutor.cli.data:data",
}


class _LazyGroup(click.Group):
    """Loads a command's module when it is asked for; a lone path opens the session there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in _COMMANDS if name != "session"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if not first.startswith("-") and first not in _COMMANDS:
            if first and not Path(first).exists():
                from tutor.experiment.schema import nearest

                word = printable(first)[:80]
                hint = nearest(first, self.list_commands(ctx))
                raise click.UsageError(
                    f'"{word}" is neither a command nor a folder{hint}; '
                    "`dltutor --help` lists the commands"
                )
            args = ["session", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="`dltutor COMMAND --help` explains a command. With no terminal attached, bare `dltutor` "
    "walks the default idea headless.",
)
@click.version_option(__version__, "-V", "--version", prog_name="dltutor")
def cli() -> None:
    """A tutor for deep learning that works on your own Keras project.

    Start with `dltutor`: it makes a project with you and walks it through the seven steps of the
    modelling process, with real training beside every lesson. `dltutor PROJECT` opens a project
    again. The commands below do the same without a screen.
    """
