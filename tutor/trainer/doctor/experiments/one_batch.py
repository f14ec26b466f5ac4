"""Can a fresh copy learn a handful of samples by heart? If not, a part of it is at fault."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from tutor.trainer.doctor.experiments import network
from tutor.trainer.doctor.experiments.material import Material, Rows
from tutor.trainer.doctor.experiments.outputs import outputs_of
from tutor.trainer.doctor.experiments.quiet import attempt, seeded
from tutor.trainer.doctor.experiments.recipe import Recipe, built, recipe_of
from tutor.trainer.doctor.experiments.terms import Terms
from tutor.trainer.doctor.experiments.training import Loop, Pace

SAMPLES = 16
STEPS = 500
"""TheDeepChecker: a batch of 16, at most 1,000 updates. Half of them bring healthy nets on digits,
iris, moons and XOR (Adam at .001 to .05) to every sample right. Slower optimizers were not
tried."""

SECONDS = 2.5


def run(material: Material, deadline: float) -> None:
    """Write `one-batch`: the loss of 16 samples before and after training on nothing else.

    Dropout is off. `score_end` is taken in inference mode.
    """
    recipe = attempt(lambda: recipe_of(material))
    if recipe is not None:
        attempt(lambda: _run(material, recipe, deadline))


def _run(material: Material, recipe: Recipe, deadline: float) -> None:
    rows = few(recipe.terms, recipe.train)
    edit = network.no_dropout(recipe)
    recipe = replace(recipe, train=rows, edit=edit or recipe.edit)
    seeded(0)
    model = built(recipe)
    loop = Loop(model, rows, recipe.pack, seed=0)
    limit = min(deadline, time.perf_counter() + SECONDS)
    loop.train(Pace(len(rows), STEPS, False, limit))
    outputs = outputs_of(model, rows.x, recipe.pack, limit + 0.5)
    if outputs is None or loop.done < 2:
        return
    finite = math.isfinite(loop.loss)
    figures = {
        "loss_start": loop.first_loss,
        "loss_end": loop.loss,
        "score_end": recipe.terms.score(outputs, rows.y[: len(outputs)]) if finite else math.nan,
        "samples": len(rows),
        "steps": loop.done,
        "cut": loop.done < STEPS,
    }
    material.training.log.write("experiment", name="one-batch", figures=figures)


def few(terms: Terms, rows: Rows) -> Rows:
    """`SAMPLES` random rows, as evenly over the classes as these allow."""
    random = np.random.default_rng(0)
    order = random.permutation(len(rows))
    if terms.task in ("binary", "multiclass"):
        labels = terms.truth(rows.y)[order]
        turn = np.zeros(len(order), int)
        for label in np.unique(labels):
            turn[labels == label] = np.arange(np.sum(labels == label))
        order = order[np.argsort(turn, kind="stable")]
    return rows.take(order[:SAMPLES])
