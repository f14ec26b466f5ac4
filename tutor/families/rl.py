"""Agents that make their own data: deep reinforcement learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Cost, Data, Family, Network, Remedy, Tactic
from tutor.families.words import (
    dashed,
    dense_network,
    dense_variants,
    dense_work,
    fewer_blocks,
)
from tutor.metric import RETURN

EASIER = {
    "CartPole-v1": "CartPole-v0",
    "FrozenLake8x8-v1": "FrozenLake-v1",
    "CliffWalkingSlippery-v1": "CliffWalking-v1",
    "Acrobot-v1": "CartPole-v1",
    "MountainCar-v0": "CartPole-v1",
    "LunarLander-v3": "CartPole-v1",
}
"""Where to see whether the agent works at all. CartPole-v0 is CartPole-v1 cut at 200 steps."""

UPDATE_WORK = 1.2e7
"""What one update of small layers costs besides its arithmetic, in multiply-adds: about 1 ms on one
core. It is many small operations on small arrays."""

SECOND_WORK = 1.2e10
"""Multiply-adds of one second on one core, as `UPDATE_WORK` counts them."""

PASSES = 4
"""Forward passes' worth of one update: the network there and back, its target, and the choice."""

SHORT_SECONDS = 4.0
"""What the updates of a short run may take on one core."""

SHORT_EPOCHS = 5
"""Epochs of a short run at least: an agent's curve jumps, and the best of few is luck."""


def described(spec: Spec) -> str:
    """`a DQN with 2 dense layers of 64 and 64 units with relu`."""
    agent = "a DQN" if spec["cost"]["agent"] == "dqn" else "an actor-critic"
    return f"{agent} with {dense_network(spec)}"


def name_of(spec: Spec) -> str:
    """The project's own network as the variants are named."""
    widths = spec["layers"]["widths"]
    return f"dense {dashed(widths)}" if widths else "the linear model"


def inputs(data: Data) -> int:
    """Numbers that the first layer sees; 4 where nobody has looked."""
    shape = data.input_shape if data else ()
    size = 1
    for length in shape:
        size *= length
    return size if shape else 4


def fan_in(_spec: Spec, data: Data) -> int | None:
    """Inputs of one unit of the first layer."""
    return inputs(data) if data is not None and data.input_shape else None


def work(spec: Spec, data: Data) -> float:
    """Multiply-adds of one observation's forward pass; the output layer is small."""
    return dense_work(inputs(data), spec["layers"]["widths"])


def variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """The linear model, other depths and widths."""
    return dense_variants(spec, thorough)


def simpler(spec: Spec, _data: Data) -> Sequence[Tactic]:
    """Fewer layers, and an easier environment where there is one."""
    found = []
    changes: Changes = fewer_blocks(spec, len(spec["layers"]["widths"]) // 2)
    if changes:
        found.append(Tactic("simpler", "", changes))
    easier = EASIER.get(spec["data"]["environment"])
    if easier is not None:
        environment = {"data.environment": easier}
        found.append(Tactic("easier", f"the easier {easier}", environment, problem=True))
    return tuple(found)


def remedies(_spec: Spec, _augmentations: Sequence[str]) -> Sequence[Remedy]:
    """None: there is nothing to overfit."""
    return ()


def short(spec: Spec, data: Data, epochs: int, _seconds: float) -> Changes:
    """A training of as many updates as take some seconds, in epochs that show a curve.

    The share of the training in which the agent explores shrinks with it.
    """
    batch, settings = spec["batch"], spec["data"]
    updates = SHORT_SECONDS * SECOND_WORK / update_work(spec, data)
    epochs = max(SHORT_EPOCHS, epochs)
    whole = spec["training"]["epochs"] * settings["steps_per_epoch"]
    steps = min(updates * steps_per_update(spec), whole)
    environments = settings["environments"]
    # A round number of steps in each environment.
    per_epoch = max(batch["size"], int(steps / epochs / environments) * environments)
    return {"training.epochs": epochs, "data.steps_per_epoch": per_epoch}


def steps_per_update(spec: Spec) -> int:
    """Steps in the environments between two updates."""
    batch = spec["batch"]
    return int(batch["size"] if spec["cost"]["agent"] == "actor-critic" else batch["every"])


def update_work(spec: Spec, data: Data) -> float:
    """Multiply-adds of one update, the acting between two of them included."""
    arithmetic: float = PASSES * spec["batch"]["size"] * work(spec, data)
    # An action in all environments costs about half of what an update does.
    acting: float = steps_per_update(spec) / spec["data"]["environments"] / 2
    return arithmetic + UPDATE_WORK * (1 + acting)


FAMILY = Family(
    name="rl",
    metric=RETURN,
    task="online",
    sample="step",
    samples="steps",
    networks=("dqn", "actor-critic"),
    styles=("functional", "subclassed"),
    backends=("tensorflow",),
    described=described,
    name_of=name_of,
    fan_in=fan_in,
    work=work,
    variants=variants,
    simpler=simpler,
    remedies=remedies,
    costs=(
        Cost("mean_squared_error", "the squared error"),
        Cost("huber", "the Huber loss"),
    ),
    cost_reason="What an action is worth is the mean of what it brings, and the squared error "
    "finds the mean. The Huber loss leans to the median, in which the rare end of an episode "
    "hardly counts.",
    short=short,
    # The loss of an agent says how surprised it is, not how good: it tells nothing of a rate.
    range_test=False,
    no_sense={
        "overfitting": "An agent makes its own data, so there is no validation part to fall behind "
        "on, and nothing to regularize. What it can lose is its best policy: it forgets, and "
        "so the network of the best epoch is kept ([regularization] best_weights).",
    },
)
