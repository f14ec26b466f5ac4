import keras
import numpy as np
from keras import layers
from sklearn.datasets import make_classification

keras.utils.set_random_seed(67)
X, y = make_classification(n_samples=1200, n_features=10, n_informative=6, class_sep=1.2, random_state=67)
X = ((X - X.mean(0)) / X.std(0)).astype("float32")

inputs = keras.Input((10,))
h = layers.Dense(32, activation="relu")(inputs)
h = layers.Dense(16, activation="relu")(h)
opened = layers.Dense(1, activation="tanh")(h)
model = keras.Model(inputs, opened)
model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
model.fit(X[:900], y[:900], validation_data=(X[900:], y[900:]), epochs=20, batch_size=32, verbose=2)
print("loss and accuracy", np.round(model.evaluate(X[900:], y[900:], verbose=0), 3))
