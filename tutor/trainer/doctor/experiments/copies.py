"""Fresh copies of a model: the script's architecture, new weights as the script draws them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from tutor.trainer.doctor.experiments.terms import Array
from tutor.trainer.layers import leaves

Edit = Callable[[Any], list[Any]]
"""From a layer of the script's to the new layers that take its place; none for an identity."""

FEW = 8
"""Weights of fewer numbers are not told apart by their spread."""


def fresh(layer: Any, **changes: Any) -> Any:
    """A new layer of the same configuration, with some keys of it changed.

    Keys that the layer does not have are passed over; a wrapper (Bidirectional, TimeDistributed)
    is changed inside.
    """
    if isinstance(layer, keras.layers.Lambda):
        # Its function is code, which Keras refuses to read back from a configuration.
        return type(layer)(
            layer.function,
            output_shape=getattr(layer, "_output_shape", None),
            mask=layer.mask,
            arguments=layer.arguments,
            name=layer.name,
        )
    config = layer.get_config()
    inner = config.get("layer")
    target = inner["config"] if isinstance(inner, dict) and "config" in inner else config
    target.update(_own_functions(getattr(layer, "layer", layer), target))
    target.update({key: value for key, value in changes.items() if key in target})
    with keras.saving.custom_object_scope(custom_objects(layer)):
        return type(layer).from_config(config)


def same(layer: Any) -> list[Any]:
    """The edit that changes nothing."""
    return [fresh(layer)]


def _own_functions(layer: Any, config: Mapping[str, Any]) -> dict[str, Any]:
    """Functions of the learner's own (an activation, a lambda) as they are, not as their names."""
    found = {key: getattr(layer, key, None) for key in config}
    return {
        key: value
        for key, value in found.items()
        if inspect.isfunction(value) and not (value.__module__ or "").startswith("keras.")
    }


def custom_objects(layer: Any) -> dict[str, Any]:
    """Classes of the learner's own that a layer's configuration names."""
    found: dict[str, Any] = {}
    for part in (layer, getattr(layer, "layer", None), getattr(layer, "cell", None)):
        if part is None:
            continue
        found[type(part).__name__] = type(part)
        for name, value in list(vars(part).items()):
            given = name.endswith(("initializer", "regularizer", "constraint"))
            if given and value is not None and not inspect.isfunction(value):
                found[type(value).__name__] = type(value)
    return found


def copy_of(model: Any, edit: Edit = same) -> Any:
    """An uncompiled copy with fresh weights.

    Raises whatever Keras raises where a model cannot be made anew from its configuration, and
    TypeError for an edit of a model whose layers are not known to Keras as a graph.
    """
    if isinstance(model, keras.Sequential):
        return _sequential(model, edit)
    if isinstance(model, keras.src.models.functional.Functional):
        return _functional(model, edit)
    if edit is not same:
        raise TypeError("the layers of a subclassed model cannot be exchanged")
    return _subclassed(model)


def _subclassed(model: Any) -> Any:
    """Made by its class, from its own configuration or from no more than its class says.

    Keras notes the arguments that layers are made with, but those of models only by their defaults
    (3.15). What the learner kept under the name of an argument is given back;
    `same_layers` tells whether that was enough.
    """
    kind = type(model)
    if kind.get_config is not keras.Model.get_config:
        return kind.from_config(model.get_config())
    asked = inspect.signature(kind.__init__).parameters
    kept = {name: getattr(model, name) for name in list(asked)[1:] if hasattr(model, name)}
    plain = {k: v for k, v in kept.items() if isinstance(v, str | int | float | bool)}
    return kind(**{key: value for key, value in plain.items() if key not in ("name", "trainable")})


def is_graph(model: Any) -> bool:
    """True where the layers can be exchanged one by one."""
    return isinstance(model, keras.Sequential | keras.src.models.functional.Functional)


def chain_of(model: Any) -> list[Any] | None:
    """The layers of a model that is one chain, in order; None where it branches or is no graph."""
    if isinstance(model, keras.Sequential):
        return list(model.layers)
    if not isinstance(model, keras.src.models.functional.Functional) or len(model.inputs) != 1:
        return None
    layers = [x for x in model.layers if not isinstance(x, keras.layers.InputLayer)]
    for layer in layers:
        if len(layer._inbound_nodes) != 1 or len(layer._outbound_nodes) > 1:
            return None
        if len(layer._inbound_nodes[0].input_tensors) != 1:
            return None
    return layers


def same_layers(original: Any, copy: Any) -> bool:
    """Whether both are made of equal layers, names aside."""
    return [_told(x) for x in leaves(original)] == [_told(x) for x in leaves(copy)]


def _told(layer: Any) -> tuple[type, str]:
    config = {key: value for key, value in layer.get_config().items() if key != "name"}
    return type(layer), str(config)


def restore(
    original: Any, copy: Any, initial: Mapping[int, Array], *, redraw: bool = False
) -> None:
    """Give a copy what the script did not draw: frozen weights, loaded and adapted ones.

    Args:
        original: the script's model.
        copy: of it, built.
        initial: values before training, by the `id` of the original's variables.
        redraw: True to leave what is trained as it was drawn.
    """
    for layer, twin, values in _pairs(original, copy, initial):
        learns = layer.trainable and bool(layer.trainable_variables)
        if learns and (redraw or _drawn_alike(twin, values)):
            continue
        twin.set_weights(values)
        if hasattr(twin, "finalize_state"):  # of an adapted Normalization
            twin.finalize_state()


