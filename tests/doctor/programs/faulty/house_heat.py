import numpy as np
from sklearn.datasets import make_regression
from sklearn.metrics import r2_score
from tensorflow.keras import layers, models, utils

utils.set_random_seed(22)
X, y = make_regression(n_samples=1000, n_features=8, n_informative=6, noise=5.0, random_state=22)
X = X.astype("float32")
y = ((y - y.mean()) / y.std()).astype("float32")

model = models.Sequential()
model.add(layers.Input((8,)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(16, activation="relu"))
model.add(layers.Dense(1))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["mae"])
model.fit(X[:800], y[:800], epochs=20, batch_size=32, validation_data=(X[800:], y[800:]), verbose=2)
print("R2:", r2_score(y[800:], np.ravel(model.predict(X[800:], verbose=0))))
