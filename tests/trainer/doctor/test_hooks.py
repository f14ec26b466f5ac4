"""What the hooks see of real trainings, and that they change none of them."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trainer.doctor.examining import Seen, seen

FIGURES = Path(__file__).parent / "figures_script.py"

TRAININGS = """
import numpy as np, keras
from keras import layers
import tensorflow as tf

keras.utils.set_random_seed(0)
X = np.random.default_rng(0).normal(size=(96, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


def model(rate=0.1):
    made = keras.Sequential([
        layers.Dense(4, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    made.compile(
        optimizer=keras.optimizers.SGD(rate),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return made


twice = model()
twice.fit(X, Y, epochs=2, batch_size=32, verbose=0)
twice.fit(X, Y, epochs=3, batch_size=32, verbose=0)

inner, outer = model(), model()


class Callback(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        inner.fit(X, Y, verbose=0)


outer.fit(X, Y, epochs=2, verbose=0, callbacks=[Callback()])

failing = model()
try:
    failing.fit(X, np.zeros((96, 5)), verbose=0)
except Exception as error:
    print(type(error).__name__)

endless = model(1e30)
endless.fit(X * 1e30, Y * np.inf, epochs=4, verbose=0)

stepped = model()
for step in range(60):
    rows = slice(step % 3 * 32, step % 3 * 32 + 32)
    stepped.train_on_batch(X[rows], Y[rows])
    if step % 15 == 14:
        stepped.evaluate(X, Y, verbose=0)

optimizer = keras.optimizers.Adam(0.01)
loss_of = keras.losses.BinaryCrossentropy()
generator = keras.Sequential([layers.Input((3,)), layers.Dense(1, activation="sigmoid")])
pair = keras.Sequential([generator, layers.Dense(1, trainable=False)])


def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, generator(x, training=True))
    gradients = tape.gradient(loss, generator.trainable_variables)
    optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss


for epoch in range(4):
    for x, y in tf.data.Dataset.from_tensor_slices((X, Y)).batch(32):
        eager = step(x, y)

generator = keras.Sequential([layers.Input((3,)), layers.Dense(1, activation="sigmoid")])
optimizer = keras.optimizers.Adam(0.01)
traced = tf.function(step)
for epoch in range(4):
    for x, y in tf.data.Dataset.from_tensor_slices((X, Y)).batch(32):
        traced(x, y)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """One script with trainings of every make."""
    return seen(tmp_path_factory.mktemp("hooks"), TRAININGS)


def test_nothing_went_wrong(told: Seen) -> None:
    assert told.outcome.exit_status == 0
    assert told.end["trainings"] == 8
    assert told.faults == ""


def test_fit_is_told_with_its_lines_and_counted_on(told: Seen) -> None:
    history = told.training(1)
    assert [epoch.number for epoch in history.epochs] == [1, 2, 3, 4, 5]
    assert len(history.batch_losses) == 15
    assert history.status == "finished"
    assert (history.planned_epochs, history.task) == (2, "binary")
    call, compiled, model = history.call, history.compiled, history.model
    assert call is not None
    assert compiled is not None
    assert model is not None
    assert (call.api, call.source, call.calls, call.batch_size) == ("fit", "arrays", 2, 32)
    assert call.place is not None
    assert (call.place.file, call.place.line) == ("script.py", 25)
    assert (compiled.loss, compiled.optimizer) == ("binary_crossentropy", "sgd")
    places = [compiled.place, compiled.optimizer_place, *(layer.place for layer in model.layers)]
    assert [place.line if place else None for place in places] == [15, 16, 12, 13]


def test_a_training_within_another_is_one_of_its_own(told: Seen) -> None:
    outer, inner = told.training(2), told.training(3)
    assert (len(outer.epochs), len(inner.epochs)) == (2, 2)
    assert outer.call is not None
    assert outer.call.callbacks == ("Callback",)


def test_a_fit_that_raises_has_failed_at_its_line(told: Seen) -> None:
    history = told.training(4)
    assert history.status == "failed"
    assert history.failure is not None
    assert (history.failure.type, history.failure.line) == ("ValueError", 39)
    assert history.targets[0].shape == (5,)


def test_a_loss_that_is_no_number_ends_nothing(told: Seen) -> None:
    history = told.training(5)
    assert len(history.epochs) == 4
    assert not any(math.isfinite(loss) for loss in history.batch_losses)


def test_steps_by_batch_are_epochs_between_evaluations(told: Seen) -> None:
    history = told.training(6)
    call = history.call
    assert call is not None
    assert (call.api, call.calls, len(history.batch_losses)) == ("train_on_batch", 60, 60)
    assert len(history.epochs) == 4
    for number, epoch in enumerate(history.epochs):
        own = history.batch_losses[number * 15 : number * 15 + 15]
        assert epoch.loss == pytest.approx(sum(own) / 15, rel=1e-5)
        assert epoch.val_loss is not None
        assert epoch.val_accuracy is not None
    assert history.initial_loss is not None
    assert history.split is not None
    assert history.split.source == "validation_data"


@pytest.mark.parametrize("number", [7, 8])
def test_a_loop_with_a_tape_is_told_eager_or_traced(told: Seen, number: int) -> None:
    history = told.training(number)
    call, compiled = history.call, history.compiled
    assert call is not None
    assert compiled is not None
    assert (call.api, call.calls) == ("tape", 12)
    assert (compiled.loss, compiled.optimizer) == ("binary_crossentropy", "adam")
    assert compiled.learning_rate == pytest.approx(0.01)
    assert len(history.batch_losses) == 12
    assert len(history.epochs) == 4
    assert history.epochs[-1].loss < history.epochs[0].loss
    assert history.task == "binary"
    assert history.inputs[0].seen >= 32
    assert history.model is not None
    # The pair that holds the generator is not what is trained.
    assert len(history.model.layers) == 1


def test_more_models_than_are_recorded_are_counted(tmp_path: Path) -> None:
    told = seen(
        tmp_path,
        """
        import numpy as np, keras
        x = np.zeros((8, 2), "float32")
        for _ in range(23):
            model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
            model.compile("sgd", "mse", run_eagerly=True)
            model.fit(x, x[:, :1], verbose=0)
        """,
    )
    assert told.end["trainings"] == 23
    assert len(list(told.folder.glob("00*"))) == 20
    assert told.faults == ""


def test_a_training_is_stopped_at_the_end_of_a_batch(tmp_path: Path) -> None:
    told = seen(
        tmp_path,
        """
        import os, signal, threading, time
        import numpy as np, keras
        x = np.random.rand(640, 3)
        model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")

        class Asks(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if epoch == 1:
                    os.kill(os.getpid(), signal.SIGTERM)

        model.fit(x, x[:, :1], epochs=100_000, verbose=0, callbacks=[Asks()])
        open("after", "w").write(str(model.evaluate(x, x[:, :1], verbose=0)))
        model.fit(x, x[:, :1])
        open("never", "w").write("")
        """,
    )
    assert (told.end["status"], told.outcome.exit_status) == ("stopped", 0)
    history = told.training()
    assert history.status == "stopped"
    assert len(history.epochs) in (2, 3)
    assert (tmp_path / "home" / "after").exists()
    assert not (tmp_path / "home" / "never").exists()


@pytest.mark.parametrize(
    "way",
    [
        "import keras",
        "from keras.models import Sequential",
        "from tensorflow import keras",
        "import tensorflow as tf; keras = tf.keras",
        "import keras.src.layers",
        "from tensorflow.keras.layers import Dense",
    ],
)
@pytest.mark.slow
def test_keras_is_hooked_whichever_way_it_is_imported(tmp_path: Path, way: str) -> None:
    told = seen(
        tmp_path,
        f"""
        import os
        os.environ["KERAS_BACKEND"] = "tensorflow"
        {way}
        import keras
        import numpy as np
        model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse", run_eagerly=True)
        model.fit(np.zeros((8, 2)), np.zeros((8, 1)), verbose=0)
        """,
    )
    assert told.end["trainings"] == 1
    assert len(told.training().epochs) == 1


@pytest.mark.slow
def test_no_figure_of_any_training_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Dropout, shuffling, augmentation, pipelines, generators, loops: bit for bit."""
    bare = subprocess.run(
        [sys.executable, FIGURES], capture_output=True, text=True, timeout=600, check=True
    )
    capfd.readouterr()
    told = seen(tmp_path, FIGURES.read_text())
    assert capfd.readouterr().out == bare.stdout
    assert bare.stdout.count("\n") == 19
    assert told.faults == ""
    assert told.end["trainings"] == 16
