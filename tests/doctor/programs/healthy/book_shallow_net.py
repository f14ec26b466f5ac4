"""Shallow net as in chapter 5: sigmoid hidden layer, quadratic cost, SGD .01. Learns slowly, which is the point."""
import keras
import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.optimizers import SGD
from sklearn.datasets import load_digits

keras.utils.set_random_seed(20)
d = load_digits()
X = np.pad(np.kron(d.images, np.ones((3, 3))), ((0, 0), (2, 2), (2, 2)))    # 28 x 28 like MNIST
X, y = (X.reshape(-1, 784) / 16).astype("float32"), keras.utils.to_categorical(d.target, 10)
X_train, X_valid, y_train, y_valid = X[:1500], X[1500:], y[:1500], y[1500:]

model = Sequential()
model.add(Input((784,)))
model.add(Dense(64, activation="sigmoid"))
model.add(Dense(10, activation="softmax"))
model.compile(loss="mean_squared_error", optimizer=SGD(learning_rate=0.01), metrics=["accuracy"])
model.fit(X_train, y_train, batch_size=16, epochs=40, validation_data=(X_valid, y_valid), verbose=2)
