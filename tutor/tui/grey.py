"""The session without colours, as NO_COLOR asks for it."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import Monochrome


class Grey(Monochrome):
    """Textual's own filter, which fails on segments without a style; the plot's canvas has some."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in shades of grey."""
        styled = [
            segment if segment.style is not None else Segment(segment.text, Style.null())
            for segment in segments
        ]
        return super().apply(styled, background)
