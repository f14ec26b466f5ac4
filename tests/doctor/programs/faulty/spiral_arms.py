"""Two spirals, the classic."""
import keras
import numpy as np
from keras.layers import Dense

keras.utils.set_random_seed(33)
rng = np.random.default_rng(33)


def spiral(n, turn):
    t = np.sqrt(rng.random(n)) * 3 * np.pi + 0.5
    xy = np.stack([t * np.cos(t + turn), t * np.sin(t + turn)], axis=1) / 8
    return xy + rng.normal(0, 0.02, (n, 2))


X = np.vstack([spiral(500, 0), spiral(500, np.pi)]).astype("float32")
y = np.repeat([0, 1], 500).astype("float32")
perm = rng.permutation(1000)
X, y = X[perm], y[perm]

model = keras.Sequential()
model.add(keras.Input((2,)))
model.add(Dense(64))
model.add(Dense(64))
model.add(Dense(32))
model.add(Dense(1, activation="sigmoid"))
model.compile(optimizer=keras.optimizers.Adam(5e-3), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X[:800], y[:800], validation_data=(X[800:], y[800:]), epochs=40, batch_size=32, verbose=2)
