"""What an agent remembers: arrays of past steps, and batches drawn from them."""

from typing import NamedTuple

import numpy as np

from data import Environments, Step


class Batch(NamedTuple):
    """Steps to learn from.

    The value of an action is held to be returns + discounts * what the best action is
    worth at next_observations.
    """

    observations: np.ndarray  # shape (n, *shape)
    actions: np.ndarray  # int64, shape (n,)
    returns: np.ndarray  # float32, shape (n,): the rewards that followed, discounted
    next_observations: np.ndarray  # shape (n, *shape)
    discounts: np.ndarray  # float32, shape (n,): 0 where the task ended


class Memory:
    """The latest steps in every environment, written over and over from the beginning.

    An array has one row for each step in time and one column for each environment, so
    that what followed a step stands below it.
    """

    def __init__(self, steps: int, world: Environments):
        columns = len(world.members)
        self.rows = max(1, steps // columns)
        shape = (self.rows, columns)
        kind = world.observations.dtype
        self.observations = np.zeros((*shape, *world.observation.shape), kind)
        self.next_observations = np.zeros_like(self.observations)
        self.actions = np.zeros(shape, "int64")
        self.rewards = np.zeros(shape, "float32")
        self.terminated = np.zeros(shape, bool)
        self.ended = np.zeros(shape, bool)
        self.written = 0  # rows in all, those written over included

    def add(self, step: Step):
        """Remember a step; where there is no more room, the oldest one is forgotten."""
        row = self.written % self.rows
        self.observations[row] = step.observations
        self.next_observations[row] = step.next_observations
        self.actions[row] = step.actions
        self.rewards[row] = step.rewards
        self.terminated[row] = step.terminated
        self.ended[row] = step.ended
        self.written += 1

    def sample(
        self, size: int, random: np.random.Generator, discount: float, lookahead: int
    ) -> Batch:
        """Draw steps at random, with the rewards of `lookahead` steps from each on."""
        known = min(self.written, self.rows)
        lookahead = min(lookahead, known)
        first = self.written - known + random.integers(known - lookahead + 1, size=size)
        column = random.integers(self.actions.shape[1], size=size)
        last = first
        returns = np.zeros(size, "float32")
        discounts = np.ones(size, "float32")
        going = np.ones(size, bool)
        for ahead in range(lookahead):
            row = (first + ahead) % self.rows
            last = np.where(going, row, last)
            returns += going * discounts * self.rewards[row, column]
            discounts = np.where(going, discounts * discount, discounts)
            going &= ~self.ended[row, column]
        first = first % self.rows
        # After a truncated episode more would have followed: nothing follows only where
        # the task itself ended.
        return Batch(
            self.observations[first, column],
            self.actions[first, column],
            returns,
            self.next_observations[last, column],
            (discounts * ~self.terminated[last, column]).astype("float32"),
        )
