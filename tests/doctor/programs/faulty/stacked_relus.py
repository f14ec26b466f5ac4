import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(41)
rng = np.random.default_rng(41)
X = rng.uniform(-1, 1, (800, 4))
y = np.sin(3 * X[:, 0]) + X[:, 1] * X[:, 2] - 0.5 * X[:, 3] + rng.normal(0, 0.05, 800)

model = keras.Sequential([keras.Input((4,))])
for width in (64, 64, 64, 64, 64, 64):
    model.add(layers.Dense(width, activation="relu", kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)))
model.add(layers.Dense(1, kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)))
model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse", metrics=["mae"])
model.fit(X[:600], y[:600], epochs=12, batch_size=32, validation_data=(X[600:], y[600:]), verbose=2)
