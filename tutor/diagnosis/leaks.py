"""Rules on what must not be known: validation samples that were trained on, columns that tell."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.diagnosis import given, standing
from tutor.diagnosis.facts import percent
from tutor.diagnosis.finding import Finding
from tutor.history import History
from tutor.noise import binomial_error
from tutor.observed import Inputs

REAL_DATA = 100
"""Samples from which a validation on the training data is no demonstration any more (the four rows
of an exclusive or can only be validated on themselves)."""

LEAK = 0.2
SMALL_LEAK = 0.02
LEAST = 5
"""Share and number of validation samples that were trained on. A fifth of answers known by heart
outweighs most differences between models; deepchecks warns of any, and a few duplicates are in
most collections."""

FEW_COLUMNS = 10
"""Tables with fewer columns hold equal rows honestly, so that a fair split shares some."""

COPY = 0.99999
GIVEN_AWAY = 0.99
"""Correlation, or agreement, of one column with the target."""


def validation_is_training(history: History) -> Iterable[Finding]:
    """The validation data are the training data themselves."""
    split = history.split
    if split is None or not split.same_data or _is_progress(history):
        return
    samples = split.samples or 0
    yield Finding(
        rule="validation-is-training",
        level="problem" if samples >= REAL_DATA else "watch",
        step="data",
        title="The validation data are the training data",
        evidence=f"all {samples or 'the'} validation samples are the samples trained on",
        cause="A validation on known samples shows how much was learnt by heart, never whether it "
        "holds on others; overfitting stays unseen.",
        advice="model.fit(x_train, y_train, validation_split=0.2), or validation_data=(x_val, "
        "y_val) from train_test_split.",
        line=given.line(history),
    )


def leakage(history: History) -> Iterable[Finding]:
    """Validation samples that were trained on, more than honest duplicates explain."""
    split = history.split
    if split is None or split.same_data or split.overlap is None or split.checked < 1:
        return
    if _is_progress(history):
        return
    share = split.overlap / split.checked
    honest = _honest(history)
    noise = 3 * binomial_error(honest, split.checked)
    if split.overlap < LEAST or share - honest < max(SMALL_LEAK, noise):
        return
    yield Finding(
        rule="leakage",
        level="problem" if share - _repeated(history) >= LEAK else "watch",
        step="data",
        title=f"{percent(share)} of the validation samples are training samples, too",
        evidence=f"{split.overlap} of {split.checked} validation samples compared are equal to a "
        "training sample"
        + (f"; equal rows within the training data explain {percent(honest)}" if honest else ""),
        cause="The model is tested on what it knows by heart, so that the validation score is too "
        "good. Splitting after copying or augmenting rows does this, and so does a second shuffle.",
        advice="Remove duplicates (np.unique(x, axis=0)) and split once, before anything is "
        "copied, augmented or resampled.",
        line=given.line(history),
    )


def _is_progress(history: History) -> bool:
    """Whether an evaluation says nothing of a validation: a loop of the learner's own may look at
    the batch it trains on, to print how it goes; and moving targets have no held-out part."""
    loop = history.call is not None and history.call.api != "fit"
    return loop or history.task in standing.UNJUDGED


def leaky_feature(history: History) -> Iterable[Finding]:
    """One input column alone gives the target away."""
    figures = history.experiment("leaky-feature")
    if figures is None or figures.get("feature") is None:
        return
    tie = figures.get("correlation", figures.get("agreement"))
    columns = sum(part.features for part in history.inputs)
    if not isinstance(tie, int | float) or abs(tie) < GIVEN_AWAY or columns < 3:
        return
    samples = history.targets[0].seen if history.targets else 0
    # Classes may be made from one column honestly, as by a threshold; a copy of numbers is a copy.
    copy = "correlation" in figures and abs(tie) >= COPY and columns >= 5 and samples >= 100
    column = figures["feature"]
    how = (
        f"its correlation with the target is {tie:.4g}"
        if "correlation" in figures
        else f"it alone names the class in {percent(tie)} of cases"
    )
    yield Finding(
        rule="leaky-feature",
        level="problem" if copy else "watch",
        step="data",
        title=f"Input column {column} gives the target away",
        evidence=f"column {column} of {columns}: {how}, on {samples} samples",
        cause="A column made from the target (the target itself, an id given afterwards, a sum it "
        "is part of) is not there when the model is used, and the score is worth nothing.",
        advice=f"Find out where the column comes from; x = np.delete(x, {column}, axis=1).",
        line=given.line(history),
    )


def _honest(history: History) -> float:
    """Share of the validation samples that a fair split would share with the training part.

    In images and in tables of many columns equal samples are mostly copies, which explain nothing.
    """
    wide = any(part.features >= FEW_COLUMNS for part in history.inputs)
    return 0.0 if wide else _repeated(history)


def _repeated(history: History) -> float:
    """Share of the training samples that occur more than once, as a fair split would share them.

    Rows of flags and categories repeat whatever their number of columns; images do not.
    """
    if any(part.kind == "image" and not _is_board(part) for part in history.inputs):
        return 0.0
    shares = [part.duplicates for part in history.inputs]
    known = [share for share in shares if share is not None]
    return min(known) if known and len(known) == len(shares) else 1.0


def _is_board(part: Inputs) -> bool:
    """Whether an image is a small board of yes and no, which repeats as rows of flags do."""
    flags = (part.minimum, part.maximum) == (0, 1) and "float" not in part.dtype
    return flags or math.prod(part.shape) <= SMALL_BOARD


SMALL_BOARD = 36
"""Six by six: no picture is as small, patterns and boards of games are."""


RULES = (validation_is_training, leaky_feature, leakage)
