"""The text of a file, in colours, with the lines marked that changed since it was last shown."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.widgets import Static

from tutor.tui.text import plain_lines

LANGUAGES = {".py": "python", ".toml": "toml", ".md": "markdown"}
"""Lexers by the file's suffix; all else is plain text."""


def coloured(path: str, text: str, before: str | None = None) -> Content:
    """The text highlighted; `before` is the text it replaces. Slow: not for the event loop."""
    # Pygments is imported here, as nothing before the first file needs it.
    from pygments.token import Token  # type: ignore[import-untyped]
    from textual.highlight import HighlightTheme, highlight

    class Calm(HighlightTheme):
        """Comments step back, values stand out, names stay as they are."""

        STYLES = {  # noqa: RUF012
            Token.Comment: "$foreground-muted",
            Token.Keyword: "$secondary",
            Token.Keyword.Constant: "$ok",
            Token.Literal.Number: "$ok",
            Token.Literal.String: "$ok",
            Token.Literal.String.Doc: "$foreground-muted",
            Token.Generic.Heading: "bold $primary",
            Token.Generic.Subheading: "bold $primary",
            Token.Name.Class: "bold",
            Token.Name.Function: "bold",
            Token.Name.Decorator: "$secondary",
        }

    suffix = path[path.rfind(".") :] if "." in path else ""
    clean = plain_lines(text)
    content = highlight(clean, language=LANGUAGES.get(suffix, "text"), theme=Calm)
    if suffix == ".toml":
        content = _sections(content)
    return _marked(content, clean, plain_lines(before)) if before is not None else content


def first_new_line(text: str, before: str) -> int | None:
    """Number, from 0, of the first line that `before` did not have."""
    known = set(before.splitlines())
    lines = enumerate(text.splitlines())
    return next((number for number, line in lines if line not in known), None)


def _sections(content: Content) -> Content:
    """The headers of a TOML file in the accent colour: the lexer calls them keywords."""
    start = 0
    for line in content.plain.splitlines(keepends=True):
        if line.startswith("["):
            content = content.stylize("bold $primary", start, start + len(line.rstrip()))
        start += len(line)
    return content


def _marked(content: Content, text: str, before: str) -> Content:
    """With the lines on another ground that `before` did not have."""
    known = set(before.splitlines())
    start = 0
    for line in text.splitlines():
        if line not in known:
            content = content.stylize("on $block-cursor-background", start, start + len(line))
        start += len(line) + 1
    return content


class CodeView(ScrollableContainer, can_focus=True):
    """Shows one file; the arrows scroll it."""

    DEFAULT_CSS = """
    CodeView {
        padding: 0 0 0 1;
        Static { width: auto; height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, content: Content, *, line: int | None, keep_place: bool) -> None:
        """Show this text: so that `line` is seen, or where it was, or from its top."""
        self.query_one(Static).update(content)
        if line is not None:
            top = max(0, line - self.size.height // 3)
            self.call_after_refresh(self.scroll_to, 0, top, animate=False)
        elif not keep_place:
            self.scroll_home(animate=False)
