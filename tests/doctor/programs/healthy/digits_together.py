"""Digits with a small convnet, functional style."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(1234)
np.random.seed(1234)

digits = load_digits()
X = digits.images[..., None].astype("float32") / 16
y = keras.utils.to_categorical(digits.target, 10)

# shuffle before splitting
order = np.random.permutation(len(X))
X, y = X[order], y[order]

n_val = 300
x_val, y_val = X[:n_val], y[:n_val]
x_train, y_train = X[n_val:], y[n_val:]

inputs = layers.Input(shape=(8, 8, 1))
x = layers.Conv2D(16, (3, 3), activation="relu", padding="same")(inputs)
x = layers.MaxPooling2D((2, 2))(x)
x = layers.Flatten()(x)
x = layers.Dense(32, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=10, validation_data=(x_val, y_val), verbose=2)
