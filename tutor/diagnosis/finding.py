"""A finding: one thing that a run shows to be wrong, or worth an eye."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tutor.experiment.schema import Changes

Level = Literal["problem", "watch"]


@dataclass(frozen=True)
class Finding:
    """What is wrong, why, on what evidence, and the mend.

    `step` is the step that teaches it (or "data"). `edit` is the mend as a change to
    `experiment.toml`, empty where none follows from the evidence alone.
    """

    rule: str
    level: Level
    step: str
    title: str
    evidence: str
    cause: str
    advice: str
    layer: str | None = None
    line: int | None = None
    epoch: int | None = None
    edit: Changes = field(default_factory=dict)
