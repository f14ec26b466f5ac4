"""The families of projects: what is peculiar to each, as values that the steps work with."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.experiment.spec import FAMILIES

if TYPE_CHECKING:
    from tutor.families.base import Family

NAMES = FAMILIES
"""Every family that has a template, in the order in which they are offered."""


@cache
def family(name: str) -> Family:
    """The family of this name. Raises UsageError naming the nearest one."""
    if name not in NAMES:
        raise UsageError(
            f'no template for the family "{name[:60]}"{nearest(name, NAMES)} '
            f"(families: {', '.join(NAMES)})"
        )
    found: Family = import_module(f"tutor.families.{name.replace('-', '_')}").FAMILY
    return found
