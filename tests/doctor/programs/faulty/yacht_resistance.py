# linear regression with one layer, plain SGD
import keras
import numpy as np

keras.utils.set_random_seed(35)
rng = np.random.default_rng(35)
X = rng.normal(0, 1, (500, 12)).astype("float32")
w = rng.normal(0, 1, 12)
y = (X @ w + 0.5 + rng.normal(0, 0.2, 500)).astype("float32")

model = keras.Sequential([keras.layers.Input((12,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.5), loss="mse")
model.fit(X[:400], y[:400], epochs=20, batch_size=20, validation_data=(X[400:], y[400:]), verbose=2)
