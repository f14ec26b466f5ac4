"""The agents: how to act, what to remember, and what to learn from it.

    DQN           learns what each action is worth, and takes the best
    ActorCritic   learns how likely to take each action, and what a state is worth

Each has `model` (the network that is kept), `choose` (the best actions without any
exploration), `gather` (act until there is something to learn from) and `update` (one
step of its optimizer).
"""

from collections import deque
from functools import partial

import keras
import numpy as np
import tensorflow as tf

from data import TRAINING, Environments, Step, seeds
from memory import Batch, Memory
from model import best_actions, build_model

COSTS = {
    "mean_squared_error": keras.losses.MeanSquaredError,
    "huber": keras.losses.Huber,  # squared for errors under 1, straight beyond
}
{% include "optimizers.py" %}
RECENT = 20  # training episodes whose mean return is told
SMOOTHING = 0.95  # lambda of Schulman et al. (2016): how far advantages look ahead
LONGEST = 10.0  # a longer gradient is cut, so that no batch throws the network far


class Agent:
    """What the agents have in common: their environments, and what they have done."""

    def __init__(self, experiment: dict):
        data, seed = experiment["data"], experiment["training"]["seed"]
        self.experiment = experiment
        self.world = Environments(
            data["environment"], seeds(TRAINING, data["environments"], seed)
        )
        self.size = len(self.world.members)
        self.random = np.random.default_rng(seed)
        self.finished = deque(maxlen=RECENT)  # returns of the latest training episodes
        self.updates = 0
        self.planned = experiment["training"]["epochs"] * updates_per_epoch(experiment)

    def network(self, units: int, loss, activation: str = "linear") -> keras.Model:
        """A network of [layers], with a loss and an optimizer of its own."""
        model = build_model(self.experiment, self.world.observation, units, activation)
        model.compile(make_optimizer(self.experiment, self.planned), loss)
        model.optimizer.build(model.trainable_variables)
        return model

    def step(self, actions: np.ndarray) -> Step:
        """Act once in every environment."""
        step, finished = self.world.step(actions)
        self.finished += finished
        return step


class DQN(Agent):
    """A deep Q-network (Mnih et al. 2015); double as van Hasselt et al. 2016 have it.

    What an action is worth is learned from what the next state is worth, as a second
    network sees it, the target. It follows slowly, so that the goal does not move with
    every step towards it.
    """

    def __init__(self, experiment: dict):
        super().__init__(experiment)
        cost = experiment["cost"]
        self.model = self.network(self.world.actions, COSTS[cost["function"]]())
        self.target = keras.models.clone_model(self.model)
        self.target.set_weights(self.model.get_weights())
        self.memory = Memory(experiment["data"]["memory"], self.world)
        self.choose = best_actions(self.model)
        self.held = self.random.integers(self.world.actions, size=self.size)
        self.due = 0.0  # updates that are to be made before the next action
        for _ in range(0, experiment["data"]["warm_up"], self.size):
            self.memory.add(self.step(self.random_actions()))

    @property
    def exploration(self) -> float:
        """The share of random actions: falls in a straight line from 1 to its end."""
        data = self.experiment["data"]
        done = self.updates / self.planned / data["exploration"]
        return max(data["exploration_end"], 1 - (1 - data["exploration_end"]) * done)

    def random_actions(self) -> np.ndarray:
        """An action for each environment, all equally likely, each kept for a while."""
        persistence = self.experiment["data"]["persistence"]
        drawn = self.random.integers(self.world.actions, size=self.size)
        is_new = self.random.random(self.size) < 1 / persistence
        self.held = np.where(is_new, drawn, self.held)
        return self.held

    def gather(self):
        """Act, mostly as seems best, until the next update is due."""
        while self.due < 1:
            best = self.choose(self.world.observations)
            explores = self.random.random(self.size) < self.exploration
            actions = np.where(explores, self.random_actions(), best)
            self.memory.add(self.step(actions))
            self.due += self.size / self.experiment["batch"]["every"]

    def update(self) -> dict[str, float]:
        """Learn from one batch; return its loss and the mean value of its actions."""
        cost = self.experiment["cost"]
        batch = self.memory.sample(
            self.experiment["batch"]["size"],
            self.random,
            cost["discount"],
            cost["lookahead"],
        )
        loss, value = self.learn(*batch)
        self.due -= 1
        self.updates += 1
        return {"loss": float(loss), "mean_value": float(value)}

    # There is no if or for over tensors here that autograph would have to translate.
    @tf.function(autograph=False)
    def learn(self, *batch) -> tuple:
        """One step of the optimizer, and a small one of the target behind it."""
        batch = Batch(*batch)
        goals = self.goals(batch)[:, tf.newaxis]
        with tf.GradientTape() as tape:
            values = self.model(batch.observations, training=True)
            values = tf.gather(values, batch.actions[:, tf.newaxis], batch_dims=1)
            loss = self.model.compute_loss(y=goals, y_pred=values, training=True)
        descend(self.model, tape, loss)
        rate = self.experiment["cost"]["target_rate"]
        for mine, followed in zip(self.target.weights, self.model.weights, strict=True):
            mine.assign_add(rate * (followed - mine))
        return loss, tf.reduce_mean(values)

    def goals(self, batch: Batch) -> tf.Tensor:
        """What the actions of a batch are worth, as far as is known now.

        The target prices the best next action. If it chose it too, an action that it
        happens to overrate would always be taken; so double lets the model choose.
        """
        worth = self.target(batch.next_observations)
        double = self.experiment["cost"]["double"]
        chooser = self.model(batch.next_observations) if double else worth
        best = tf.argmax(chooser, axis=-1)
        following = tf.gather(worth, best[:, tf.newaxis], batch_dims=1)[:, 0]
        return batch.returns + batch.discounts * following


