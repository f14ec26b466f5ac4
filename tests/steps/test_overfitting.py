"""Step 5: which remedies are tried and combined, which are taken, how long is trained after."""

from __future__ import annotations

import pytest

from tests.steps import builders
from tests.steps.fabricate import history, result, verdict_text_has
from tutor import steps
from tutor.steps import ranking
from tutor.steps.base import Result
from tutor.steps.overfitting.experiments import plan
from tutor.steps.overfitting.lesson import third
from tutor.steps.overfitting.remedies import changes_of, label_of
from tutor.steps.overfitting.verdict import still_improving

STEP = steps.step("overfitting")
TURNING = [0.9, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
FALLING = [1.0, 0.9, 0.8, 0.7, 0.6, 0.55, 0.52, 0.5]


def run(setting: str, lowest: float, score: float = 0.85, seed: int = 42) -> Result:
    """A run whose validation loss falls to `lowest` at its fourth epoch of six, then turns."""
    losses = [lowest * factor for factor in (2.0, 1.5, 1.2, 1.0, 1.1, 1.2)]
    return result(setting, score, seed, losses, [loss / 2 for loss in losses])


def planned(*results: Result) -> list[tuple[str, int]]:
    return [
        (trial.setting, trial.changes["training.seed"])
        for trial in plan(builders.context(augmentations=("shift", "flip")), results)
    ]


def test_first_every_remedy_by_itself() -> None:
    assert planned() == [
        ("current", 42),
        ("dropout", 42),
        ("batch normalization", 42),
        ("flips", 42),
    ]


def test_then_the_best_with_each_of_the_others() -> None:
    first = (run("current", 0.5), run("dropout", 0.6), run("batch normalization", 0.4))
    assert planned(*first, run("flips", 0.45)) == [
        ("batch normalization and flips", 42),
        ("batch normalization and dropout", 42),
    ]


def test_then_a_second_seed_for_what_may_be_taken() -> None:
    tried = (
        run("current", 0.5),
        run("dropout", 0.49),
        run("batch normalization", 0.4),
        run("flips", 0.48),
        run("batch normalization and flips", 0.41),
        run("batch normalization and dropout", 0.42),
    )
    assert planned(*tried) == [("current", 43), ("batch normalization", 43)]
    assert planned(*tried, run("current", 0.5, seed=43)) == []


def test_nothing_more_is_run_where_no_remedy_helps() -> None:
    harmful = [run(name, 0.9, score=0.6) for name in ("dropout", "batch normalization")]
    assert planned(run("current", 0.5), *harmful) == []


def test_more_data_is_half_of_what_the_others_take() -> None:
    context = builders.context(answers={"remedy": "half"})
    own, half = plan(context, ())
    assert half.changes["data.fraction"] == own.changes.get("data.fraction", 1.0) / 2


def test_a_combination_must_buy_something_over_its_parts() -> None:
    tried = (
        run("current", 0.5),
        run("batch normalization", 0.4),
        run("batch normalization and dropout", 0.39),
    )
    verdict = STEP.judge(builders.context(), tried)
    assert verdict.edit == {"regularization.batch_normalization": True}
    better = (*tried[:2], run("batch normalization and dropout", 0.35))
    verdict = STEP.judge(builders.context(), better)
    assert verdict.edit["regularization.dropout"] == 0.25
    assert verdict.passed


def test_a_lower_loss_does_not_make_up_for_a_clearly_lower_score() -> None:
    tried = (run("current", 0.5), run("dropout", 0.4, score=0.7))
    assert not STEP.judge(builders.context(), tried).edit


def test_augmentations_that_change_the_class_are_not_tried() -> None:
    digits = builders.context(augmentations=("shift",))
    assert [t.setting for t in plan(digits, ())][-1] == "shifts"
    unknown = builders.context()
    assert [t.setting for t in plan(unknown, ())][-1] == "batch normalization"


def test_augmentation_with_a_narrower_gap_wins_a_tie() -> None:
    losses = [0.8, 0.6, 0.5, 0.45, 0.42, 0.4]
    slow = result("batch normalization and flips", 0.85, 42, losses, losses)
    dropped = result("batch normalization and dropout", 0.85, 42, losses, losses)
    tried = (run("current", 0.5), run("batch normalization", 0.4))
    verdict = STEP.judge(builders.context(), (*tried, slow))
    assert verdict.edit["regularization.augmentation"] == "flip"
    assert verdict.edit["training.epochs"] == 12
    verdict_text_has(verdict, "more left to gain")
    assert "regularization.dropout" not in STEP.judge(builders.context(), (*tried, dropped)).edit


def test_best_weights_are_kept_in_any_case() -> None:
    context = builders.context({"regularization.best_weights": False})
    verdict = STEP.judge(context, (run("current", 0.5),))
    assert verdict.edit == {"regularization.best_weights": True}
    assert verdict.edit_reason


def test_a_run_that_was_still_improving_gets_twice_its_epochs() -> None:
    verdict = STEP.judge(builders.context(), (result("current", 0.85, losses=FALLING),))
    assert verdict.edit == {"training.epochs": 16}
    verdict_text_has(verdict, "does not overfit yet", "still falling at the end")


def test_epochs_are_never_taken_away() -> None:
    verdict = STEP.judge(builders.context(), (result("current", 0.85, losses=TURNING),))
    assert "training.epochs" not in verdict.edit
    verdict_text_has(verdict, "Your network overfits", "lowest at epoch 2 of 8", "has turned")
    assert verdict.answer == "early"


def test_the_turning_point_is_marked_in_the_picture() -> None:
    verdict = STEP.judge(builders.context(), (result("current", 0.85, losses=TURNING),))
    assert verdict.figure is not None
    training, validation = verdict.figure.series
    assert training.mark is None
    assert validation.mark == 1


def test_turning_needs_more_than_a_wobble() -> None:
    assert ranking.turned(history(0.85, TURNING))
    assert not ranking.turned(history(0.85, [0.9, 0.5, 0.51]))
    assert still_improving(history(0.85, FALLING))
    assert not still_improving(history(0.85, TURNING))


def test_gap_is_validation_minus_training_loss_at_the_kept_epoch() -> None:
    assert ranking.gap(history(0.85, [0.9, 0.5, 0.7], [0.8, 0.3, 0.1])) == pytest.approx(0.2)


@pytest.mark.parametrize(("epoch", "name"), [(1, "early"), (4, "middle"), (7, "late"), (9, "late")])
def test_thirds(epoch: int, name: str) -> None:
    assert third(epoch, 9) == name


def test_a_remedy_that_is_on_is_tried_off() -> None:
    context = builders.context(
        {"regularization.dropout": 0.5, "regularization.augmentation": "flip"}
    )
    assert changes_of(context, "dropout") == {"regularization.dropout": 0.0}
    assert changes_of(context, "flips") == {"regularization.augmentation": "none"}
    assert changes_of(context, "shifts") == {"regularization.augmentation": "shift+flip"}
    assert label_of(context, "dropout and batch normalization") == (
        "yours with batch normalization, without dropout"
    )


def test_at_chance_nothing_is_said_of_overfitting() -> None:
    verdict = STEP.judge(builders.context(), (run("current", 2.3, score=0.1),))
    assert not verdict.passed
    verdict_text_has(verdict, "not above chance")


def test_a_network_that_turns_and_keeps_its_last_weights_is_at_fault() -> None:
    turning = result("current", 0.85, losses=TURNING)
    last = builders.context({"regularization.best_weights": False})
    assert not STEP.judge(last, (turning,)).passed
    assert STEP.judge(builders.context(), (turning,)).passed


def test_a_remedy_that_gets_the_network_going_is_taken_though_yours_fails() -> None:
    tried = (run("current", 2.3, score=0.1), run("batch normalization", 0.4))
    verdict = STEP.judge(builders.context(), tried)
    assert not verdict.passed
    assert verdict.edit["regularization.batch_normalization"] is True
    verdict_text_has(verdict, "not above chance, but it is with batch normalization")


def test_a_network_at_chance_is_not_told_to_train_longer() -> None:
    still_falling = result("current", 0.1, losses=FALLING)
    assert not STEP.judge(builders.context(), (still_falling,)).edit
