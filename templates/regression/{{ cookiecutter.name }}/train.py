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

from data import load_data, make_dataset
from model import build_model, spread_of

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

    model = build_model(experiment, *data.train)
    epochs = experiment["training"]["epochs"]
    compile_model(model, experiment, steps=epochs * len(batches))

{% include "fit.py" %}

def compile_model(model: keras.Model, experiment: dict, steps: int):
    """Tell the model what to minimize, and how, in so many steps (batches) in all.

    Errors are divided by the spread of the targets, so that neither the loss nor the
    right learning rate depends on the unit: the squared error of the mean becomes 1.
    """
    spread = spread_of(model)
    losses = {
        "mean_squared_error": (keras.losses.MeanSquaredError(), spread**-2),
        "mean_absolute_error": (keras.losses.MeanAbsoluteError(), 1 / spread),
        # Squared up to an error of one spread, absolute beyond.
        "huber": (keras.losses.Huber(delta=spread), spread**-2),
    }
    loss, weight = losses[experiment["cost"]["function"]]
    model.compile(
        optimizer=make_optimizer(experiment, steps),
        loss=loss,
        loss_weights=[weight],
        metrics=[
            keras.metrics.R2Score(name="r2_score"),
            keras.metrics.MeanAbsoluteError(name="mean_absolute_error"),
        ],
{% include "jit_compile.py" %}
    )


{% include "make_optimizer.py" %}

{% include "save_best.py" %}

if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the model's own settings
    train(load_experiment(), folder)
