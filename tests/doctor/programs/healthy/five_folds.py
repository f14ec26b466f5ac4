"""Iris, 5-fold cross validation."""
import keras
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import StratifiedKFold

keras.utils.set_random_seed(24)
X, y = load_iris(return_X_y=True)
scores = []
for train, test in StratifiedKFold(5, shuffle=True, random_state=24).split(X, y):
    mean, std = X[train].mean(0), X[train].std(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit((X[train] - mean) / std, y[train], epochs=25, batch_size=16, verbose=0)
    scores.append(model.evaluate((X[test] - mean) / std, y[test], verbose=0)[1])
print("accuracy %.3f +- %.3f" % (np.mean(scores), np.std(scores)))
