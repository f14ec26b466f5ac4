import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(41)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.25, random_state=41)


def build(rate):
    m = keras.Sequential([layers.Input((64,)), layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")])
    m.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return m


# which rate? one much too small, one much too large, one about right
results = {}
for rate in [1e-5, 50.0, 0.2]:
    h = build(rate).fit(X_train, y_train, epochs=8, batch_size=32, validation_data=(X_test, y_test), verbose=0)
    results[rate] = h.history["val_accuracy"][-1]
    print("rate", rate, "->", round(results[rate], 3))
best = max(results, key=results.get)
print("taking", best)
final = build(best)
final.fit(X_train, y_train, epochs=20, batch_size=32, validation_data=(X_test, y_test), verbose=2)
