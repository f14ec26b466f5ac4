"""What-ifs: copies trained anew, one as the script did and others with one thing changed.

The control shows what a repetition of the script's own training reaches on the same rows in the
same number of updates; a change that does better than that, beyond the noise of both and by enough
to matter, names the cause.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from statistics import fmean, stdev
from typing import Any

from tutor.history import History
from tutor.noise import Z, binomial_error
from tutor.observed import Score
from tutor.trainer.doctor.experiments.changes import CHANGES
from tutor.trainer.doctor.experiments.material import Material
from tutor.trainer.doctor.experiments.quiet import attempt
from tutor.trainer.doctor.experiments.recipe import Recipe, recipe_of
from tutor.trainer.doctor.experiments.trial import Bench, Trial

CONTROL_SECONDS = 4.0
"""Longest control; a script's own training that fits is repeated whole."""

CONTROL_SHARE = 0.25
SHARE = 0.15
"""Parts of the time left that the control and one change may take."""

CHEAP_SECONDS = 0.6
PROMISING_SECONDS = 3.0
"""For further seeds of a change; those of one that promises nothing must be cheap."""

FEWEST_UPDATES = 20
"""A control that was cut shorter says nothing."""

LEAST_SECONDS = 0.8
"""Building, tracing and a few updates of a small network; no trial begins with less."""

SEEDS = (11, 12, 13, 14)
"""Of the copies of one recipe. A small network depends on its start: four copies of one XOR net
scored .75, .75, .5 and .5. All four are used where a copy is cheap, fewer where it is dear."""

OF_LENGTH = ("longer", "smaller-batch")
"""Changes that make more updates. Where the control has fewer than the script had, they prove
nothing about the script."""

LEAST_GAIN = 0.05
"""A smaller gain of accuracy or r2 is not worth a finding, whatever its certainty."""

CLOSED = 0.3
"""Part of the way from the control to the reference that a change must close to be the cause."""

DECISIVE = 0.8
"""Part of the way after which no further variant of a change is tried."""

PERFECT = 1.0


@dataclass(frozen=True)
class Judge:
    """Says whether a change helps.

    Attributes:
        control: the script's own recipe, tried.
        floor: score of a constant answer; all below it is as good as it.
        reference: the best of the simple answers, 1 where none is better than the control.
        samples, part: rows that scores are taken on.
        proportion: True where a score is a share of right answers.
    """

    control: Trial
    floor: float
    reference: float
    samples: int
    part: str
    proportion: bool

    def helps(self, trial: Trial) -> bool:
        """Whether the change beats the control, beyond noise and by enough to matter."""
        before, after = self._clipped(self.control), self._clipped(trial)
        if not after or not all(map(math.isfinite, trial.scores)):
            return False
        gain, noise = fmean(after) - fmean(before), self._noise(before, after)
        if len(after) < 2:
            noise *= 2  # nobody knows yet how much one start differs from the next
        return gain > max(noise, LEAST_GAIN) and self.closed(trial) >= CLOSED

    def closed(self, trial: Trial) -> float:
        """The part of the way from the control to the reference that a change has gone."""
        before, after = fmean(self._clipped(self.control)), fmean(self._clipped(trial) or [-1.0])
        gap = max(self.reference, after) - before
        return (after - before) / gap if gap > 0 else 0.0

    def is_fair(self, trial: Trial, lengthen: float) -> bool:
        """Whether it was given its time: a copy cut short that does not help proves nothing."""
        least = 2.0 if lengthen >= 2 else 0.9
        whole = not trial.cut or trial.updates >= least * self.control.updates
        return whole or self.helps(trial)

    def promises(self, trial: Trial) -> bool:
        """Whether any seed of the change is clearly above the control's mean."""
        limit = fmean(self._clipped(self.control)) + LEAST_GAIN
        return any(math.isfinite(score) and score > limit for score in trial.scores)

    def _clipped(self, trial: Trial) -> list[float]:
        """Scores, those below a constant answer raised to it: all of them have learnt nothing."""
        finite = [score if math.isfinite(score) else self.floor for score in trial.scores]
        return [max(score, self.floor) for score in finite]

    def _noise(self, before: list[float], after: list[float]) -> float:
        """Two standard errors: between the seeds, and of a score on so many held-out rows.

        Rows that the copies were trained on are no sample of anything: there the seeds decide. The
        error of an r2 on n rows is below 1 / sqrt(n).
        """
        between = seeds_margin(before, after)
        if self.part == "training":
            return between
        if not self.proportion:
            return max(between, 1 / math.sqrt(self.samples))
        return max(between, Z * binomial_error(fmean([*before, *after]), self.samples))


def seeds_margin(before: list[float], after: list[float]) -> float:
    """Two standard errors of the difference of two means over seeds, each with its own spread."""
    return Z * math.hypot(*(_error(scores) for scores in (before, after)))


def _error(scores: list[float]) -> float:
    """Standard error of a mean over seeds; 0 for one seed, whose spread nobody knows."""
    return stdev(scores) / math.sqrt(len(scores)) if len(scores) > 1 else 0.0


