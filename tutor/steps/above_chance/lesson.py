"""What step 3 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor import noise
from tutor.families.base import is_classifier
from tutor.steps import facts, wording
from tutor.steps.above_chance.experiments import chosen_pair, noun
from tutor.steps.base import Choice, Context, Question, Result

UNKNOWN = {"regression": "0", "gan": "0", "rl": "a mean return that your first run will show"}
"""Chance in words where nobody has looked at the data yet."""


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    chance = facts.chance(context)
    samples = context.data.validation if context.data else 0
    luck = None
    if chance is not None and samples:
        luck = noise.above_constant_limit(context.metric.name, chance, samples)
    return wording.lesson_text(
        "above-chance",
        {
            "chance": facts.score(context, chance)
            if chance is not None
            else UNKNOWN.get(context.family, "one part in C for C equal classes"),
            "luck": f"on {samples:,} {context.kind.samples} it gets no further than "
            f"{facts.score(context, luck)}"
            if luck is not None
            else f"the less, the more {context.kind.samples} there are",
            "fewer": _fewer(context),
            "network": facts.network(context),
            "images": f"{context.data.train:,} training {context.kind.samples}"
            if context.data and context.data.train
            else f"your training {context.kind.samples}",
            "samples": context.kind.samples,
        },
        context.family,
    )


def _fewer(context: Context) -> str:
    if facts.classes(context) == 2:
        return "You have two already: if they fail, look at the data and the labels."
    return (
        "Keep two. Chance rises to about one half, but a working model passes it at once. If even "
        "two fail, look at the data and the labels."
    )


def prediction(context: Context) -> Question:
    """What a quarter of the data costs; without data, where the short run gets."""
    if not context.has("data.fraction"):
        return Question(
            "prediction",
            f"Where is your {noun(context)} after a short run, beside {context.metric.chance}?",
            (
                Choice("above", "above it by more than luck, on every seed"),
                Choice("chance", "no better than that on some seed at least"),
            ),
        )
    return Question(
        "prediction",
        f"Trained for as many epochs on a quarter of the {context.kind.samples}, where will your "
        f"network's validation {context.metric.noun} be?",
        (
            Choice("same", "where it is with all of them, give or take the noise"),
            Choice("lower", "lower by more than the noise, but above chance"),
            Choice("chance", "at chance"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    fewer = chosen_pair(context) is not None or (
        context.data is None and is_classifier(context.kind)
    )
    classes = "[data] classes = [0, 1] for two classes, " if fewer else ""
    less = ", [data] fraction = 0.25 for a quarter of the data" * context.has("data.fraction")
    if context.family == "rl":
        problem = "If an easier environment works, the code is right and the problem is too hard "
    elif context.family == "gan":
        classes = "[data] classes = [0] for a single class, "
        problem = "If one class works and all do not, the code is right and the problem too hard "
    elif classes:
        problem = "If two classes work and all do not, the code is right and the problem too hard "
    else:
        problem = "If another setting works, the code is right and the problem is too hard "
    return (
        "Look at the figure: does any curve leave the line of chance? What is different about it?",
        f"{problem}for this network as it stands. If the simpler network works, "
        f"{_too_much(context)}.",
        f"In experiment.toml: {classes}{_simpler(context)}{less}. Undo what makes the problem "
        "easier once the model works.",
    )


def _too_much(context: Context) -> str:
    if context.family == "gan":
        return "the full ones do not find their balance"
    return "the full one is too deep for its activation and its start"


def _simpler(context: Context) -> str:
    if context.family == "gan":
        return "smaller numbers in [layers] generator and widths for simpler networks"
    return "a shorter list in [layers] widths for a simpler network"
