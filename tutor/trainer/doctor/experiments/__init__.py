"""The doctor's experiments: what a script's training is worth, and what would mend it.

Once the script has ended, its trained model is scored beside answers that cost no training. Cheap
looks at data and model follow. Where the training is worse than it should be, fresh copies are
trained with one thing changed beside a control: evidence instead of a guess. Nothing of the
learner's is touched, printed over or drawn from.

    material.py, terms.py      a training's data cut to size; how answers are read
    score.py, baseline.py      the score card
    zeroed.py, neighbours.py, leaky.py, one_batch.py   one cheap look each
    recipe.py, copies.py       what a copy is made of
    training.py, trial.py      training and scoring it
    changes.py, network.py, output.py, whatif.py       one thing changed
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import keras

from tutor.observed import Score
from tutor.trainer.doctor.experiments import leaky, neighbours, one_batch, score, whatif, zeroed
from tutor.trainer.doctor.experiments.material import Material, Training
from tutor.trainer.doctor.experiments.quiet import attempt, unnoticed

SCORE_SHARE = 0.4
"""Part of the time that scores and cheap looks may take, so that what-ifs keep the rest."""

ONE_BATCH_SHARE = 0.2
"""Part of a training's time that its one batch may take."""

MOST_MENDED = 3
"""Trainings that what-ifs are made on; a script with more of them repeats itself."""


def run(trainings: Sequence[Training], deadline: float) -> None:
    """Make the experiments that there is time for, and write their events.

    Args:
        trainings: of a script that has ended, in the order of their beginning.
        deadline: on `time.perf_counter()`; a single chunk of work may pass it by a fraction of a
            second.
    """
    with unnoticed():
        _run(trainings, deadline)


def _run(trainings: Sequence[Training], deadline: float) -> None:
    started = time.perf_counter()
    scores_end = started + SCORE_SHARE * (deadline - started)
    scored: list[tuple[Material, Score]] = []
    for number, training in enumerate(trainings):
        now = time.perf_counter()
        if now > scores_end:
            break
        limit = now + (scores_end - now) / (len(trainings) - number)
        found = attempt(partial(_look, training, limit))
        if found is not None:
            scored.append(found)
    if keras.backend.backend() != "tensorflow":
        return
    wanting = [pair for pair in scored if whatif.suspected(pair[0].training.history)]
    wanting = wanting[:MOST_MENDED]
    for number, (material, card) in enumerate(wanting):
        now = time.perf_counter()
        limit = now + (deadline - now) / (len(wanting) - number)
        attempt(partial(_mend, material, card, limit))


def _look(training: Training, deadline: float) -> tuple[Material, Score] | None:
    """The score card and the cheap looks."""
    material = score.material_of(training, deadline)
    if material is None:
        return None
    card = score.write_score(material, deadline)
    if card is None:
        return None
    for look in (lambda: neighbours.run(material), lambda: leaky.run(material)):
        if time.perf_counter() < deadline:
            attempt(look)
    attempt(lambda: zeroed.run(material, deadline))
    return material, card


def _mend(material: Material, card: Score, deadline: float) -> None:
    one_batch.run(
        material, min(deadline, time.perf_counter() + 0.2 * (deadline - time.perf_counter()))
    )
    whatif.run(material, card, deadline)