def run(material: Material, card: Score, deadline: float, *, force: Iterable[str] = ()) -> None:
    """Try the suspected changes and write what came of them.

    Args:
        material: of a training that was scored.
        card: its score.
        deadline: on `time.perf_counter()`.
        force: changes to try in the place of the suspected ones.
    """
    training = material.training
    named = list(force) or list(suspected(training.history))
    if not named:
        return
    recipe = attempt(lambda: recipe_of(material))
    if recipe is None:
        return
    control = _control(material, recipe, deadline)
    if control is None:
        return
    share = min(1.0, control.updates / max(1, material.updates))
    _write(training.log, "control", {**_figures(control, recipe), "share": round(share, 3)})
    judge = _judge(material, card, recipe, control)
    for change in named:
        if time.perf_counter() + LEAST_SECONDS > deadline:
            return
        if control.cut and change in OF_LENGTH:
            continue
        _try(material, recipe, change, judge, deadline)


def suspected(history: History) -> tuple[str, ...]:
    """The changes worth trying, most likely first (`tutor.diagnosis.whatif.suspicions`)."""
    # The rules are a large import that only a training which was scored needs.
    from tutor.diagnosis.whatif import suspicions

    return tuple(change for change in suspicions(history) if change in CHANGES)


def _control(material: Material, recipe: Recipe, deadline: float) -> Trial | None:
    """The script's own recipe; its first seed decides how many updates all others may have.

    None where it cannot be repeated, or only for so few updates that they tell nothing.
    """
    now = time.perf_counter()
    seconds = min(CONTROL_SECONDS, CONTROL_SHARE * (deadline - now))
    bench = attempt(lambda: Bench(recipe, SEEDS[0]))
    if bench is None:
        return None
    run = partial(bench.run, seconds=seconds, deadline=deadline)
    if attempt(lambda: run(SEEDS[0], material.updates)) is None:
        return None
    if bench.trial.cut and bench.trial.updates < FEWEST_UPDATES:
        return None
    limit = time.perf_counter() + max(seconds - bench.trial.each, 1.2 * bench.trial.each)
    for seed in SEEDS[1:]:
        if time.perf_counter() + bench.trial.each > min(limit, deadline):
            break
        attempt(partial(run, seed, bench.trial.updates))
    return bench.trial


def _try(material: Material, recipe: Recipe, change: str, judge: Judge, deadline: float) -> None:
    """Try one change in all its variants; the best of them is written."""
    found: list[tuple[Any, Recipe, Trial]] = []
    for value, changed in attempt(lambda: CHANGES[change](recipe)) or []:
        trial = _tried(changed, judge, deadline)
        if trial is not None:
            found.append((value, changed, trial))
            if judge.helps(trial) and judge.closed(trial) >= DECISIVE:
                break
    if not found:
        return
    value, changed, trial = max(found, key=lambda item: judge.closed(item[2]))
    control = judge.control
    figures = {
        **_figures(trial, changed),
        "control_score": control.score,
        "control_loss": control.loss,
        "value": float(f"{value:.6g}") if isinstance(value, float) else value,
        "helps": judge.helps(trial),
    }
    _write(material.training.log, f"what-if/{change}", figures)


def _tried(recipe: Recipe, judge: Judge, deadline: float) -> Trial | None:
    """As many seeds as the time for one change allows, all of them only for one that promises."""
    now, control = time.perf_counter(), judge.control
    if now + control.setup + LEAST_SECONDS > deadline:
        return None
    usual = 1.5 * control.each * max(1.0, recipe.lengthen)
    seconds = max(LEAST_SECONDS, min(usual, max(SHARE * (deadline - now), 2 * control.each)))
    bench = attempt(lambda: Bench(recipe, SEEDS[0]))
    if bench is None:
        return None
    run = partial(bench.run, updates=control.updates, seconds=seconds, deadline=deadline)
    if attempt(lambda: run(SEEDS[0])) is None:
        return None
    begun = time.perf_counter()
    for seed in SEEDS[1:]:
        ahead = time.perf_counter() + bench.trial.each - begun
        promises = judge.promises(bench.trial)
        if begun + ahead > deadline or ahead > (PROMISING_SECONDS if promises else CHEAP_SECONDS):
            break
        attempt(partial(run, seed))
    return bench.trial if judge.is_fair(bench.trial, recipe.lengthen) else None


def _judge(material: Material, card: Score, recipe: Recipe, control: Trial) -> Judge:
    simple = [s for s in (card.linear, card.neighbours) if s is not None and math.isfinite(s)]
    best = max(simple, default=PERFECT)
    clearly = math.isfinite(control.score) and best <= control.score + LEAST_GAIN
    return Judge(
        control=control,
        floor=card.constant if card.constant is not None else 0.0,
        reference=PERFECT if clearly else best,
        samples=max(1, len(recipe.held)),
        part=recipe.held.part,
        proportion=material.terms.metric == "accuracy",
    )


def _figures(trial: Trial, recipe: Recipe) -> dict[str, Any]:
    per_epoch = math.ceil(len(recipe.train) / min(recipe.batch_size, len(recipe.train)))
    return {
        "score": trial.score,
        "loss": trial.loss,
        "epochs": round(trial.updates / per_epoch, 2),
        "updates": trial.updates,
        "seconds": round(trial.seconds, 2),
        "seeds": len(trial.scores),
        "scores": trial.scores,
        "samples": len(recipe.held),
        "part": recipe.held.part,
        "cut": trial.cut,
    }


def _write(log: Any, name: str, figures: dict[str, Any]) -> None:
    log.write("experiment", name=name, figures=figures)
