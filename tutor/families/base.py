"""What a family of projects is to the steps: its score, its words, and what can be varied in it.

A family is a value. Its functions are pure: they look at the experiment and at what the trainer saw
of the data, and answer with changes to `experiment.toml` or with words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tutor.experiment.schema import Changes, Spec
from tutor.history import DataDescription
from tutor.metric import ACCURACY, Metric

LINEAR = "the linear model"
"""How the network without hidden layers is labelled."""

Data = DataDescription | None
"""What the trainer saw of the project's data; None before the first run."""


@dataclass(frozen=True)
class Network:
    """A network that the step on layers tries.

    `group` says what it varies: `linear` (no hidden layers, the floor), `depth`, `width` or `kind`.
    `label` names it as in `convolutional 32-64`; it is also how equal networks are recognized, so
    it tells all that distinguishes one from another. `changes` are those to the project's own.
    """

    group: str
    label: str
    changes: Changes


@dataclass(frozen=True)
class Cost:
    """A value of `[cost] function`, and how it is spoken of."""

    value: str
    label: str


@dataclass(frozen=True)
class Remedy:
    """A remedy against overfitting, that can be switched.

    `is_on` tells whether the project has it; `switched` gives the changes that turn it on where it
    is off, and off where it is on. `adds_data` marks augmentation, which pays late.
    """

    name: str
    is_on: Callable[[Spec], bool]
    switched: Callable[[Spec], Changes]
    adds_data: bool = False


@dataclass(frozen=True)
class Tactic:
    """A way to make a problem or a network simpler: its name, its label, its changes.

    `problem` marks a change of the problem itself, whose score cannot be compared with the whole
    one's; it has a chance of its own.
    """

    name: str
    label: str
    changes: Changes
    problem: bool = False


@dataclass(frozen=True)
class Family:
    """One family.

    Attributes:
        name: as in `project.toml`.
        metric: what its runs are compared by.
        task: as the rules know it (`tutor.observed.Task`), fixed by the template; "" where the
            number of classes decides between binary and multiclass.
        sample, samples: what one row of its data is, as in `image`, `images`.
        networks: what `dltutor new --network` takes, the default first.
        styles: what `--style` takes, the default first.
        backends: what `--backend` takes.
        fits: whether a choice of network, style and backend can be rendered.
        described: the network in words, `2 dense layers of 64 and 64 units with relu`.
        fan_in: number of inputs of one unit of the first layer with weights, None where unknown.
        work: multiply-adds of one sample's forward pass, roughly, which decides how many samples
            a short run has.
        variants: networks for the step on layers, the linear floor first where there is one;
            `thorough` asks for the second step in each direction.
        costs: what `[cost] function` may be, that which is made for the task first.
        cost_reason: why the first one is.
        remedies: for the step on overfitting, those that suit this project's data.
        name_of: the project's own network as the variants are labelled.
        simpler: tactics of getting above chance besides two classes and less data, which the step
            adds itself where the family has them: `Tactic("simpler", ...)` is the network with half
            its blocks, described by the step where its label is empty; others are the family's own,
            as an easier environment.
        short: changes that make a run short, instead of the step's own rule; it gets the context's
            spec and data, the epochs wanted and the seconds an epoch may cost.
        second_rate: the key of another learning rate, which has to keep pace with the first.
        range_test: whether a rising learning rate says anything.
        has_baseline: whether its template has a `baseline.py`.
        no_sense: a sentence for each step (by its name) that has no meaning here.
    """

    name: str
    described: Callable[[Spec], str]
    name_of: Callable[[Spec], str]
    work: Callable[[Spec, Data], float]
    variants: Callable[[Spec, bool], Iterable[Network]]
    simpler: Callable[[Spec, Data], Sequence[Tactic]]
    remedies: Callable[[Spec, Sequence[str]], Sequence[Remedy]]
    costs: tuple[Cost, ...]
    cost_reason: str
    metric: Metric = ACCURACY
    task: str = ""
    sample: str = "sample"
    samples: str = "samples"
    networks: tuple[str, ...] = ("dense",)
    styles: tuple[str, ...] = ("sequential", "functional")
    backends: tuple[str, ...] = ("tensorflow", "torch", "jax")
    fits: Callable[[str, str, str], bool] = lambda _network, _style, _backend: True
    fan_in: Callable[[Spec, Data], int | None] = lambda _spec, _data: None
    short: Callable[[Spec, Data, int, float], Changes] | None = None
    range_test: bool = True
    second_rate: str = ""
    has_baseline: bool = True
    no_sense: Mapping[str, str] = field(default_factory=dict)


def is_classifier(family: Family) -> bool:
    """Whether it names classes."""
    return family.metric is ACCURACY
