"""Step 7: which sizes are tried, when another is taken, and sizes that starve the training."""

from __future__ import annotations

import pytest

from tests.steps import builders
from tests.steps.fabricate import result, verdict_text_has
from tutor import steps
from tutor.steps.base import Result
from tutor.steps.batch_size.experiments import FEWEST_UPDATES, plan, sizes, too_large, updates

STEP = steps.step("batch-size")


def runs(*scores: tuple[int, float, int]) -> tuple[Result, ...]:
    return tuple(result(str(size), score, seed) for size, score, seed in scores)


def test_its_runs_are_timed_one_at_a_time() -> None:
    assert STEP.timed


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (128, (64, 128, 256, 512)),
        (100, (64, 100, 128, 256)),
        (1, (1, 2, 4)),
        (512, (256, 512, 1024)),
    ],
)
def test_sizes_are_powers_of_two_around_the_own(own: int, expected: tuple[int, ...]) -> None:
    assert sizes(builders.context({"batch.size": own})) == expected


def test_no_size_is_tried_that_leaves_too_few_updates() -> None:
    context = builders.context({"batch.size": 512})
    assert updates(context, 1024) == 50 == FEWEST_UPDATES
    assert not too_large(context, 1024)
    assert too_large(context, 2048)


@pytest.mark.parametrize("own", [2048, 5100, 65536])
def test_too_large_a_size_is_tried_beside_the_largest_that_are_not(own: int) -> None:
    context = builders.context({"batch.size": own})
    assert too_large(context, own)
    assert sizes(context) == (256, 512, 1024, own)


def test_before_the_data_are_known_nothing_is_too_large() -> None:
    context = builders.context({"batch.size": 65536}, seen=False)
    assert not too_large(context, 65536)
    assert sizes(context) == (32768, 65536)


def test_a_second_seed_only_where_another_size_is_ahead() -> None:
    context = builders.context()
    even = runs((64, 0.851, 42), (128, 0.85, 42), (256, 0.85, 42))
    assert plan(context, even) == ()
    ahead = runs((64, 0.89, 42), (128, 0.85, 42))
    again = [(t.setting, t.changes["training.seed"]) for t in plan(context, ahead)]
    assert again == [("128", 43), ("64", 43)]
    assert plan(context, (*ahead, *runs((128, 0.85, 43), (64, 0.89, 43)))) == ()


def test_an_even_score_changes_nothing_whatever_the_seconds() -> None:
    even = runs((64, 0.851, 42), (128, 0.85, 42), (256, 0.85, 42))
    verdict = STEP.judge(builders.context(), even)
    assert verdict.passed
    assert not verdict.edit
    assert verdict.answer == "tie"
    verdict_text_has(verdict, "within the noise", "An epoch takes")


def test_a_clearly_better_size_is_taken() -> None:
    tried = runs((64, 0.89, 42), (128, 0.85, 42), (128, 0.85, 43), (64, 0.89, 43))
    verdict = STEP.judge(builders.context(), tried)
    assert verdict.edit == {"batch.size": 64}
    assert verdict.answer == "smaller"


def test_a_batch_of_all_images_fails_even_where_it_scores() -> None:
    context = builders.context({"batch.size": 8192})
    verdict = STEP.judge(context, runs((512, 0.85, 42), (1024, 0.85, 42), (8192, 0.85, 42)))
    assert not verdict.passed
    verdict_text_has(verdict, "too large for your images", "5,100 training images", "10 updates")


def test_picture_goes_from_small_to_large() -> None:
    figure = STEP.preview(builders.context(), runs((256, 0.8, 42), (64, 0.8, 42), (128, 0.8, 42)))
    assert figure is not None
    assert [bar.name for bar in figure.series] == ["64", "128", "256"]
