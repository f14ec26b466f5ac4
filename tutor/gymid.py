"""Names of Gymnasium's environments: old and wrong ones are explained, and none imports code.

Pure: importing Gymnasium would slow the start of the command line. The lists hold what its base
install registers; `tests/core/test_gymid.py` compares.
"""

from __future__ import annotations

from tutor.experiment.schema import nearest

KNOWN = (
    "CartPole-v1",
    "CartPole-v0",
    "MountainCar-v0",
    "Acrobot-v1",
    "FrozenLake-v1",
    "FrozenLake8x8-v1",
    "CliffWalking-v1",
    "CliffWalkingSlippery-v1",
    "Taxi-v4",
    "LunarLander-v3",
)
"""Ids that the agents of the template can act in. LunarLander needs `gymnasium[box2d]` as well."""

TODAY = {
    "FrozenLake": "FrozenLake-v1",
    "FrozenLake8x8": "FrozenLake8x8-v1",
    "CliffWalking": "CliffWalking-v1",
    "Acrobot": "Acrobot-v1",
    "CartPole": "CartPole-v1",
    "MountainCar": "MountainCar-v0",
    "Taxi": "Taxi-v4",
    "LunarLander": "LunarLander-v3",
}
"""What the versions of older books, and of Gym, are called today, by the name without a version."""

_NUMBERS = "its actions are numbers"

NOT_HERE = {
    "Blackjack": "what is seen there is a hand of three things",
    **dict.fromkeys(
        (
            "Ant", "BipedalWalker", "BipedalWalkerHardcore", "CarRacing", "HalfCheetah", "Hopper",
            "Humanoid", "HumanoidStandup", "InvertedDoublePendulum", "InvertedPendulum",
            "LunarLanderContinuous", "MountainCarContinuous", "Pendulum", "Pusher", "Reacher",
            "Swimmer", "Walker2d",
        ),
        _NUMBERS,
    ),
}  # fmt: skip
"""Environments, without their version, that these agents cannot act in, and why."""


def fault(name: str) -> str:
    """What to write instead of this id, behind "it takes"; empty where the id is right."""
    if name in KNOWN:
        return ""
    if ":" in name:
        return "an id without a colon: what stands before one would be imported, and so be run"
    bare = name.rpartition("-v")[0] or name
    if bare in TODAY:
        return f"{TODAY[bare]}, as this environment is called today"
    if bare in NOT_HERE:
        return f"an environment with a choice of actions and numbers to see; here {NOT_HERE[bare]}"
    if bare.startswith("ALE/"):
        return "an environment of Gymnasium's own; Atari needs ale-py and convolutional layers"
    return f"one of {', '.join(KNOWN)}{nearest(name, KNOWN)}"
