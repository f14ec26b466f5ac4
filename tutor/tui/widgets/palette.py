"""The colours of the running theme as values, for pictures that are drawn and not styled by CSS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError

from tutor.tui.themes import meanings


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`. Nothing is said by colour alone: each has a word or a mark beside."""

    text: str
    accent: str
    train: str
    validation: str
    chance: str
    muted: str
    faint: str
    best: str
    ok: str
    watch: str
    problem: str

    @property
    def series(self) -> tuple[str, ...]:
        """Colours for named series in their order."""
        return (self.validation, self.best, self.train, self.ok, self.watch, self.accent)

    @classmethod
    def of(cls, app: App[Any]) -> Palette:
        """The palette of the app's theme."""
        theme = app.current_theme
        values = meanings(theme.dark) | app.theme_variables
        text = _hex(values.get("foreground"), "#d6dce7" if theme.dark else "#2a2e37")
        return cls(
            text=text,
            accent=_hex(values.get("primary"), text),
            **{name: _hex(values.get(name), text) for name in meanings(theme.dark)},
        )


def _hex(value: str | None, otherwise: str) -> str:
    try:
        color = Color.parse(value or otherwise)
    except ColorParseError:
        return otherwise
    # An ANSI colour has no place of its own in RGB: blending it would give black.
    return otherwise if color.ansi is not None else color.hex6
