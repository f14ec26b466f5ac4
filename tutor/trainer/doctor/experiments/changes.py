"""The changes that a what-if may try, each one thing about the script's own recipe.

A change gives the recipes to try with a value that names each; none where it would change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.experiments import copies, network, output
from tutor.trainer.doctor.experiments.material import Rows, comes_sorted
from tutor.trainer.doctor.experiments.recipe import Recipe
from tutor.trainer.doctor.experiments.terms import Array

Variants = list[tuple[Any, Recipe]]
Change = Callable[[Recipe], Variants]

STEPS = (10.0, 100.0)
"""Factors by which learning rates are raised and lowered."""

LONGER = 10.0
"""Times the script's updates; the what-ifs' time may end it earlier."""

SMALL_BATCH = 32
"""Keras's default; a batch above it is cut to it, or to an eighth where that is smaller."""

ADAM_RATE = 0.001
"""Adam's default (Kingma and Ba 2015, section 2)."""

GREY = 255.0


def scaled_inputs(recipe: Recipe) -> Variants:
    """Grey values over 255, and standardized column by column, or as a whole per channel."""
    parts = recipe.train.x
    if len(parts) != 1 or parts[0].dtype.kind not in "fiub" or network.reads_tokens(recipe.model):
        return []
    values = parts[0].astype(np.float32)
    finite = values[np.isfinite(values)]
    if finite.size == 0 or float(finite.std()) == 0:
        return []
    low, high = float(finite.min()), float(finite.max())
    grey = values.ndim > 2 and low >= 0 and 2 < high <= GREY
    found: Variants = [("/255", _with_inputs(recipe, 0.0, GREY))] if grey else []
    axes = 0 if values.ndim <= 2 else tuple(range(values.ndim - 1))
    mean, deviation = np.nanmean(values, axis=axes), np.nanstd(values, axis=axes)
    deviation = np.where(deviation < 1e-12, 1.0, deviation)
    if np.all(np.abs(mean) < 0.1) and np.all(np.abs(deviation - 1) < 0.1):
        return found
    return [*found, ("standardized", _with_inputs(recipe, mean, deviation))]


def scaled_targets(recipe: Recipe) -> Variants:
    """Targets standardized column by column; r2 stays what it is in the original units."""
    if recipe.terms.task != "regression":
        return []
    values = recipe.train.y.astype(np.float64)
    mean, deviation = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    deviation = np.where(deviation < 1e-12, 1.0, deviation)
    if np.all(np.abs(mean) < 0.1 * deviation) and np.all(np.abs(deviation - 1) < 0.1):
        return []

    def scaled(rows: Rows) -> Rows:
        targets = ((rows.y - mean) / deviation).astype(np.float32)
        return Rows(rows.x, targets, rows.weight, rows.part)

    return [("standardized", replace(recipe, train=scaled(recipe.train), held=scaled(recipe.held)))]


def shuffled(recipe: Recipe) -> Variants:
    """Batches drawn in a new order for every epoch; a sorted split drawn anew."""
    found: Variants = []
    if not recipe.shuffle:
        found.append(("batches", replace(recipe, shuffle=True)))
    if recipe.held.part == "validation" and comes_sorted(recipe.terms, recipe.train.y):
        train, held = _split_anew(recipe.train, recipe.held)
        found.append(("split", replace(recipe, shuffle=True, train=train, held=held)))
    return found


def glorot_start(recipe: Recipe) -> Variants:
    """Keras's default initial weights in every trainable layer."""
    loaded = copies.loaded(recipe.model, recipe.initial)
    if not loaded and not network.starts_otherwise(recipe.model):
        return []
    edit = network.with_default_start(recipe.edit)
    return [(None, replace(recipe, edit=edit, redraw=True))]


def unfrozen(recipe: Recipe) -> Variants:
    """Every layer trained."""
    if not network.frozen(recipe.model):
        return []
    return [(None, replace(recipe, thaw=True))]


def no_regularization(recipe: Recipe) -> Variants:
    """No penalty on weights or activations, no weight decay."""
    kind, config = recipe.optimizer
    decays = bool(config.get("weight_decay"))
    if not decays and not network.regularized(recipe.model):
        return []
    optimizer = (kind, {**config, "weight_decay": 0.0 if decays else config.get("weight_decay")})
    edit = network.without_penalties(recipe.edit)
    return [(None, replace(recipe, edit=edit, optimizer=optimizer))]


