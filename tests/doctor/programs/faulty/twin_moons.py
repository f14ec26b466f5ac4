import keras
import numpy as np
from keras import layers
from sklearn.datasets import make_moons

keras.utils.set_random_seed(99)
X, y = make_moons(1000, noise=0.15, random_state=99)
y = np.where(y == 0, -1, 1)          # two groups
X = (X - X.mean(0)) / X.std(0)

X_tr, X_va = X[:800], X[800:]
y_tr, y_va = y[:800], y[800:]

inp = keras.Input((2,))
h = layers.Dense(32, activation="relu")(inp)
h = layers.Dense(32, activation="relu")(h)
out = layers.Dense(1, activation="sigmoid")(h)
model = keras.Model(inp, out)
model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X_tr, y_tr, epochs=25, batch_size=32, validation_data=(X_va, y_va), verbose=2)
