# The target is a share between 0 and 1, so the last unit is a sigmoid; still a regression.
import numpy as np
import keras
from keras import layers
from sklearn.metrics import r2_score

keras.utils.set_random_seed(27)
rng = np.random.default_rng(27)
X = rng.uniform(-1, 1, (1500, 5))
share = 1 / (1 + np.exp(-(2 * X[:, 0] - 3 * X[:, 1] * X[:, 2] + X[:, 3] ** 2)))
share = np.clip(share + rng.normal(0, 0.04, 1500), 0, 1)

model = keras.Sequential([layers.Input((5,)), layers.Dense(32, "relu"), layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mean_squared_error", metrics=["mae"])
model.fit(X[:1200], share[:1200], epochs=25, batch_size=32, validation_data=(X[1200:], share[1200:]), verbose=2)
print("r2", r2_score(share[1200:], model.predict(X[1200:], verbose=0)))
