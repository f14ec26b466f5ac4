"""What is said in the form for one's own data."""

from __future__ import annotations

import textwrap

from textual.content import Content

INTRO = """\
Name a file or a folder and press Enter. A **table** is a CSV file with a line of names; its columns
may hold numbers, categories or texts. A **folder** has a folder of images or of texts for each
class.

What is found is shown here before anything is made. Your data stay where they are.\
"""


def spoken(error: Exception) -> str:
    """The sentence of an error, with the fields of the form for the options of the command."""
    text = str(error)
    for option, field in (("--target", "Target"), ("--family", "Family"), ("--keep", "Columns")):
        text = text.replace(option, field)
    return text


def markup(text: str) -> str:
    """Words between ** in bold."""
    parts = " ".join(text.replace("\n\n", "\0").split()).replace("\0", "\n\n").split("**")
    return "".join(f"[bold]{p}[/bold]" if n % 2 else p for n, p in enumerate(parts))


def wrapped(lines: list[str], width: int) -> Content:
    """The report in lines that fit; what stands under a heading is indented when it goes on."""
    told = []
    for line in lines:
        indent = "  " if line.startswith("  ") else ""
        wrapped = textwrap.wrap(line, width, subsequent_indent=indent * 2) or [""]
        style = "" if indent else "bold"
        told += [Content.styled(part, style) for part in wrapped]
    return Content("\n").join(told)
