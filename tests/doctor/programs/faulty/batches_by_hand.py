"""Digits 0..9, training loop by hand so that I can log what I want."""
import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras

keras.utils.set_random_seed(6)
digits = load_digits()
order = np.argsort(digits.target, kind="stable")
x = (digits.data[order] / 16.0).astype("float32")
y = digits.target[order]
test = np.arange(len(x)) % 5 == 0
x_test, y_test, x, y = x[test], y[test], x[~test], y[~test]

model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(48, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])

batch = 64
for epoch in range(12):
    for start in range(0, len(x), batch):
        logs = model.train_on_batch(x[start : start + batch], y[start : start + batch])
    loss, acc = model.evaluate(x_test, y_test, verbose=0)
    print(f"epoch {epoch}: test loss {loss:.3f}, test accuracy {acc:.3f}")