def loaded(model: Any, initial: Mapping[int, Array]) -> bool:
    """Whether the script itself put values into a layer that it trains: loaded, adapted, set."""
    pairs = _pairs(model, copy_of(model), initial)
    return any(x.trainable_variables and not _drawn_alike(twin, v) for x, twin, v in pairs)


def _pairs(
    original: Any, copy: Any, initial: Mapping[int, Array]
) -> Iterator[tuple[Any, Any, list[Array]]]:
    """Layers of the original with weights, each with its twin and its values before training."""
    by_name = {layer.name: layer for layer in leaves(copy)}
    for layer in leaves(original):
        twin = by_name.get(layer.name)
        values = [initial[id(v)] for v in layer.weights if id(v) in initial]
        if twin is None or not values:
            continue
        if [tuple(v.shape) for v in twin.weights] == [v.shape for v in values]:
            yield layer, twin, values


def _drawn_alike(twin: Any, values: list[Array]) -> bool:
    drawn = (np.asarray(value) for value in twin.get_weights())
    return all(_alike(value, other) for value, other in zip(values, drawn, strict=True))


def match_trainable(original: Any, copy: Any) -> None:
    """Freeze in the copy what is frozen in the original, nested models included."""
    flags = {layer.name: layer.trainable for layer in original._flatten_layers(include_self=False)}
    twins = list(copy._flatten_layers(include_self=False))
    # A parent's flag overwrites those of its children: parents first, as the walk goes.
    for twin in twins:
        if twin.name in flags and twin.trainable != flags[twin.name]:
            twin.trainable = flags[twin.name]


def _alike(initial: Array, drawn: Array) -> bool:
    """True where initial values look like the initializer's own: same mean and spread.

    The spread of n values is known to 1 / sqrt(2 n) of itself, their mean to spread / sqrt(n); five
    such errors are allowed between two draws.
    """
    if float(np.std(drawn)) < 1e-12 or float(np.std(initial)) < 1e-12:
        constant = float(np.std(drawn)) < 1e-12 and float(np.std(initial)) < 1e-12
        few = drawn.size < 2
        return few or (constant and bool(np.allclose(initial, drawn)))
    if drawn.size < FEW:
        return True
    spread = float(np.std(drawn))
    error = np.sqrt(2 / drawn.size)
    same_spread = abs(float(np.std(initial)) / spread - 1) < 5 * error
    same_mean = abs(float(np.mean(initial) - np.mean(drawn))) < 5 * error * spread
    return bool(same_spread and same_mean)


def _sequential(model: Any, edit: Edit) -> Any:
    layers = [new for layer in model.layers for new in _edited(layer, edit)]
    shape = _input_shape(model)
    first = [] if shape is None else [keras.Input(batch_shape=shape[0], dtype=shape[1])]
    kind = type(model) if type(model).__init__ is keras.Sequential.__init__ else keras.Sequential
    return kind([*first, *layers], name=model.name)


def _functional(model: Any, edit: Edit) -> Any:
    made: dict[int, Any] = {}

    def exchanged(operation: Any) -> Any:
        if id(operation) not in made:  # a shared layer is met once for every call of it
            new = _edited(operation, edit) if isinstance(operation, keras.Layer) else [operation]
            made[id(operation)] = new[0] if len(new) == 1 else _in_one(new, operation.name)
        return made[id(operation)]

    # keras.models.clone_model would also compile the copy, with an optimizer of its own making.
    inputs = keras.tree.map_structure(
        lambda x: keras.Input(batch_shape=x.shape, dtype=x.dtype, name=x.name), model.input
    )
    outputs = model._run_through_graph(inputs, operation_fn=exchanged)
    takes_graph = keras.src.models.functional.functional_like_constructor(type(model))
    return (type(model) if takes_graph else keras.Model)(inputs, outputs, name=model.name)


def _in_one(layers: list[Any], name: str) -> Any:
    return keras.Sequential(layers or [keras.layers.Activation("linear")], name=name)


def _edited(layer: Any, edit: Edit) -> list[Any]:
    if is_graph(layer):
        return [copy_of(layer, edit)]
    return edit(layer)


def _input_shape(model: Any) -> tuple[tuple[int | None, ...], str] | None:
    first = model._layers[0] if model._layers else None
    if isinstance(first, keras.layers.InputLayer):
        return tuple(first.batch_shape), first.dtype
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) == 1:
        return tuple(inputs[0].shape), inputs[0].dtype
    return None


def initial_values(model: Any, kept: Sequence[Array] | None) -> dict[int, Array]:
    """Values before training by the `id` of the model's variables; empty where none were kept.

    Args:
        model: the script's.
        kept: in the order of `model.weights`.
    """
    if kept is None or len(kept) != len(model.weights):
        return {}
    return {id(v): np.asarray(a) for v, a in zip(model.weights, kept, strict=True)}
