"""Fit a sine with a dense net, data on [-pi, pi]."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(67)
x = np.random.uniform(-np.pi, np.pi, (2000, 1)).astype("float32")
y = np.sin(2 * x) + np.random.normal(0, 0.05, (2000, 1))

model = keras.Sequential([
    keras.Input((1,)),
    layers.Dense(64, activation="tanh"),
    layers.Dense(64, activation="tanh"),
    layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(x[:1600], y[:1600], batch_size=16, epochs=15, validation_data=(x[1600:], y[1600:]), verbose=2)
