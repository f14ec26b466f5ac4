"""Rules on the optimizer's own settings; what curves show of its rate stands elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from tutor.diagnosis import facts, gravity, mending, standing
from tutor.diagnosis.finding import Finding, Mend
from tutor.diagnosis.gravity import Grade
from tutor.diagnosis.settings import number_of
from tutor.history import History

ADAPTIVE = frozenset({"adam", "adamw", "adamax", "nadam", "rmsprop", "lion", "adafactor"})
"""Their steps are about as long as the rate whatever the gradient (Kingma and Ba 2015)."""

SLOW_BY_DEFAULT = frozenset({"adadelta", "adagrad"})
"""Keras starts both at .001. Zeiler 2012 has no rate (1.0), Duchi et al. 2011 take about .1; at
.001 neither gets anywhere in a usual training."""

HIGHEST_ADAPTIVE = 0.1
HIGHEST = 10.0
LOWEST = 1e-7
"""A weight moves by up to the rate of an adaptive optimizer in each update, and weights are about
.05; .01 to .03 are in use. Plain descent works from .001 to above 1. UMLAUT's single limits (.01,
1e-7) are broken by the healthy .1 of SGD."""

TINY_CLIP = 1e-3
"""Gradients clipped to this length, at rates of about .01, move weights by 1e-5."""

HUGE_DECAY = 0.5
"""Keras multiplies weights by 1 - rate * decay. AdamW's default is .004; .1 is in use for language
models."""

LOST = 1e-3
EARLY = 0.5
"""A rate that falls below a thousandth of its largest before half of the training is over."""

CONSTANT_RATE = "constant-rate"
ADAM = "adam"
UP, DOWN = "learning-rate-up", "learning-rate-down"
"""The experiments that belong to these rules."""

Case = Callable[[History], Finding | None]


def optimizer_settings(history: History) -> Iterable[Finding]:
    """A setting far from any that is in use; the first that is found."""
    if history.compiled is None or history.task in ("adversarial", "online"):
        return  # a project of dltutor's own is judged on its curve
    for case in (_no_rate, _momentum, _lost_rate, _clipped, _decay, _odd, _far_rate, _slow_default):
        finding = case(history)
        if finding is not None:
            yield finding
            return


def _no_rate(history: History) -> Finding | None:
    if _rate(history) != 0 or _largest_used(history) > 0:
        return None
    default = facts.default_rate(_name(history))
    return _found(
        history,
        "always",
        title="The learning rate is 0",
        evidence=f"{_name(history)} with a learning rate of 0 in every update",
        cause="No step has any length, so no weight can change.",
        arguments={"learning_rate": f"{default:g}"},
    )


LONGEST_MEMORY = 0.995
"""Momentum sums about 1 / (1 - momentum) gradients: 200 here. .9 is usual, .99 the highest in use
(Sutskever et al. 2013, On the importance of initialization and momentum)."""


def _momentum(history: History) -> Finding | None:
    """A running mean with a weight of 1 or more never forgets: steps only grow."""
    for name in ("momentum", "beta_1", "beta_2", "rho"):
        value = _setting(history, name)
        forgets_never = value is not None and name == "momentum" and value > LONGEST_MEMORY
        if value is not None and (value >= 1 or forgets_never):
            usual = {"momentum": 0.9, "beta_1": 0.9, "beta_2": 0.999, "rho": 0.9}[name]
            return _found(
                history,
                "unless-well",
                title=f"The optimizer's {name} is {value:g}"
                + ("; it must be below 1" if value >= 1 else ""),
                evidence=f"{_name(history)} with {name} = {value:g}",
                cause="It is the part of the past steps that is kept. With 1 or more nothing is "
                "ever forgotten, and the steps grow without end or the new gradient counts for "
                "nothing; just below it they roll on for thousands of updates.",
                arguments={name: f"{usual:g}"},
            )
    return None


def _lost_rate(history: History) -> Finding | None:
    """A schedule that ends long before the training does."""
    rates = facts.finite(history.batch_learning_rates) or facts.finite(
        epoch.learning_rate for epoch in history.epochs
    )
    largest = max(rates, default=0.0)
    if len(rates) < 4 or largest <= 0 or standing.underperforms(history) is False:
        return None
    peak = rates.index(largest)
    lost = next((i for i in range(peak, len(rates)) if rates[i] < LOST * largest), None)
    if lost is None or lost >= EARLY * len(rates) or max(rates[lost:]) > LOST * largest:
        return None
    schedule = history.compiled.schedule if history.compiled else None
    return _found(
        history,
        "where-it-fails",
        (CONSTANT_RATE,),
        title=f"The learning rate is gone after {facts.percent(lost / len(rates))} of the training",
        evidence=f"{schedule or 'a callback'} took it from {largest:g} to {rates[lost]:g} by "
        f"then, and to {rates[-1]:g} in the end",
        cause="A rate of a thousandth of its start changes nothing any more; the rest of the "
        "training is idle. Often decay_steps counts epochs where Keras counts batches.",
        advice="Make decay_steps the number of all batches, steps per epoch times epochs, or train "
        "at a constant rate first.",
    )


def _clipped(history: History) -> Finding | None:
    for name in ("clipnorm", "global_clipnorm", "clipvalue"):
        value = _setting(history, name)
        # Adaptive optimizers divide the length out again.
        if value is not None and 0 < value <= TINY_CLIP and _name(history) not in ADAPTIVE:
            return _found(
                history,
                "where-it-fails",
                (ADAM, UP),
                title=f"Gradients are clipped to {value:g}",
                evidence=f"{_name(history)} with {name} = {value:g}",
                cause="Clipping is for rare outbursts. At this length it cuts every gradient, and "
                "the steps are tiny.",
                arguments={name: "1.0"},
            )
    return None


def _decay(history: History) -> Finding | None:
    value = _setting(history, "weight_decay")
    if value is None or value < HUGE_DECAY or standing.underperforms(history) is False:
        return None
    return _found(
        history,
        "where-it-fails",
        ("no-regularization", ADAM),
        title=f"The weight decay is {value:g}",
        evidence=f"{_name(history)} with weight_decay = {value:g}; Keras's AdamW takes .004",
        cause="Each update takes the weights towards 0 by this part of the learning rate, "
        "whatever the data say.",
        arguments={"weight_decay": "0.004"},
    )


def _odd(history: History) -> Finding | None:
    """Means over hardly any steps, or a divisor so large that the gradient's scale comes back."""
    limits = {"beta_2": 0.5, "rho": 0.3}
    for name, low in limits.items():
        value = _setting(history, name)
        if value is not None and value < low and standing.underperforms(history) is not False:
            return _found(
                history,
                "where-it-fails",
                (ADAM,),
                title=f"The optimizer's {name} is {value:g}",
                evidence=f"{_name(history)} with {name} = {value:g}; in use are .9 to .999",
                cause="It is the memory for the size of gradients. With so little, one batch "
                "decides the length of a step.",
                arguments={name: "0.999" if name == "beta_2" else "0.9"},
            )
    value = _setting(history, "epsilon")
    if value is not None and value >= 0.1 and standing.underperforms(history) is True:
        return _found(
            history,
            "where-it-fails",
            (ADAM,),
            title=f"The optimizer's epsilon is {value:g}",
            evidence=f"{_name(history)} with epsilon = {value:g}; Keras's default is 1e-7",
            cause="Steps are divided by the gradient's size plus epsilon. Where epsilon is far "
            "larger, steps are as small as the gradient.",
            arguments={"epsilon": "1e-7"},
        )
    return None


