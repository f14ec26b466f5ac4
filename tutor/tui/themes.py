"""The two themes of the session, and the colours that mean something under every theme."""

from __future__ import annotations

from textual.theme import Theme

DARK = "dltutor-dark"
LIGHT = "dltutor-light"

_DARK_MEANINGS = {
    "train": "#f07f7a",
    "validation": "#6fb3f2",
    "chance": "#8b95a8",
    "muted": "#98a2b4",
    "faint": "#56627a",
    "best": "#e6b968",
    "ok": "#8fc482",
    "watch": "#e5984f",
    "problem": "#f2706c",
}
_LIGHT_MEANINGS = {
    "train": "#b8322f",
    "validation": "#1d64ad",
    "chance": "#646b78",
    "muted": "#5d6472",
    "faint": "#a39c8c",
    "best": "#8a5a00",
    "ok": "#2f6f2c",
    "watch": "#9a4f0a",
    "problem": "#b02a28",
}


def meanings(dark: bool) -> dict[str, str]:
    """The colours of training, validation, findings, ... for a dark or a light theme.

    Nothing is said by them alone: each stands beside a word or a mark of its own.
    """
    return dict(_DARK_MEANINGS if dark else _LIGHT_MEANINGS)


THEMES = (
    Theme(
        name=DARK,
        dark=True,
        primary="#e6b968",
        secondary="#8aa4c8",
        accent="#e6b968",
        foreground="#d6dce7",
        background="#10141b",
        surface="#161b24",
        panel="#1e2531",
        success="#8fc482",
        warning="#e5984f",
        error="#f2706c",
        variables={
            **_DARK_MEANINGS,
            "foreground-muted": "#929cae",
            "foreground-disabled": "#5d687b",
            "block-cursor-background": "#2a3343",
            "block-cursor-foreground": "#f6e7c6",
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": "#1e2531",
            "block-cursor-blurred-foreground": "#d6dce7",
            "block-cursor-blurred-text-style": "none",
            "border": "#e6b968",
            "border-blurred": "#2a3343",
            "button-color-foreground": "#10141b",
            "footer-background": "#161b24",
            "footer-description-foreground": "#98a2b4",
            "input-cursor-background": "#e6b968",
            "input-selection-background": "#e6b968 30%",
            "scrollbar": "#2a3343",
            "scrollbar-hover": "#3a465a",
            "scrollbar-background": "#10141b",
            "scrollbar-background-hover": "#10141b",
            "scrollbar-background-active": "#10141b",
            "scrollbar-corner-color": "#10141b",
        },
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#8a5a00",
        secondary="#3a5a88",
        accent="#8a5a00",
        foreground="#2a2e37",
        background="#f8f5ee",
        surface="#f1ede3",
        panel="#e7e1d3",
        success="#2f6f2c",
        warning="#9a4f0a",
        error="#b02a28",
        variables={
            **_LIGHT_MEANINGS,
            "foreground-muted": "#5b6270",
            "foreground-disabled": "#8b8f98",
            "block-cursor-background": "#e0d6bf",
            "block-cursor-foreground": "#2a2117",
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": "#ebe5d8",
            "block-cursor-blurred-foreground": "#2a2e37",
            "block-cursor-blurred-text-style": "none",
            "border": "#8a5a00",
            "border-blurred": "#d8d0bf",
            "button-color-foreground": "#f8f5ee",
            "footer-background": "#f1ede3",
            "footer-description-foreground": "#5d6472",
            "input-cursor-background": "#8a5a00",
            "input-selection-background": "#8a5a00 25%",
            "scrollbar": "#d3cab7",
            "scrollbar-hover": "#beb39b",
            "scrollbar-background": "#f8f5ee",
            "scrollbar-background-hover": "#f8f5ee",
            "scrollbar-background-active": "#f8f5ee",
            "scrollbar-corner-color": "#f8f5ee",
        },
    ),
)
