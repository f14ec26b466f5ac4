import numpy as np
import tensorflow as tf
from sklearn.datasets import load_iris
from sklearn.utils import shuffle

tf.keras.utils.set_random_seed(9)
X, y = load_iris(return_X_y=True)
X, y = shuffle(X, y, random_state=9)
X = (X - X.mean(0)) / X.std(0)

model = tf.keras.Sequential()
model.add(tf.keras.layers.Input(shape=(4,)))
model.add(tf.keras.layers.Dense(16, activation="relu"))
model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.Adam(0.01), metrics=["accuracy"])
model.fit(X[:120], y[:120], epochs=40, batch_size=8, validation_data=(X[120:], y[120:]), verbose=2)
print(np.round(model.predict(X[120:126], verbose=0).ravel(), 2), y[120:126])
