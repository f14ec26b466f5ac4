"""The environment: where an agent finds its own data, and where it is judged.

An agent sees an observation, takes an action, gets a reward and sees what comes next,
until the episode ends. The sum of its rewards is the episode's return. An episode is
terminated where the task itself ends (the pole fell), and truncated where only its time
is over.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import gymnasium as gym
import numpy as np

TEST_EPISODES = {{ cookiecutter.data.test_episodes | default(100) }}
RANDOM_EPISODES = 100

# Each part has seeds of its own. Only those of the training follow [training] seed: all
# agents are judged by the same episodes, so a difference is the agents' own.
TRAINING, VALIDATION, TEST, RANDOM = range(4)


class Observation(NamedTuple):
    """What an agent sees: some numbers, or the number of one of several states."""

    shape: tuple[int, ...]
    low: list[float]  # the bounds of each number; empty for states
    high: list[float]
    states: int  # how many states there are; 0 for numbers


class Step(NamedTuple):
    """What one action in each environment brought: one row for each environment."""

    observations: np.ndarray  # before it, shape (environments, *shape)
    actions: np.ndarray  # int64, shape (environments,), as all that follow
    rewards: np.ndarray  # float32
    next_observations: np.ndarray  # after it, at the end of an episode too
    terminated: np.ndarray  # bool: the task has ended, nothing more can follow
    truncated: np.ndarray  # bool: the time was over, more would have followed

    @property
    def ended(self) -> np.ndarray:
        """Where an episode is over, for one reason or the other."""
        return self.terminated | self.truncated


class Environments:
    """Several environments of one kind, stepped together. One that ends begins anew."""

    def __init__(self, name: str, seeds: Sequence[int]):
        self.members = [make(name) for _ in seeds]
        self.observation = observe(self.members[0])
        self.actions = int(self.members[0].action_space.n)
        self.observations = self.stack(
            [
                env.reset(seed=seed)[0]
                for env, seed in zip(self.members, seeds, strict=True)
            ]
        )
        self.returns = np.zeros(len(self.members))  # of the episodes under way

    def step(self, actions: np.ndarray) -> tuple[Step, list[float]]:
        """Take one action in each.

        Return what came of it, and the returns of the episodes that ended with it.
        """
        after, rewards, ends, now = [], [], [], []
        for env, action in zip(self.members, actions.tolist(), strict=True):
            observation, reward, terminated, truncated, _ = env.step(action)
            after.append(observation)
            rewards.append(reward)
            ends.append((terminated, truncated))
            now.append(env.reset()[0] if terminated or truncated else observation)
        step = Step(
            self.observations,
            actions,
            np.array(rewards, dtype="float32"),
            self.stack(after),
            *np.array(ends).T,
        )
        self.observations = self.stack(now)
        self.returns += step.rewards
        finished = self.returns[step.ended].tolist()
        self.returns[step.ended] = 0
        return step, finished

    def stack(self, observations: list) -> np.ndarray:
        """One array of observations; the number of a state becomes a row of one."""
        return np.array(observations).reshape(-1, *self.observation.shape)


def make(name: str, **options) -> gym.Env:
    """Make one environment. Raises ValueError where no agent here could act in it."""
    env = gym.make(name, disable_env_checker=True, **options)
    if not isinstance(env.action_space, gym.spaces.Discrete):
        raise ValueError(
            f"{name} takes actions of the kind {env.action_space}; the agents of this "
            "project choose one of several"
        )
    return env


def observe(env: gym.Env) -> Observation:
    """Say what is seen there. Raises ValueError for what no network here takes."""
    space = env.observation_space
    if isinstance(space, gym.spaces.Discrete):
        return Observation((1,), [], [], int(space.n))
    if isinstance(space, gym.spaces.Box):
        low, high = (np.ravel(side).tolist() for side in (space.low, space.high))
        return Observation(space.shape, low, high, 0)
    raise ValueError(
        f"{env.spec.id} shows observations of the kind {space}; the networks of this "
        "project take numbers (Box) or the number of a state (Discrete)"
    )


def seeds(part: int, count: int, seed: int = 0) -> list[int]:
    """Draw a seed for each of so many environments of a part."""
    return np.random.SeedSequence((part, seed)).generate_state(count).tolist()


def play(
    name: str, seeds: Sequence[int], choose: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Play one episode from each seed, all at a time; return their returns.

    `choose` is given observations, shape (n, *shape), and answers with n actions.
    """
    envs = [make(name) for _ in seeds]
    shape = observe(envs[0]).shape
    seen = [env.reset(seed=seed)[0] for env, seed in zip(envs, seeds, strict=True)]
    returns = np.zeros(len(envs))
    going = list(range(len(envs)))
    while going:
        observations = np.array([seen[n] for n in going]).reshape(-1, *shape)
        still = []
        for n, action in zip(going, choose(observations).tolist(), strict=True):
            seen[n], reward, terminated, truncated, _ = envs[n].step(action)
            returns[n] += reward
            if not (terminated or truncated):
                still.append(n)
        going = still
    return returns


def mean_and_error(returns: np.ndarray) -> tuple[float, float]:
    """The mean, and its standard error: how far luck moves it from look to look."""
    error = returns.std(ddof=1) / np.sqrt(len(returns)) if len(returns) > 1 else 0.0
    return float(returns.mean()), float(error)


def describe(experiment: dict) -> dict:
    """The environment in figures. Chance is what moving at random brings."""
    name = experiment["data"]["environment"]
    env = make(name)
    actions = int(env.action_space.n)
    random = np.random.default_rng(RANDOM)
    returns = play(
        name,
        seeds(RANDOM, RANDOM_EPISODES),
        lambda observations: random.integers(actions, size=len(observations)),
    )
    chance, chance_error = mean_and_error(returns)
    return {
        "environment": name,
        "actions": actions,
        "input_shape": list(observe(env).shape),
        "chance": chance,
        "chance_error": chance_error,
    }


def sample(experiment: dict, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Observations of a random walk and a target for each: to look at a network by.

    Before anything is known, an action is worth its reward; and as good as another one.
    """
    random = np.random.default_rng(RANDOM)
    world = Environments(experiment["data"]["environment"], seeds(RANDOM, 8))
    steps = [
        world.step(random.integers(world.actions, size=8))[0]
        for _ in range(-(-count // 8))
    ]
    observations = np.concatenate([step.observations for step in steps])
    taken = np.eye(world.actions)[np.concatenate([step.actions for step in steps])]
    rewards = np.concatenate([step.rewards for step in steps])[:, np.newaxis]
    is_actor = experiment["cost"]["agent"] == "actor-critic"
    targets = taken if is_actor else np.ones_like(taken) * rewards
    return observations[:count], targets[:count].astype("float32")


if __name__ == "__main__":
    from settings import load_experiment

    for what, figure in describe(load_experiment()).items():
        print(f"{what}: {figure}")
