import numpy as np
import keras
from keras.layers import Dense
from keras.models import Sequential
from sklearn.datasets import make_classification

keras.utils.set_random_seed(6)
X, y = make_classification(n_samples=1000, n_features=8, n_informative=5, class_sep=1.3, random_state=6)
X = (X - X.mean(axis=0)) / X.std(axis=0)

model = Sequential()
model.add(Dense(32, activation="relu", input_shape=(8,)))
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="softmax"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X[:800], y[:800], epochs=15, batch_size=32, validation_data=(X[800:], y[800:]), verbose=2)

scores = model.evaluate(X[800:], y[800:], verbose=0)
print("accuracy: %.2f%%" % (scores[1] * 100), np.bincount(y))
