"""The remedies of step 5 as settings: what each changes, and how it is spoken of.

A remedy that the project has already is tried the other way round: what is lost without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.experiment.schema import Changes
from tutor.steps.base import Context

CURRENT = "current"
HALF = "half of the images"

DROPOUT = "dropout"
NORMALIZATION = "batch normalization"
FLIPS = "flips"
SHIFTS = "shifts"

REMEDIES = (DROPOUT, NORMALIZATION, FLIPS, SHIFTS)

RATE = 0.25
"""Dropout as it is tried: every block of the template and its head get the same rate. The book's
LeNet takes .25 behind its convolutions and .5 before the output."""

_TOGETHER = " and "


def first(context: Context) -> tuple[str, ...]:
    """What is tried by itself before anything is combined.

    Of augmentations only what keeps the class of these images: flips, or shifts where a mirrored
    image would be another class.
    """
    allowed = context.augmentations
    kinds = [name for name in (FLIPS, SHIFTS) if name.rstrip("s") in allowed]
    return (DROPOUT, NORMALIZATION, *kinds[:1])


def setting_of(names: Sequence[str]) -> str:
    """The setting with these remedies together."""
    return _TOGETHER.join(names)


def remedies_in(setting: str) -> tuple[str, ...]:
    """The remedies that a setting switches; none for the project's own and for half the images."""
    return tuple(name for name in setting.split(_TOGETHER) if name in REMEDIES)


def is_on(context: Context, name: str) -> bool:
    """Whether the project has the remedy already."""
    settings = context.spec["regularization"]
    if name == DROPOUT:
        return float(settings["dropout"]) > 0
    if name == NORMALIZATION:
        return bool(settings["batch_normalization"])
    return name.rstrip("s") in settings["augmentation"]


def changes_of(context: Context, setting: str) -> Changes:
    """Each remedy of the setting switched: on where it is off, off where it is on."""
    names = remedies_in(setting)
    changes: Changes = {}
    if DROPOUT in names:
        changes["regularization.dropout"] = 0.0 if is_on(context, DROPOUT) else RATE
    if NORMALIZATION in names:
        changes["regularization.batch_normalization"] = not is_on(context, NORMALIZATION)
    if FLIPS in names or SHIFTS in names:
        wanted = [n for n in (SHIFTS, FLIPS) if is_on(context, n) != (n in names)]
        kinds = "+".join(name.rstrip("s") for name in wanted)
        changes["regularization.augmentation"] = kinds or "none"
    return changes


def label_of(context: Context, setting: str) -> str:
    """`yours as it is`, `yours with dropout and flips`, `yours without flips`."""
    if setting == CURRENT:
        return "yours as it is"
    names = remedies_in(setting)
    if not names:
        return setting
    added = [name for name in names if not is_on(context, name)]
    removed = [name for name in names if is_on(context, name)]
    parts = [
        f"{word} {setting_of(some)}"
        for word, some in (("with", added), ("without", removed))
        if some
    ]
    return f"yours {', '.join(parts)}"
