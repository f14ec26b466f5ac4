"""Train the network that experiment.toml describes:

    python train.py

The model goes to runs/by-hand/best.keras, its losses to runs/by-hand/history.csv.
"""

from settings import PROJECT, load_experiment  # isort: skip  (it chooses the backend)

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import keras

{% if cookiecutter.own_data -%}
from data import IMAGE_SHAPE, class_names, load_data, make_dataset
{%- else -%}
from data import class_names, load_data, make_dataset
{%- endif %}
from model import build_model

LOSSES = {
    "crossentropy": "sparse_categorical_crossentropy",  # labels are class numbers
    "mean_squared_error": "mean_squared_error",
}
{% include "optimizers.py" %}

def train(
    experiment: dict,
    folder: Path,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: str | int = "auto",
) -> keras.Model:
    """Train a new model, keep it in folder/best.keras, and return it.

    With [regularization] best_weights it is the model of the epoch with the lowest
    validation loss, otherwise that of the last epoch.
    """
    keras.utils.set_random_seed(experiment["training"]["seed"])
    data = load_data(experiment)
    batches = make_dataset(*data.train, experiment, shuffle=True)
    validation = make_dataset(*data.validation, experiment, shuffle=False)

    {% if cookiecutter.own_data -%}
    model = build_model(experiment, IMAGE_SHAPE, len(class_names(experiment)))
    {%- else -%}
    shape = data.train.images.shape[1:]
    model = build_model(experiment, shape, len(class_names(experiment)))
    {%- endif %}
    epochs = experiment["training"]["epochs"]
    compile_model(model, experiment, steps=epochs * len(batches))

{% include "fit.py" %}

def compile_model(model: keras.Model, experiment: dict, steps: int):
    """Tell the model what to minimize, and how, in so many steps (batches) in all."""
    model.compile(
        optimizer=make_optimizer(experiment, steps),
        loss=LOSSES[experiment["cost"]["function"]],
        metrics=["accuracy"],
{% include "jit_compile.py" %}
    )


{% include "make_optimizer.py" %}

{% include "save_best.py" %}

if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the model's own settings
    train(load_experiment(), folder)
