"""The networks that step 4 tries beside the project's own."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.experiment.schema import Changes
from tutor.families.base import LINEAR as LINEAR_LABEL
from tutor.steps.base import Context

CURRENT = "current"
LINEAR = "linear"

EVERYTHING = "everything"
DEPTH = "depth"
WIDTH = "width"
KIND = "kind"


@dataclass(frozen=True)
class Candidate:
    """A network to try: what it changes of the project's own, and its group among the choices."""

    setting: str
    label: str
    group: str
    changes: Changes


def candidates(context: Context) -> tuple[Candidate, ...]:
    """The project's network, the linear model and the networks of the learner's choice."""
    wanted = context.answers.get("vary", EVERYTHING)
    own = context.kind.name_of(context.spec)
    seen = {own}
    chosen = [Candidate(CURRENT, f"yours, {own}", CURRENT, {})]
    for network in context.kind.variants(context.spec, wanted != EVERYTHING):
        if wanted not in (EVERYTHING, network.group) and network.group != LINEAR:
            continue
        if network.label in seen:
            continue
        seen.add(network.label)
        setting = LINEAR if network.group == LINEAR else network.label
        chosen.append(Candidate(setting, network.label, network.group, network.changes))
    return tuple(chosen)


def groups(context: Context) -> tuple[str, ...]:
    """What can be varied in this family, besides everything."""
    found = {network.group for network in context.kind.variants(context.spec, True)}
    return tuple(group for group in (DEPTH, WIDTH, KIND) if group in found)


def is_linear(context: Context) -> bool:
    """Whether the project's own network is the floor itself, without hidden layers."""
    own = context.kind.name_of(context.spec)
    variants = context.kind.variants(context.spec, False)
    return own == LINEAR_LABEL or any(n.group == LINEAR and n.label == own for n in variants)


def floor_name(context: Context) -> str:
    """What the project's network is to beat, in words."""
    return "the linear discriminator" if context.family == "gan" else LINEAR_LABEL
