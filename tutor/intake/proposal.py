"""What to make of the learner's data: family, network, batch, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.catalog import Idea
from tutor.errors import UsageError
from tutor.experiment.schema import nearest
from tutor.intake import source
from tutor.intake.suspicions import Suspicion
from tutor.scaffold import check_name

STEPS = 40
"""Updates that an epoch should have at least, where there are so many rows."""

JUDGING = 0.85 * 0.15
"""Share of the examples in the validation part, of what the test part leaves."""

FEW_JUDGES = 50
"""With fewer examples to judge by, a choice is said to be rough beforehand."""

UPDATES = 2000
"""Updates of a whole training that a small network usually needs to settle."""


@dataclass(frozen=True)
class Wishes:
    """What the learner has said already; empty where nothing."""

    target: str = ""
    family: str = ""
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One choice that is proposed: what it is about, its value, and the reason."""

    what: str
    value: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """A project as it is proposed.

    Attributes:
        path: of the data, absolute.
        family: that of the project.
        families: those that the data could be used in, the proposed one first.
        data: the idea's table `[data]`.
        settings: what `experiment.toml` starts with, by `section.key`; `network` too.
        choices: what was chosen, and why.
        suspicions: what is odd about columns.
        notes: what else there is to know, in sentences.
        title, summary: of the project.
    """

    path: Path
    family: str
    families: tuple[str, ...]
    data: dict[str, Any]
    settings: dict[str, Any]
    choices: tuple[Choice, ...]
    suspicions: tuple[Suspicion, ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    summary: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def idea(self) -> Idea:
        """The idea that the scaffolder makes a project of."""
        return Idea(
            name="",
            title=self.title,
            family=self.family,
            summary=self.summary,
            difficulty="",
            domains=(),
            embedded=False,
            folder=self.path.parent,
            about={"data": self.data, "experiment": {"data.source": "own", **self.settings}},
        )

    def name(self) -> str:
        """A name for the project's folder, made of the data's."""
        stem = self.path.name.split(".")[0] or self.path.name
        # Größe becomes Grosse, not Gr-e: letters lose their marks.
        plain = unicodedata.normalize("NFKD", stem.replace("ß", "ss"))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        words = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_")[:40]
        for name in (words, f"my-{words}"):
            try:
                return check_name(name)
            except UsageError:
                continue
        return "my-project"


def few_notes(count: int, what: str, is_class: bool) -> list[str]:
    """What few examples mean for the figures that choices are made by."""
    judging = max(1, round(JUDGING * count))
    if judging >= FEW_JUDGES:
        return []
    step = f", so a share of right answers moves in steps of {1 / judging:.0%}" if is_class else ""
    return [
        f"{count:,} {what} are few: about {judging} of them judge each choice{step}, "
        "and a small difference is chance"
    ]


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def family(wanted: str, possible: Sequence[str], path: Path) -> str:
    """The wanted family where the data suit it. Raises UsageError."""
    if not wanted:
        return possible[0]
    from tutor import families

    families.family(wanted)
    if wanted not in possible:
        raise UsageError(
            f"{source.cut(str(path), 200)} is no data for the family {wanted}"
            f"{nearest(wanted, possible)}; it can be used for {' or '.join(possible)}"
        )
    return wanted


def pace(rows: int, most: int = 256) -> tuple[dict[str, Any], tuple[Choice, ...]]:
    """Batch size and epochs for so many rows in all."""
    train = max(1, round(0.72 * rows))
    size = 8
    while size * 2 <= min(most, train / STEPS):
        size *= 2
    steps = max(1, -(-train // size))
    epochs = min(100, max(10, 10 * round(UPDATES / steps / 10)))
    settings = {"batch.size": size, "training.epochs": epochs}
    return settings, (
        Choice("batch", f"{size}", f"about {steps:,} updates in an epoch"),
        Choice(
            "epochs",
            f"{epochs}",
            f"about {epochs * steps:,} updates in all; the validation curve says if it is too many",
        ),
    )


def cost(name: str, classes: int) -> Choice:
    """The cost of a family, which its template starts with."""
    if name == "regression":
        return Choice("cost", "mean_squared_error", "its lowest point is the mean of the answers")
    return Choice("cost", "crossentropy", f"it is made for classes, here {classes}")


def balance_notes(counts: Mapping[str, int]) -> list[str]:
    """What the classes' sizes are worth a word for."""
    notes = []
    total = sum(counts.values())
    largest = max(counts, key=lambda name: counts[name])
    share = counts[largest] / total
    if share >= max(0.6, 1.5 / len(counts)):
        notes.append(
            f'the classes are uneven: always answering "{source.cut(largest)}" is right in '
            f"{share:.0%}"
        )
    few = [name for name, count in counts.items() if count < 20]
    if few:
        notes.append(
            f'few examples: the class "{source.cut(few[0])}" has {counts[few[0]]}'
            + (f", {len(few) - 1} more {_have(len(few) - 1)} fewer than 20" if few[1:] else "")
            + "; its test figure will be rough"
        )
    alike: dict[str, str] = {}
    for name in counts:
        plain = " ".join(name.split()).casefold()
        if plain in alike:
            notes.append(
                f'the classes "{source.cut(alike[plain])}" and "{source.cut(name)}" differ only in '
                "how they are written"
            )
        alike[plain] = name
    return notes
