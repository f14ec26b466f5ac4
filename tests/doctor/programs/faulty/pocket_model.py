import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(58)
x, y = load_digits(return_X_y=True)
x = x / 16.0
train, val = np.arange(1400), np.arange(1400, len(x))

model = keras.Sequential([keras.Input((64,)), layers.Dense(2, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[train], y[train], validation_data=(x[val], y[val]), epochs=30, batch_size=64, verbose=2)
print("train", model.evaluate(x[train], y[train], verbose=0)[1], "val", model.evaluate(x[val], y[val], verbose=0)[1])
