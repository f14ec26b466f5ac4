# compare three widths on the circles
import numpy as np
from sklearn.datasets import make_circles
from tensorflow import keras

keras.utils.set_random_seed(25)
X, y = make_circles(800, noise=0.08, factor=0.5, random_state=25)
results = {}
for width in (8, 16, 64):
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(width, activation="relu"),
        keras.layers.Dense(width, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ], name=f"width_{width}")
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    h = model.fit(X[:600], y[:600], epochs=15, batch_size=32, validation_data=(X[600:], y[600:]), verbose=0)
    results[width] = np.round(h.history["val_accuracy"][-1], 3)
print(results)