def _far_rate(history: History) -> Finding | None:
    """A rate beyond what its optimizer is used with, from what is known of it and no curve."""
    rate, name = _largest_used(history) or _rate(history), _name(history)
    if rate is None or rate <= 0 or standing.underperforms(history) is False:
        return None
    highest = HIGHEST_ADAPTIVE if name in ADAPTIVE else HIGHEST
    if LOWEST <= rate <= highest:
        return None
    high = rate > highest
    default = facts.default_rate(name)
    return _found(
        history,
        "where-mended",
        (DOWN, ADAM) if high else (UP, ADAM),
        rule="learning-rate-too-large" if high else "slow-learning-rate",
        title=f"A learning rate of {rate:g} is {'large' if high else 'small'} for {name}",
        evidence=f"{name} at {rate:g}; Keras's default is {default:g}",
        cause="Its steps are about as long as the rate, in every weight; weights are about .05."
        if high and name in ADAPTIVE
        else "Steps so long leave every valley."
        if high
        else "Steps so short change no weight within a usual training.",
        arguments={"learning_rate": f"{default:g}"},
        edit={"learning_rate.value": default},
    )


def _slow_default(history: History) -> Finding | None:
    rate, name = _rate(history), _name(history)
    if name not in SLOW_BY_DEFAULT or rate is None or rate > 0.01:
        return None
    if standing.underperforms(history) is not True:
        return None
    usual = "1.0" if name == "adadelta" else "0.1"
    return _found(
        history,
        "where-it-fails",
        (UP, ADAM),
        title=f"{name} at a learning rate of {rate:g} hardly moves",
        evidence=f"{name} at {rate:g}, Keras's default; its authors take "
        f"{'1' if name == 'adadelta' else 'about .1'}",
        cause="It divides the steps down by all gradients so far; at this rate the first ones are "
        "tiny already.",
        arguments={"learning_rate": usual},
    )


def _found(
    history: History,
    grade: Grade,
    changes: tuple[str, ...] = (),
    *,
    evidence: str,
    arguments: dict[str, str] | None = None,
    rule: str = "optimizer-settings",
    **more: Any,
) -> Finding:
    """The finding; `arguments` are the mend, in the call that made the optimizer."""
    place = history.compiled.optimizer_place if history.compiled else None
    call = mending.CLASSES.get(_name(history), "")
    said = ", ".join(f"{name}={text}" for name, text in (arguments or {}).items())
    more.setdefault("advice", f"{call or 'the optimizer'}({said})")
    return Finding(
        rule=rule,
        level=gravity.level(history, grade, *changes),
        step="learning-rate",
        evidence=evidence + gravity.tried_in_words(history, *changes),
        line=mending.optimizer_line(history),
        mend=Mend(place.line, call, arguments)
        if place and arguments and call and f"{call}(" in place.code
        else None,
        **more,
    )


def _name(history: History) -> str:
    name = history.compiled.optimizer if history.compiled else ""
    return (name or (history.model.optimizer if history.model else "")).lower()


def _rate(history: History) -> float | None:
    """The rate as given; of a schedule its start."""
    if history.compiled is not None and history.compiled.learning_rate is not None:
        return history.compiled.learning_rate
    return history.model.learning_rate if history.model else None


def _largest_used(history: History) -> float:
    """The largest rate of any batch or epoch, 0 where none was recorded."""
    rates = (*history.batch_learning_rates, *(e.learning_rate for e in history.epochs))
    return max(facts.finite(rates), default=0.0)


def _setting(history: History, name: str) -> float | None:
    value = number_of(history.compiled.settings, name) if history.compiled else None
    return value if value is not None and math.isfinite(value) else None


RULES = (optimizer_settings,)
