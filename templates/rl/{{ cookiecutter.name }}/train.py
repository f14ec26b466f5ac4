"""Train the agent that experiment.toml describes:

    python train.py

Its network goes to runs/by-hand/best.keras, its returns to runs/by-hand/history.csv.
"""

from settings import PROJECT, load_experiment  # isort: skip  (it chooses the backend)

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from agents import AGENTS, Agent, updates_per_epoch
from data import VALIDATION, mean_and_error, play, seeds


def train(
    experiment: dict,
    folder: Path,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: str | int = "auto",
) -> keras.Model:
    """Train a new agent, keep its network in folder/best.keras, and return it.

    With [regularization] best_weights it is the network of the epoch whose episodes
    without exploration had the highest mean return, otherwise that of the last epoch.
    """
    keras.utils.set_random_seed(experiment["training"]["seed"])
    agent = AGENTS[experiment["cost"]["agent"]](experiment)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "best.keras"
    best_weights = experiment["regularization"]["best_weights"]
    run(
        agent,
        experiment,
        [
            keras.callbacks.CSVLogger(folder / "history.csv"),
            *([SaveBest(file)] if best_weights else []),
            *early_stopping(experiment),
            *callbacks,
        ],
        1 if verbose == "auto" else verbose,
    )
    if best_weights:
        agent.model.load_weights(file)
    else:
        save(agent.model, file)
    return agent.model


def run(agent: Agent, experiment: dict, callbacks: list, verbose: int):
    """Do what model.fit does where the data are there already: epochs of updates.

    An epoch is [data] steps_per_epoch steps in the environments, with the updates that
    are due; then the agent is judged by episodes without exploration.
    """
    epochs, updates = experiment["training"]["epochs"], updates_per_epoch(experiment)
    model = agent.model
    callbacks = keras.callbacks.CallbackList(
        callbacks,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=epochs,
        steps=updates,
    )
    model.stop_training = False
    callbacks.on_train_begin()
    for epoch in range(epochs):
        callbacks.on_epoch_begin(epoch)
        figures = []
        for update in range(updates):
            agent.gather()
            callbacks.on_train_batch_begin(update)
            figures.append(agent.update())
            callbacks.on_train_batch_end(update)
            if model.stop_training:
                break
        callbacks.on_test_begin()
        logs = {name: np.mean([f[name] for f in figures]) for name in figures[0]}
        logs |= judge(agent, experiment)
        callbacks.on_test_end(logs)
        callbacks.on_epoch_end(epoch, {name: float(x) for name, x in logs.items()})
        if model.stop_training:
            break
    callbacks.on_train_end()


def judge(agent: Agent, experiment: dict) -> dict[str, float]:
    """How the agent does: in training, and in the same episodes without exploration."""
    data = experiment["data"]
    starts = seeds(VALIDATION, data["evaluation_episodes"])
    mean, error = mean_and_error(play(data["environment"], starts, agent.choose))
    return {
        "exploration": agent.exploration,
        "mean_return": np.mean(agent.finished) if agent.finished else np.nan,
        "val_mean_return": mean,
        "val_mean_return_error": error,
    }


def early_stopping(experiment: dict) -> list[keras.callbacks.Callback]:
    """Stop when the mean return has not risen for some epochs; 0 never stops."""
    patience = experiment["regularization"]["early_stopping"]
    if patience == 0:
        return []
    return [keras.callbacks.EarlyStopping("val_mean_return", 0, patience, mode="max")]


class SaveBest(keras.callbacks.Callback):
    """Save the network after every epoch that raises the mean return."""

    def __init__(self, file: Path):
        super().__init__()
        self.file = file

    def on_epoch_end(self, epoch: int, logs: dict):
        if epoch == 0 or logs["val_mean_return"] > self.highest:
            self.highest = logs["val_mean_return"]
            save(self.model, self.file)


{% include "save.py" %}

if __name__ == "__main__":
    folder = PROJECT / "runs" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "experiment.toml", folder)  # the agent's own settings
    train(load_experiment(), folder)