class ActorCritic(Agent):
    """Advantage actor-critic (A2C, after Mnih et al. 2016).

    The actor makes an action likelier that brought more than the critic expected: its
    advantage, averaged over looks further and further ahead (Schulman et al. 2016).
    """

    def __init__(self, experiment: dict):
        super().__init__(experiment)
        function = experiment["cost"]["function"]
        self.model = self.network(
            self.world.actions, "categorical_crossentropy", "softmax"
        )
        self.critic = self.network(1, COSTS[function]())
        self.choose = best_actions(self.model)
        self.probabilities = tf.function(self.model, autograph=False)
        self.worth = tf.function(self.critic, autograph=False)
        self.entropy = np.log(self.world.actions)
        self.steps: list[Step] = []

    @property
    def exploration(self) -> float:
        """How open the choice still is: entropy, 1 for equal probabilities."""
        return float(self.entropy / np.log(self.world.actions))

    def gather(self):
        """Act by the actor's probabilities, a batch of steps long."""
        self.steps = []
        for _ in range(rollout(self.experiment)):
            shares = np.array(self.probabilities(self.world.observations))
            drawn = self.random.random((len(shares), 1)) * shares.sum(1, keepdims=True)
            actions = np.argmax(np.cumsum(shares, axis=1) > drawn, axis=1)
            self.steps.append(self.step(actions))

    def update(self) -> dict[str, float]:
        """Learn from the steps just made, and forget them."""
        seen = np.concatenate([step.observations for step in self.steps])
        after = np.concatenate([step.next_observations for step in self.steps])
        actions = np.concatenate([step.actions for step in self.steps])
        now, then = np.array(self.worth(np.concatenate([seen, after]))).reshape(
            2, len(self.steps), -1
        )
        advantages = self.advantages(now, then)
        returns = (advantages + now).reshape(-1, 1)
        loss, entropy = self.learn(seen, actions, advantages.ravel(), returns)
        self.entropy = float(entropy)
        self.updates += 1
        return {"loss": float(loss), "mean_value": float(now.mean())}

    def advantages(self, now: np.ndarray, then: np.ndarray) -> np.ndarray:
        """What each action brought beyond what was expected.

        `now` and `then` are the critic's values before and after each step; they have
        the shape (steps, environments), as the result.
        """
        discount = self.experiment["cost"]["discount"]
        result = np.zeros_like(now)
        coming = np.zeros_like(now[0])
        for row in reversed(range(len(self.steps))):
            step = self.steps[row]
            # Nothing follows a task that has ended; a truncated one would have gone on.
            surprise = step.rewards + discount * then[row] * ~step.terminated - now[row]
            coming = surprise + discount * SMOOTHING * coming * ~step.ended
            result[row] = coming
        return result

    # There is no if or for over tensors here that autograph would have to translate.
    @tf.function(autograph=False)
    def learn(self, seen, actions, advantages, returns) -> tuple:
        """One step of the actor's optimizer and one of the critic's."""
        taken = tf.one_hot(actions, self.world.actions)
        # On one scale, so that the learning rate need not know that of the rewards.
        spread = tf.math.reduce_std(advantages) + 1e-8
        advantages = (advantages - tf.reduce_mean(advantages)) / spread
        with tf.GradientTape() as tape:
            shares = self.model(seen, training=True)
            loss = self.model.compute_loss(
                y=taken, y_pred=shares, sample_weight=advantages, training=True
            )
            entropy = -tf.reduce_mean(
                tf.reduce_sum(shares * tf.math.log(shares + 1e-8), axis=-1)
            )
            whole = loss - self.experiment["cost"]["entropy"] * entropy
        descend(self.model, tape, whole)
        with tf.GradientTape() as tape:
            values = self.critic(seen, training=True)
            error = self.critic.compute_loss(y=returns, y_pred=values, training=True)
        descend(self.critic, tape, error)
        return loss, entropy


AGENTS = {"dqn": DQN, "actor-critic": ActorCritic}


def updates_per_epoch(experiment: dict) -> int:
    """Updates of the weights in an epoch of [data] steps_per_epoch."""
    steps, batch = experiment["data"]["steps_per_epoch"], experiment["batch"]
    if experiment["cost"]["agent"] == "actor-critic":
        made = rollout(experiment) * experiment["data"]["environments"]
        return max(1, round(steps / made))
    return max(1, round(steps / batch["every"]))


def rollout(experiment: dict) -> int:
    """Steps in each environment that make a batch of the actor-critic's."""
    environments = experiment["data"]["environments"]
    return max(1, experiment["batch"]["size"] // environments)


def descend(model: keras.Model, tape: tf.GradientTape, loss: tf.Tensor):
    """One step of the model's optimizer against the gradient of its loss."""
    gradients = tape.gradient(loss, model.trainable_variables)
    gradients, _ = tf.clip_by_global_norm(gradients, LONGEST)
    model.optimizer.apply(gradients, model.trainable_variables)


{% include "make_optimizer_only.py" %}