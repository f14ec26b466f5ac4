{%- set own = cookiecutter.own_data -%}
{%- set pixels = "read_images(%s)" if own else "%s" -%}
"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import keras

{% if own -%}
from data import IMAGE_SHAPE, class_names, load_data, make_dataset, read_images
{%- else -%}
from data import class_names, load_data, make_dataset
{%- endif %}
from evaluate import evaluate
from model import build_model, load_model
from train import compile_model, train


@pytest.fixture
def experiment() -> dict:
    experiment = load_experiment()
    experiment["data"]["source"] = "{{ "own" if own else "embedded" }}"
    return experiment


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with little data and short training."""
    experiment["data"]["fraction"] = 0.05
    experiment["training"]["epochs"] = 2
    return experiment


@pytest.fixture
def model(experiment: dict):
    {%- if own %}
    return build_model(experiment, IMAGE_SHAPE, len(class_names(experiment)))
    {%- else %}
    shape = load_data(experiment).train.images.shape[1:]
    return build_model(experiment, shape, len(class_names(experiment)))
    {%- endif %}


def test_no_image_is_in_two_parts_of_the_data(experiment: dict):
    data = load_data(experiment)
    {%- if own %}
    parts = [{Path(file).read_bytes() for file in part.images[:500]} for part in data]
    {%- else %}
    parts = [{image.tobytes() for image in part.images} for part in data]
    {%- endif %}
    assert sum(map(len, parts)) == len(set.union(*parts))


{% if own -%}
def test_every_part_has_every_class(experiment: dict):
    classes = len(class_names(experiment))
    for part in load_data(experiment):
        assert np.bincount(part.labels, minlength=classes).all()


def test_images_have_the_shape_that_the_network_takes(experiment: dict):
    images = read_images(load_data(experiment).train.images[:20])
    assert images.shape[1:] == IMAGE_SHAPE
    assert images.dtype == np.uint8
{%- else -%}
def test_every_part_has_the_classes_in_the_same_shares(experiment: dict):
    classes = len(class_names(experiment))
    for part in load_data(experiment):
        shares = np.bincount(part.labels, minlength=classes) / len(part.labels)
        assert shares == pytest.approx(1 / classes, rel=0.1)
{%- endif %}


def test_validation_images_do_not_depend_on_seed_and_fraction(experiment: dict):
    before = load_data(experiment).validation
    experiment["training"]["seed"] += 1
    experiment["data"]["fraction"] = 0.5
    assert np.array_equal(load_data(experiment).validation.images, before.images)


def test_chosen_classes_are_numbered_from_0(experiment: dict):
    experiment["data"]["classes"] = {{ "[1, 0]" if own else "[2, 1]" }}
    data = load_data(experiment)
    assert all(set(part.labels) == {0, 1} for part in data)


def test_probabilities_add_up_to_1(experiment: dict, model):
    images = {{ pixels % "load_data(experiment).train.images[:8]" }}
    probabilities = np.array(model(images))
    assert probabilities.shape == (8, len(class_names(experiment)))
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_first_loss_is_that_of_a_guess(experiment: dict, model):
    """A network that knows nothing gives each class 1/C: its crossentropy is ln C."""
    images, labels = load_data(experiment).validation
    {%- if own %}
    some = np.random.default_rng(1).permutation(len(labels))[:100]
    probabilities = np.array(model(read_images(images[some])))
    loss = -np.log(probabilities[np.arange(len(some)), labels[some]]).mean()
    {%- else %}
    probabilities = np.array(model(images[:500]))
    loss = -np.log(probabilities[np.arange(len(probabilities)), labels[:500]]).mean()
    {%- endif %}
    assert loss == pytest.approx(math.log(len(class_names(experiment))), rel=0.5)


def test_one_batch_can_be_learned_by_heart(experiment: dict):
    """If not even this works, something between the data and the loss is broken."""
    experiment["regularization"] |= {"dropout": 0.0, "augmentation": "none"}
    experiment["learning_rate"] |= {"optimizer": "adam", "value": 0.003}
    images, labels = load_data(experiment).train
    {%- if own %}
    some = np.random.default_rng(1).permutation(len(labels))[:16]
    batch = make_dataset(images[some], labels[some], experiment, shuffle=False)
    {%- else %}
    batch = make_dataset(images[:16], labels[:16], experiment, shuffle=False)
    {%- endif %}

    keras.utils.set_random_seed(1)
    model = build_model(experiment, {{ "IMAGE_SHAPE" if own else "images.shape[1:]" }}, len(class_names(experiment)))
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
    images = {{ pixels % ("load_data(small_experiment).validation.images" ~ ("[:100]" if own else "")) }}
    saved = load_model(tmp_path / "best.keras")
    assert np.array(saved(images)) == pytest.approx(np.array(model(images)), abs=1e-5)
    assert 0 <= evaluate(small_experiment, tmp_path)["accuracy"] <= 1
