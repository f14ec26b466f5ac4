"""The remedies of step 5 as settings: what each changes, and how it is spoken of.

A remedy that the project has already is tried the other way round: what is lost without it.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Remedy
from tutor.families.words import NORMALIZATION, RATE
from tutor.steps.base import Context

__all__ = [
    "CURRENT", "HALF", "NORMALIZATION", "RATE", "adding_data", "changes_of", "first", "known",
    "label_of", "remedies_in", "setting_of", "suited", "switched_on",
]  # fmt: skip

CURRENT = "current"
HALF = "half"

_TOGETHER = " and "


EVERY_AUGMENTATION = ("flip", "shift")


def known(context: Context) -> tuple[Remedy, ...]:
    """All remedies of the project's family, whether or not they suit its data."""
    return tuple(context.kind.remedies(context.spec, EVERY_AUGMENTATION))


def suited(context: Context) -> tuple[Remedy, ...]:
    """Those that suit the project's data."""
    return tuple(context.kind.remedies(context.spec, context.augmentations))


def first(context: Context) -> tuple[str, ...]:
    """What is tried by itself before anything is combined.

    Of augmentations only one kind: flips, or shifts where a mirrored image would be another class.
    """
    found = suited(context)
    kinds = [remedy.name for remedy in found if remedy.adds_data]
    return (*(remedy.name for remedy in found if not remedy.adds_data), *kinds[:1])


def adding_data(context: Context) -> frozenset[str]:
    """The remedies that show more data than there are."""
    return frozenset(remedy.name for remedy in known(context) if remedy.adds_data)


def setting_of(names: Sequence[str]) -> str:
    """The setting with these remedies together."""
    return _TOGETHER.join(names)


def remedies_in(setting: str) -> tuple[str, ...]:
    """The remedies that a setting switches; none for the project's own and for half the data."""
    return () if setting in (CURRENT, HALF) else tuple(setting.split(_TOGETHER))


def switched_on(context: Context, setting: str) -> tuple[str, ...]:
    """The remedies of a setting that the project does not have yet; the others are left out."""
    on = {remedy.name for remedy in known(context) if remedy.is_on(context.spec)}
    return tuple(name for name in remedies_in(setting) if name not in on)


def changes_of(context: Context, setting: str) -> Changes:
    """Each remedy of the setting switched: on where it is off, off where it is on."""
    names = remedies_in(setting)
    changes: Changes = {}
    spec = copy.deepcopy(context.spec)
    for remedy in known(context):
        if remedy.name in names:
            switched = remedy.switched(spec)
            changes |= switched
            _apply(spec, switched)
    return changes


def label_of(context: Context, setting: str) -> str:
    """`yours as it is`, `yours with dropout and flips`, `yours without flips`."""
    if setting == CURRENT:
        return "yours as it is"
    if setting == HALF:
        return f"half of the {context.kind.samples}"
    names = remedies_in(setting)
    on = {remedy.name for remedy in known(context) if remedy.is_on(context.spec)}
    parts = [
        f"{word} {setting_of(some)}"
        for word, some in (
            ("with", [name for name in names if name not in on]),
            ("without", [name for name in names if name in on]),
        )
        if some
    ]
    return f"yours {', '.join(parts)}"


def _apply(spec: Spec, changes: Changes) -> None:
    for path, value in changes.items():
        section, _, name = path.partition(".")
        spec[section][name] = value
