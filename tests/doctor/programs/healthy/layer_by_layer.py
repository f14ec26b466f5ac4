"""Greedy pre-training: one autoencoder after another, then a classifier on a hundred labels."""
import numpy as np
import keras
from keras.layers import Dense, Input
from sklearn.datasets import load_digits

keras.utils.set_random_seed(40)
X, y = load_digits(return_X_y=True)
X = X / 16.0
p = np.random.permutation(len(X))
X, y = X[p], y[p]


def pretrain(data, units):
    enc = Dense(units, activation="relu")
    dec = Dense(data.shape[1])
    ae = keras.Sequential([Input((data.shape[1],)), enc, dec])
    ae.compile(optimizer="adam", loss="mse")
    ae.fit(data, data, epochs=12, batch_size=64, verbose=0)
    coder = keras.Sequential([Input((data.shape[1],)), enc])
    return enc, coder.predict(data, verbose=0)


first, h1 = pretrain(X, 48)
second, h2 = pretrain(h1, 24)
classifier = keras.Sequential([Input((64,)), first, second, Dense(10, activation="softmax")])
classifier.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
classifier.fit(X[:300], y[:300], epochs=20, batch_size=32, validation_data=(X[300:], y[300:]), verbose=2)
