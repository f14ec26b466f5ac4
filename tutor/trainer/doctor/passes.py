"""The rows of a stream, known again when they come again."""

from __future__ import annotations

import numpy as np

from tutor.trainer.doctor import arrays, rows
from tutor.trainer.doctor.arrays import Array

MOST_AGAIN = 4
"""Rows that may come again for each that is known: of rows drawn at random, 98 % are known then."""

RELABELLED = 16
"""Inputs that came again with other targets, and at least every second that came again: the targets
move. Two of a kind among the samples, with noise on their targets, are fewer."""


class Passes:
    """Knows the rows of a stream again, so that the epochs of a loop count once.

    Attributes:
        over: True once looking on is not worth it: hardly anything new comes.
        all_seen: True once a whole pass over the known rows has brought none that is new.
        moved: True where the inputs come again with other targets, which are no class numbers.
    """

    def __init__(self) -> None:
        self.over = False
        self.all_seen = False
        self.moved = False
        self._known: set[int] = set()
        self._inputs: set[int] = set()
        self._again = 0
        self._in_a_row = 0
        self._relabelled = 0

    @property
    def known(self) -> int:
        """Different rows so far."""
        return len(self._known)

    def pass_by(self, x: list[Array], y: list[Array]) -> Array:
        """Which rows of a batch have not passed before, inputs and targets together."""
        given = rows.hashes(x).tolist()
        told = rows.hashes([*x, *y]).tolist()
        fresh = [place for place, number in enumerate(told) if number not in self._known]
        relabelled = sum(given[place] in self._inputs for place in fresh)
        self._again += len(told) - len(fresh)
        self._in_a_row = 0 if fresh else self._in_a_row + len(told)
        self._known.update(told)
        self._inputs.update(given)
        self.all_seen = self._in_a_row >= len(self._known)
        self.over = self.all_seen or self._again >= MOST_AGAIN * len(self._known)
        if relabelled and y and not arrays.is_whole(y[0]):
            self._relabelled += relabelled
            self.moved = self._relabelled >= max(RELABELLED, self._again)
        return np.array(fresh, dtype="int64")
