"""The end of a walk: one full training of the project as it stands, one look at the test set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor import noise
from tutor.history import History
from tutor.steps import facts, wording
from tutor.steps.base import Context, Trial

SETTING = "final"


def final_trial(context: Context) -> Trial:
    """The full training: all the project's data, all its epochs, its own seed.

    One run, not the best of several seeds: a score picked from several is better than what the next
    training of the same project will reach.
    """
    epochs = wording.count(int(context.spec["training"]["epochs"]), "epoch")
    return Trial(SETTING, f"final training, {epochs}")


def closing_words(
    context: Context,
    training: History,
    test: History | None = None,
) -> str:
    """What the walk has come to, in plain sentences; `test` is the history of the evaluation."""
    told = _trained(training)
    measured = test.evaluation if test is not None else None
    accuracy = measured.metrics.get("accuracy") if measured else None
    if measured is None or accuracy is None:
        return f"{told} The test images have not been looked at."
    error = noise.Z * noise.binomial_error(accuracy, measured.samples)
    chance = facts.chance(context)
    beside = f" Chance is {wording.accuracy(chance)}." if chance else ""
    return (
        f"{told}\n\n"
        f"On {wording.count(measured.samples, 'test image')}{_looks(context)}, it names "
        f"{wording.accuracy(accuracy)} right; with so many images that is known to within "
        f"{wording.accuracy(error)}.{beside}{_published(context.reference)}"
        "\n\n"
        "Whatever you change from here, judge by the validation images: a test set that chooses "
        "is no test any more."
    )


def _trained(training: History) -> str:
    best = training.best_epoch
    if best is None:
        return "The final training gave no score."
    return (
        f"The final training kept epoch {best.number} of {len(training.epochs)}, with a validation "
        f"accuracy of {wording.accuracy(best.val_accuracy)} and a loss of "
        f"{wording.loss(best.val_loss)}."
    )


def _looks(context: Context) -> str:
    """The test set is good for one look; more of them are counted."""
    if context.test_looks > 1:
        return f", looked at {context.test_looks} times by now"
    return ", looked at once"


def _published(reference: Mapping[str, Any]) -> str:
    if "value" not in reference:
        return ""
    source = f", {reference['source']}" if reference.get("source") else ""
    return f" For comparison: {wording.accuracy(float(reference['value']))}{source}."
