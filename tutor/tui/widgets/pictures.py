"""Pictures of the data, one of each class, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tutor import pictures
from tutor.pictures import Picture
from tutor.tui.text import padded, plain

GAP = 1
"""Cells between two pictures; most have an empty edge of their own."""


class PictureGrid(Widget):
    """Pictures in rows, each with its name beneath where they have names; the rest is left out.

    Grey values run from the screen's background to its text colour, so the drawings lie on the
    screen like ink on paper, in dark and in light themes.
    """

    DEFAULT_CSS = """
    PictureGrid {
        height: auto;
        color: $foreground;
    }
    """

    shown: reactive[tuple[tuple[str, Picture], ...]] = reactive((), layout=True)
    """Name and picture of each."""

    max_rows: reactive[int] = reactive(2, layout=True)
    """Rows of pictures at most."""

    def show(self, names: Sequence[str], first: Sequence[Picture]) -> None:
        """Show one picture for each name."""
        self.shown = tuple((plain(n, 40), p) for n, p in zip(names, first, strict=False))

    @property
    def _cell_width(self) -> int:
        return self.shown[0][1].width if self.shown else 0

    @property
    def _block(self) -> int:
        """Rows of cells for a row of pictures, its names and the blank line after it."""
        named = any(name for name, _ in self.shown)
        return self.shown[0][1].height + (2 if named else 1)

    def _columns(self, width: int) -> int:
        """Pictures in a row, evened out: ten are two rows of five and not seven and three."""
        fit = max(1, (width + GAP) // (self._cell_width + GAP))
        if fit >= len(self.shown):
            return max(1, len(self.shown))
        rows = min(self.max_rows, -(-len(self.shown) // fit))
        return min(fit, -(-len(self.shown) // rows))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows of cells: the pictures, a line of names under each row, a blank line between."""
        if not self.shown:
            return 0
        rows = min(self.max_rows, -(-len(self.shown) // self._columns(width)))
        return rows * self._block - 1

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        if not self.shown:
            return Strip.blank(self.size.width, self.rich_style)
        row, line = divmod(y, self._block)
        columns = self._columns(self.size.width)
        here = self.shown[row * columns : (row + 1) * columns]
        if row >= self.max_rows or line == self._block - 1 or not here:
            return Strip.blank(self.size.width, self.rich_style)
        segments: list[Segment] = []
        for index, (name, picture) in enumerate(here):
            if index:
                segments.append(Segment(" " * GAP, self.rich_style))
            if line < picture.height:
                segments.extend(self._pixels(picture, line))
            else:
                segments.append(self._caption(name, picture.width))
        strip = Strip(segments)
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _pixels(self, picture: Picture, line: int) -> list[Segment]:
        low, high = self.background_colors[1].rgb, self.styles.color.rgb
        upper, lower = picture.rows[2 * line], picture.rows[2 * line + 1]
        return [
            Segment(
                pictures.HALF_BLOCK,
                Style.from_color(
                    _rich(pictures.blend(low, high, above)), _rich(pictures.blend(low, high, below))
                ),
            )
            for above, below in zip(upper, lower, strict=True)
        ]

    def _caption(self, name: str, width: int) -> Segment:
        muted = self.background_colors[1].blend(self.styles.color, 0.6).rich_color
        style = Style.from_color(muted, self.background_colors[1].rich_color)
        return Segment(padded(name, width), style)


def _rich(rgb: pictures.Rgb) -> Color:
    return Color.from_rgb(*rgb)
