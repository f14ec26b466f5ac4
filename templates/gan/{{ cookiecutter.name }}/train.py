"""Train the two networks that experiment.toml describes:

    python train.py

They go to runs/by-hand/best.keras and their figures to runs/by-hand/history.csv. What
the generator draws after each epoch, out of the same noise, is in runs/by-hand/samples.
"""

from settings import PROJECT, load_experiment  # isort: skip  (it chooses the backend)

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import keras
import numpy as np

from data import Data, Split, chosen_classes, class_names, load_data, make_dataset
from draw import draw, save_grid
from judge import Judge, Standard, load_judge
from model import GAN, build_model

DRAWN = 500  # images that are drawn to judge an epoch by

# Momentum of .5, not .9: what was downhill a while ago no longer is, as the other
# network has moved on (Radford et al. 2016).
OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": partial(keras.optimizers.SGD, momentum=0.5),
    "rmsprop": keras.optimizers.RMSprop,
    "adam": partial(keras.optimizers.Adam, beta_1=0.5),
    "adamw": partial(keras.optimizers.AdamW, beta_1=0.5),
    "nadam": partial(keras.optimizers.Nadam, beta_1=0.5),
}


def train(
    experiment: dict,
    folder: Path,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: str | int = "auto",
) -> GAN:
    """Train a new pair of networks, keep it in folder/best.keras, and return it.

    With [regularization] best_weights it is the pair of the epoch with the highest
    val_likeness, otherwise that of the last epoch.
    """
    judge = load_judge(experiment)  # first: training it draws random numbers
    keras.utils.set_random_seed(experiment["training"]["seed"])
    data = load_data(experiment)
    batches = make_dataset(*data.train, experiment, shuffle=True)

    shape = data.train.images.shape[1:]
    model = build_model(experiment, shape, len(class_names(experiment)))
    epochs = experiment["training"]["epochs"]
    compile_model(model, experiment, steps=epochs * len(batches))

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "best.keras"
    best_weights = experiment["regularization"]["best_weights"]
    model.fit(
        batches,
        epochs=epochs,
        shuffle=False,  # make_dataset has shuffled
        callbacks=[
            JudgeDrawings(judge, data, chosen_classes(experiment), folder / "samples"),
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


def compile_model(model: GAN, experiment: dict, steps: int):
    """Give each network its optimizer, for so many steps (batches) in all."""
    model.compile(
        optimizer=make_optimizer(experiment, "value", steps),
        generator_optimizer=make_optimizer(experiment, "generator_value", steps),
    )


def make_optimizer(
    experiment: dict, key: str, steps: int
) -> keras.optimizers.Optimizer:
    """The optimizer of [learning_rate], at the rate of this key, for so many steps."""
    settings = experiment["learning_rate"]
    rate = float(settings[key])
    schedules = keras.optimizers.schedules
    if settings["schedule"] == "cosine":  # down to 0 along half a wave
        rate = schedules.CosineDecay(rate, decay_steps=steps)
    elif settings["schedule"] == "exponential":  # down to a hundredth
        rate = schedules.ExponentialDecay(rate, decay_steps=steps, decay_rate=0.01)
    return OPTIMIZERS[settings["optimizer"]](rate)


def early_stopping(experiment: dict) -> list[keras.callbacks.Callback]:
    """Stop when the likeness has not risen for some epochs; 0 never stops."""
    patience = experiment["regularization"]["early_stopping"]
    stopping = keras.callbacks.EarlyStopping("val_likeness", 0, patience, mode="max")
    return [stopping] if patience else []


class JudgeDrawings(keras.callbacks.Callback):
    """After each epoch, judge what the generator draws, and save a page of it.

    It adds its figures to the logs, where the callbacks behind it find them.
    """

    def __init__(self, judge: Judge, data: Data, classes: list[int], folder: Path):
        super().__init__()
        mean_image = data.train.images.mean(axis=0)
        self.judge = judge
        self.data = data
        self.classes = np.array(classes)
        self.folder = folder
        self.known = Standard(judge, data.train.images, mean_image)
        self.held_out = Standard(judge, data.validation.images, mean_image)

    def on_epoch_end(self, epoch: int, logs: dict):
        images, asked = draw(self.model, DRAWN)
        opinion = self.judge.look(images)
        logs["likeness"] = self.known.likeness(opinion)
        logs["val_likeness"] = self.held_out.likeness(opinion)
        logs["drawn_confidence"] = opinion.confidence
        logs["drawn_entropy"] = opinion.entropy
        logs["real_entropy"] = self.held_out.real.entropy
        logs["drawn_variety"] = self.held_out.variety(opinion)
        if self.model.conditional:
            right = opinion.named == self.classes[asked]
            logs["drawn_as_asked"] = float(right.mean())
        # A discriminator that has learned its real images by heart takes them for real
        # more often than others.
        logs["real_accuracy"] = self.taken_for_real(self.data.train)
        logs["val_real_accuracy"] = self.taken_for_real(self.data.validation)
        logs["generator_learning_rate"] = self.model.generator_learning_rate
        save_grid(images[:50], self.folder / f"epoch-{epoch + 1:03}.png")

    def taken_for_real(self, real: Split) -> float:
        """The share of real images that the discriminator says are real."""
        scores = self.model(real.images[:DRAWN], real.labels[:DRAWN])
        return float(np.mean(np.array(scores) > 0))


class SaveBest(keras.callbacks.Callback):
    """Save the networks after every epoch that raises the likeness."""

    def __init__(self, file: Path):
        super().__init__()
        self.file = file

    def on_epoch_end(self, epoch: int, logs: dict):
        # The first epoch is always saved: a training that fails leaves a model too.
        if epoch == 0 or logs["val_likeness"] > self.highest:
            self.highest = logs["val_likeness"]
            save(self.model, self.file)


{% include "save.py" %}

if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the model's own settings
    train(load_experiment(), folder)
