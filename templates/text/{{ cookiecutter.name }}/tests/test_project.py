"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import keras

from data import Data, Split, class_names, load_data, load_texts, make_dataset
from evaluate import evaluate
from model import build_model, load_model
from train import compile_model, train
from words import has_text


@pytest.fixture
def experiment() -> dict:
    return load_experiment()


@pytest.fixture
def data(experiment: dict) -> Data:
    """A little of the data, of every part."""
    experiment["data"]["fraction"] *= 0.1
    return Data(*(Split(p.texts[:200], p.labels[:200]) for p in load_data(experiment)))


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with little data and short training."""
    experiment["data"]["fraction"] *= 0.1
    experiment["training"]["epochs"] = 2
    return experiment


def test_no_text_is_in_two_parts_of_the_data(experiment: dict):
    parts = [set(part.texts) for part in load_texts(experiment)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_every_class_is_in_every_part(experiment: dict):
    classes = set(range(len(class_names(experiment))))
    assert all(set(part.labels) == classes for part in load_texts(experiment))


def test_validation_texts_do_not_depend_on_seed_and_fraction(experiment: dict):
    before = load_texts(experiment).validation
    experiment["training"]["seed"] += 1
    experiment["data"]["fraction"] *= 0.5
    assert list(load_texts(experiment).validation.texts) == list(before.texts)


def test_chosen_classes_are_numbered_from_0(experiment: dict):
    experiment["data"]["classes"] = [1, 0]
    assert all(set(part.labels) == {0, 1} for part in load_texts(experiment))


def test_outputs_are_probabilities(experiment: dict, data: Data):
    classes = len(class_names(experiment))
    model = build_model(experiment, data.train.texts, classes)
    probabilities = model.predict(data.train.texts[:8], verbose=0)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    if classes == 2:
        assert probabilities.shape == (8, 1)
    else:
        assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_padding_changes_nothing(experiment: dict, data: Data):
    """The same words with twice as much padding behind them are the same text."""
    if not has_text():
        pytest.skip("this backend is given word numbers of one length")
    texts = np.array([" ".join(text.split()[:20]) for text in data.train.texts[:16]])
    probabilities = []
    for length in (40, 80):
        keras.utils.set_random_seed(1)
        experiment["data"]["length"] = length
        model = build_model(experiment, data.train.texts, len(class_names(experiment)))
        probabilities.append(model.predict(texts.astype(object), verbose=0))
    assert probabilities[0] == pytest.approx(probabilities[1], abs=1e-5)


def test_a_text_without_words_has_an_answer(experiment: dict, data: Data):
    if not has_text():
        pytest.skip("this backend is given word numbers")
    model = build_model(experiment, data.train.texts, len(class_names(experiment)))
    nothing = np.array(["", "...", "!"], dtype=object)
    assert np.isfinite(model.predict(nothing, verbose=0)).all()


def test_one_batch_can_be_learned_by_heart(experiment: dict, data: Data):
    """If not even this works, something between the data and the loss is broken."""
    experiment["regularization"] |= {"dropout": 0.0}
    experiment["learning_rate"] |= {"optimizer": "adam", "value": 0.01}
    first = [np.flatnonzero(data.train.labels == c)[:4] for c in range(2)]
    texts, labels = (values[np.concatenate(first)] for values in data.train)
    batch = make_dataset(texts, labels, experiment, shuffle=False)

    keras.utils.set_random_seed(1)
    model = build_model(experiment, texts, len(class_names(experiment)))
    compile_model(model, experiment, steps=60)
    model.fit(batch, epochs=60, verbose=0)
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
    texts = load_data(small_experiment).validation.texts[:50]
    saved = load_model(tmp_path / "best.keras")
    assert saved.predict(texts, verbose=0) == pytest.approx(
        model.predict(texts, verbose=0), abs=1e-5
    )
    assert 0 <= evaluate(small_experiment, tmp_path)["accuracy"] <= 1