def learning_rate_up(recipe: Recipe) -> Variants:
    """Ten and a hundred times the rate."""
    return [v for factor in STEPS for v in _at_rate(recipe, factor)]


def learning_rate_down(recipe: Recipe) -> Variants:
    """A tenth and a hundredth of the rate."""
    return [v for factor in STEPS for v in _at_rate(recipe, 1 / factor)]


def adam(recipe: Recipe) -> Variants:
    """Adam at its default rate in the place of the script's optimizer."""
    kind, config = recipe.optimizer
    default = keras.optimizers.Adam(ADAM_RATE).get_config()
    if kind is keras.optimizers.Adam and _alike(dict(config), dict(default)):
        return []
    return [(None, replace(recipe, optimizer=(keras.optimizers.Adam, default)))]


def longer(recipe: Recipe) -> Variants:
    """Several times the epochs."""
    return [(LONGER, replace(recipe, lengthen=LONGER))]


def smaller_batch(recipe: Recipe) -> Variants:
    """Smaller batches, as many epochs: more updates."""
    present = min(recipe.batch_size, len(recipe.train))
    size = max(1, min(SMALL_BATCH, present // 8))
    if present <= 1 or size >= present:
        return []
    more = present / size
    return [(size, replace(recipe, batch_size=size, lengthen=more))]


def constant_rate(recipe: Recipe) -> Variants:
    """The rate that a schedule begins with, throughout."""
    kind, config = recipe.optimizer
    if not isinstance(config.get("learning_rate"), Mapping) or recipe.rate is None:
        return []
    return [
        (recipe.rate, replace(recipe, optimizer=(kind, {**config, "learning_rate": recipe.rate})))
    ]


def _edited(make: Callable[[Recipe], Any], value: Any = None) -> Change:
    """A change of layers alone: `make` gives the edit, None where it would change nothing."""

    def change(recipe: Recipe) -> Variants:
        edit = make(recipe)
        return [] if edit is None else [(value, replace(recipe, edit=edit))]

    return change


CHANGES: dict[str, Change] = {
    "scaled-inputs": scaled_inputs,
    "scaled-targets": scaled_targets,
    "shuffled": shuffled,
    "mended-output": output.mended,
    "relu-hidden": _edited(network.relu_hidden),
    "glorot-start": glorot_start,
    "unfrozen": unfrozen,
    "no-dropout": _edited(network.no_dropout),
    "no-regularization": no_regularization,
    "no-normalization": _edited(network.no_normalization),
    "learning-rate-up": learning_rate_up,
    "learning-rate-down": learning_rate_down,
    "adam": adam,
    "longer": longer,
    "smaller-batch": smaller_batch,
    "larger-network": _edited(network.larger),
    "shallower": _edited(network.shallower),
    "constant-rate": constant_rate,
}
"""By the name of the experiment, in the order in which they are tried without a suspicion."""


def _with_inputs(recipe: Recipe, mean: Any, deviation: Any) -> Recipe:
    def scaled(rows: Rows) -> Rows:
        values: Array = rows.x[0].astype(np.float32)
        return Rows([(values - mean) / deviation], rows.y, rows.weight, rows.part)

    return replace(recipe, train=scaled(recipe.train), held=scaled(recipe.held))


def _split_anew(train: Rows, held: Rows) -> tuple[Rows, Rows]:
    x = [np.concatenate(pair) for pair in zip(train.x, held.x, strict=True)]
    both = Rows(x, np.concatenate([train.y, held.y]))
    order = np.random.default_rng(0).permutation(len(both))
    return both.take(order[len(held) :]), both.take(order[: len(held)], "validation")


def _alike(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """True for equal settings; a rate has gone through single precision."""
    rates = first.pop("learning_rate"), second.pop("learning_rate")
    if isinstance(rates[0], Mapping) or not np.isclose(rates[0], rates[1]):
        return False
    return {**first, "name": ""} == {**second, "name": ""}


def _at_rate(recipe: Recipe, factor: float) -> Variants:
    kind, config = recipe.optimizer
    if recipe.rate is None:
        return []
    rate = recipe.rate * factor
    given = config["learning_rate"]
    if isinstance(given, Mapping):
        inner = {**given["config"], "initial_learning_rate": rate}
        given = {**given, "config": inner}
    else:
        given = rate
    return [(rate, replace(recipe, optimizer=(kind, {**config, "learning_rate": given})))]
