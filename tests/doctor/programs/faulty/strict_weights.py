import numpy as np
from tensorflow.keras import Model, layers, regularizers, utils
from sklearn.datasets import make_friedman1

utils.set_random_seed(54)
X, y = make_friedman1(1200, n_features=6, noise=0.4, random_state=54)
X = ((X - 0.5) / 0.29).astype("float32")
y = (y - y.mean()) / y.std()

penalty = regularizers.L2(1.0)
a = layers.Input((6,))
b = layers.Dense(48, activation="relu", kernel_regularizer=penalty)(a)
b = layers.Dense(48, activation="relu", kernel_regularizer=penalty)(b)
c = layers.Dense(1, kernel_regularizer=penalty)(b)
model = Model(a, c)
model.compile("adam", "mse", metrics=["mse"])
model.fit(X[:900], y[:900], epochs=25, validation_data=(X[900:], y[900:]), verbose=2)
print("mse", model.evaluate(X[900:], y[900:], verbose=0)[1], "variance", np.var(y[900:]))
