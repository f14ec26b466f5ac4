"""Rules on how layers are put together: misplaced ones, too many, too narrow ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from tutor.diagnosis import facts, gravity, network, settings, standing
from tutor.diagnosis import head as heads
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.gravity import Grade
from tutor.diagnosis.head import Head, head
from tutor.history import History, Layer

MANY_SQUASHED = 4
"""Hidden sigmoids behind each other that lose the gradient: each passes at most 1/4 of it, and four
leave 1/256 (Glorot and Bengio 2010 stop at three to four; six of the recorded ones stand still)."""

MANY_TANHS = 8
MANY_PLAIN = 10
"""Dense layers without a short cut or a normalization. He et al. 2016 see plain networks get worse
from about 20 layers on; dense ones on small data do long before."""

NARROW = 2
"""Units through which nothing of more classes than 4 can pass without loss."""

SHALLOWER = "shallower"
LARGER = "larger-network"

SHORT_CUTS = frozenset({"Add", "Concatenate", "Average", "Multiply"})


def misplaced_layer(history: History) -> Iterable[Finding]:
    """A layer where it does harm, each place at most once."""
    if history.task in ("adversarial", "online"):
        return
    for rule in (_positions_left, _behind_the_output, _shrunk, _dropout_before_normalization):
        finding = rule(history)
        if finding is not None:
            yield finding
            return


def _positions_left(history: History) -> Finding | None:
    """One target for a sample, and an output for every step, row or pixel of it."""
    end = head(history)
    if end is None or end.targets is None or end.kind in ("none", "inputs", "text"):
        return None
    target = end.targets.shape[:-1] if _is_row(end) else end.targets.shape
    positions = tuple(size for size in end.shape[:-1] if size != 1)
    if not positions or any(size != 1 for size in target):
        return None
    if history.task == "tagging" or not end.units:
        return None
    recurrent = end.layer is not None and end.layer.type in network.HEAVY_TYPES
    sequence = len(positions) == 1 and _returns_sequences(history) is not None
    shape = " x ".join("?" if size is None else str(size) for size in (*positions, end.units))
    returning = _returns_sequences(history)
    advice = (
        f"{returning.type}({returning.units}) without return_sequences=True as the last recurrent "
        "layer."
        if sequence and returning
        else f"Put Flatten() or GlobalAveragePooling2D() before {end.layer.type}."
        if recurrent and end.layer
        else "Put Flatten() before the first Dense layer."
    )
    place = returning.place if sequence and returning else None
    return _found(
        history,
        "always",
        title=f"An output of {shape} for one target a sample",
        evidence=f"the output of a sample has the shape ({shape}); its target is {end.labels}",
        cause="A Dense layer works on the last axis only, and a recurrent one with "
        "return_sequences=True answers for every step: the rows of the sample stay apart to the "
        "end, and each is compared with the one target.",
        advice=advice,
        layer=returning if sequence else end.layer,
        mend=Mend(place.line, returning.type, {"return_sequences": "False"})
        if place and returning
        else None,
    )


def _is_row(end: Head) -> bool:
    return end.kind in ("one-hot", "multi-hot", "probabilities") or (
        end.targets is not None
        and len(end.targets.shape) == 1
        and end.targets.shape[0] == end.units
    )


def _returns_sequences(history: History) -> Layer | None:
    """The last recurrent layer where it returns a sequence."""
    found = [x for x in network.layers(history) if "return_sequences" in x.settings]
    last = found[-1] if found else None
    return last if last is not None and last.settings["return_sequences"] is True else None


def _behind_the_output(history: History) -> Finding | None:
    """Dropout or batch normalization behind the output layer."""
    layers = network.layers(history)
    last = next((i for i in reversed(range(len(layers))) if layers[i].type == "Dense"), None)
    if last is None or any(x.type in network.HEAVY_TYPES for x in layers[last + 1 :]):
        return None
    answers = layers[last].activation not in (None, "linear")
    for layer in layers[last + 1 :]:
        if "Dropout" in layer.type:
            return _found(
                history,
                "always" if facts.diverged_at(history) else "unless-well",
                title="Dropout behind the output layer",
                evidence=f"{layer.name} follows {layers[last].name}, the output",
                cause="In training it sets a part of the answers to 0 and makes the others "
                "larger: right answers are punished at random.",
                advice=f"Move the Dropout before {layers[last].type}({layers[last].units}).",
                layer=layer,
            )
        if layer.type == "BatchNormalization" and answers:
            return _found(
                history,
                "unless-well",
                title="Batch normalization behind the output",
                evidence=f"{layer.name} follows {layers[last].name}, a {layers[last].activation}",
                cause="It shifts and stretches the answers of a batch, so that they are no "
                "probabilities any more and depend on the other samples.",
                advice="Take it out, or put it before the output layer.",
                layer=layer,
            )
        if layer.type == "Activation" or layer.type in facts.NONLINEAR_TYPES:
            answers = True
    return None


def _shrunk(history: History) -> Finding | None:
    """A convolution over pictures that pooling has shrunk to one pixel."""
    layers = network.layers(history)
    for before, layer in pairwise(layers):
        size = before.output_shape[:-1]
        window = max(settings.sizes(layer.settings.get("kernel_size")), default=1)
        small = len(size) == 2 and all(n == 1 for n in size)
        if layer.type == "Conv2D" and small and window > 1 and "Pooling" in before.type:
            return _found(
                history,
                "where-it-fails",
                (LARGER,),
                title=f"{layer.name} sees a picture of one pixel",
                evidence=f"{before.name} leaves {size[0]} x {size[1]}, and {layer.name} looks at "
                f"{window} x {window} of it",
                cause="The pooling before has thrown away where anything is; a convolution over "
                "one pixel is a dense layer on padding.",
                advice="Pool less: fewer pooling layers, or a smaller pool_size.",
                layer=before,
            )
    return None


def _dropout_before_normalization(history: History) -> Finding | None:
    """Li et al. 2018, "Understanding the disharmony between dropout and batch normalization"."""
    layers = network.layers(history)
    for before, layer in pairwise(layers):
        if before.type == "Dropout" and layer.type == "BatchNormalization":
            return _found(
                history,
                "where-mended",
                ("no-dropout", "no-normalization"),
                title="Dropout directly before batch normalization",
                evidence=f"{before.name}, then {layer.name}",
                cause="Dropout makes the variance larger in training than in use, and the "
                "normalization keeps the one from training: its outputs are off in validation.",
                advice="Put the Dropout behind the last BatchNormalization.",
                layer=before,
            )
    return None


def too_deep(history: History) -> Iterable[Finding]:
    """More layers than the gradient gets through; spoken of only where the training suffers."""
    heavy = network.heavy(history)[:-1]
    short_cut = any(
        x.type in SHORT_CUTS or "Normalization" in x.type for x in network.layers(history)
    )
    if short_cut or standing.underperforms(history) is not True:
        return
    functions = network.hidden_activations(history)
    squashed = sum(name in ("sigmoid", "hard_sigmoid") for name in functions)
    many = squashed >= MANY_SQUASHED or functions.count("tanh") >= MANY_TANHS
    if not many and len(heavy) < MANY_PLAIN:
        return
    changes = (SHALLOWER, "relu-hidden") if many else (SHALLOWER,)
    what = f", {squashed} of them sigmoids" if squashed else ""
    yield Finding(
        rule="too-deep",
        level=gravity.level(history, "where-it-fails", *changes),
        step="layers",
        title=f"{len(heavy)} hidden layers{what}, more than the gradient gets through",
        evidence="no short cut or normalization among them, and the model is worse than a simple "
        "one" + gravity.tried_in_words(history, *changes),
        cause="Each layer multiplies the gradient by its weights and slopes"
        + (", a sigmoid by at most 1/4" if squashed else "")
        + "; the first layers hardly change.",
        advice="Take layers away until it learns; then relu and BatchNormalization between them "
        "carry more.",
        layer=heavy[0].name,
        line=_line(heavy[0]),
        edit={"layers.activation": "relu"} if squashed else {},
    )


def too_small(history: History) -> Iterable[Finding]:
    """A network that cannot hold what its task asks, by its width or by trying a larger one."""
    if standing.underperforms(history) is not True or standing.underfits(history) is False:
        return
    if history.task in ("autoencoder", "adversarial", "online"):
        return
    layers = [x for x in network.heavy(history)[:-1] if x.units]
    narrow = min(layers, key=lambda x: x.units or 0, default=None)
    end = head(history)
    classes = end.classes if end else 0
    tight = narrow is not None and (narrow.units or 0) <= NARROW and classes > 2 * NARROW
    helped = gravity.names_the_cause(history, LARGER)
    if not tight and not helped:
        return
    units = narrow.units if narrow is not None else 0
    widths = ", ".join(str(x.units) for x in layers) or "no hidden layer"
    yield Finding(
        rule="too-small",
        level=gravity.level(history, "where-it-fails", LARGER),
        step="above-chance",
        title=f"{classes} classes have to pass through {units} unit{'s' if units != 1 else ''}"
        if tight
        else "The network is too small for the task",
        evidence=f"hidden units: {widths}" + gravity.tried_in_words(history, LARGER),
        cause="What a narrow layer cannot tell apart, no later layer can.",
        advice="Give the hidden layers more units, for example 64.",
        layer=narrow.name if narrow is not None else None,
        line=_line(narrow) if narrow is not None else None,
        mend=_units(narrow),
    )


def _units(layer: Layer | None) -> Mend | None:
    if layer is None or layer.place is None or layer.type != "Dense":
        return None
    return Mend(layer.place.line, "Dense", {"units": str(max(32, 4 * (layer.units or 0)))})


def _found(
    history: History,
    grade: Grade,
    changes: tuple[str, ...] = (heads.MENDED,),
    *,
    layer: Layer | None,
    evidence: str,
    **more: Any,
) -> Finding:
    return Finding(
        rule="misplaced-layer",
        level=gravity.level(history, grade, *changes),
        step="layers",
        evidence=evidence + gravity.tried_in_words(history, *changes),
        layer=layer.name if layer is not None else None,
        line=_line(layer) if layer is not None else None,
        **more,
    )


def _line(layer: Layer) -> int | None:
    return layer.place.line if layer.place else None


RULES = (misplaced_layer,)
LATE_RULES = (too_deep, too_small)
"""What speaks only of a training that suffers; vanishing gradients are named first."""
