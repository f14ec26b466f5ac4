"""Four noisy groups in a ring; start values fixed so that everyone in class gets the same run."""
import numpy as np
import tensorflow as tf
from sklearn.datasets import make_blobs

tf.keras.utils.set_random_seed(1)
centres = [(0, 0), (3, 0), (3, 3), (0, 3), (1.5, 6), (6, 1.5)]
X, y = make_blobs(1200, centers=centres, cluster_std=0.6, random_state=1)
y = y % 2
X = (X - X.mean(0)) / X.std(0)

start = tf.keras.initializers.Constant(0.3)
inp = tf.keras.Input((2,))
h = tf.keras.layers.Dense(32, activation="tanh", kernel_initializer=start)(inp)
h = tf.keras.layers.Dense(16, activation="tanh", kernel_initializer=start)(h)
out = tf.keras.layers.Dense(1, activation="sigmoid", kernel_initializer=start)(h)
model = tf.keras.Model(inp, out)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(X[:900], y[:900], epochs=30, batch_size=32, validation_data=(X[900:], y[900:]), verbose=2)
print("share of class 1:", np.mean(y))
