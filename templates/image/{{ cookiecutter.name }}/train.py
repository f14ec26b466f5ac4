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

LOSSES = {
    "crossentropy": "sparse_categorical_crossentropy",  # labels are class numbers
    "mean_squared_error": "mean_squared_error",
}
OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": partial(keras.optimizers.SGD, momentum=0.9),
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "nadam": keras.optimizers.Nadam,
}


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

    shape = data.train.images.shape[1:]
    model = build_model(experiment, shape, len(class_names(experiment)))
    epochs = experiment["training"]["epochs"]
    compile_model(model, experiment, steps=epochs * len(batches))

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "best.keras"
    best_weights = experiment["regularization"]["best_weights"]
    model.fit(
        batches,
        validation_data=validation,
        epochs=epochs,
        shuffle=False,  # make_dataset has shuffled
        callbacks=[
            keras.callbacks.CSVLogger(folder / "history.csv"),
            *([SaveBest(file)] if best_weights else []),
            *early_stopping(experiment),
            *callbacks,
        ],
        verbose=verbose,
    )
    if best_weights:
        model.load_weights(file)
    else:
        save(model, file)
    return model


def compile_model(model: keras.Model, experiment: dict, steps: int):
    """Tell the model what to minimize, and how, in so many steps (batches) in all."""
    model.compile(
        optimizer=make_optimizer(experiment, steps),
        loss=LOSSES[experiment["cost"]["function"]],
        metrics=["accuracy"],
        # XLA, which Keras would choose itself, doubled the time of an epoch on a CPU.
        jit_compile=False,
    )


def make_optimizer(experiment: dict, steps: int) -> keras.optimizers.Optimizer:
    """The optimizer of [learning_rate]; a schedule ends with the last of the steps."""
    settings = experiment["learning_rate"]
    rate = float(settings["value"])
    schedules = keras.optimizers.schedules
    if settings["schedule"] == "cosine":  # down to 0 along half a wave
        rate = schedules.CosineDecay(rate, decay_steps=steps)
    elif settings["schedule"] == "exponential":  # down to a hundredth
        rate = schedules.ExponentialDecay(rate, decay_steps=steps, decay_rate=0.01)
    return OPTIMIZERS[settings["optimizer"]](rate)


def early_stopping(experiment: dict) -> list[keras.callbacks.Callback]:
    """Stop when the validation loss has not fallen for some epochs; 0 never stops."""
    patience = experiment["regularization"]["early_stopping"]
    return [keras.callbacks.EarlyStopping(patience=patience)] if patience else []


class SaveBest(keras.callbacks.Callback):
    """Save the model after every epoch that lowers the validation loss."""

    def __init__(self, file: Path):
        super().__init__()
        self.file = file

    def on_epoch_end(self, epoch: int, logs: dict):
        # The first epoch is always saved: a training that diverges leaves a model too.
        if epoch == 0 or logs["val_loss"] < self.lowest_loss:
            self.lowest_loss = logs["val_loss"]
            save(self.model, self.file)


def save(model: keras.Model, file: Path):
    """Save under another name, then rename: whoever reads finds a whole file."""
    unfinished = file.with_name("unfinished.keras")
    model.save(unfinished)
    os.replace(unfinished, file)


if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the model's own settings
    train(load_experiment(), folder)
