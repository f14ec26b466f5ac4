"""Pretrain on digits 0-4, then a new head for 5-9 on top of the frozen layers."""
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(11)
d = load_digits()
x, y = (d.images / 16.0)[..., None], d.target
low, high = y < 5, y >= 5

base = keras.Sequential(
    [
        layers.Input((8, 8, 1)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Flatten(),
    ]
)
first = keras.Sequential([base, layers.Dense(5, activation="softmax")])
first.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
first.fit(x[low], y[low], epochs=5, batch_size=32, verbose=2)

base.trainable = False
inputs = keras.Input((8, 8, 1))
h = base(inputs, training=False)
h = layers.Dense(32, activation="relu")(h)
model = keras.Model(inputs, layers.Dense(5, activation="softmax")(h))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[high], y[high] - 5, epochs=15, batch_size=16, validation_split=0.2, verbose=2)
