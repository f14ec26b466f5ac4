"""What speaks for a change: signs in the data, the network and the curve, each with a weight.

Weights run from 2 (always possible) to 10 (hardly anything else). They only order the experiments
so that the most telling come first in the time there is; what counts is what the experiments show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.diagnosis import curve, facts, network
from tutor.history import History

WORTH_TRYING = 2.0
"""Weight from which a change is tried: what is always possible has it, by no sign at all."""

TEMPERATE = 1.5
"""Deviation, or mean, of inputs that were scaled with care: 1 when standardized."""
WIDE = 3.0
UNEVEN = 30.0
"""Largest over smallest deviation of a column."""
WIDE_TARGETS = 10.0
SORTED = 4.0
"""Mean stretch of equal labels over that of a shuffled order."""
FEW_STEPS = 4
FEW_UPDATES = 200
LARGE_BATCH = 256
NARROW = 4
DEEP = 5

Signs = Iterator[tuple[str, float]]


def of(history: History) -> Signs:
    """Every change that something speaks for, with its weight; a change may come twice."""
    for sign in _SIGNS:
        yield from sign(history)


def _of_inputs(history: History) -> Signs:
    if network.rescales_inputs(history):
        return
    for part in history.inputs:
        if part.kind in ("tokens", "text") or part.std is None:
            continue
        spread = max(part.std, abs(part.mean or 0.0))
        low, high = part.feature_std_low, part.feature_std_high
        uneven = bool(low and high and high > UNEVEN * low)
        if spread > WIDE or (uneven and spread > TEMPERATE):
            yield "scaled-inputs", 9
        elif spread > TEMPERATE or uneven or 0 < part.std < 1 / 30:
            yield "scaled-inputs", 5


def _of_targets(history: History) -> Signs:
    for part in history.targets:
        if part.kind == "continuous" and part.std is not None:
            spread = max(part.std, abs(part.mean or 0.0))
            if spread > WIDE_TARGETS or 0 < part.std < 1 / 100:
                yield "scaled-targets", 8
            elif spread > WIDE:
                yield "scaled-targets", 4
            low, high = part.column_std_low, part.column_std_high
            if low and high and high > UNEVEN * low:
                yield "scaled-targets", 7
        if (part.runs or 0) > SORTED and not network.shuffles(history):
            yield "shuffled", 8


def _of_the_output(history: History) -> Signs:
    if not network.output_fits(history):
        yield "mended-output", 4 if network.squares_probabilities(history) else 10


def _of_hidden_layers(history: History) -> Signs:
    functions = network.hidden_activations(history)
    squashed = sum(name in network.SQUASHERS for name in functions)
    if "softmax" in functions:
        yield "relu-hidden", 9
    elif functions and all(name == "linear" for name in functions):
        yield "relu-hidden", 7
    elif squashed >= 3:
        yield "relu-hidden", 8
    elif squashed or "linear" in functions:
        yield "relu-hidden", 4 if squashed > 1 else 3
    widths = network.hidden_widths(history)
    if widths and min(widths) <= NARROW:
        yield "larger-network", 6 if min(widths) <= NARROW // 2 else 4.5
    elif not widths:
        yield "larger-network", 3
    if network.depth(history) >= DEEP:
        yield "shallower", 6
    if network.frozen_share(history) > 0:
        yield "unfrozen", 8 if network.frozen_share(history) > 0.5 else 3
    yield "larger-network", WORTH_TRYING


def _of_the_start(history: History) -> Signs:
    starts = network.kernel_starts(history)
    if starts & {"zeros", "ones", "constant", "identity"}:
        yield "glorot-start", 8
    elif starts & {"random_normal", "random_uniform", "truncated_normal"}:
        yield "glorot-start", 4
    expected = history.expected_initial_loss
    if expected and history.initial_loss is not None and history.initial_loss > 2 * expected:
        yield "glorot-start", 5


def _of_regularization(history: History) -> Signs:
    rate = network.dropout(history)
    if rate > 0:
        yield "no-dropout", 8 if rate >= 0.7 else 5 if rate >= 0.5 else 2.5
    if network.is_penalized(history):
        yield "no-regularization", 5
    if network.has_normalization(history):
        small = history.model is not None and 0 < history.model.batch_size <= FEW_STEPS
        yield "no-normalization", 6 if small else 2.5


def _of_the_rate(history: History) -> Signs:
    model = history.model
    rate = model.learning_rate if model else None
    ratio = facts.update_ratio(history)
    default = facts.default_rate(model.optimizer if model else "")
    if facts.diverged_at(history) is not None:
        yield "learning-rate-down", 9
        return
    if ratio is not None and ratio > facts.LARGE_STEP:
        yield "learning-rate-down", 8
    if rate and rate > 10 * default:
        yield "learning-rate-down", 7
    if curve.shakes(history) > curve.RESTLESS:
        yield "learning-rate-down", 6
    if ratio is not None and ratio < facts.SMALL_STEP:
        yield "learning-rate-up", 8
    if rate and rate < default / 5:
        yield "learning-rate-up", 7
    if curve.falling(history):
        yield "learning-rate-up", 6
    yield "learning-rate-up", 4 if curve.stands(history) else 3
    yield "learning-rate-down", 3
    if network.lowers_the_rate(history):
        yield "constant-rate", 6


def _of_the_optimizer(history: History) -> Signs:
    model = history.model
    name = model.optimizer.lower() if model else ""
    settings = history.compiled.settings if history.compiled else {}
    usual = name in network.ADAPTIVE and not network.odd_settings(settings)
    if name in ("adadelta", "adagrad", "ftrl"):  # at Keras's default rate of .001 they hardly move
        yield "adam", 8
    elif network.odd_settings(settings):
        yield "adam", 7
    elif not usual:
        yield "adam", 5
    elif model and model.learning_rate != facts.ADAPTIVE_RATE:
        yield "adam", WORTH_TRYING


def _of_its_length(history: History) -> Signs:
    steps = history.model.steps_per_epoch if history.model else 0
    batch = history.model.batch_size if history.model else 0
    samples = steps * batch
    done = facts.updates(history)
    if curve.falling(history):
        yield "longer", 6.5
    if 0 < done < FEW_UPDATES:
        yield "longer", 5
    yield "longer", 2.5
    if 0 < steps <= FEW_STEPS and samples >= 64:
        yield "smaller-batch", 5.5
    elif batch >= LARGE_BATCH:
        yield "smaller-batch", 3


_SIGNS: tuple[Callable[[History], Signs], ...] = (
    _of_the_output,
    _of_inputs,
    _of_targets,
    _of_the_start,
    _of_hidden_layers,
    _of_the_rate,
    _of_the_optimizer,
    _of_its_length,
    _of_regularization,
)
