"""Guesses, hints and checks, on recorded and made-up runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clinic.runs import history
from tutor.clinic import answers
from tutor.clinic.checking import check
from tutor.clinic.exercise import Exercise, exercise
from tutor.clinic.figures import UNKNOWN, quoted, value
from tutor.errors import UsageError
from tutor.experiment.schema import Spec
from tutor.history import Epoch, History

SPEC: Spec = {
    "data": {"classes": []},
    "learning_rate": {"value": 0.3},
    "layers": {"widths": [64, 64]},
    "training": {"epochs": 2},
}


@pytest.fixture
def jump() -> Exercise:
    return exercise("one-big-jump")


def test_a_wrong_guess_is_answered_in_the_own_figures(jump: Exercise) -> None:
    feedback = answers.guess(jump, "1", history(first=25.48, last=2.31, score=0.19))
    assert not feedback.right
    assert "25.480" in feedback.why
    right = answers.guess(jump, jump.right.key, history(first=25.48, last=2.31, score=0.19))
    assert right.right
    assert "2.310" in right.why


def test_hints_have_three_stages(jump: Exercise) -> None:
    seen = history(first=25.48, last=2.31, score=0.19)
    assert "25.480" in answers.hint(jump, 2, seen)
    for stage in (0, 4):
        with pytest.raises(UsageError, match="1 to 3"):
            answers.hint(jump, stage, seen)


def test_what_is_no_number_is_quoted_so() -> None:
    empty = History(epochs=(Epoch(1, float("nan"), None, None, 1.0),))
    assert quoted("it is {loss}, {score}", empty) == f"it is {UNKNOWN}, {UNKNOWN}"
    assert value("loss", empty) is None


def test_a_mended_run_passes(jump: Exercise) -> None:
    checked = check(jump, SPEC, SPEC, history(first=2.0, last=0.1, score=0.96))
    assert checked.passed
    assert not checked.open


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (history(first=25.0, last=2.3, score=0.19), "validation accuracy of the best epoch: .190"),
        (history(first=2.0, last=0.1, score=0.96, images=900), "training images: 900"),
        (history(first=2.0, last=0.1, score=0.96, status="diverged"), "the training diverged"),
        (history(first=2.0, last=0.1, score=0.96, status="stopped"), "stopped before its end"),
    ],
)
def test_what_is_amiss_is_said(jump: Exercise, seen: History, words: str) -> None:
    checked = check(jump, SPEC, SPEC, seen)
    assert not checked.passed
    assert any(words in point.words for point in checked.open)


def test_a_way_around_the_fault_is_no_mend(jump: Exercise) -> None:
    now = {**SPEC, "layers": {"widths": [512]}, "training": {"epochs": 90}}
    checked = check(jump, SPEC, now, history(first=2.0, last=0.1, score=0.96))
    assert [point.words.split()[0] for point in checked.open] == [
        "layers.widths",
        "training.epochs",
    ]


def test_a_leak_is_no_mend() -> None:
    one = exercise("too-good")
    seen = history(first=1.7, last=0.2, score=0.95, images=1020, held=900)
    checked = check(one, SPEC, SPEC, seen)
    assert [point.words for point in checked.open] == [
        "validation accuracy of the best epoch: .950 (wanted: at least .770 and at most .880)"
    ]


def test_a_fault_that_is_still_there_is_not_named() -> None:
    one = exercise("dead-calm")
    still = replace(
        history(first=2.303, last=2.303, score=0.95),
        samples=replace_samples(),
    )
    (point,) = check(one, SPEC, SPEC, still).open
    assert point.words == "what was wrong with this training can still be seen in it"


def replace_samples() -> tuple[object, ...]:
    from tutor.history import LayerSample, LayerStats

    layers = (
        LayerStats("block1_dense", "Dense", weight_norm=0.0, gradient_norm=0.0),
        LayerStats("output", "Dense", weight_norm=0.0, gradient_norm=1.0),
    )
    return (LayerSample(0, layers),)
