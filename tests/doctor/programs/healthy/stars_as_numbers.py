# Star ratings 1..5 treated as numbers: one linear unit and mse.
import numpy as np
from keras import Sequential, Input, utils
from keras.layers import Dense, Dropout
from keras.optimizers import Adam

utils.set_random_seed(26)
rng = np.random.default_rng(26)
X = rng.normal(size=(2000, 12)).astype("float32")
taste = X[:, 0] + 0.7 * X[:, 1] * X[:, 2] - 0.5 * X[:, 3] + rng.normal(0, 0.4, 2000)
stars = np.digitize(taste, np.quantile(taste, [0.08, 0.25, 0.55, 0.85])) + 1

model = Sequential([Input((12,)), Dense(64, activation="relu"), Dropout(0.1), Dense(32, activation="relu"), Dense(1)])
model.compile(optimizer=Adam(0.003), loss="mse", metrics=["mae"])
model.fit(X[:1600], stars[:1600], epochs=25, batch_size=32, validation_data=(X[1600:], stars[1600:]), verbose=2)
guess = model.predict(X[1600:], verbose=0)[:, 0].round().clip(1, 5)
print("exact", np.mean(guess == stars[1600:]), "within one", np.mean(abs(guess - stars[1600:]) <= 1), "var", stars.var())
