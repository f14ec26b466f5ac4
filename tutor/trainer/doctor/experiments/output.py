"""The change that gives a copy the output and the loss that its task calls for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.experiments import network
from tutor.trainer.doctor.experiments.copies import Edit, fresh
from tutor.trainer.doctor.experiments.material import Rows
from tutor.trainer.doctor.experiments.recipe import Recipe
from tutor.trainer.doctor.experiments.terms import Array, Terms
from tutor.trainer.layers import activation_name, is_activation, leaves


@dataclass(frozen=True)
class Fitting:
    """Output units, their activation, and the loss that goes with them."""

    units: int
    activation: str
    loss: str

    def __str__(self) -> str:
        return f"{self.units} {self.activation}, {self.loss}"


def fitting(terms: Terms, targets: Array) -> Fitting | None:
    """What Keras's own guides use for a task (keras.io, "Losses"; Chollet 2021, table 4.1)."""
    if terms.task == "binary":
        return Fitting(1, "sigmoid", "binary_crossentropy")
    if terms.task == "multiclass":
        return Fitting(terms.classes, "softmax", "sparse_categorical_crossentropy")
    if terms.task == "multilabel":
        return Fitting(terms.classes, "sigmoid", "binary_crossentropy")
    if terms.task == "tagging" and terms.classes > 2:
        return Fitting(terms.classes, "softmax", "sparse_categorical_crossentropy")
    if terms.task == "regression" and targets.ndim <= 2:
        return Fitting(targets.shape[1] if targets.ndim == 2 else 1, "linear", "mean_squared_error")
    return None


def mended(recipe: Recipe) -> list[tuple[Any, Recipe]]:
    """The recipe with the fitting output; none where the present one says the same."""
    last = network.output_layer(recipe.model)
    wanted = fitting(recipe.terms, recipe.train.y)
    if last is None or wanted is None or _is_so(recipe, last, wanted):
        return []
    terms = replace(recipe.terms, logits=False, signs=False, threshold=0.5)
    changed = replace(
        recipe,
        edit=_edit(recipe, last, wanted),
        loss=wanted.loss,
        train=_coded(recipe, recipe.train),
        held=_coded(recipe, recipe.held),
        terms=terms,
    )
    return [(str(wanted), changed)]


def _edit(recipe: Recipe, last: Any, wanted: Fitting) -> Edit:
    order = leaves(recipe.model)
    later = {x.name for x in order[order.index(last) + 1 :] if is_activation(x)}
    flat = len(getattr(last, "output", np.empty((1, 1))).shape) > 2
    flatten = flat and type(last).__name__ == "Dense" and recipe.terms.task != "tagging"

    def edit(layer: Any) -> list[Any]:
        if layer.name in later:
            return [keras.layers.Activation("linear", name=layer.name)]
        if layer.name != last.name:
            return recipe.edit(layer)
        size = {"units": wanted.units, "filters": wanted.units}
        first = [keras.layers.Flatten()] if flatten else []
        return [*first, fresh(layer, activation=wanted.activation, **size)]

    return edit


def _coded(recipe: Recipe, rows: Rows) -> Rows:
    """Targets as the fitting loss reads them."""
    terms = recipe.terms
    targets = terms.truth(rows.y)
    if terms.task in ("binary", "regression", "multilabel"):
        targets = targets.astype(np.float32).reshape(len(targets), -1)
    return Rows(rows.x, targets, rows.weight, rows.part)


def _is_so(recipe: Recipe, last: Any, wanted: Fitting) -> bool:
    """True where output and loss already fit, in whatever spelling."""
    columns = int(last.output.shape[-1]) if hasattr(last, "output") else 0
    order = leaves(recipe.model)
    behind = [x for x in order[order.index(last) + 1 :] if is_activation(x)]
    names = [n for n in (activation_name(x) for x in (last, *behind)) if n not in (None, "linear")]
    rank = len(last.output.shape) if hasattr(last, "output") else 2
    if rank > 2 and recipe.terms.task in ("binary", "multiclass", "multilabel"):
        behind_rank = len(recipe.model.output.shape) if hasattr(recipe.model, "output") else rank
        if behind_rank > 2:
            return False
    loss, logits = _loss_name(recipe.loss), _from_logits(recipe.loss)
    if recipe.terms.task == "regression":
        numbers = loss.endswith("error") or loss in ("huber", "log_cosh", "mse", "mae")
        return columns == wanted.units and not names and numbers
    onehot = recipe.train.y.ndim > 1 and recipe.train.y.shape[-1] > 1
    if recipe.terms.task == "multilabel":
        activated = names == (["sigmoid"] if not logits else [])
        return columns == wanted.units and loss == "binary_crossentropy" and activated
    two = recipe.terms.task == "binary" and columns == 2
    if recipe.terms.task == "binary" and not two:
        right = {"sigmoid": loss == "binary_crossentropy" and not logits,
                 "tanh": loss.endswith("hinge") and recipe.terms.signs}  # fmt: skip
        if not names:
            return columns == 1 and ((logits and loss == "binary_crossentropy") or "hinge" in loss)
        return columns == 1 and len(names) == 1 and bool(right.get(names[0], False))
    fits = "categorical_crossentropy" if onehot else "sparse_categorical_crossentropy"
    activated = names == (["softmax"] if not logits else [])
    enough = columns >= (2 if two else wanted.units)
    return enough and loss == fits and activated


def _loss_name(loss: Any) -> str:
    if not isinstance(loss, str):
        loss = getattr(loss, "name", None) or getattr(loss, "__name__", "")
    try:
        loss = keras.losses.get(loss)
        return str(getattr(loss, "name", None) or getattr(loss, "__name__", ""))
    except (ValueError, TypeError):
        return str(loss)


def _from_logits(loss: Any) -> bool:
    config = getattr(loss, "_fn_kwargs", None) or {}
    return bool(getattr(loss, "from_logits", config.get("from_logits", False)))
