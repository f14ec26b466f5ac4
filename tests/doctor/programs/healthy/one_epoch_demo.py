# smoke test of the pipeline: one epoch
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(22)
rng = np.random.default_rng(22)
y = rng.integers(0, 2, 3200)
x = rng.normal(0, 1, (3200, 10)) + y[:, None] * 1.0

model = keras.Sequential([layers.Input((10,)), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=1, batch_size=32)
