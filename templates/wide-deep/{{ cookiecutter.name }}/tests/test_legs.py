{% from "kinds.j2" import has_texts with context -%}
"""Quick checks of the two legs: run pytest here."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import keras

from data import class_names, load_data, make_dataset
from features import {{ "TextFigures, " if has_texts }}bucket_limits
from model import build_model, load_model
from train import compile_model


@pytest.mark.parametrize("legs", ["both", "deep", "wide"])
def test_each_leg_learns_and_is_loaded_again(legs: str, tmp_path: Path):
    experiment = load_experiment()
    experiment["layers"]["legs"] = legs
    experiment["data"]["fraction"] = 0.1
    data = load_data(experiment)
    batches = make_dataset(*data.train, experiment, shuffle=True)

    keras.utils.set_random_seed(1)
    model = build_model(experiment, data.train.inputs, len(class_names(experiment)))
    compile_model(model, experiment, steps=10 * len(batches))
    losses = model.fit(batches, epochs=10, verbose=0).history["loss"]
    assert losses[-1] < 0.95 * losses[0]

    model.save(tmp_path / "model.keras")
    rows = make_dataset(*data.validation, experiment, shuffle=False)
    loaded = load_model(tmp_path / "model.keras").predict(rows, verbose=0)
    assert loaded == pytest.approx(model.predict(rows, verbose=0), abs=1e-5)


{% if has_texts -%}
def test_figures_of_a_text():
    text = "GOOD fit!! \n would I buy it again?"
    words, exclamations, questions, capitals = np.array(
        TextFigures()(np.array([[text]]))
    )[0]
    counts = np.expm1([words, exclamations, questions])
    assert counts == pytest.approx([7, 2, 1], abs=1e-4)
    assert capitals == pytest.approx(5 / 23, abs=1e-4)
    assert np.array(TextFigures()(np.array([[""]]))) == pytest.approx(0)


{% endif -%}
def test_buckets():
    mostly_zero = np.array([0.0] * 90 + list(range(1, 11)) + [np.nan])
    limits = bucket_limits(mostly_zero)
    assert limits == sorted(set(limits))
    assert len(np.unique(np.digitize(mostly_zero[:-1], limits))) > 5
    assert bucket_limits(np.array([3.0, 3.0])) == [0.0]
