"""Short runs: as long as the data and the network say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.steps import builders
from tutor.families import image
from tutor.steps import pace
from tutor.steps.base import Context

CONVOLUTIONAL = {"layers.network": "convolutional", "layers.widths": [32, 64]}


def with_images(train: int, **changes: object) -> Context:
    start = builders.context({path.replace("__", "."): v for path, v in changes.items()})
    assert start.data is not None
    return replace(start, data=replace(start.data, train=train))


def test_short_run_is_constant_and_never_stops_early() -> None:
    changes = pace.short_run(builders.context({"regularization.early_stopping": 3}), 4)
    assert changes == {
        "training.epochs": 4,
        "learning_rate.schedule": "constant",
        "regularization.early_stopping": 0,
    }


def test_a_large_set_is_cut_to_about_5000_images() -> None:
    assert pace.short_run(with_images(51_000), 3)["data.fraction"] == pytest.approx(0.098)


def test_a_fraction_is_a_part_of_the_fraction_there_is() -> None:
    half = with_images(25_500, data__fraction=0.5)
    assert pace.short_run(half, 3)["data.fraction"] == pytest.approx(0.098)


def test_a_slightly_larger_set_is_left_alone() -> None:
    assert "data.fraction" not in pace.short_run(with_images(5_400), 3)


@pytest.mark.parametrize(("images", "epochs"), [(51_000, 3), (5_100, 3), (2_500, 6), (100, 12)])
def test_small_data_get_more_epochs(images: int, epochs: int) -> None:
    assert pace.epochs_of(with_images(images), 3) == epochs


def test_a_heavy_network_gets_fewer_images_in_every_setting() -> None:
    alone = pace.short_run(builders.context(CONVOLUTIONAL), 3)["data.fraction"]
    assert pace.short_run(builders.context(), 3, CONVOLUTIONAL)["data.fraction"] == alone < 0.5


def test_single_images_in_a_batch_are_costly() -> None:
    assert pace.fraction_of(builders.context({"batch.size": 1})) == pytest.approx(0.196, abs=0.01)


def test_unseen_data_are_left_alone() -> None:
    assert "data.fraction" not in pace.short_run(builders.context(CONVOLUTIONAL, seen=False), 3)


def test_multiply_adds() -> None:
    dense = builders.context().spec
    assert image.work(dense, None) == 784 * 64 + 64 * 64
    convolutional = builders.context(CONVOLUTIONAL).spec
    blocks = 28 * 28 * 9 * 32 + 14 * 14 * 9 * 32 * 64
    assert image.work(convolutional, None) == blocks + 7 * 7 * 64 * 128
