"""A finding: one thing that a run shows to be wrong, or worth an eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tutor.experiment.schema import Changes

Level = Literal["problem", "watch"]


@dataclass(frozen=True)
class Mend:
    """A mend of the learner's own source: in the call `call` on `line`, set these arguments.

    `arguments` holds source text, so that a string carries its quotes: `{"activation": '"relu"'}`.
    """

    line: int
    call: str
    arguments: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What is wrong, why, on what evidence, and the mend.

    `step` is the step that teaches it (or "data"). `edit` is the mend as a change to
    `experiment.toml`, empty where none follows from the evidence alone; `mend` is it as a change to
    the learner's script, None where it is not one argument of one call. `file` is that of `line`,
    relative to the script's folder; None where nobody has looked for it.
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
    mend: Mend | None = None
    file: str | None = None
