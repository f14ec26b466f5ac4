"""What step 1 says before its runs: the lesson, the question, the hints."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.families.base import is_classifier
from tutor.steps import facts, pace, wording
from tutor.steps.base import Choice, Context, Question, Result
from tutor.steps.init.experiments import EPOCHS


def lesson(context: Context) -> str:
    """The lesson in Markdown."""
    inputs = facts.inputs(context)
    return wording.lesson_text(
        "init",
        {
            "network": facts.network(context),
            "inputs": f"{inputs:,}" if inputs else "all its",
            "uniform": facts.knowing_nothing(context),
        },
        context.family,
    )


def prediction(context: Context) -> Question:
    """How far the start of zeros gets."""
    epochs = wording.count(pace.epochs_of(context, EPOCHS), "epoch")
    return Question(
        "prediction",
        f"All weights of your network start at zero. Where is it after {epochs}, beside the same "
        "network with a random start?",
        (
            Choice("same", "as good as the random start"),
            Choice("behind", "above chance, but behind"),
            Choice("chance", "still at chance"),
        ),
    )


def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
    """From where to look to what to write."""
    return (
        "Look at the spread of the last hidden layer: a start is sound where it is neither 0 nor "
        "many times the spread of the inputs.",
        _second(context),
        'In experiment.toml, [initialization] weights: "glorot_uniform" suits every activation, '
        '"he_normal" suits relu, elu and gelu. Keep biases at "zeros".',
    )


def _second(context: Context) -> str:
    if context.family == "rl":
        return (
            "Look at the first loss beside that of the other starts: one many times larger comes "
            "from values that no environment pays."
        )
    wrong = "sure and wrong" if is_classifier(context.kind) else "far off"
    return (
        f"Look at the first loss. Knowing nothing costs {facts.knowing_nothing(context)}; a loss "
        f"many times that comes from answers that are {wrong}."
    )
