"""The one line that stands in for everything while the terminal is too small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

WIDTH = 60
HEIGHT = 20
"""The smallest terminal in which every screen can be read."""


def too_small(size: Size) -> bool:
    """True where the screens would not fit."""
    return size.width < WIDTH or size.height < HEIGHT


class TooSmallScreen(ModalScreen[None]):
    """Waits until the terminal is large enough again; what runs goes on running."""

    CSS = """
    TooSmallScreen {
        background: $background;
        align: center middle;
        Static { width: 100%; text-align: center; color: $foreground-muted; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static(
            f"Please make the window {WIDTH} × {HEIGHT} or larger.",
            markup=False,
        )
