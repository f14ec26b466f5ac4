"""One recipe tried: a copy built, trained and scored, once for each seed."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from tutor.trainer.doctor.experiments import copies
from tutor.trainer.doctor.experiments.outputs import outputs_of
from tutor.trainer.doctor.experiments.quiet import seeded
from tutor.trainer.doctor.experiments.recipe import Recipe, built
from tutor.trainer.doctor.experiments.training import Loop, Pace

LOOKS = 3
"""A training is scored at so many equal parts of its way, so that a clear winner ends early."""

DEAR = 0.2
"""Part of a training's time that a look in between may take."""

CLEAR = 0.98
"""Score at which a copy has nothing left to gain."""


@dataclass
class Trial:
    """What came of a recipe.

    Attributes:
        scores: on the held-out rows, one for each seed; NaN where the copy diverged.
        losses: mean over the last batches.
        updates: made by each seed.
        seconds: of it all, building and tracing included; `setup` of building and
            tracing, `each` of the rest of the last seed.
        cut: True where the time ended a training before its updates were made.
    """

    scores: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    updates: int = 0
    seconds: float = 0.0
    each: float = 0.0
    setup: float = 0.0
    cut: bool = False

    @property
    def score(self) -> float:
        """Mean over the seeds."""
        return sum(self.scores) / len(self.scores) if self.scores else math.nan

    @property
    def loss(self) -> float:
        """Mean over the seeds."""
        return sum(self.losses) / len(self.losses) if self.losses else math.nan


class Bench:
    """Builds the copy of one recipe once, and trains it from fresh weights as often as wanted.

    Args:
        recipe: to try.
        seed: of the first copy's weights and batches.

    Raises whatever Keras raises where the copy cannot be made.
    """

    def __init__(self, recipe: Recipe, seed: int) -> None:
        started = time.perf_counter()
        seeded(seed)
        self.trial = Trial()
        self._recipe = recipe
        self._model = built(recipe)
        self._loop = Loop(self._model, recipe.rows, recipe.pack, seed)
        self._zeros = [(v, v.numpy()) for v in self._model.optimizer.variables]
        self._used = False
        self.trial.seconds = self.trial.setup = time.perf_counter() - started

    def run(self, seed: int, updates: int, seconds: float, deadline: float) -> float:
        """Train from fresh weights and score.

        Args:
            seed: of this copy.
            updates: of the script's own length; the recipe may ask for more.
            seconds: for all updates but the first, in which the graph is traced.
            deadline: on `time.perf_counter()`, of everything.

        Returns the score on the held-out rows, NaN for a copy whose outputs are no numbers.
        """
        started = time.perf_counter()
        if self._used:
            self._refresh(seed)
        self._used = True
        wanted = max(1, round(updates * self._recipe.lengthen))
        self._train(1, deadline)
        traced = time.perf_counter()
        deadline = min(deadline, traced + seconds)
        score, looking = math.nan, 0.0
        for look in range(1, LOOKS + 1):
            goal = math.ceil(wanted * look / LOOKS)
            self._train(goal - self._loop.done, deadline)
            now = time.perf_counter()
            over = now > deadline or look == LOOKS or not math.isfinite(self._loop.loss)
            if not over and looking > DEAR * (now - traced):
                continue
            score = self._score(deadline)
            looking = time.perf_counter() - now
            if over or score >= CLEAR:
                break
        self.trial.cut |= self._loop.done < wanted and score < CLEAR
        self.trial.scores.append(score if math.isfinite(self._loop.loss) else math.nan)
        self.trial.losses.append(self._loop.loss)
        self.trial.updates = self._loop.done
        now = time.perf_counter()
        self.trial.each = now - traced
        self.trial.seconds += now - started
        if len(self.trial.scores) == 1:
            self.trial.setup += traced - started
        return self.trial.scores[-1]

    def _train(self, updates: int, deadline: float) -> None:
        recipe = self._recipe
        self._loop.train(Pace(recipe.batch_size, updates, recipe.shuffle, deadline))

    def _score(self, deadline: float) -> float:
        recipe = self._recipe
        limit = max(deadline, time.perf_counter() + 0.2)
        outputs = outputs_of(self._model, recipe.held.x, recipe.pack, limit)
        if outputs is None:
            return math.nan
        found = recipe.terms.score(outputs, recipe.held.y[: len(outputs)])
        return math.nan if found is None else found

    def _refresh(self, seed: int) -> None:
        """Fresh weights in the same graph, which need not be traced again."""
        seeded(seed)
        twin = copies.copy_of(self._recipe.model, self._recipe.edit)
        if not twin.built:
            twin(self._recipe.pack(self._recipe.train.some(2).x), training=False)
        copies.restore(self._recipe.model, twin, self._recipe.initial, redraw=self._recipe.redraw)
        self._model.set_weights(twin.get_weights())
        for variable, value in self._zeros:
            variable.assign(value)
        self._loop.restart(seed)
