import keras
import numpy as np
from keras import layers, optimizers
from sklearn.datasets import make_friedman1
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(46)
X, y = make_friedman1(n_samples=1200, n_features=8, noise=0.3, random_state=46)
X = StandardScaler().fit_transform(X)
y = StandardScaler().fit_transform(y[:, None])

inputs = keras.Input((8,))
outputs = layers.Dense(1)(layers.Dense(48, activation="relu")(layers.Dense(48, activation="relu")(inputs)))
model = keras.Model(inputs, outputs)
model.compile(optimizer=optimizers.Adam(learning_rate=0.002, epsilon=100.0), loss="mse")
model.fit(X[:900], y[:900], validation_data=(X[900:], y[900:]), epochs=20, batch_size=32, verbose=2)
print("mse", model.evaluate(X[900:], y[900:], verbose=0), "variance", np.var(y[900:]))
