"""Text from users and files, made safe to show: no control characters, no markup, cut to size."""

from __future__ import annotations

from pathlib import Path


def plain(text: object, limit: int = 200) -> str:
    """One line of printable characters; what cannot be printed becomes a space.

    Escape sequences, newlines and characters that turn the writing direction are not printable, so
    they cannot reach the terminal.
    """
    # Cutting first keeps a text of megabytes from costing anything.
    shown = str(text)[: limit + 1]
    line = "".join(character if character.isprintable() else " " for character in shown)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def plain_lines(text: str) -> str:
    """Many lines of printable characters, for the text of a file."""
    return "\n".join(
        "".join(c if c.isprintable() else " " for c in line.expandtabs(4))
        for line in text.splitlines()
    )


def short_path(path: Path, limit: int = 200) -> str:
    """A path with `~` for the home folder; where it is too long its end is kept."""
    try:
        shown = f"~/{path.relative_to(Path.home())}" if path != Path.home() else "~"
    except (ValueError, RuntimeError):
        shown = str(path)
    line = plain(shown, 4096)
    return line if len(line) <= limit else "…" + line[len(line) - limit + 1 :]


def padded(text: str, width: int) -> str:
    """A column of a row: the text cut or filled to this many cells."""
    from rich.cells import set_cell_size

    return set_cell_size(text, width)
