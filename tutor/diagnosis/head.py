"""The end of a network: what the output layer answers, what the loss asks, what the targets are.

The rules on output and loss read one `Head` instead of the events. A field that is not known is
None or empty, and a rule that needs it stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.diagnosis import facts, gravity, network
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.gravity import Grade
from tutor.history import History, Layer
from tutor.observed import Place, Targets

ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kldivergence": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "huber_loss": "huber",
}
"""Keras's short and old names of its losses."""

BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
CATEGORICAL = frozenset({"categorical_crossentropy", "categorical_focal_crossentropy"})
SPARSE = frozenset({"sparse_categorical_crossentropy"})
CROSSENTROPY = BINARY | CATEGORICAL | SPARSE
SQUARED = frozenset({"mean_squared_error"})
ABSOLUTE = frozenset({"mean_absolute_error", "huber", "log_cosh"})
RELATIVE = frozenset({"mean_absolute_percentage_error", "mean_squared_logarithmic_error"})
DISTANCE = SQUARED | ABSOLUTE | RELATIVE
HINGE = frozenset({"hinge", "squared_hinge"})

PROBABILITIES = frozenset({"softmax", "sigmoid"})
RANGES: Mapping[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
}
"""What an output activation can answer."""
FROM_ZERO = frozenset({"relu", "relu6", "softplus", "exponential"})
KNOWN = frozenset(RANGES) | FROM_ZERO | {"linear", "leaky_relu", "elu", "selu", "gelu", "silu"}

CLASS_KINDS = frozenset({"integer", "one-hot", "binary", "signs", "multi-hot"})

_TRAILING = frozenset({"Activation", "Dropout", "Flatten", "Reshape", "BatchNormalization"})
"""Layers behind the last kernel that are looked through."""


@dataclass(frozen=True)
class Head:
    """Output, loss and targets of a model with one output.

    Attributes:
        units: size of the output's last axis.
        activation: the function that is applied last, "" where it is not known.
        loss: Keras's full name, "" for a function of the learner's own.
        targets: None in a project of dltutor's own, whose classes are in `classes`.
        classes: number of classes that the labels name, 0 where they are none.
        layer: the last layer with a kernel; `activator` the layer that applies the activation.
    """

    units: int | None
    activation: str
    loss: str
    from_logits: bool
    targets: Targets | None
    classes: int
    layer: Layer | None
    activator: Layer | None
    shape: tuple[int | None, ...]
    metrics: tuple[str, ...]
    compiled_at: Place | None
    task: str

    @property
    def kind(self) -> str:
        """How the targets are encoded, "" where that is not known."""
        return self.targets.kind if self.targets is not None else ""

    @property
    def is_column(self) -> bool:
        """Whether the target of a sample is one number and the output is a row of units."""
        targets = self.targets
        return targets is not None and targets.shape in ((), (1,)) and len(self.shape) <= 1

    @property
    def right_activation(self) -> str:
        """The output activation that fits the targets."""
        if self.kind in ("one-hot", "integer", "probabilities") or (
            self.kind in ("binary", "") and self.classes and (self.units or 1) > 1
        ):
            return "softmax"
        if self.kind in ("binary", "multi-hot") or self.classes == 2:
            return "sigmoid"
        return "linear"

    @property
    def right_loss(self) -> str:
        """The loss that fits the targets behind `right_activation`."""
        if self.kind in ("one-hot", "probabilities"):
            return "categorical_crossentropy"
        if self.right_activation == "softmax":
            return "sparse_categorical_crossentropy"
        if self.right_activation == "sigmoid":
            return "binary_crossentropy"
        return "mean_squared_error"

    @property
    def labels(self) -> str:
        """The targets in words."""
        return {
            "integer": f"class numbers of {self.classes} classes",
            "one-hot": f"one-hot rows of {self.classes} classes",
            "binary": "0 or 1",
            "signs": "-1 or +1",
            "multi-hot": f"rows of {self.classes} labels of which several may be 1",
            "probabilities": "rows of probabilities",
            "inputs": "the inputs themselves",
            "continuous": "numbers",
        }.get(self.kind, f"{self.classes} classes" if self.classes else "unknown")

    @property
    def named(self) -> str:
        """The output layer as one would write it: `Dense(1, activation="softmax")`."""
        kind = self.layer.type if self.layer else "Dense"
        return f'{kind}({self.units}, activation="{self.activation or "linear"}")'

    def output_mend(self, activation: str, units: int | None = None) -> Mend | None:
        """The mend of the output layer itself; `linear` stands for no activation."""
        layer = self.layer if units is not None else self.activator
        if layer is None or layer.place is None:
            return None
        arguments: dict[str, str] = {}
        if units is not None:
            arguments["units"] = str(units)
        if units is None or self.layer is self.activator:
            arguments["activation"] = f'"{activation}"'
        return Mend(layer.place.line, layer.type, arguments)

    def loss_mend(self, loss: str) -> Mend | None:
        """The mend of the loss in compile()."""
        place = self.compiled_at
        return Mend(place.line, "compile", {"loss": f'"{loss}"'}) if place else None

    @property
    def output_line(self) -> int | None:
        """The line of the output layer."""
        place = self.activator.place if self.activator else None
        return place.line if place else None

    @property
    def compile_line(self) -> int | None:
        """The line of compile()."""
        return self.compiled_at.line if self.compiled_at else None


