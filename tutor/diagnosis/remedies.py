"""The changes of the experiments, and the rules that each of them stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Remedy:
    """One change of the experiments.

    Attributes:
        rule: the finding that it proves.
        also: findings that it proves as well where they stand: another view of the same fault.
        step, title, cause, advice: of the finding; `{rate}`, `{optimizer}`, `{epochs}`, `{batch}`,
            `{value}` (what the experiment used) are filled in.
    """

    rule: str
    also: frozenset[str]
    step: str
    title: str
    cause: str
    advice: str


def _remedy(rule: str, also: str, step: str, title: str, cause: str, advice: str) -> Remedy:
    return Remedy(rule, frozenset(also.split()), step, title, cause, advice)


REMEDIES: Mapping[str, Remedy] = {
    "scaled-inputs": _remedy(
        "not-scaled",
        "scaled-twice constant-inputs",
        "data",
        "The inputs are on a scale that the network cannot work with",
        "Weights and steps are made for inputs of about 1; others make some weights learn far "
        "faster than the rest.",
        "Put keras.layers.Normalization (columns) or Rescaling (images) first in the model.",
    ),
    "scaled-targets": _remedy(
        "targets-not-scaled",
        "",
        "data",
        "The targets are on a scale that the network reaches too slowly",
        "The output starts near 0, and steps of the usual size take very long to where the targets "
        "are.",
        "Train on (y - mean) / deviation of the training targets, and undo it on the answers.",
    ),
    "shuffled": _remedy(
        "sorted-batches",
        "sorted-split",
        "data",
        "The samples come in an order that misleads the training",
        "Batches of one kind pull the weights one way, the next batches another.",
        "Shuffle before batching: dataset.shuffle(n), or fit(..., shuffle=True) with arrays.",
    ),
    "mended-output": _remedy(
        "loss-mismatch",
        "output-mismatch output-activation logits-mismatch squared-error-on-classes negative-loss "
        "label-encoding initial-loss",
        "cost",
        "Output activation and loss do not fit the task",
        "The loss asks for answers of another kind than the output layer gives.",
        "One of two classes: one sigmoid unit and binary_crossentropy; one of many: a softmax unit "
        "a class and categorical_crossentropy (sparse_ for class numbers); numbers: a linear unit "
        "and mean_squared_error.",
    ),
    "relu-hidden": _remedy(
        "missing-activation",
        "all-linear hidden-softmax saturated-units vanishing-gradient dead-units",
        "layers",
        "The hidden layers learn better with another nonlinearity: they have {activations}",
        "A linear layer adds nothing to the next one; a sigmoid, tanh or softmax passes on a "
        "fraction of the gradient.",
        "Give the hidden layers activation='relu'.",
    ),
    "glorot-start": _remedy(
        "wide-start",
        "zero-start equal-start initial-loss dead-units saturated-units exploding-gradient",
        "init",
        "The weights start where the network learns badly",
        "Equal weights stay equal; too wide ones saturate units and explode; too small ones pass "
        "nothing on.",
        "Leave kernel_initializer at its default, glorot_uniform.",
    ),
    "unfrozen": _remedy(
        "frozen",
        "",
        "layers",
        "Layers that ought to learn are frozen",
        "What is frozen keeps the weights it was drawn with.",
        "Set trainable = True before compile() on layers that hold no pre-trained weights.",
    ),
    "no-dropout": _remedy(
        "too-much-dropout",
        "misplaced-layer",
        "overfitting",
        "Dropout keeps the network from learning",
        "So many units are silenced that too little of the signal is left.",
        "Lower the rate to .2, or leave dropout out until the training data are fitted.",
    ),
    "no-regularization": _remedy(
        "too-much-regularization",
        "",
        "overfitting",
        "The penalty on the weights keeps the network from learning",
        "The penalty outweighs the error, so the weights are pulled to 0.",
        "Lower the factor a hundredfold, or leave the penalty out.",
    ),
    "no-normalization": _remedy(
        "lagging-statistics",
        "misplaced-layer",
        "overfitting",
        "Batch normalization does harm here",
        "Its moving averages are not those of the data yet, or its batches are too small.",
        "Take larger batches, train for longer, or leave it out.",
    ),
    "learning-rate-up": _remedy(
        "slow-learning-rate",
        "",
        "learning-rate",
        "The learning rate of {rate} is too small",
        "Every step goes the right way and is so short that the training gets nowhere in its time.",
        "Raise the learning rate to {value}.",
    ),
    "learning-rate-down": _remedy(
        "learning-rate-too-large",
        "diverged dead-units",
        "learning-rate",
        "The learning rate of {rate} is too large",
        "The steps jump over what they look for.",
        "Lower the learning rate to {value}.",
    ),
    "adam": _remedy(
        "optimizer-settings",
        "",
        "learning-rate",
        "The optimizer, {optimizer} at {rate}, is what holds the training back",
        "Adam gives each weight a step of its own size; one step for all, or one made small by "
        "settings, may serve none.",
        "Use keras.optimizers.Adam(0.001).",
    ),
    "constant-rate": _remedy(
        "optimizer-settings",
        "",
        "learning-rate",
        "The learning rate is lowered before the training is done",
        "The schedule makes the steps too small while most is still to be learnt.",
        "Lower the rate later or not at all.",
    ),
    "longer": _remedy(
        "too-few-epochs",
        "",
        "overfitting",
        "{epochs} epochs end the training before it has learnt what it can",
        "Every update moves the weights a little; so few do not get them far enough.",
        "Train for more epochs.",
    ),
    "smaller-batch": _remedy(
        "batch-too-large",
        "",
        "batch-size",
        "Batches of {batch} samples leave too few updates",
        "The weights move once a batch, by about the same step whatever its size.",
        "Take batches of 32 samples.",
    ),
    "larger-network": _remedy(
        "too-small",
        "",
        "above-chance",
        "The network is too small for these data",
        "With so few units it cannot tell apart what has to be told apart, or gets stuck.",
        "Give the hidden layers four times as many units, or add one.",
    ),
    "shallower": _remedy(
        "too-deep",
        "vanishing-gradient exploding-gradient",
        "layers",
        "The network is too deep to be trained like this",
        "Each layer weakens or scrambles the gradient on its way to the first.",
        "Take hidden layers away, or add batch normalization or skip connections.",
    ),
}

CHANGES_OF: Mapping[str, tuple[str, ...]] = {
    rule: tuple(change for change, r in REMEDIES.items() if rule == r.rule or rule in r.also)
    for rule in {rule for r in REMEDIES.values() for rule in (r.rule, *r.also)}
}
"""The changes that take away what a finding blames."""
