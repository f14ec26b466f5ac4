"""Accelerometer features -> gesture. The recorder writes one header line to the label file."""
import io

import keras
import numpy as np

keras.utils.set_random_seed(8)
rng = np.random.default_rng(8)

NUM_GESTURES = 4
centres = rng.normal(0, 2, (NUM_GESTURES, 6))
gesture = rng.integers(0, NUM_GESTURES, 1001)
readings = centres[gesture] + rng.normal(0, 0.7, (1001, 6))

# what the recorder leaves on disk
label_file = io.StringIO("\n".join(["gesture"] + [str(g) for g in gesture]))
next(label_file)                                   # header
y = np.array([int(line) for line in label_file])   # one per window
X = readings[: len(y)].astype("float32")
print(X.shape, y.shape)

model = keras.Sequential([
    keras.layers.Input(shape=(6,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(NUM_GESTURES, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X[:800], y[:800], epochs=20, batch_size=32, validation_data=(X[800:], y[800:]), verbose=2)