@facts.once
def head(history: History) -> Head | None:
    """The model's head; None with several outputs, and where targets follow no fixed task."""
    model = history.model
    if model is None or model.outputs > 1 or len(history.targets) > 1:
        return None
    if history.task in ("adversarial", "online"):
        return None
    compiled = history.compiled
    layer, activator, transparent = _last_layers(model.layers)
    targets = history.targets[0] if history.targets else None
    name = (compiled.loss if compiled else "") or model.loss
    return Head(
        units=model.output_units,
        activation=_activation(model.output_activation, activator) if transparent else "",
        loss=canonical(name),
        from_logits=bool(compiled and compiled.from_logits),
        targets=targets,
        classes=_classes(history, targets),
        layer=layer,
        activator=activator,
        shape=model.output_shape,
        metrics=compiled.metrics if compiled else (),
        compiled_at=compiled.place if compiled else None,
        task=history.task or "",
    )


def canonical(loss: str) -> str:
    """Keras's full name of a loss, "" for a function of the learner's own."""
    name = loss.lower()
    name = ALIASES.get(name, name)
    return "" if name in ("custom", "none") else name


def _classes(history: History, targets: Targets | None) -> int:
    if targets is None:
        return history.data.classes if history.data else 0
    if targets.kind in ("binary", "signs"):
        return 2
    if targets.kind not in CLASS_KINDS:
        return 0
    return targets.classes or (history.data.classes if history.data else 0)


def _last_layers(layers: tuple[Layer, ...]) -> tuple[Layer | None, Layer | None, bool]:
    """The last layer with a kernel, the one that activates it, and whether nothing else follows."""
    activator: Layer | None = None
    for layer in reversed(layers):
        if layer.type in network.HEAVY_TYPES:
            return layer, activator or layer, True
        if layer.type not in _TRAILING and layer.type not in facts.NONLINEAR_TYPES:
            return None, None, False
        if activator is None and (layer.activation or layer.type in facts.NONLINEAR_TYPES):
            activator = layer
    return None, activator, True


def _activation(seen: str | None, activator: Layer | None) -> str:
    name = seen if seen is not None else activator.activation if activator else None
    if name is None and activator is not None:
        name = facts.NONLINEAR_TYPES.get(activator.type, "linear")
    return name if name in KNOWN else ""


Case = Callable[[Head, History], Finding | None]
"""One way in which a rule may be broken."""

MENDED = "mended-output"
"""The experiment that gives a copy the output and the loss of its task."""


def first(history: History, cases: Iterable[Case]) -> Iterable[Finding]:
    """The finding of the first case that holds."""
    end = head(history)
    if end is None or not end.units:
        return
    for case in cases:
        found = case(end, history)
        if found is not None:
            yield found
            return


def finding(end: Head, history: History, *, grade: Grade, evidence: str, **more: Any) -> Finding:
    """A finding on the output or the loss, its level and evidence from what was tried as well."""
    more.setdefault("line", end.output_line)
    return Finding(
        level=gravity.level(history, grade, MENDED),
        step="cost",
        evidence=evidence + gravity.tried_in_words(history, MENDED),
        layer=end.layer.name if end.layer else None,
        **more,
    )
