"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

from data import class_names, load_data
from draw import as_characters, draw
from evaluate import evaluate
from judge import Standard, load_judge
from model import build_model, load_model
from train import compile_model, train

LARGEST_SAMPLE = 500


@pytest.fixture
def experiment() -> dict:
{%- if "bitmaps" in cookiecutter.data %}
    return load_experiment()
{%- else %}
    experiment = load_experiment()
    experiment["data"]["source"] = "embedded"
    return experiment
{%- endif %}


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with little data and short training."""
    train = load_data(experiment).train
    experiment["data"]["fraction"] *= min(1, LARGEST_SAMPLE / len(train.labels))
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


def test_validation_images_do_not_depend_on_seed_and_fraction(experiment: dict):
    before = load_data(experiment).validation
    experiment["training"]["seed"] += 1
    experiment["data"]["fraction"] /= 2
    assert np.array_equal(load_data(experiment).validation.images, before.images)


def test_drawn_images_have_the_shape_of_real_ones(experiment: dict, model):
    images, labels = draw(model, 8)
    assert images.shape[1:] == load_data(experiment).train.images.shape[1:]
    assert len(images) == len(labels) == 8
    assert images.std() > 0
    assert len(as_characters(images).splitlines()) == images.shape[1]


def test_undecided_scores_are_half_of_each(experiment: dict, model):
    """Untrained, the discriminator has no reason to call an image real or drawn."""
    images, labels = load_data(experiment).validation
    scores = np.array(model(images[:100], labels[:100]))
    assert np.abs(1 / (1 + np.exp(-scores)) - 0.5).mean() < 0.45


def test_judge_knows_real_images_from_noise(experiment: dict):
    data = load_data(experiment)
    real = data.train.images[:LARGEST_SAMPLE]
    mean_image = data.train.images.mean(axis=0)
    standard = Standard(load_judge(experiment), data.validation.images, mean_image)

    def likeness(images: np.ndarray) -> float:
        return standard.likeness(standard.judge.look(images))

    noise = np.random.default_rng(1).integers(0, 256, real.shape)
    assert likeness(real) > 0.9
    assert likeness(np.stack([mean_image] * 100)) == pytest.approx(0, abs=1e-3)
    assert likeness(noise) < 0.1


def test_each_loss_moves_its_own_network(experiment: dict, model):
    images, labels = load_data(experiment).train
    compile_model(model, experiment, steps=10)
    model.generator_optimizer.learning_rate = 0.0
    before = model.generator.get_weights(), model.discriminator.get_weights()
    model.train_on_batch(images[:16], labels[:16])
    after = model.generator.get_weights(), model.discriminator.get_weights()
    trained = [weight.path for weight in model.generator.trainable_weights]
    for weight, old, new in zip(
        model.generator.weights, before[0], after[0], strict=True
    ):
        assert weight.path not in trained or np.array_equal(old, new)
    assert not all(map(np.array_equal, before[1], after[1]))


def test_same_seed_gives_same_figures(small_experiment: dict, tmp_path: Path):
    for name in ("one", "two"):
        train(small_experiment, tmp_path / name, verbose=0)
    figures = [(tmp_path / name / "history.csv").read_text() for name in ("one", "two")]
    assert figures[0] == figures[1]


def test_saved_model_is_the_one_that_train_returns(
    small_experiment: dict, tmp_path: Path
):
    model = train(small_experiment, tmp_path, verbose=0)
    saved = load_model(tmp_path / "best.keras")
    assert np.array_equal(draw(saved, 4)[0], draw(model, 4)[0])
    assert len(list((tmp_path / "samples").iterdir())) == 2
    assert evaluate(small_experiment, tmp_path)["likeness"] <= 1
