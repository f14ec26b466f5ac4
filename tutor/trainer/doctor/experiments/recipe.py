"""What a copy is made of and how it is trained: a value that a change alters in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.experiments import copies
from tutor.trainer.doctor.experiments.material import Material, Rows
from tutor.trainer.doctor.experiments.outputs import Pack
from tutor.trainer.doctor.experiments.terms import Array, Terms
from tutor.trainer.layers import leaves

MOST_LAYERS = 40
MOST_PARAMETERS = 5_000_000
"""Of a model that copies are made of. Nothing can interrupt the tracing of a step: with Adam it
took .18 s for each dense layer on a busy two-core machine."""


@dataclass(frozen=True)
class Recipe:
    """One way to train a copy.

    Attributes:
        model: the script's own, never trained here.
        edit: what becomes of each of its layers.
        initial: weights before the script's training, by the `id` of the model's variables.
        redraw: True to draw trainable weights anew, whatever the script put into them.
        thaw: True to train every layer.
        optimizer: its class and configuration.
        loss: the script's own object or name.
        options: further arguments of compile().
        train, held: rows to train on and to score on.
        class_weight: by class number, None for equal weights.
        batch_size, shuffle, lengthen: of the training; it takes `lengthen` times the updates.
        terms: how the answers of this copy are read.
        pack: arrays, one for each input, as the model is called with them.
    """

    model: Any
    edit: copies.Edit
    initial: Mapping[int, Array]
    redraw: bool
    thaw: bool
    optimizer: tuple[Any, Mapping[str, Any]]
    loss: Any
    options: Mapping[str, Any]
    train: Rows
    held: Rows
    class_weight: Mapping[int, float] | None
    batch_size: int
    shuffle: bool
    lengthen: float
    terms: Terms
    pack: Pack

    @property
    def rate(self) -> float | None:
        """The constant learning rate, or the one that a schedule starts from."""
        rate = self.optimizer[1].get("learning_rate")
        if isinstance(rate, Mapping):
            rate = rate.get("config", {}).get("initial_learning_rate")
        return float(rate) if isinstance(rate, int | float) else None

    @property
    def rows(self) -> Rows:
        """The rows to train on; class weights have become weights of samples."""
        if not self.class_weight:
            return self.train
        labels = self.terms.truth(self.train.y)
        if labels.ndim != 1:
            return self.train
        weights = np.ones(len(labels), np.float32)
        for number, weight in self.class_weight.items():
            weights[labels == int(number)] = float(weight)
        return Rows(self.train.x, self.train.y, weights, self.train.part)


def recipe_of(material: Material) -> Recipe | None:
    """The script's own recipe, None where it cannot be repeated.

    Raises whatever Keras raises for an optimizer that cannot be made from its configuration.
    """
    training = material.training
    arguments = dict(training.compile_arguments or {})
    loss = arguments.get("loss")
    optimizer = _optimizer(training.model, arguments, material.history.compiled)
    own_step = type(training.model).train_step is not keras.Model.train_step
    if optimizer is None or (loss is None and not own_step) or _too_large(material):
        return None
    if isinstance(loss, dict | list | tuple):
        values = list(loss.values()) if isinstance(loss, dict) else list(loss)
        if len(values) != 1:
            return None
        loss = values[0]
    train, held = (_as_trained(part) for part in material.parts)
    weights = training.fit_arguments.get("class_weight")
    return Recipe(
        model=training.model,
        edit=copies.same,
        initial=copies.initial_values(training.model, training.initial_weights),
        redraw=False,
        thaw=False,
        optimizer=optimizer,
        loss=loss,
        options=_options(arguments),
        train=train,
        held=held,
        class_weight=weights if isinstance(weights, Mapping) else None,
        batch_size=material.batch_size,
        shuffle=material.shuffles,
        lengthen=1.0,
        terms=material.terms,
        pack=material.pack,
    )


def built(recipe: Recipe) -> Any:
    """A compiled copy with fresh weights, its optimizer's variables made.

    Raises whatever Keras raises where the copy cannot be made.
    """
    model = copies.copy_of(recipe.model, recipe.edit)
    few = recipe.train.some(2)
    if not model.built:
        model(recipe.pack(few.x), training=False)
    if not copies.is_graph(model) and not copies.same_layers(recipe.model, model):
        raise TypeError("its class made another model from what is known of its arguments")
    copies.match_trainable(recipe.model, model)
    copies.restore(recipe.model, model, recipe.initial, redraw=recipe.redraw)
    if recipe.thaw:
        model.trainable = True
        for layer in model._flatten_layers(include_self=False):
            layer.trainable = True
    kind, config = recipe.optimizer
    optimizer = kind.from_config(dict(config))
    model.compile(optimizer=optimizer, loss=recipe.loss, **recipe.options, jit_compile=False)
    optimizer.build(model.trainable_variables)
    return model


def _optimizer(model: Any, arguments: dict[str, Any], compiled: Any) -> Any:
    """Class and configuration at the start of the training.

    A callback may have changed the rate since: the one seen at compile() is put back.
    """
    given = arguments.get("optimizer") or getattr(model, "optimizer", None)
    given = keras.optimizers.get(given) if given is not None else None
    if given is None:
        return None
    config = dict(given.get_config())
    rate = compiled.learning_rate if compiled is not None else None
    if isinstance(config.get("learning_rate"), float) and rate is not None:
        config["learning_rate"] = rate
    return type(given), config


def _options(arguments: dict[str, Any]) -> dict[str, Any]:
    passed_over = {
        "optimizer", "loss", "metrics", "weighted_metrics", "run_eagerly", "jit_compile",
        "steps_per_execution", "loss_weights", "auto_scale_loss", "self",
    }  # fmt: skip
    return {k: v for k, v in arguments.items() if k not in passed_over and v is not None}


def _as_trained(rows: Rows) -> Rows:
    """Rows in the dtypes that fit() would hand on: decimals in Keras's own precision."""
    kind = keras.config.floatx()
    x = [part.astype(kind) if part.dtype.kind == "f" else part for part in rows.x]
    y = rows.y.astype(kind) if rows.y.dtype.kind == "f" else rows.y
    return Rows(x, y, rows.weight, rows.part)


def _too_large(material: Material) -> bool:
    """True for a model that takes too long to trace, or whose frozen weights were not kept."""
    model = material.training.model
    layers = [layer for layer in leaves(model) if layer.weights]
    if len(layers) > MOST_LAYERS or model.count_params() > MOST_PARAMETERS:
        return True
    whole = all(layer.trainable for layer in layers)
    return material.training.initial_weights is None and not whole
