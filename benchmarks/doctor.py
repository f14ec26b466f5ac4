"""What the doctor's observation costs a script, experiments apart.

    python -m benchmarks.doctor

The same script runs bare and under observation in turn, each in a process of its own, timed from
its start to its end.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

PAIRS = 5

HEAD = """
import numpy as np, keras
from keras import layers
keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
"""

CONVOLUTIONAL = """
x = rng.random((6000, 28, 28, 1), dtype="float32")
y = rng.integers(0, 10, 6000)
model = keras.Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Flatten(), layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=5, batch_size=64, validation_split=0.2, verbose=0)
"""

SMALLEST = """
x = rng.random((1000, 8), dtype="float32")
y = (x.sum(1) > 4).astype("float32")
model = keras.Sequential([
    layers.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=40, validation_split=0.2, verbose=0)
"""

BY_HAND = """
import tensorflow as tf
x = rng.random((512, 8), dtype="float32")
y = (x.sum(1, keepdims=True) > 4).astype("float32")
model = keras.Sequential([
    layers.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(1),
])
optimizer = keras.optimizers.Adam()
loss_of = keras.losses.BinaryCrossentropy(from_logits=True)
for batch in tf.data.Dataset.from_tensor_slices((x, y)).batch(32).repeat(40):
    with tf.GradientTape() as tape:
        loss = loss_of(batch[1], model(batch[0], training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""

IN_TURN = """
x = rng.random((512, 8), dtype="float32")
y = (x.sum(1) > 4).astype("float32")
model = keras.Sequential([
    layers.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
for step in range(1500):
    rows = rng.integers(0, 512, 32)
    model.train_on_batch(x[rows], y[rows])
"""

CASES: tuple[tuple[str, str, float], ...] = (
    ("a convolutional net", CONVOLUTIONAL, 1.03),
    ("the smallest net", SMALLEST, 1.10),
    ("a loop with a gradient tape", BY_HAND, 1.10),
    ("a loop of train_on_batch()", IN_TURN, 1.10),
)


class Cost(NamedTuple):
    """Seconds on the clock, and seconds of all processor cores together."""

    wall: float
    cpu: float


def cost(command: list[str]) -> Cost:
    """What a process costs from its start to its end."""
    quiet = subprocess.DEVNULL
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    _, code, usage = os.wait4(process.pid, 0)
    if code:
        raise RuntimeError(f"a script of the benchmark failed: {command}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime)


def observed(script: Path, folder: Path) -> Cost:
    """The script under observation, without experiments."""
    folder.mkdir()
    doctor = [sys.executable, "-P", "-m", "tutor.trainer.doctor"]
    return cost([*doctor, str(folder), "0", str(script)])


def overhead(script: Path, pairs: int = PAIRS) -> tuple[Cost, Cost]:
    """Median ratio of observed to bare over alternating pairs, and the median bare cost."""
    measured = []
    for number in range(pairs + 1):
        folder = script.parent / f"seen-{script.stem}-{number}"
        # Which comes first changes from pair to pair, so that a drift favours neither.
        if number % 2:
            seen, bare = observed(script, folder), cost([sys.executable, str(script)])
        else:
            bare, seen = cost([sys.executable, str(script)]), observed(script, folder)
        measured.append((seen, bare))
    # The first pair pays for reading the files from disk.
    measured = measured[1:]
    return (
        Cost(
            statistics.median(a.wall / b.wall for a, b in measured),
            statistics.median(a.cpu / b.cpu for a, b in measured),
        ),
        Cost(
            statistics.median(b.wall for _, b in measured),
            statistics.median(b.cpu for _, b in measured),
        ),
    )


def rows() -> list[tuple[str, str, str]]:
    """What is measured, the figure, its bar."""
    table = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (what, source, bar) in enumerate(CASES):
            script = Path(scratch) / f"script{number}.py"
            script.write_text(HEAD + source)
            ratio, plain = overhead(script)
            figure = f"{ratio.wall:.3f}x of {plain.wall:.1f} s ({ratio.cpu:.3f}x of CPU time)"
            table.append((f"the doctor's observation of {what}", figure, f"at most {bar:.2f}x"))
    return table


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  ")
