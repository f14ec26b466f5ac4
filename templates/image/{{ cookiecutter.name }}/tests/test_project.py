"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import keras

from data import class_names, load_data, make_dataset
from evaluate import evaluate
from model import build_model, load_model
from train import compile_model, train


@pytest.fixture
def experiment() -> dict:
    experiment = load_experiment()
    experiment["data"]["source"] = "embedded"
    return experiment


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with little data and short training."""
    experiment["data"]["fraction"] = 0.05
    experiment["training"]["epochs"] = 2
    return experiment


@pytest.fixture
def model(experiment: dict):
    shape = load_data(experiment).train.images.shape[1:]
    return build_model(experiment, shape, len(class_names(experiment)))


def test_no_image_is_in_two_parts_of_the_data(experiment: dict):
    data = load_data(experiment)
    parts = [{image.tobytes() for image in part.images} for part in data]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_every_part_has_the_classes_in_the_same_shares(experiment: dict):
    classes = len(class_names(experiment))
    for part in load_data(experiment):
        shares = np.bincount(part.labels, minlength=classes) / len(part.labels)
        assert shares == pytest.approx(1 / classes, rel=0.1)


def test_validation_images_do_not_depend_on_seed_and_fraction(experiment: dict):
    before = load_data(experiment).validation
    experiment["training"]["seed"] += 1
    experiment["data"]["fraction"] = 0.5
    assert np.array_equal(load_data(experiment).validation.images, before.images)


def test_chosen_classes_are_numbered_from_0(experiment: dict):
    experiment["data"]["classes"] = [2, 1]
    data = load_data(experiment)
    assert all(set(part.labels) == {0, 1} for part in data)


def test_probabilities_add_up_to_1(experiment: dict, model):
    images = load_data(experiment).train.images[:8]
    probabilities = np.array(model(images))
    assert probabilities.shape == (8, len(class_names(experiment)))
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_first_loss_is_that_of_a_guess(experiment: dict, model):
    """A network that knows nothing gives each class 1/C: its crossentropy is ln C."""
    images, labels = load_data(experiment).validation
    probabilities = np.array(model(images[:500]))
    loss = -np.log(probabilities[np.arange(len(probabilities)), labels[:500]]).mean()
    assert loss == pytest.approx(math.log(len(class_names(experiment))), rel=0.5)


def test_one_batch_can_be_learned_by_heart(experiment: dict):
    """If not even this works, something between the data and the loss is broken."""
    experiment["regularization"] |= {"dropout": 0.0, "augmentation": "none"}
    experiment["learning_rate"] |= {"optimizer": "adam", "value": 0.003}
    images, labels = load_data(experiment).train
    batch = make_dataset(images[:16], labels[:16], experiment, shuffle=False)

    keras.utils.set_random_seed(1)
    model = build_model(experiment, images.shape[1:], len(class_names(experiment)))
    compile_model(model, experiment, steps=100)
    model.fit(batch, epochs=100, verbose=0)
    assert model.evaluate(batch, verbose=0, return_dict=True)["accuracy"] > 0.9


def test_same_seed_gives_same_losses(small_experiment: dict, tmp_path: Path):
    for name in ("one", "two"):
        train(small_experiment, tmp_path / name, verbose=0)
    losses = [(tmp_path / name / "history.csv").read_text() for name in ("one", "two")]
    assert losses[0] == losses[1]


def test_saved_model_is_the_one_that_train_returns(
    small_experiment: dict, tmp_path: Path
):
    model = train(small_experiment, tmp_path, verbose=0)
    images = load_data(small_experiment).validation.images
    saved = load_model(tmp_path / "best.keras")
    assert np.array(saved(images)) == pytest.approx(np.array(model(images)), abs=1e-5)
    assert 0 <= evaluate(small_experiment, tmp_path)["accuracy"] <= 1
