{% from "kinds.j2" import is_wide, has_numbers with context -%}
{% set has_encoder = has_numbers and not is_wide -%}
"""Quick checks of the project, with the experiment as it stands: run pytest here."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import keras

from data import Split, load_data, make_dataset
from evaluate import evaluate
from model import build_model, load_model
{%- if has_encoder %}
from preprocessing import make_encoder
{%- endif %}
from train import compile_model, train


@pytest.fixture
def experiment() -> dict:
    return load_experiment()


@pytest.fixture
def small_experiment(experiment: dict) -> dict:
    """The experiment with little data and short training."""
    rows = len(load_data(experiment).train.targets)
    experiment["data"]["fraction"] *= min(1.0, 1000 / rows)
    experiment["training"]["epochs"] = 2
    return experiment


def build(experiment: dict) -> keras.Model:
    return build_model(experiment, *load_data(experiment).train)


def first(split: Split, count: int) -> Split:
    inputs = {name: values[:count] for name, values in split.inputs.items()}
    return Split(inputs, split.targets[:count])


def outputs_of(model: keras.Model, split: Split, experiment: dict) -> np.ndarray:
    """What the model makes of raw columns, fed as in training."""
    return model.predict(make_dataset(*split, experiment, shuffle=False), verbose=0)


def rows_of(split: Split) -> set[str]:
    columns = [values.tolist() for values in split.inputs.values()]
    return {str(row) for row in zip(*columns, strict=True)}


def test_no_row_is_in_two_parts_of_the_data(experiment: dict):
    train, validation, test = map(rows_of, load_data(experiment))
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_validation_rows_do_not_depend_on_seed_and_fraction(experiment: dict):
    before = load_data(experiment).validation
    experiment["training"]["seed"] += 1
    experiment["data"]["fraction"] = 0.5
    assert rows_of(load_data(experiment).validation) == rows_of(before)


{% if has_encoder -%}
def test_preprocessing_is_fitted_to_the_training_rows_alone(experiment: dict):
    """Of their scaled numbers the mean is 0; of a few other rows it would not be."""
    train = load_data(experiment).train
    encoder = make_encoder(train.inputs, scaling=True)
    numbers = train.inputs["numbers"].shape[1]
    scaled = outputs_of(encoder, train, experiment)[:, :numbers]
    filled = ~np.isnan(train.inputs["numbers"]).any(axis=0)
    assert scaled[:, filled].mean(axis=0) == pytest.approx(0, abs=1e-2)


{% endif -%}
def test_missing_and_unknown_values_are_taken(experiment: dict):
    row = first(load_data(experiment).test, 1)
    for name, values in row.inputs.items():
        unknown = "never seen" if values.dtype == object else 0
        row.inputs[name] = np.full_like(
            values, np.nan if name == "numbers" else unknown
        )
    assert np.isfinite(outputs_of(build(experiment), row, experiment)).all()


def test_untrained_network_answers_in_the_unit_of_the_target(experiment: dict):
    """It starts near the mean of the targets, off by a spread or two at most."""
    data = load_data(experiment)
    experiment["layers"]["widths"] = []
    experiment["initialization"] |= {"weights": "zeros", "biases": "zeros"}
    answers = outputs_of(build(experiment), data.validation, experiment)
    assert answers == pytest.approx(data.train.targets.mean(), rel=1e-4)


def test_loss_of_always_answering_the_mean_is_1(experiment: dict):
    """Whatever the unit: a loss below 1 has learned something."""
    experiment["cost"]["function"] = "mean_squared_error"
    experiment["initialization"] |= {"weights": "zeros", "biases": "zeros"}
    rows = load_data(experiment).train
    model = build(experiment)
    compile_model(model, experiment, steps=1)
    result = model.evaluate(
        make_dataset(*rows, experiment, shuffle=False), verbose=0, return_dict=True
    )
    assert result["loss"] == pytest.approx(1, rel=1e-3)
    assert result["r2_score"] == pytest.approx(0, abs=1e-3)


def test_one_batch_can_be_learned_by_heart(experiment: dict):
    """If not even this works, something between the data and the loss is broken."""
    experiment["regularization"] |= {"dropout": 0.0, "weight_decay": 0.0}
    experiment["learning_rate"] |= {"optimizer": "adam", "value": 0.003}
    data = load_data(experiment)
    batch = make_dataset(*first(data.train, 16), experiment, shuffle=False)

    keras.utils.set_random_seed(1)
    model = build(experiment)
    compile_model(model, experiment, steps=100)
    model.fit(batch, epochs=100, verbose=0)
    assert model.evaluate(batch, verbose=0, return_dict=True)["r2_score"] > 0.9


def test_same_seed_gives_same_losses(small_experiment: dict, tmp_path: Path):
    for name in ("one", "two"):
        train(small_experiment, tmp_path / name, verbose=0)
    losses = [(tmp_path / name / "history.csv").read_text() for name in ("one", "two")]
    assert losses[0] == losses[1]


def test_saved_model_is_the_one_that_train_returns(
    small_experiment: dict, tmp_path: Path
):
    model = train(small_experiment, tmp_path, verbose=0)
    rows = load_data(small_experiment).validation
    saved = load_model(tmp_path / "best.keras")
    before, after = (outputs_of(m, rows, small_experiment) for m in (model, saved))
    assert after == pytest.approx(before, rel=1e-4)
    assert evaluate(small_experiment, tmp_path)["r2_score"] <= 1
