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

from data import class_names, load_data, make_dataset
from model import build_model

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

    model = build_model(experiment, data.train.{{ inputs | default("inputs") }}, len(class_names(experiment)))
    epochs = experiment["training"]["epochs"]
    compile_model(model, experiment, steps=epochs * len(batches))

{% include "fit.py" %}

def compile_model(model: keras.Model, experiment: dict, steps: int):
    """Tell the model what to minimize, and how, in so many steps (batches) in all."""
    metrics = ["accuracy"]
    loss = experiment["cost"]["function"]
    if len(class_names(experiment)) == 2:
        # How often a {{ example | default("row") }} of class 1 gets a higher probability than one of class 0.
        metrics.append(keras.metrics.AUC(name="auc"))
        loss = {"crossentropy": "binary_crossentropy"}.get(loss, loss)
    else:  # labels are class numbers
        loss = {"crossentropy": "sparse_categorical_crossentropy"}.get(loss, loss)
    model.compile(
        optimizer=make_optimizer(experiment, steps),
        loss=loss,
        metrics=metrics,
{% include "jit_compile.py" %}
    )


{% include "make_optimizer.py" %}

{% include "save_best.py" %}

if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the model's own settings
    train(load_experiment(), folder)
