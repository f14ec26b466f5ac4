"""Remaining life of a bearing from 12 readings of its sensors."""
import keras
import numpy as np

keras.utils.set_random_seed(21)
rng = np.random.default_rng(21)

readings = rng.normal(size=(1200, 12)).astype("float32")
life = readings[:, 0] * 2 - readings[:, 3] + 0.5 * readings[:, 5] ** 2 + rng.normal(scale=0.1, size=1200)
# the logger leaves gaps when the gateway is offline
readings[rng.random(readings.shape) < 0.01] = np.nan

mean, std = np.nanmean(readings[:900], axis=0), np.nanstd(readings[:900], axis=0)
readings = (readings - mean) / std

inputs = keras.Input(shape=(12,))
h = keras.layers.Dense(32, activation="relu")(inputs)
h = keras.layers.Dense(32, activation="relu")(h)
outputs = keras.layers.Dense(1)(h)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(readings[:900], life[:900], validation_data=(readings[900:], life[900:]), epochs=20, verbose=2)
print("mae", model.evaluate(readings[900:], life[900:], verbose=0)[1])
