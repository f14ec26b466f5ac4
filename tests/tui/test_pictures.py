"""Pictures in half blocks: what is read, how it is resized, and how it is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tutor import catalog, pictures


def save(file: Path, images: np.ndarray, labels: list[int]) -> Path:
    """A file as `gallery` reads it; its test part is its training part."""
    y = np.array(labels, np.uint8)
    np.savez(file, x_train=images, y_train=y, x_test=images, y_test=y)
    return file


def test_a_gallery_counts_classes_and_takes_the_first_of_each(tmp_path: Path) -> None:
    images = np.stack([np.full((4, 4), grey, np.uint8) for grey in (10, 20, 30)])
    found = pictures.gallery(save(tmp_path / "a.npz", images, [1, 0, 1]), side=4)
    assert found.train_counts == (1, 2)
    assert [first[0].rows[0][0] for first in found.pictures] == [20, 10]
    assert found.chance == pytest.approx(2 / 3)


@pytest.mark.parametrize("side", [2, 3, 4, 8])
def test_resizing_keeps_the_mean(tmp_path: Path, side: int) -> None:
    random = np.random.default_rng(1)
    image = random.integers(0, 256, (1, 4, 4), dtype=np.uint8)
    found = pictures.gallery(save(tmp_path / f"{side}.npz", image, [0]), side)
    picture = found.pictures[0][0]
    assert picture.width == side
    assert len(picture.rows) % 2 == 0
    assert np.mean(picture.rows) == pytest.approx(image.mean(), abs=1)


def test_a_cell_shows_the_pixel_above_and_the_pixel_below() -> None:
    picture = pictures.Picture(((0, 255), (255, 0)))
    black, white = (0, 0, 0), (255, 255, 255)
    assert pictures.cells(picture, black, white) == [[(black, white), (white, black)]]
    text = pictures.half_blocks([picture, picture], black, white)
    assert text.plain == "▀▀  ▀▀"


def test_a_file_that_is_none_is_an_error_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "b.npz"
    np.savez(file, x_train=np.zeros((1, 2, 2)))
    with pytest.raises(ValueError, match=r"b\.npz"):
        pictures.gallery(file, 2)


OF_IMAGES = [
    idea
    for idea in catalog.ideas()
    if idea.data_file is not None and idea.data_file.suffix == ".npz"
]


@pytest.mark.parametrize("idea", OF_IMAGES, ids=lambda idea: idea.name)
def test_every_idea_of_images_has_a_picture_of_each_class(idea: catalog.Idea) -> None:
    found = pictures.gallery(idea.data_file, 14)
    assert len(found.pictures) == len(idea.class_names)
    assert all(len(first) == 1 for first in found.pictures)
    assert (found.train, found.test) == (idea.data["train"], idea.data["test"])
