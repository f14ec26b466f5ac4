"""The sentences of step 3's verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.diagnosis import diagnose
from tutor.diagnosis import facts as rules
from tutor.families.base import is_classifier
from tutor.steps import wording
from tutor.steps.above_chance.experiments import (
    BASELINE,
    QUARTER,
    SIMPLER,
    TWO_CLASSES,
    Setting,
    chosen_pair,
    pair_name,
)
from tutor.steps.above_chance.luck import all_beyond_luck, beyond_luck
from tutor.steps.above_chance.suspects import suspects
from tutor.steps.base import Comparison, Context, Result


def headline(comparison: Comparison, above: bool, held_up: bool) -> str:
    """Whether the model is above chance, with both numbers."""
    row = comparison.row(BASELINE)
    chance = comparison.of(BASELINE)[0].history.chance
    told = f", and chance is {_score(comparison, chance)}" if chance is not None else ""
    if not row.score.values:
        return "Your model is not above chance: none of its runs came to a score."
    score = _score(comparison, row.score.mean)
    lucky = sum(beyond_luck(result.history) for result in comparison.of(BASELINE))
    if not above and lucky:
        seeds = wording.count(len(row.runs), "seed")
        return f"Your model is above chance on {lucky} of {seeds} only{told}."
    if not above:
        return f"Your model is not above chance: it reaches {score}{told}."
    if held_up:
        return f"Your model is above chance at {score}, but something holds it up."
    return f"Your model is above chance: it reaches {score}{told}."


def evidence(context: Context, comparison: Comparison, held_up: bool) -> Iterable[str]:
    """How far luck goes, and what fewer classes, fewer layers and less data did."""
    yield _luck(comparison)
    yield _two_classes(context, comparison)
    yield from _easier(context, comparison)
    if not held_up:
        yield _quarter(context, comparison)
        yield _simpler(comparison)


def cause(context: Context, comparison: Comparison, culprit: Setting | None, held_up: bool) -> str:
    """Who the culprit is, or what the tactics leave as suspects."""
    if not held_up:
        return "So nothing has to be simplified."
    if culprit is None:
        pair = comparison.of(TWO_CLASSES)
        if all_beyond_luck(pair):
            return (
                "Two classes work, so their data and labels are right, but nothing tried here gets "
                "all classes going."
            )
        return _stuck(context, comparison)
    reached = _score(comparison, comparison.row(culprit.name).score.mean)
    suspect = next((s for s in suspects(context) if s.name == culprit.name), None)
    if suspect is not None:
        return f"It is {suspect.culprit}: with that put right the model reaches {reached}."
    if culprit.name == "together":
        return f"No single change is enough; several together reach {reached}."
    if not sheds_layers(context, culprit):
        return f"With {culprit.label} it reaches {reached}, so it is the size that holds yours up."
    return (
        f"With {culprit.label} it reaches {reached}, so the full network is too deep for its "
        f"activation and its start.{_vanishing(comparison)}"
    )


def sheds_layers(context: Context, setting: Setting) -> bool:
    """Whether a setting has fewer blocks than the project, and not only smaller ones."""
    widths = setting.changes.get("layers.widths")
    return widths is not None and len(widths) < len(context.spec["layers"]["widths"])


def _stuck(context: Context, comparison: Comparison) -> str:
    """What is left where nothing tried gets the whole problem going."""
    easier = (t for t in context.kind.simpler(context.spec, context.data) if t.problem)
    working = next((t for t in easier if all_beyond_luck(comparison.of(t.name))), None)
    if working is not None:
        return (
            f"With {working.label} it works, so the code is right, but nothing tried here gets "
            "the whole problem going."
        )
    if context.family == "rl":
        return (
            "Runs this short may not be enough for an agent: nothing tried here gets it going "
            "within them."
        )
    told = "labels" if is_classifier(context.kind) else "targets"
    if context.family == "gan":
        return "Nothing tried here gets it going, so look at the images first."
    return f"Nothing tried here gets it going, so look at the data and the {told} first."


def what_next(context: Context, above: bool, held_up: bool, culprit: Setting | None) -> str:
    """One sentence on what to do now."""
    if culprit is not None:
        layers = sheds_layers(context, culprit)
        later = "; the step layers may put some back" if layers else ""
        return f"Make that change and run this step again{later}."
    if held_up:
        return "Run `dltutor train` in full and look at its findings."
    return "Go on to the layers."


def reason(context: Context, culprit: Setting) -> str:
    """Why the edit, in a sentence."""
    suspect = next((s for s in suspects(context) if s.name == culprit.name), None)
    if suspect is not None:
        return f"It was {suspect.culprit} that held the model back."
    if culprit.name == "together":
        return "No single change is enough, several together are."
    return f"{wording.capital(culprit.label)} learns where the present network does not."


def _score(comparison: Comparison, value: float | None) -> str:
    """A score in the metric of these runs."""
    return wording.score(value, comparison.results[0].history.metric)


def _luck(comparison: Comparison) -> str:
    history = comparison.of(BASELINE)[0].history
    limit = rules.chance_limit(history)
    if limit is None:
        return ""
    told = f"Luck alone gets no further than {_score(comparison, limit)}."
    if history.score is None or history.score > limit or not rules.ranks_beyond_luck(history):
        return told
    area = history.best_epoch.metrics["val_auc"] if history.best_epoch else None
    return (
        f"{told} That bar is high, as one class is rare. But the model ranks the two classes right "
        f"with an area under the ROC curve of {wording.accuracy(area)}, where luck has .500."
    )


def _two_classes(context: Context, comparison: Comparison) -> str:
    pair, results = chosen_pair(context), comparison.of(TWO_CLASSES)
    row = comparison.row(TWO_CLASSES)
    if pair is None or not row.score.values:
        return ""
    reached = _score(comparison, row.score.mean)
    return (
        f"With {_classes(context, pair)} alone it reaches {reached}, and "
        f"chance is {_score(comparison, results[0].history.chance)}{_doubt(results)}."
    )


def _doubt(results: Sequence[Result]) -> str:
    """What an easier problem's score is worth, where luck may have made it."""
    lucky = [beyond_luck(result.history) for result in results]
    if all(lucky):
        return ""
    return ", which is not beyond luck" + (" on every seed" if any(lucky) else "")


