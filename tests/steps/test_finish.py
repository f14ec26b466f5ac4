"""The end of the process: the last training, the one test, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.steps import builders, fabricate
from tests.steps.fabricate import history
from tutor.history import Evaluation, History
from tutor.steps.base import Trial
from tutor.steps.finish import STEP
from tutor.steps.finish.closing import closing_words, final_trial

EVALUATED = History(evaluation=Evaluation("0042-final", 1000, 0.3, {"accuracy": 0.9}))


def test_final_training_is_the_project_as_it_stands() -> None:
    trial = final_trial(builders.context({"training.epochs": 16}))
    assert trial.kind == "train"
    assert trial.changes == {}
    assert "16 epochs" in trial.label


def test_closing_words_say_what_was_kept_and_how_sure_the_test_is() -> None:
    words = closing_words(builders.context(), history(0.88), EVALUATED)
    assert "kept epoch 3 of 3" in words
    assert "validation accuracy of .880" in words
    assert "1,000 test images" in words
    assert ".900" in words
    assert "within .019" in words


def test_closing_words_name_the_published_figure() -> None:
    reference = {"metric": "accuracy", "value": 0.922, "source": "two convolutional layers"}
    words = closing_words(builders.context(reference=reference), history(0.88), EVALUATED)
    assert ".922, two convolutional layers." in words


def test_closing_words_without_a_test_or_a_score() -> None:
    words = closing_words(builders.context(), history(0.88))
    assert "have not been looked at" in words
    empty = replace(history(0.88), epochs=())
    assert "no score" in closing_words(builders.context(), empty, History())


def test_a_second_look_at_the_test_images_is_counted() -> None:
    words = closing_words(builders.context(test_looks=3), history(0.88), EVALUATED)
    assert "looked at 3 times by now" in words


TRAIN = fabricate.result("final", 0.88)
TEST = replace(TRAIN, trial=Trial("test", "the test images", kind="evaluate"), history=EVALUATED)


def test_first_the_training_then_one_test() -> None:
    context = builders.context()
    (first,) = STEP.plan(context, ())
    (second,) = STEP.plan(context, (TRAIN,))
    assert (first.kind, second.kind) == ("train", "evaluate")
    assert second.of == TRAIN.run
    assert STEP.plan(context, (TRAIN, TEST)) == ()


def test_a_training_that_failed_is_not_tested() -> None:
    failed = replace(TRAIN, history=replace(TRAIN.history, status="diverged"))
    assert STEP.plan(builders.context(), (failed,)) == ()
    assert not STEP.judge(builders.context(), (failed,)).passed
    assert not STEP.judge(builders.context(), (TRAIN,)).passed
    assert not STEP.judge(builders.context(), ()).passed


@pytest.mark.parametrize(("accuracy", "answer"), [(0.6, "lower"), (0.88, "same"), (0.99, "higher")])
def test_the_test_stands_beside_the_validation(accuracy: float, answer: str) -> None:
    tested = replace(EVALUATED, evaluation=Evaluation("0042", 1000, 0.3, {"accuracy": accuracy}))
    verdict = STEP.judge(builders.context(), (TRAIN, replace(TEST, history=tested)))
    assert verdict.passed
    assert verdict.answer == answer


def test_chance_does_not_pass() -> None:
    tested = replace(EVALUATED, evaluation=Evaluation("0042", 1000, 2.3, {"accuracy": 0.11}))
    assert not STEP.judge(builders.context(), (TRAIN, replace(TEST, history=tested))).passed


def test_the_lesson_says_how_often_the_test_set_was_seen() -> None:
    assert "not looked at them yet" in STEP.lesson(builders.context())
    assert "2 times already" in STEP.lesson(builders.context(test_looks=2))
