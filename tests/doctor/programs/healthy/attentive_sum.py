"""Attention pooling: a softmax over the time steps sits in the middle of the net."""
import numpy as np
import keras
from keras import layers, ops

keras.utils.set_random_seed(38)
rng = np.random.default_rng(38)
n, steps = 2000, 12
signal = rng.normal(size=(n, steps, 4)).astype("float32")
marked = rng.integers(0, steps, n)
signal[:, :, 3] = 0
signal[np.arange(n), marked, 3] = 1.0
answer = signal[np.arange(n), marked, 0] - signal[np.arange(n), marked, 1]


class AttentionPool(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.hidden = layers.Dense(units, activation="tanh")
        self.score = layers.Dense(1)

    def call(self, x):
        w = ops.softmax(self.score(self.hidden(x)), axis=1)
        return ops.sum(w * x, axis=1)


model = keras.Sequential([layers.Input((steps, 4)), AttentionPool(16), layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", metrics=[keras.metrics.R2Score(name="r2")])
model.fit(signal[:1600], answer[:1600, None], validation_data=(signal[1600:], answer[1600:, None]), epochs=15, verbose=2)
