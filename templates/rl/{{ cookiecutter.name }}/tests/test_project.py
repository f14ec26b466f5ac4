"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import data
from agents import AGENTS, DQN
from data import Environments, Observation, Step, describe, play, seeds
from evaluate import evaluate
from memory import Batch, Memory
from model import best_actions, build_model, load_model
from train import train


@pytest.fixture
def experiment() -> dict:
    return load_experiment()


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with few steps, short training and a small network."""
    experiment["data"] |= {
        "environments": 2,
        "steps_per_epoch": 64,
        "evaluation_episodes": 2,
        "memory": 500,
        "warm_up": 50,
    }
    experiment["batch"] |= {"size": 16, "every": 4}
    experiment["layers"]["widths"] = [8]
    experiment["training"]["epochs"] = 2
    return experiment


class Counting:
    """Two environments that count steps: what is seen is how many there were.

    The first one is terminated after every third step, the second truncated.
    """

    def __init__(self):
        self.members = [None, None]
        self.observation = Observation((1,), [], [], 0)
        self.observations = np.zeros((2, 1))

    def step(self) -> Step:
        before = self.observations
        over = before[0, 0] % 3 == 2
        self.observations = before + 1
        return Step(
            before,
            np.zeros(2, "int64"),
            np.ones(2, "float32"),
            before + 1,
            np.array([over, False]),
            np.array([False, over]),
        )


@pytest.fixture
def memory() -> Memory:
    world = Counting()
    memory = Memory(20, world)
    for _ in range(10):
        memory.add(world.step())
    return memory


def draw(memory: Memory, lookahead: int) -> Batch:
    return memory.sample(500, np.random.default_rng(1), 0.5, lookahead)


def test_a_step_is_drawn_with_what_followed_it(memory: Memory):
    batch = draw(memory, 1)
    assert np.array_equal(batch.next_observations, batch.observations + 1)
    assert set(batch.observations.ravel()) == set(range(10))
    assert set(batch.returns) == {1}


def test_a_terminated_episode_is_worth_nothing_more_but_a_truncated_one_is(
    memory: Memory,
):
    batch = draw(memory, 1)
    last = batch.observations.ravel() % 3 == 2
    assert set(batch.discounts[~last]) == {0.5}
    assert set(batch.discounts[last]) == {0, 0.5}  # of one environment and of the other


def test_looking_ahead_adds_rewards_up_to_the_end_of_the_episode(memory: Memory):
    batch = draw(memory, 3)
    for step, returns, after, discount in zip(
        batch.observations.ravel(),
        batch.returns,
        batch.next_observations.ravel(),
        batch.discounts,
        strict=True,
    ):
        left = 3 - step % 3
        assert after == step + left
        assert returns == sum(0.5**n for n in range(int(left)))
        assert discount in (0, 0.5**left)


def test_the_oldest_steps_are_forgotten():
    world = Counting()
    memory = Memory(10, world)
    for _ in range(12):
        memory.add(world.step())
    assert set(draw(memory, 1).observations.ravel()) == set(range(7, 12))
    ahead = draw(memory, 2)
    assert (ahead.next_observations >= ahead.observations + 1).all()
    assert (ahead.next_observations <= ahead.observations + 2).all()


def test_double_chooses_by_one_network_and_prices_by_the_other(small_experiment: dict):
    small_experiment["cost"] |= {"agent": "dqn"}
    small_experiment["layers"]["widths"] = []
    agent = DQN(small_experiment)
    count = agent.world.actions
    for network, best, worth in ((agent.model, 0, 5.0), (agent.target, 1, 7.0)):
        kernel, bias = (np.zeros_like(w) for w in network.get_weights())
        bias[best] = worth
        network.set_weights([kernel, bias])
    seen = np.repeat(agent.world.observations[:1], 2, axis=0)
    batch = Batch(
        seen,
        np.zeros(2, "int64"),
        np.ones(2, "float32"),
        seen,
        np.array([0.9, 0], "float32"),
    )
    assert count > 1
    for double, goal in ((True, 1.0), (False, 1 + 0.9 * 7)):
        agent.experiment["cost"]["double"] = double
        assert np.array(agent.goals(batch)) == pytest.approx([goal, 1])


def test_environments_of_one_seed_are_the_same(experiment: dict):
    name = experiment["data"]["environment"]
    worlds = [Environments(name, seeds(data.TRAINING, 3, seed)) for seed in (1, 1)]
    actions = np.zeros(3, "int64")
    for _ in range(50):
        steps = [world.step(actions)[0] for world in worlds]
        for one, two in zip(*steps, strict=True):
            assert np.array_equal(one, two)


def test_no_part_has_the_seeds_of_another():
    parts = (data.TRAINING, data.VALIDATION, data.TEST, data.RANDOM)
    drawn = [set(seeds(part, 200)) for part in parts]
    assert sum(map(len, drawn)) == len(set.union(*drawn))


def test_chance_is_the_return_of_moving_at_random(experiment: dict):
    found = describe(experiment)
    name = experiment["data"]["environment"]
    random, actions = np.random.default_rng(9), found["actions"]
    returns = play(
        name, seeds(7, 50), lambda seen: random.integers(actions, size=len(seen))
    )
    assert abs(found["chance"] - returns.mean()) <= 5 * (
        found["chance_error"] + returns.std() / np.sqrt(50) + 1e-9
    )


def test_a_model_has_a_value_for_each_action(experiment: dict):
    world = Environments(experiment["data"]["environment"], seeds(data.TRAINING, 4))
    model = build_model(experiment, world.observation, world.actions)
    assert model(world.observations).shape == (4, world.actions)
    assert best_actions(model)(world.observations).shape == (4,)


@pytest.mark.parametrize("name", AGENTS)
def test_same_seed_gives_same_returns(
    name: str, small_experiment: dict, tmp_path: Path
):
    small_experiment["cost"]["agent"] = name
    for run in ("one", "two"):
        train(small_experiment, tmp_path / run, verbose=0)
    written = [(tmp_path / run / "history.csv").read_text() for run in ("one", "two")]
    assert written[0] == written[1]
    assert len(written[0].splitlines()) == 3


@pytest.mark.parametrize("name", AGENTS)
def test_saved_model_is_the_one_that_train_returns(
    name: str, small_experiment: dict, tmp_path: Path
):
    small_experiment["cost"]["agent"] = name
    model = train(small_experiment, tmp_path, verbose=0)
    seen, _ = data.sample(small_experiment, 32)
    saved = load_model(tmp_path / "best.keras")
    assert np.array(saved(seen)) == pytest.approx(np.array(model(seen)), abs=1e-5)
    assert evaluate(small_experiment, tmp_path)["samples"] == data.TEST_EPISODES
