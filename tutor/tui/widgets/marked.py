"""A lesson's Markdown as one text of a given width.

Textual's Markdown widget is a widget a paragraph, each of which is laid out and styled anew when a
step is turned to; a lesson is a screenful and is drawn faster as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content

HEADING = "bold $primary"
STYLES = {"strong": "bold", "em": "italic", "link": "underline", "s": "strike"}
"""Styles of the inline marks, by the name that Markdown's parser gives them."""

CODE = "$best"

_PARSER = MarkdownIt()


def marked(text: str, width: int) -> Content:
    """Headings, paragraphs, lists, code and inline marks, wrapped to `width` cells."""
    lines: list[Content] = []
    for block in _blocks(_PARSER.parse(text), width):
        lines += [*block, Content()]
    return Content("\n").join(lines[:-1])


def _blocks(tokens: Sequence[Token], width: int) -> Iterator[list[Content]]:
    """Each heading, paragraph, list and piece of code as its lines."""
    depth = 0
    items: list[Content] = []
    marker = ""
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0:
                yield items
                items = []
        elif token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "• "
        elif token.type in ("fence", "code_block"):
            yield [Content.styled(f"  {line}", CODE) for line in token.content.splitlines()]
        elif token.type == "inline" and depth:
            items += _item(_inline(token), marker, depth, width)
            marker = " " * len(marker)
        elif token.type == "inline":
            content = _inline(token)
            if tokens[index - 1].type == "heading_open":
                content = content.stylize(HEADING)
            yield content.wrap(width)


def _item(content: Content, marker: str, depth: int, width: int) -> list[Content]:
    """A list's item: the marker before its first line, the others below its text."""
    indent = "  " * (depth - 1)
    first = Content.styled(indent + marker, "$primary")
    room = max(10, width - first.cell_length)
    lines = content.wrap(room)
    rest = Content(" " * first.cell_length)
    return [(rest if number else first) + line for number, line in enumerate(lines)]


def _inline(token: Token) -> Content:
    """A paragraph's text with its marks, as one long line."""
    parts: list[Content] = []
    styles: list[str] = []
    for child in token.children or ():
        name, _, state = child.type.rpartition("_")
        if state == "open" and name in STYLES:
            styles.append(STYLES[name])
        elif state == "close" and name in STYLES:
            styles.pop()
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(Content(" "))
        elif child.type == "code_inline":
            parts.append(Content.styled(child.content, CODE))
        elif child.content:
            parts.append(Content.styled(child.content, " ".join(styles)))
    return Content("").join(parts)
