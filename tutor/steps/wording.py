"""Sentences that several steps need, spoken the same way: figures, spreads, comparisons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from importlib import resources
from typing import Any

from tutor import noise
from tutor.metric import ACCURACY, Metric, spoken
from tutor.noise import Spread
from tutor.steps.base import Row

KIN = {"regression": "tabular", "wide-deep": "tabular"}
"""The family whose lessons another reads where it has none of its own."""


def lesson_text(step: str, facts: dict[str, Any], family: str = "image") -> str:
    """The step's lesson with its `{facts}` filled in. Raises KeyError for a missing fact.

    `lesson-FAMILY.md` where the family has a lesson of its own, or its kin has, else `lesson.md`.
    """
    folder = resources.files(f"tutor.steps.{step.replace('-', '_')}")
    names = [f"lesson-{name}.md" for name in (family, KIN.get(family)) if name]
    files = [file for name in names if (file := folder.joinpath(name)).is_file()]
    text = (files or [folder.joinpath("lesson.md")])[0].read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda match: str(facts[match.group(1)]), text)


def accuracy(value: float | None) -> str:
    """An accuracy as the field writes it: `.873`, or `1.000`."""
    return spoken(value)


def score(value: float | None, metric: Metric = ACCURACY) -> str:
    """A score in its metric: `.873`, a mean return `199.5`."""
    return spoken(value, metric)


def loss(value: float | None) -> str:
    """A loss as it can be spoken: `2.303`, `12,700`; NaN and infinity by name."""
    if value is None:
        return "none"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinity"
    if abs(value) < 100:
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) < 1e9 else f"{value:.3g}"


def quantity(value: float) -> str:
    """A number in a unit of the learner's own: three figures, thousands with commas."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def spread(scores: Spread) -> str:
    """Mean and range over seeds: `.873 (.869 to .877 over 2 seeds)`, or the value of one run."""
    if not scores.values:
        return "no result"
    mean, low, high = (spoken(v, scores.metric) for v in (scores.mean, scores.low, scores.high))
    if len(scores.values) == 1:
        return f"{mean} (one seed)"
    return f"{mean} ({low} to {high} over {len(scores.values)} seeds)"


def compare(first: Row, second: Row) -> str:
    """One sentence: which of two is better, and whether the difference is more than noise."""
    if not first.score.values or not second.score.values:
        missing = first if not first.score.values else second
        return f"{capital(missing.label)} gave no score."
    difference = first.score.mean - second.score.mean
    limit = noise.margin(first.score, second.score)
    better, worse = (first, second) if difference >= 0 else (second, first)
    told, noise_told = (spoken(v, first.score.metric) for v in (abs(difference), limit))
    if _is_zero(told) and abs(difference) <= limit:
        both = f"{capital(first.label)} and {second.label}"
        return f"{both} are even, within the noise of {noise_told}."
    if abs(difference) <= limit:
        return (
            f"{capital(first.label)} and {second.label} differ by {told}, "
            f"within the noise of {noise_told}."
        )
    return (
        f"{capital(better.label)} beats {worse.label} by {told}, "
        f"more than the noise of {noise_told}."
    )


def _is_zero(figure: str) -> bool:
    return not figure.strip("-.0")


def gain(first: Row, second: Row) -> str:
    """What the first has over the second, behind a subject: `gains .051, more than the noise ...`.

    Empty where one of them has no score.
    """
    if not first.score.values or not second.score.values:
        return ""
    difference = first.score.mean - second.score.mean
    limit = noise.margin(first.score, second.score)
    told, noise_told = (spoken(v, first.score.metric) for v in (abs(difference), limit))
    if _is_zero(told) and abs(difference) <= limit:
        return f"comes out even, within the noise of {noise_told}"
    if abs(difference) <= limit:
        return f"differs by {told}, within the noise of {noise_told}"
    verb = "gains" if difference > 0 else "loses"
    return f"{verb} {told}, more than the noise of {noise_told}"


def lost(rows: Iterable[Row]) -> str:
    """Which settings gave no score: one or two by name, more by their number."""
    tried = list(rows)
    failed = [row.label for row in tried if not row.score.values]
    if not failed:
        return ""
    if len(failed) == len(tried):
        return "No run came to a score."
    named = listed(failed) if len(failed) < 3 else f"{len(failed)} of the settings"
    return f"No score came from {named}."


def called(row: Row, name: str) -> Row:
    """The row under another name: `yours` in a sentence says what a table has to spell out."""
    return replace(row, label=name)


def paragraphs(*groups: Iterable[str]) -> str:
    """Sentences in paragraphs, without those that say nothing."""
    filled = (" ".join(sentence for sentence in group if sentence) for group in groups)
    return "\n\n".join(paragraph for paragraph in filled if paragraph)


def capital(text: str) -> str:
    """The text with a capital first letter, as a sentence starts."""
    return text[:1].upper() + text[1:]


def count(number: int, noun: str) -> str:
    """`1 run`, `3 runs`, `5,100 images`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