def _classes(context: Context, pair: Sequence[int]) -> str:
    """`Trouser and Bag`, but `the classes 0 and 1`: numbers alone could mean anything."""
    name = pair_name(context, pair)
    return f"the classes {name}" if name[:1].isdigit() else name


def _simpler(comparison: Comparison) -> str:
    if not comparison.of(SIMPLER):
        return ""
    row = comparison.row(SIMPLER)
    gained = wording.gain(row, comparison.row(BASELINE))
    return f"With {row.label} it {gained}." if gained else ""


def _easier(context: Context, comparison: Comparison) -> Iterable[str]:
    """What the family's own easier problems did; each has a chance of its own."""
    for tactic in context.kind.simpler(context.spec, context.data):
        results = comparison.of(tactic.name)
        if not tactic.problem or not results or not comparison.row(tactic.name).score.values:
            continue
        row, chance = comparison.row(tactic.name), results[0].history.chance
        told = f"With {row.label} it reaches {_score(comparison, row.score.mean)}"
        beside = f", and chance is {_score(comparison, chance)}" if chance is not None else ""
        yield f"{told}{beside}{_doubt(results)}."


def _quarter(context: Context, comparison: Comparison) -> str:
    """What less data costs, which the learner was asked, with the updates that go with it."""
    quarter, own = comparison.of(QUARTER), comparison.of(BASELINE)
    if not quarter:
        return ""
    gained = wording.gain(comparison.row(QUARTER), comparison.row(BASELINE))
    steps = [r.history.model.steps_per_epoch for r in (quarter[0], own[0]) if r.history.model]
    updates = ""
    if len(steps) == 2 and steps[0] < steps[1]:
        updates = f", {wording.count(steps[0], 'update')} an epoch instead of {steps[1]:,},"
    samples = context.kind.samples
    return f"On a quarter of the {samples}{updates} it {gained}." if gained else ""


def _vanishing(comparison: Comparison) -> str:
    found = diagnose(comparison.of(BASELINE)[0].history)
    vanishing = next((f for f in found if f.rule == "vanishing-gradient"), None)
    return f" {vanishing.title}." if vanishing else ""
