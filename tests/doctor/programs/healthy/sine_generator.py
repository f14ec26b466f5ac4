"""Next value of a noisy sine, batches from a generator."""
import keras
import numpy as np

keras.utils.set_random_seed(26)
rng = np.random.default_rng(26)


def batches(size=32, window=16):
    while True:
        phase = rng.uniform(0, 2 * np.pi, (size, 1))
        t = phase + 0.35 * np.arange(window + 1)
        wave = np.sin(t) + rng.normal(0, 0.05, t.shape)
        yield wave[:, :window, None].astype("float32"), wave[:, window:].astype("float32")


model = keras.Sequential([keras.Input((16, 1)), keras.layers.Conv1D(8, 5, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse")
model.fit(batches(), steps_per_epoch=30, epochs=10, validation_data=batches(), validation_steps=8, verbose=2)
