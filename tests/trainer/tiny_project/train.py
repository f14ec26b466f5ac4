import os

import keras
from data import load_data, make_dataset
from model import build_model


def train(experiment, folder, callbacks=(), verbose="auto"):
    keras.utils.set_random_seed(experiment["training"]["seed"])
    print("a stray print of the project")
    data = load_data(experiment)
    model = build_model(experiment, data.train[0].shape[1:], 4)
    optimizer = keras.optimizers.get(experiment["learning_rate"]["optimizer"])
    optimizer.learning_rate = experiment["learning_rate"]["value"]
    model.compile(
        optimizer,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    model.fit(
        make_dataset(*data.train, experiment, shuffle=True),
        validation_data=make_dataset(*data.validation, experiment, shuffle=False),
        epochs=experiment["training"]["epochs"],
        shuffle=False,
        callbacks=[keras.callbacks.CSVLogger(folder / "history.csv"), Save(folder), *callbacks],
        verbose=verbose,
    )
    return model


class Save(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def on_epoch_end(self, epoch, logs):
        self.model.save(self.folder / "new.keras")
        os.replace(self.folder / "new.keras", self.folder / "best.keras")
