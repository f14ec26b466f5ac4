"""The experiments of step 3: the three tactics, and where the model is stuck, the suspects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.experiment.schema import Changes
from tutor.families.base import is_classifier
from tutor.families.words import fewer_blocks
from tutor.steps import facts, pace
from tutor.steps.above_chance.luck import struggling
from tutor.steps.above_chance.suspects import suspects
from tutor.steps.base import Choice, Context, Question, Result, Trial
from tutor.steps.trials import over_seeds

BASELINE = "baseline"
TWO_CLASSES = "two-classes"
SIMPLER = "simpler"
QUARTER = "quarter"

EPOCHS = 4
SHARE = 0.25
"""Part of the training data that the tactic of less data keeps."""

PAIRS = 4
"""Pairs of classes to choose from."""


@dataclass(frozen=True)
class Setting:
    """One setting of the comparison before it is laid out over seeds.

    `problem` marks an easier problem, whose score is not to be compared with the whole one's.
    """

    name: str
    label: str
    changes: Changes
    problem: bool = False


def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
    """The project as it is and the three tactics; then, where it is stuck, the suspects."""
    done = {result.trial.setting for result in results}
    if not done:
        return _laid_out(context, tactics(context))
    wanted = [setting for setting in culprits(context) if setting.name not in done]
    if struggling(results) and len(wanted) == len(culprits(context)):
        return _laid_out(context, tuple(wanted))
    return ()


def tactics(context: Context) -> tuple[Setting, ...]:
    """The baseline, two classes, the family's own, less data; without what changes nothing."""
    settings = [Setting(BASELINE, f"your {noun(context)}", {})]
    pair = chosen_pair(context)
    if pair is not None:
        classes = {"data.classes": list(pair)}
        settings.append(Setting(TWO_CLASSES, "two classes", classes, problem=True))
    for tactic in context.kind.simpler(context.spec, context.data):
        label = tactic.label or described(context, tactic.changes)
        settings.append(Setting(tactic.name, label, tactic.changes, tactic.problem))
    if context.has("data.fraction"):
        less = max(0.001, math.floor(1000 * SHARE * short_fraction(context)) / 1000)
        label = f"a quarter of the {context.kind.samples}"
        settings.append(Setting(QUARTER, label, {"data.fraction": less}))
    return tuple(settings)


def short_fraction(context: Context) -> float:
    """The part of the data that the short runs of this step take."""
    return float(pace.short_run(context, EPOCHS).get("data.fraction", pace.fraction_of(context)))


def noun(context: Context) -> str:
    """What is trained: an agent, else a network."""
    return "agent" if context.family == "rl" else "network"


def culprits(context: Context) -> tuple[Setting, ...]:
    """What a stuck model may be stuck on, each put right alone, then all of it together.

    In the order in which one is preferred where several help alike: a wrong value before layers
    taken away, and no more layers taken away than needed.
    """
    found = [Setting(s.name, s.label, s.changes) for s in suspects(context)]
    blocks = len(context.spec["layers"]["widths"])
    for name, left in (("one-block", 1), ("no-block", 0)):
        if left < blocks // 2:
            changes = fewer_blocks(context.spec, left)
            found.append(Setting(name, described(context, changes), changes))
    together: Changes = fewer_blocks(context.spec, min(1, blocks))
    for suspect in suspects(context):
        together |= suspect.changes
    if len(suspects(context)) + (blocks > 1) > 1:
        found.append(Setting("together", "all of it together", together))
    return tuple(found)


def described(context: Context, changes: Changes) -> str:
    """The network that these changes make, in words: `1 dense layer of 64 units with relu`."""
    layers = dict(context.spec["layers"])
    for path, value in changes.items():
        section, _, name = path.partition(".")
        if section == "layers":
            layers[name] = value
    return facts.network(replace(context, spec={**context.spec, "layers": layers}))


def options(context: Context) -> tuple[Question, ...]:
    """Which two classes to keep."""
    pairs = _pairs(context)
    if len(pairs) < 2:
        return ()
    return (
        Question(
            "pair",
            "Which two classes does the simplified problem keep?",
            tuple(Choice(_key(pair), pair_name(context, pair)) for pair in pairs),
            default=_key(pairs[0]),
        ),
    )


def chosen_pair(context: Context) -> tuple[int, int] | None:
    """The two classes to keep, by their numbers in the source; None with two classes or fewer."""
    pairs = _pairs(context)
    answer = context.answers.get("pair")
    return next((pair for pair in pairs if _key(pair) == answer), pairs[0] if pairs else None)


def pair_name(context: Context, pair: Sequence[int]) -> str:
    """The two classes by name: `Trouser and Bag`."""
    numbers = _numbers(context)
    return " and ".join(facts.class_name(context, numbers.index(number)) for number in pair)


def _pairs(context: Context) -> tuple[tuple[int, int], ...]:
    """Neighbouring classes: the first and second, the third and fourth, and so on."""
    numbers = _numbers(context)
    if len(numbers) < 3:
        return ()
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))[:PAIRS]


def _numbers(context: Context) -> list[int]:
    """The source's numbers of the classes that the project keeps."""
    if not context.has("data.classes") or not is_classifier(context.kind):
        return []
    return list(context.spec["data"]["classes"]) or list(range(facts.classes(context) or 0))


def _key(pair: tuple[int, int]) -> str:
    return f"{pair[0]},{pair[1]}"


def _laid_out(context: Context, settings: Sequence[Setting]) -> tuple[Trial, ...]:
    short = pace.short_run(context, EPOCHS)
    return tuple(
        trial
        for setting in settings
        for trial in over_seeds(context, setting.name, setting.label, setting.changes, short)
    )
